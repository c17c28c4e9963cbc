"""Dates, numbers and answers as spreadsheets of Thailand, Germany and the rest write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from retrack.domain.periods import ALL_TIME
from retrack.domain.times import whole_seconds

_BUDDHIST = 543  # years by which Thailand's calendar is ahead
_FIRST_BUDDHIST_YEAR = 2400
_MONTHS = 12
_DAY_FIRST = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,?\s+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?"
)
_ISO = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
_HOW = "write it as 2026-11-24 or 24.11.2026"
_YES = {"true", "yes", "y", "1", "x", "wahr", "ja", "จริง", "ใช่"}
_NO = {"false", "no", "n", "0", "", "falsch", "nein", "เท็จ", "ไม่", "ไม่ใช่"}
_NUMBER = re.compile(r"(\d{1,6})(?:[.,]0+)?")


def moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment that a cell means; a time without an offset is the store's.

    ISO dates, also with slashes, and dates with the day first: always between dots (24.11.2026);
    between slashes or hyphens where it cannot be otherwise, which is when the first number is above
    12, both are the same, or the year is Buddhist (24/11/2569), since Thailand never writes the
    month first.

    Raises:
        ValueError: it is no date, or could be two; the text says what to write.
    """
    given = text.strip()
    if found := _ISO.fullmatch(given):
        year, _, month, day, *time, offset = found.groups()
    elif found := _DAY_FIRST.fullmatch(given):
        day, between, month, year, *time = found.groups()
        offset = None
        _require_one_reading(int(day), int(month), int(year), between)
    else:
        raise ValueError(_HOW)
    hour, minute, second = (int(part or 0) for part in time)
    return _made((int(year), int(month), int(day), hour, minute, second), offset, zone)


def _require_one_reading(day: int, month: int, year: int, between: str) -> None:
    is_clear = between == "." or day > _MONTHS or day == month or year >= _FIRST_BUDDHIST_YEAR
    if not is_clear:
        msg = "may be read with the day or the month first; " + _HOW
        raise ValueError(msg)


def _made(
    parts: tuple[int, int, int, int, int, int], offset: str | None, zone: ZoneInfo
) -> datetime:
    year, month, day, hour, minute, second = parts
    if year >= _FIRST_BUDDHIST_YEAR:
        year -= _BUDDHIST
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=_zone(offset, zone))
        made = whole_seconds(local.astimezone(UTC))
    except (ValueError, OverflowError) as exc:
        msg = "there is no such day or time; " + _HOW
        raise ValueError(msg) from exc
    if not ALL_TIME.first <= made < ALL_TIME.end:
        msg = f"a time in the years {ALL_TIME.first.year} to {ALL_TIME.end.year - 1}"
        raise ValueError(msg)
    return made


def _zone(offset: str | None, zone: ZoneInfo) -> tzinfo:
    if offset is None:
        return zone
    if offset in {"Z", "UTC"}:
        return UTC
    sign = -1 if offset[0] == "-" else 1
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def flag(text: str) -> bool:
    """Whether a cell says yes.

    Raises:
        ValueError: it says neither.
    """
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("true or false")


def quantity(text: str) -> int:
    """A whole number, with a decimal point or comma or without.

    Raises:
        ValueError: it is none from 1 to 100,000.
    """
    found = _NUMBER.fullmatch(text.strip())
    if not found or not 1 <= int(found[1]) <= 100_000:  # noqa: PLR2004  as the API has it
        raise ValueError("a whole number from 1 to 100000")
    return int(found[1])
