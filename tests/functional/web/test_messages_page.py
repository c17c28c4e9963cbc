"""Message templates: seen, tried out, saved, and taken back, in the dashboard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.identifiers import OrderId
from retrack.domain.settings import Channel, NotificationSettings, Sender, Trigger
from tests.builders import a_shipment
from tests.functional.web.more_pages import MorePages
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BOSS, World

EMAIL = {"subject": "Off: {{ name }}", "html": "<p>{{ shop.name }}</p>", "text": ""}
ADDRESS = "/messages/shipped.email.en"


@pytest.fixture(autouse=True)
def more(world: World) -> MorePages:
    return MorePages(world)


def test_every_message_is_listed_in_every_language(mali: Visitor) -> None:
    page = mali.get("/messages").text

    for trigger in Trigger:
        for channel in Channel:
            for language in ("en", "th"):
                assert f"/messages/{trigger}.{channel}.{language}" in page


@pytest.mark.parametrize(
    ("path", "name"),
    [("/messages", "Messages"), (ADDRESS, "Messages"), ("/paste", "Orders"), ("/import", "Orders")],
)
def test_a_page_under_another_is_found_under_it_in_the_navigation(
    mali: Visitor, path: str, name: str
) -> None:
    links = mali.get(path).page.all("a")

    assert [link.text for link in links if "aria-current" in link.attributes] == [name]


def test_a_template_is_saved_with_who_and_can_be_taken_back(world: World, mali: Visitor) -> None:
    assert mali.submit(ADDRESS, EMAIL).location == ADDRESS
    saved = mali.get(ADDRESS)
    assert "Off: {{ name }}" in saved.text
    assert "shipped.email.en" in world.stores.load(BOSS).templates

    mali.submit(ADDRESS, {**EMAIL, "reset": "yes"})

    assert world.stores.load(BOSS).templates == {}
    assert "Your order {{ name }} is on its way" in mali.get(ADDRESS).text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({**EMAIL, "html": "<b>\n{% if name %}"}, "line 2"),
        ({**EMAIL, "html": ""}, "1 to 100000 characters"),
        ({**EMAIL, "subject": "x" * 301}, "1 to 300 characters"),
    ],
)
def test_what_cannot_be_filled_is_not_saved_and_stays_typed(
    world: World, mali: Visitor, fields: dict[str, str], says: str
) -> None:
    answer = mali.submit(ADDRESS, fields)

    assert answer.status == 422
    assert says in answer.text
    assert "{{ name }}" in answer.text or "xxx" in answer.text
    assert world.stores.load(BOSS).templates == {}


def test_the_preview_is_a_document_without_scripts(mali: Visitor) -> None:
    evil = {**EMAIL, "html": "<style>p{color:red}</style><p>{{ customer.first_name }}</p>"}

    answer = mali.submit(f"{ADDRESS}/preview", evil)

    assert answer.status == 200
    assert "<p>Jamie</p>" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


def test_the_preview_says_what_is_wrong(mali: Visitor) -> None:
    assert "line 1" in mali.submit(f"{ADDRESS}/preview", {**EMAIL, "html": "{% nonsense %}"}).text


@pytest.mark.parametrize("typed", ["#EN-7", " en-7 ", "o7", "", "#EN"])
def test_the_preview_is_of_the_order_that_is_named(world: World, mali: Visitor, typed: str) -> None:
    for number in ("7", "71"):
        shipped = (a_shipment(),)
        world.an_order(id=OrderId(f"o{number}"), name=f"#EN-{number}", shipments=shipped)
    wish = {**EMAIL, "html": "<p>{{ name }}</p>", "order": typed}

    answer = mali.submit(f"{ADDRESS}/preview", wish)

    if typed == "#EN":
        assert "there is no such order" in answer.text
    else:
        assert ("<p>#EN-7</p>" in answer.text) is bool(typed)


def test_the_parts_of_a_text_message_are_counted_as_it_is_typed(mali: Visitor) -> None:
    told = mali.submit("/messages/shipped.sms.en/parts", {"text": "ก" * 71})

    assert "2 parts" in told.text
    assert "ก" in told.text


@pytest.mark.parametrize("name", ["vanished.email.en", "shipped.email.de", "x", "a.b.c.d"])
def test_there_is_no_message_of_another_name(mali: Visitor, name: str) -> None:
    assert mali.get(f"/messages/{name}").status == 404


def test_which_messages_are_sent_is_chosen_in_the_settings(world: World, mali: Visitor) -> None:
    page = mali.get("/settings").text

    assert 'name="delivered-email"' in page
    assert 'name="quiet_hours"' in page


# ------------------------------------------------------------------------------------------ tests


@pytest.fixture
def ready(world: World, more: MorePages) -> MorePages:
    """A store with a sender; Mali's address is known."""
    world.credentials.add_person("id of mali@example.com", BOSS, "owner", email="mali@example.com")
    sender = NotificationSettings(sender=Sender(email="shop@example.com"))
    store = world.stores.load(BOSS)
    world.stores.saved[BOSS] = replace(store, notifications=sender)
    return more


