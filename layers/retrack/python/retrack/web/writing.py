"""Moments, days and numbers as people read them: a language and a store's time zone decide.

In Thai, years are Buddhist ones; machines and inputs have the common year.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from retrack.domain.calendars import in_readers_years
from retrack.domain.times import from_text, to_text
from retrack.web.languages import Language, language

_RELATIVE_AT_MOST = timedelta(days=7)
_MINUTE = 60  # seconds
_UNITS = (604_800, 86_400, 3_600, _MINUTE, 1)  # seconds in a week, a day, an hour, a minute
_NEARLY_FULL = 0.85  # 51 minutes are told as an hour; Babel's own threshold
# Thai is sorted by the consonant that these are written before.
_THAI_VOWEL_FIRST = re.compile("([\u0e40-\u0e44])(.)")
_COUNTRY = re.compile("[A-Z]{2}")
_NOT_ONE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # Unicode's codes beside countries


class Told(NamedTuple):
    """A moment as a list tells it: for machines, in full, and in brief."""

    machine: str
    full: str
    brief: str


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes for one reader; moments may be RFC 3339 text, days ISO text."""

    language: Language
    zone: ZoneInfo
    now: datetime

    def moment(self, at: datetime | str) -> str:
        """Day and time, such as 9 Nov 2026, 11:12."""
        local = _moment(at).astimezone(self.zone)
        return _with_time(_written_day(local.date(), self.language.code), local)

    def place_time(self, at: datetime) -> str:
        """Day and time on the clock of the place where it happened, with its offset."""
        day = _written_day(at.date(), self.language.code)
        return f"{_with_time(day, at)} {_offset(at)}"

    def day(self, day: date | datetime | str) -> str:
        """A day, such as 9 Nov 2026; that of a moment is the store's."""
        if isinstance(day, str):
            day = date.fromisoformat(day) if len(day) == len("2026-11-09") else from_text(day)
        if isinstance(day, datetime):
            day = day.astimezone(self.zone).date()
        return _written_day(day, self.language.code)

    def told(self, at: str, *, by_day: bool) -> Told:
        """A moment, in brief as its day or as how long ago it was."""
        moment = from_text(at)
        local = moment.astimezone(self.zone)
        day = _written_day(local.date(), self.language.code)
        brief = day if by_day else self.ago(moment)
        return Told(self.machine(at), _with_time(day, local), brief)

    def in_years(self, written: str, day: date) -> str:
        """A day written in the reader's language, with its year as they count: see `calendars`."""
        return in_readers_years(str(written), self.language.code, day)

    def ago(self, at: datetime | str) -> str:
        """How long ago, such as 3 hours ago; after a week it is the day."""
        moment = _moment(at)
        difference = moment - self.now
        if abs(difference) > _RELATIVE_AT_MOST:
            return self.day(moment)
        seconds = difference // timedelta(seconds=1)
        return _written_difference(_in_whole_units(seconds), self.language.code)

    def number(self, number: float) -> str:
        """A number with its separators."""
        return _written_number(number, self.language.code)

    def country(self, code: str | None) -> str:
        """A country's name, or its code where that is no country."""
        from babel import Locale  # noqa: PLC0415

        names = Locale.parse(self.language.locale).territories
        return str(names.get(code or "", code or ""))

    def countries(self) -> list[tuple[str, str]]:
        """Every country's code and name, by name."""
        from babel import Locale  # noqa: PLC0415

        names = Locale.parse(self.language.locale).territories
        found = [(c, n) for c, n in names.items() if _COUNTRY.fullmatch(c) and c not in _NOT_ONE]
        return sorted(found, key=lambda country: _THAI_VOWEL_FIRST.sub(r"\2\1", country[1]))

    def machine(self, at: datetime | str) -> str:
        """RFC 3339, for the attribute `datetime`; what is so already, as all stored times are."""
        if isinstance(at, str) and len(at) == len("2026-11-09T04:12:00Z") and at[-1] == "Z":
            return at
        return to_text(_moment(at).astimezone(UTC))


# A list of orders has hundreds of days, differences and numbers in it, most of them the same few.
# Babel takes its time for each, so that each is written once for a language, and kept.
@lru_cache(maxsize=2048)
def _written_day(day: date, code: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415  not for static files

    written = format_date(day, "d MMM y", locale=language(code).locale)
    return in_readers_years(str(written), code, day)


@lru_cache(maxsize=1024)
def _written_difference(seconds: int, code: str) -> str:
    """Of a number of seconds that is one of whole units already: see `_in_whole_units`."""
    from babel.dates import format_timedelta  # noqa: PLC0415

    locale = language(code).locale
    return str(format_timedelta(seconds, threshold=1, add_direction=True, locale=locale))


@lru_cache(maxsize=1024, typed=True)
def _written_number(number: float, code: str) -> str:
    from babel.numbers import format_decimal  # noqa: PLC0415

    return str(format_decimal(number, locale=language(code).locale))


def _with_time(day: str, at: datetime) -> str:
    """A day that was written, with the time."""
    return f"{day}, {at.hour:02d}:{at.minute:02d}"


def _in_whole_units(seconds: int) -> int:
    """The same time as so many whole weeks, days, hours or minutes: the largest it nearly fills."""
    for size in _UNITS:
        if abs(seconds) / size >= _NEARLY_FULL:
            return round(seconds / size) * size
    return seconds


def _moment(at: datetime | str) -> datetime:
    return from_text(at) if isinstance(at, str) else at


def _offset(at: datetime) -> str:
    """UTC, UTC+08:00 or UTC-03:30. Babel counts the hours of a negative one with minutes wrong."""
    minutes = int((at.utcoffset() or timedelta(0)).total_seconds()) // _MINUTE
    if not minutes:
        return "UTC"
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours:02d}:{rest:02d}"
