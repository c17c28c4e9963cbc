"""Every text has its translation, and what is compiled is what was written."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from dev import catalogs

LANGUAGES = list(catalogs.translated())
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language: str) -> None:
    catalog = catalogs.updated(language, catalogs.collected())

    assert catalogs.untranslated(catalog) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalog_is_up_to_date(language: str) -> None:
    """Otherwise: make catalogs."""
    path = catalogs.po_file(language)
    with path.open("rb") as file:
        written = {message.id for message in read_po(file) if message.id}

    assert written == {message.id for message in catalogs.collected() if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_was_written(language: str) -> None:
    path = catalogs.po_file(language)
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)

    assert path.with_suffix(".mo").read_bytes() == catalogs.as_mo(catalog)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_same_placeholders(language: str) -> None:
    catalog = catalogs.updated(language, catalogs.collected())

    strays = [
        message.id
        for message in catalog
        if message.id
        for form in catalogs.forms(message)
        if not set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(str(message.id)))
    ]
    assert strays == []