def test_a_test_is_what_is_typed_and_goes_to_who_is_signed_in(
    ready: MorePages, mali: Visitor
) -> None:
    assert "It goes to mali@example.com" in mali.get(ADDRESS).page.text

    answer = mali.submit(f"{ADDRESS}/test", EMAIL, htmx=True)

    (sent,) = ready.emails.sent
    assert sent.to == "mali@example.com"
    assert sent.subject.startswith("Off: ")
    assert "Sent to mali@example.com." in answer.page.text
    assert "<html" not in answer.text


def test_a_text_message_is_tried_out_on_a_number(ready: MorePages, mali: Visitor) -> None:
    fields = {"text": "Off: {{ name }}", "to": "+66812345678"}

    answer = mali.submit("/messages/shipped.sms.en/test", fields, htmx=True)

    (sent,) = ready.texts.sent
    assert (sent.to, sent.text) == ("+66812345678", "Off: Sample-1001")
    assert "Sent to +66812345678." in answer.page.text


def test_what_stands_in_a_tests_way_is_said_and_everything_typed_stays(
    ready: MorePages, mali: Visitor
) -> None:
    fields = {"text": "Off: {{ name }}!", "to": "0812345678"}

    part = mali.submit("/messages/shipped.sms.en/test", fields, htmx=True)
    page = mali.submit("/messages/shipped.sms.en/test", fields)

    assert "a phone number with its country" in part.page.text
    assert "a phone number with its country" in page.page.text
    assert page.status == 422
    assert "Off: {{ name }}!" in page.text
    assert page.page.one("input", name="to").attributes["value"] == "0812345678"
    assert ready.texts.sent == []


def test_tests_are_few_a_minute(ready: MorePages, mali: Visitor) -> None:
    fields = {"text": "Hi", "to": "+66812345678"}
    for _ in range(5):
        mali.submit("/messages/shipped.sms.en/test", fields, htmx=True)

    answer = mali.submit("/messages/shipped.sms.en/test", fields, htmx=True)

    assert "At most 5 tests a minute" in answer.page.text
    assert len(ready.texts.sent) == 5


def test_a_test_of_an_order_that_is_not_there_is_not_sent(ready: MorePages, mali: Visitor) -> None:
    answer = mali.submit(f"{ADDRESS}/test", {**EMAIL, "order": "9"}, htmx=True)

    assert "there is no such order" in answer.page.text
    assert ready.emails.sent == []


def test_a_test_is_in_no_list_of_messages(ready: MorePages, world: World, mali: Visitor) -> None:
    mali.submit(f"{ADDRESS}/test", EMAIL, htmx=True)

    assert world.orders.notifications.records == {}
