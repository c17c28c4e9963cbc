"""Moments, days and numbers as people read them: a language and a store's time zone decide.

In Thai, years are Buddhist ones; machines and inputs have the common year.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from retrack.domain.calendars import in_readers_years
from retrack.domain.times import from_text, to_text
from retrack.web.languages import Language

_RELATIVE_AT_MOST = timedelta(days=7)
_MINUTE = 60  # seconds
# Thai is sorted by the consonant that these are written before.
_THAI_VOWEL_FIRST = re.compile("([\u0e40-\u0e44])(.)")
_COUNTRY = re.compile("[A-Z]{2}")
_NOT_ONE = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})  # Unicode's codes beside countries


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes for one reader; moments may be RFC 3339 text, days ISO text."""

    language: Language
    zone: ZoneInfo
    now: datetime

    def moment(self, at: datetime | str) -> str:
        """Day and time, such as 9 Nov 2026, 11:12."""
        from babel.dates import format_datetime  # noqa: PLC0415  not for static files

        local = _moment(at).astimezone(self.zone)
        written = format_datetime(local, "d MMM y, HH:mm", locale=self.language.locale)
        return self.in_years(written, local)

    def place_time(self, at: datetime) -> str:
        """Day and time on the clock of the place where it happened, with its offset."""
        from babel.dates import format_datetime  # noqa: PLC0415

        pattern = "d MMM y, HH:mm"
        written = format_datetime(at, pattern, tzinfo=at.tzinfo, locale=self.language.locale)
        return f"{self.in_years(written, at)} {_offset(at)}"

    def day(self, day: date | datetime | str) -> str:
        """A day, such as 9 Nov 2026; that of a moment is the store's."""
        from babel.dates import format_date  # noqa: PLC0415

        if isinstance(day, str):
            day = date.fromisoformat(day) if len(day) == len("2026-11-09") else from_text(day)
        if isinstance(day, datetime):
            day = day.astimezone(self.zone).date()
        return self.in_years(format_date(day, "d MMM y", locale=self.language.locale), day)

    def in_years(self, written: str, day: date) -> str:
        """A day written in the reader's language, with its year as they count: see `calendars`."""
        return in_readers_years(str(written), self.language.code, day)

    def ago(self, at: datetime | str) -> str:
        """How long ago, such as 3 hours ago; after a week it is the day."""
        from babel.dates import format_timedelta  # noqa: PLC0415

        difference = _moment(at) - self.now
        if abs(difference) > _RELATIVE_AT_MOST:
            return self.day(_moment(at))
        return str(format_timedelta(difference, add_direction=True, locale=self.language.locale))

    def number(self, number: float) -> str:
        """A number with its separators."""
        from babel.numbers import format_decimal  # noqa: PLC0415

        return str(format_decimal(number, locale=self.language.locale))

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
        """RFC 3339, for the attribute `datetime`."""
        return to_text(_moment(at).astimezone(UTC))


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
