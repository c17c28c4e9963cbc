"""Charts as shapes for SVG: where things go is worked out here, how they look is the style sheet's.

Shapes are laid out on a plane 100 high (columns) or 100 wide (bars), which the page stretches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from retrack.domain.reporting import Figures, Group

_STEPS = (1, 2, 5, 10)
_FULL = 100.0
MOST_COLUMNS = 100
"""With more days than this, each column stands for several."""


@dataclass(frozen=True, slots=True)
class Column:
    """Orders of one or several days: of those processed, `fulfilled` were."""

    first: date
    last: date
    processed: int
    fulfilled: int

    @property
    def not_fulfilled(self) -> int:
        """The rest."""
        return self.processed - self.fulfilled


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of columns; `top` is the number at its upper edge, a round one."""

    columns: tuple[Column, ...]
    top: int

    def height(self, number: int) -> float:
        """How high a number reaches, of 100."""
        return round(number / self.top * _FULL, 2)


def columns_of(groups: Sequence[Group], first: date, last: date) -> Columns:
    """A column for each day, empty ones too; for as many days each as keeps the chart legible.

    `groups` are those of a report by day.
    """
    per_day = {g.key: g.figures for g in groups}
    size = ceil(((last - first).days + 1) / MOST_COLUMNS)
    columns = []
    while first <= last:
        end = min(last, first + timedelta(days=size - 1))
        columns.append(_column(per_day, first, end))
        first = end + timedelta(days=1)
    return Columns(tuple(columns), round_above(max(c.processed for c in columns)))


def day_of(group: Group) -> date:
    """The day that a group of a report by day is about."""
    return date.fromisoformat(group.key or "")


def round_above(number: float) -> int:
    """The first of 1, 2, 5, 10, 20, 50, ... that is not less."""
    scale = 1
    while number > _STEPS[-1] * scale:
        scale *= 10
    return next(step * scale for step in _STEPS if number <= step * scale)


def share(part: float | None, whole: float) -> float:
    """How long a bar is, of 100; nothing for None."""
    return round(part / whole * _FULL, 2) if part and whole else 0.0


def longest(figures: Sequence[Figures]) -> float:
    """The longest time in any of them, in days, at which a bar is full."""
    times = [
        time
        for f in figures
        for duration in (f.time_to_fulfil, f.time_in_transit)
        for time in (duration.median, duration.p90)
        if time is not None
    ]
    return max(times, default=0.0)


def _column(per_day: Mapping[str | None, Figures], first: date, last: date) -> Column:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    found = [per_day[key] for day in days if (key := day.isoformat()) in per_day]
    processed, fulfilled = sum(f.processed for f in found), sum(f.fulfilled for f in found)
    return Column(first, last, processed, fulfilled)
