"""The period a page is about: one of a few, or free days; always part of the page's address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from retrack.domain.errors import Invalid
from retrack.domain.periods import ALL_TIME, Span, day_at, span
from retrack.http.requests import read_day
from retrack.web.words import N_

ALL = "all"
_DAYS = {"today": 1, "7d": 7, "30d": 30, "90d": 90}
NAMES = {
    "today": N_("Today"),
    "7d": N_("7 days"),
    "30d": N_("30 days"),
    "90d": N_("90 days"),
    ALL: N_("All time"),
}
"""The periods to choose from, as addresses name them. They end today, whenever that is."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a store, both included; `name` is empty for free ones. All time has no days."""

    name: str
    first: date | None
    last: date | None
    span: Span

    @property
    def is_all_time(self) -> bool:
        """Whether it leaves nothing out."""
        return self.name == ALL

    def parameters(self) -> dict[str, str]:
        """What says so in an address of a page."""
        if self.name:
            return {"period": self.name}
        return _days(self.first, self.last)


def read_period(
    query: Mapping[str, str], *, now: datetime, zone: ZoneInfo, default: str = "30d"
) -> Period:
    """The period that an address asks for: days win over a name.

    Raises:
        Invalid: no such period, not ISO dates, or in the wrong order.
    """
    if "from" in query or "to" in query:
        first, last = read_day(query, "from"), read_day(query, "to")
        chosen = span(first, last, now=now, time_zone=zone.key)
        return Period("", chosen.first_day(zone), chosen.last_day(zone), chosen)
    return named_period(query.get("period", default), now=now, zone=zone)


def named_period(name: str, *, now: datetime, zone: ZoneInfo) -> Period:
    """One of the periods that have a name.

    Raises:
        Invalid: there is none of that name.
    """
    if name == ALL:
        return Period(ALL, None, None, ALL_TIME)
    if name not in _DAYS:
        raise Invalid.field("period", "one of " + ", ".join(NAMES))
    last = day_at(now, zone.key)
    first = last - timedelta(days=_DAYS[name] - 1)
    return Period(name, first, last, span(first, last, now=now, time_zone=zone.key))


def _days(first: date | None, last: date | None) -> dict[str, str]:
    found = {"from": first, "to": last}
    return {name: day.isoformat() for name, day in found.items() if day}
