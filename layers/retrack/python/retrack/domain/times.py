"""Times as Retrack keeps them: aware, whole seconds, and text that sorts as time does."""

from datetime import UTC, datetime

_TEXT_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def whole_seconds(moment: datetime) -> datetime:
    """The same moment without its fraction of a second; every stored time passes through here."""
    return moment.replace(microsecond=0)


def to_text(moment: datetime) -> str:
    """RFC 3339 in UTC, always 20 characters, so that text order is time order.

    Raises:
        ValueError: the time has no zone.
    """
    if moment.tzinfo is None:
        msg = "a time without a zone has no place in Retrack"
        raise ValueError(msg)
    utc = moment.astimezone(UTC)
    return f"{utc.year:04d}{utc.strftime(_TEXT_FORMAT[2:])}"


def from_text(text: str) -> datetime:
    """The moment that RFC 3339 text names; a zone is required.

    Raises:
        ValueError: not RFC 3339, or without a zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        msg = "the time needs an offset, such as 2026-11-23T09:30:00Z"
        raise ValueError(msg)
    return moment
