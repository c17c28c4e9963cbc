"""Where the shapes of charts go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from retrack.domain.reporting import Duration, Figures, Group
from retrack.web.charts import columns_of, longest, round_above, share

NO_TIME = Duration(None, None)
FIRST = date(2026, 11, 1)


def figures(processed: int, fulfilled: int, time: Duration = NO_TIME) -> Figures:
    return Figures(processed, fulfilled, 0, 0, time, NO_TIME)


def test_there_is_a_column_for_every_day_and_none_outside() -> None:
    groups = [Group("2026-11-01", figures(3, 1)), Group("2026-11-03", figures(4, 4))]

    chart = columns_of(groups, FIRST, FIRST + timedelta(days=3))

    assert [(c.first.day, c.last.day, c.fulfilled, c.not_fulfilled) for c in chart.columns] == [
        (1, 1, 1, 2),
        (2, 2, 0, 0),
        (3, 3, 4, 0),
        (4, 4, 0, 0),
    ]
    assert chart.top == 5
    assert (chart.height(4), chart.height(0), chart.height(5)) == (80, 0, 100)


@pytest.mark.parametrize(("days", "columns", "last"), [(100, 100, 1), (101, 51, 1), (365, 92, 1)])
def test_many_days_share_columns_and_none_is_lost(days: int, columns: int, last: int) -> None:
    every = [FIRST + timedelta(days=n) for n in range(days)]
    groups = [Group(day.isoformat(), figures(1, 1)) for day in every]

    chart = columns_of(groups, every[0], every[-1])

    assert len(chart.columns) == columns
    assert sum(c.processed for c in chart.columns) == days
    assert (chart.columns[-1].last - chart.columns[-1].first).days + 1 == last
    assert chart.columns[-1].last == every[-1]


@pytest.mark.parametrize(
    ("number", "above"), [(0, 1), (1, 1), (2, 2), (3, 5), (6, 10), (10, 10), (11, 20), (501, 1000)]
)
def test_the_upper_edge_is_a_round_number(number: int, above: int) -> None:
    assert round_above(number) == above


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, 4, 25), (4, 4, 100), (None, 4, 0), (0, 0, 0), (1, 3, 33.33)]
)
def test_a_bar_is_a_share_of_the_longest(part: float | None, whole: float, expected: float) -> None:
    assert share(part, whole) == expected


def test_the_longest_time_fills_its_bar() -> None:
    assert longest([figures(1, 1), figures(1, 1, Duration(2.5, 9.1))]) == 9.1
    assert longest([]) == 0
