"""How the orders of a period went: how many came how far, and how long it took them (R22, R23).

Percentiles are interpolated linearly between the two nearest of the sorted values, so that the
median of an even number of values is the middle between two (Hyndman and Fan's definition 7, which
spreadsheets call inclusive).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

_DAY = 86_400  # seconds
_MEDIAN, _NINETIETH = 0.5, 0.9


class GroupBy(StrEnum):
    """What a report can be split by."""

    DAY = "day"  # on which it was processed, in the store's time zone
    CARRIER = "carrier"  # an order with parcels of several counts for each of them
    COUNTRY = "country"  # where it goes


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one order has come at the moment of the report.

    `delivered_at` may be unknown of a delivered order. `country` is empty where the shop did not
    tell; `carriers` has each carrier once, by slug, or by name where we have no slug for it.
    """

    processed_at: datetime
    fulfilled_at: datetime | None
    delivered_at: datetime | None
    delivered: bool
    needs_attention: bool
    country: str
    carriers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something took the middle one, and all but the slowest tenth; in days, to a tenth.

    None where it has happened to no order yet.
    """

    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a number of orders comes to. `processed` counts them all."""

    processed: int
    fulfilled: int
    delivered: int
    attention: int
    time_to_fulfil: Duration
    time_in_transit: Duration

    @property
    def not_fulfilled(self) -> int:
        """Those of which something has yet to be shipped."""
        return self.processed - self.fulfilled


@dataclass(frozen=True, slots=True)
class Group:
    """The orders that share a day, carrier or country; `key` None: those that have none."""

    key: str | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class Report:
    """All orders together, and the same orders split in each of the ways that were asked for."""

    totals: Figures
    groups: Mapping[GroupBy, tuple[Group, ...]]


def report(orders: Iterable[Progress], group_by: Collection[GroupBy], *, tz: tzinfo) -> Report:
    """The report on these orders, which are looked at once. `tz` says when a day begins.

    Days are sorted by date, and a day without orders is left out; carriers and countries are sorted
    by their number of orders, with those that have none last.
    """
    totals = _Tally()
    tallies: dict[GroupBy, dict[str | None, _Tally]] = {by: {} for by in group_by}
    for order in orders:
        totals.add(order)
        for by, groups in tallies.items():
            for key in _keys(order, by, tz=tz):
                groups.setdefault(key, _Tally()).add(order)
    return Report(totals.figures(), {by: _sorted(by, groups) for by, groups in tallies.items()})


def percentile(values: Sequence[float], fraction: float) -> float:
    """The value below which a fraction of the sorted values lies; there must be at least one."""
    position = (len(values) - 1) * fraction
    below = int(position)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (position - below)


def in_days(seconds: float) -> float:
    """Days to a tenth, halves upwards."""
    return int(seconds * 10 / _DAY + 0.5) / 10


class _Tally:
    """Counts orders one by one; durations are kept in seconds."""

    def __init__(self) -> None:
        self._processed = self._fulfilled = self._delivered = self._attention = 0
        self._to_fulfil: list[float] = []
        self._in_transit: list[float] = []

    def add(self, order: Progress) -> None:
        self._processed += 1
        self._fulfilled += order.fulfilled_at is not None
        self._delivered += order.delivered
        self._attention += order.needs_attention
        if order.fulfilled_at is None:
            return
        self._to_fulfil.append(_seconds_between(order.processed_at, order.fulfilled_at))
        if order.delivered and order.delivered_at is not None:
            self._in_transit.append(_seconds_between(order.fulfilled_at, order.delivered_at))

    def figures(self) -> Figures:
        return Figures(
            processed=self._processed,
            fulfilled=self._fulfilled,
            delivered=self._delivered,
            attention=self._attention,
            time_to_fulfil=_duration(self._to_fulfil),
            time_in_transit=_duration(self._in_transit),
        )


def _seconds_between(first: datetime, last: datetime) -> float:
    """Never negative: where clocks of shop and carrier disagree, it took no time."""
    return max(0.0, (last - first).total_seconds())


def _duration(seconds: list[float]) -> Duration:
    if not seconds:
        return Duration(None, None)
    seconds.sort()
    median, ninetieth = (percentile(seconds, fraction) for fraction in (_MEDIAN, _NINETIETH))
    return Duration(in_days(median), in_days(ninetieth))


def _keys(order: Progress, by: GroupBy, *, tz: tzinfo) -> Sequence[str | None]:
    if by is GroupBy.DAY:
        return (order.processed_at.astimezone(tz).date().isoformat(),)
    if by is GroupBy.CARRIER:
        return order.carriers or (None,)
    return (order.country or None,)


def _sorted(by: GroupBy, tallies: Mapping[str | None, _Tally]) -> tuple[Group, ...]:
    def place(group: Group) -> tuple[bool, int, str]:
        most_first = 0 if by is GroupBy.DAY else -group.figures.processed
        return (group.key is None, most_first, group.key or "")

    groups = [Group(key, tally.figures()) for key, tally in tallies.items()]
    return tuple(sorted(groups, key=place))
