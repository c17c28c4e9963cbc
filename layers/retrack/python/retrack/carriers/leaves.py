"""Reading JSON that others wrote: a leaf that is not what it should be counts as absent."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from retrack.domain.times import whole_seconds

MAX_TEXT = 500  # characters of one description or place; nothing a carrier says needs more
_JOINERS = "\u200c\u200d"  # invisible, and part of how some scripts are spelt

_YEARS = range(2000, 2200)  # carriers write year 1 where they mean nothing

Tree = Mapping[str, object]


def tree(value: object) -> Tree:
    """The object, or an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> Sequence[Tree]:
    """The objects of a list, those that are any."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """Text with something in it; providers write "" where they mean null.

    What no store or page could take (lone surrogates, control characters) is gone from it.
    """
    if not isinstance(value, str):
        return None
    words = "".join(c if c.isprintable() or c in _JOINERS else " " for c in value).split()
    return " ".join(words)[:MAX_TEXT].rstrip() or None


def whole_number(value: object) -> int | None:
    """A whole number, also one written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        digits = value.strip().removeprefix("-")
        return int(value) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None  # noqa: PLR2004  64 bits
    return None


def moment(value: object) -> datetime | None:
    """A time, in whole seconds and with its offset; one without is of an unknown zone, and UTC."""
    written = text(value)
    if written is None:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        return None
    if at.year not in _YEARS:
        return None
    return whole_seconds(at if at.tzinfo else at.replace(tzinfo=UTC))


def day(value: object) -> date | None:
    """The day of a time or a date, as it is at the place."""
    at = moment(value)
    return at.date() if at else None
