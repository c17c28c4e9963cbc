"""The catalogs of the pages: collects their texts, brings every language up to date, compiles.

`python -m dev.catalogs`, or `make catalogs`. English is in the sources; a text that is new or has
changed comes out untranslated, and a test then names it.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from retrack.domain import problems, shop_problems
from retrack.web.languages import DOMAIN, LOCALE_FOLDER, NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LAYER = LOCALE_FOLDER.parents[1]
_MARKS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
}
# Refusals of the rooms below are shown beside the field that they are about.
_REFUSALS: dict[str, tuple[int, ...] | None] = {"field": (2,)}
_JINJA = {"trimmed": "true", "silent": "false", "encoding": "utf-8"}


def collected() -> Catalog:
    """Every text of the pages, in English."""
    catalog = Catalog(project="Retrack", charset="utf-8", fuzzy=False)
    for room, keywords in (("web", _MARKS), ("domain", _REFUSALS), ("services", _REFUSALS)):
        found = extract_from_dir(
            _LAYER / room,
            [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")],
            {"**.html": _JINJA},
            keywords=keywords,
        )
        for name, line, message, _comments, context in found:
            if str(message).endswith(" "):  # the beginning of a sentence that goes on with values
                continue
            catalog.add(message, locations=[(f"{room}/{name}", line)], context=context)
    for sentence in problems.SENTENCES:
        catalog.add(sentence, locations=[("domain/problems.py", 0)])
    for sentence in shop_problems.SENTENCES.values():
        catalog.add(sentence, locations=[("domain/shop_problems.py", 0)])
    return catalog


def po_file(language: str) -> Path:
    """Where a language's translations are written by hand."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def translated() -> Iterator[str]:
    """The languages that have a catalog."""
    yield from (code for code in NAMES if code != "en")


def updated(language: str, template: Catalog) -> Catalog:
    """A language's catalog with exactly the texts there are; none is guessed."""
    path = po_file(language)
    catalog = Catalog(locale=language, project="Retrack", charset="utf-8", fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    """A catalog for people."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, sort_output=True, include_lineno=False)
    return file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """A catalog for gettext."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that a reader would see in English."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(forms(message)))
    ]


def forms(message: Message) -> list[str]:
    """The translations of a text: one, or one for each of the language's plurals."""
    text = message.string
    return [text] if isinstance(text, str) else [str(form) for form in text or [""]]


def main() -> None:
    """Brings every catalog up to date, and says what lacks a translation."""
    template = collected()
    for language in translated():
        catalog = updated(language, template)
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        po_file(language).write_bytes(as_po(catalog))
        po_file(language).with_suffix(".mo").write_bytes(as_mo(catalog))
        missing = untranslated(catalog)
        print(f"{language}: {len(catalog)} texts, {len(missing)} untranslated")
        for text in missing:
            print("  ", text)


if __name__ == "__main__":
    main()
