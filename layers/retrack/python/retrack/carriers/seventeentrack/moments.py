"""When an event happened, out of the three ways in which 17TRACK writes it."""

from datetime import datetime

from retrack.carriers.leaves import Tree, moment, text, tree


def moment_of(event: Tree) -> datetime | None:
    """The event's moment, with the offset of the place where known; None when nothing is usable.

    `time_utc` is what can be compared, `time_iso` adds the local offset, `time_raw` is the
    carrier's own. A time without offset is local time of an unknown zone, and taken as UTC.
    """
    utc = moment(event.get("time_utc"))
    local = moment(event.get("time_iso"))
    if utc and local:
        return utc.astimezone(local.tzinfo)
    return utc or local or moment(_raw(tree(event.get("time_raw"))))


def _raw(raw: Tree) -> str | None:
    day, time, zone = (text(raw.get(part)) for part in ("date", "time", "timezone"))
    if day is None:
        return None
    return f"{day}T{time}{zone or ''}" if time else day
