"""`TemplateStore`: every version that a store saved, none ever changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from retrack.domain.errors import Conflict, NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Channel, Trigger
from retrack.domain.templates import VERSIONS_SHOWN, Template, TemplateName, TemplateVersion
from retrack.domain.times import to_text
from retrack.services.ports import TemplateStore
from retrack.storage.templates import TableTemplates
from tests.builders import NOON
from tests.fakes.templates import MemoryTemplates

EMAIL = TemplateName(Trigger.SHIPPED, Channel.EMAIL, "en")
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["memory", "table"])
def templates(request: pytest.FixtureRequest) -> TemplateStore:
    if request.param == "memory":
        return MemoryTemplates()
    request.getfixturevalue("table")
    return TableTemplates()


def a_version(number: int = 0, *, name: TemplateName = EMAIL) -> TemplateVersion:
    """One saved so many seconds after the first."""
    at = NOON + number * SECOND
    words = Template(f"Off: {number}", "<p>สวัสดี {{ name }}</p>", "")
    return TemplateVersion(name, to_text(at), words, at, "person:1")


def test_a_version_comes_back_as_it_was_saved(templates: TemplateStore, store_id: StoreId) -> None:
    saved = a_version()

    templates.add(store_id, saved)

    assert templates.load(store_id, EMAIL, saved.version) == saved
    assert list(templates.versions(store_id, EMAIL)) == [saved]


def test_a_text_message_has_neither_subject_nor_html(
    templates: TemplateStore, store_id: StoreId
) -> None:
    name = TemplateName(Trigger.DELIVERED, Channel.SMS, "th")
    saved = replace(a_version(name=name), template=Template(text="ถึงแล้ว {{ name }}"))

    templates.add(store_id, saved)

    assert templates.load(store_id, name, saved.version) == saved


def test_versions_are_listed_newest_first_and_only_the_latest(
    templates: TemplateStore, store_id: StoreId
) -> None:
    for number in range(VERSIONS_SHOWN + 2):
        templates.add(store_id, a_version(number))

    listed = [kept.template.subject for kept in templates.versions(store_id, EMAIL)]

    newest = VERSIONS_SHOWN + 1
    assert listed == [f"Off: {number}" for number in range(newest, newest - VERSIONS_SHOWN, -1)]
    assert templates.load(store_id, EMAIL, a_version(0).version) == a_version(0)


def test_a_version_is_never_changed(templates: TemplateStore, store_id: StoreId) -> None:
    templates.add(store_id, a_version())
    other = replace(a_version(), template=Template("Another", "<p>x</p>"))

    with pytest.raises(Conflict):
        templates.add(store_id, other)

    assert templates.load(store_id, EMAIL, other.version) == a_version()


@pytest.mark.parametrize(
    "other",
    [
        TemplateName(Trigger.SHIPPED, Channel.EMAIL, "th"),
        TemplateName(Trigger.SHIPPED, Channel.SMS, "en"),
        TemplateName(Trigger.DELIVERED, Channel.EMAIL, "en"),
    ],
    ids=str,
)
def test_templates_are_kept_apart(
    templates: TemplateStore, store_id: StoreId, other: TemplateName
) -> None:
    templates.add(store_id, a_version())
    templates.add(store_id, a_version(name=other))

    assert len(templates.versions(store_id, EMAIL)) == 1
    assert templates.load(store_id, other, a_version().version).name == other


def test_what_was_never_saved_is_not_there(templates: TemplateStore, store_id: StoreId) -> None:
    templates.add(store_id, a_version())
    elsewhere = StoreId(f"{store_id}x")

    with pytest.raises(NotFound):
        templates.load(store_id, EMAIL, a_version(1).version)
    with pytest.raises(NotFound):
        templates.load(elsewhere, EMAIL, a_version().version)
    assert list(templates.versions(elsewhere, EMAIL)) == []
