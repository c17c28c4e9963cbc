"""The languages of the pages. English is in the templates; the others are gettext catalogs."""

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "retrack"
NAMES = {"en": "English", "th": "ไทย"}
"""Each language by what its speakers call it; the first is used when nothing speaks for another."""

_Key = TypeVar("_Key")
_Translate = Callable[[str], str]
_TranslateMany = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True)
class Language:
    """A language: `code` is BCP 47, `locale` is what dates and numbers are written in."""

    code: str
    locale: str
    gettext: _Translate
    ngettext: _TranslateMany

    def each(self, texts: Mapping[_Key, str]) -> dict[_Key, str]:
        """Several texts at once, such as the names of all statuses."""
        return {key: self.gettext(text) for key, text in texts.items()}


@cache
def language(code: str) -> Language:
    """A language by its code; English for one that is not spoken here."""
    code = code if code in NAMES else next(iter(NAMES))
    catalog = gettext.translation(DOMAIN, LOCALE_FOLDER, [code], fallback=True)
    # Days are written as people there read them: English that is read in Asia and Europe.
    locale = "en_GB" if code == "en" else code
    return Language(code, locale, catalog.gettext, catalog.ngettext)


def choose(*, chosen: str = "", accepted: str = "", otherwise: str = "") -> Language:
    """The language for a request: the one chosen, else the browser's, else another's wish."""
    wishes = [chosen, *_by_preference(accepted), otherwise]
    for wish in wishes:
        code = wish.replace("_", "-").split("-")[0].lower()
        if code in NAMES:
            return language(code)
    return language("")


def _by_preference(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first."""
    weighed: list[tuple[float, int, str]] = []
    for part in accepted[:200].split(","):
        name, _, rest = part.strip().partition(";")
        text = rest.strip().removeprefix("q=")
        try:
            weight = float(text) if text else 1.0
        except ValueError:
            continue
        if name and weight > 0:
            weighed.append((-weight, len(weighed), name))
    return [name for _, _, name in sorted(weighed)]
