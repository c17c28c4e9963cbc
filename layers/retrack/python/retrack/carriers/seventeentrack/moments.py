"""When an event happened, out of the three ways in which 17TRACK writes it."""

from datetime import UTC, date, datetime

from retrack.carriers.leaves import Tree, text, tree
from retrack.domain.times import whole_seconds

_YEARS = range(2000, 2200)  # carriers write year 1 where they mean nothing


def moment_of(event: Tree) -> datetime | None:
    """The event's moment, with the offset of the place where known; None when nothing is usable.

    `time_utc` is what can be compared, `time_iso` adds the local offset, `time_raw` is the
    carrier's own. A time without offset is local time of an unknown zone, and taken as UTC.
    """
    utc = _moment(text(event.get("time_utc")))
    local = _moment(text(event.get("time_iso")))
    if utc and local:
        return utc.astimezone(local.tzinfo)
    return utc or local or _moment(_raw(tree(event.get("time_raw"))))


def day_of(value: object) -> date | None:
    """The day of a time or a date, as it is at the place."""
    moment = _moment(text(value))
    return moment.date() if moment else None


def _raw(raw: Tree) -> str | None:
    day, time, zone = (text(raw.get(part)) for part in ("date", "time", "timezone"))
    if day is None:
        return None
    return f"{day}T{time}{zone or ''}" if time else day


def _moment(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if moment.year not in _YEARS:
        return None
    return whole_seconds(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
