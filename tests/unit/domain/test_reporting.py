"""What a report counts, and how it measures time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.reporting import (
    Duration,
    GroupBy,
    Progress,
    Report,
    in_days,
    percentile,
    report,
)
from tests.builders import NOON, days, hours


def an_order(**fields: Any) -> Progress:
    defaults: dict[str, Any] = {
        "processed_at": NOON,
        "fulfilled_at": None,
        "delivered_at": None,
        "delivered": False,
        "needs_attention": False,
        "country": "TH",
        "carriers": (),
    }
    return Progress(**defaults | fields)


def delivered(*, fulfil: float, transit: float, **fields: Any) -> Progress:
    """An order that took so many days to be shipped, and so many on its way."""
    shipped = NOON + days(fulfil)
    return an_order(
        fulfilled_at=shipped, delivered_at=shipped + days(transit), delivered=True, **fields
    )


def of(*orders: Progress, by: GroupBy = GroupBy.DAY, tz: str = "UTC") -> Report:
    return report(orders, [by], tz=ZoneInfo(tz))


def keys(found: Report, by: GroupBy) -> list[tuple[str | None, int]]:
    return [(group.key, group.figures.processed) for group in found.groups[by]]


def test_no_orders_come_to_nothing() -> None:
    found = of()

    assert found.totals.processed == found.totals.fulfilled == found.totals.not_fulfilled == 0
    assert found.totals.time_to_fulfil == found.totals.time_in_transit == Duration(None, None)
    assert found.groups == {GroupBy.DAY: ()}


def test_orders_are_counted_by_how_far_they_came() -> None:
    totals = of(
        an_order(),
        an_order(needs_attention=True),
        an_order(fulfilled_at=NOON, needs_attention=True),
        delivered(fulfil=1, transit=2),
    ).totals

    assert (totals.processed, totals.fulfilled, totals.not_fulfilled) == (4, 2, 2)
    assert (totals.delivered, totals.attention) == (1, 2)


def test_times_are_those_of_the_orders_that_had_them() -> None:
    totals = of(
        an_order(),
        an_order(fulfilled_at=NOON + days(3)),
        delivered(fulfil=1, transit=10),
    ).totals

    assert totals.time_to_fulfil == Duration(median=2.0, p90=2.8)
    assert totals.time_in_transit == Duration(median=10.0, p90=10.0)


def test_a_delivery_without_its_time_is_counted_and_not_measured() -> None:
    totals = of(an_order(fulfilled_at=NOON, delivered=True)).totals

    assert totals.delivered == 1
    assert totals.time_in_transit == Duration(None, None)


def test_a_part_delivered_before_the_rest_was_shipped_is_not_measured() -> None:
    totals = of(an_order(delivered_at=NOON + days(3), delivered=True)).totals

    assert (totals.delivered, totals.time_in_transit) == (1, Duration(None, None))


def test_clocks_that_disagree_cost_no_time() -> None:
    totals = of(delivered(fulfil=-0.5, transit=-1)).totals

    assert totals.time_to_fulfil == totals.time_in_transit == Duration(0.0, 0.0)


@pytest.mark.parametrize(
    ("values", "fraction", "expected"),
    [
        ([5], 0.9, 5),
        ([1, 2], 0.5, 1.5),
        ([1, 2, 3], 0.5, 2),
        ([0, 10], 0.9, 9),
        (list(range(1, 12)), 0.9, 10),
        ([1, 2, 3, 4], 0.9, 3.7),
        ([1, 2, 3, 4], 0, 1),
        ([1, 2, 3, 4], 1, 4),
    ],
)
def test_percentiles_are_interpolated_between_neighbours(
    values: list[float], fraction: float, expected: float
) -> None:
    assert percentile(values, fraction) == pytest.approx(expected)


@given(st.lists(st.integers(0, 10**7), min_size=1), st.floats(0, 1))
def test_a_percentile_lies_within_the_values(values: list[int], fraction: float) -> None:
    found = percentile(sorted(values), fraction)

    assert min(values) <= found <= max(values)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, 0.0), (4319, 0.0), (4320, 0.1), (86_400, 1.0), (86_400 * 1.25, 1.3), (8_640_000, 100.0)],
)
def test_days_are_told_to_a_tenth_halves_upwards(seconds: float, expected: float) -> None:
    assert in_days(seconds) == expected


def test_a_day_is_the_stores_day() -> None:
    before_midnight = datetime(2026, 11, 1, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in Bangkok
    midnight = datetime(2026, 11, 1, 17, tzinfo=UTC)
    orders = an_order(processed_at=midnight), an_order(processed_at=before_midnight)

    assert keys(of(*orders, tz="Asia/Bangkok"), GroupBy.DAY) == [
        ("2026-11-01", 1),
        ("2026-11-02", 1),
    ]
    assert keys(of(*orders, tz="UTC"), GroupBy.DAY) == [("2026-11-01", 2)]


def test_days_come_in_order_however_many_orders_they_have() -> None:
    later = NOON + days(2)

    found = of(an_order(processed_at=later), an_order(processed_at=later), an_order())

    assert keys(found, GroupBy.DAY) == [("2026-11-01", 1), ("2026-11-03", 2)]


def test_countries_with_most_orders_come_first_and_none_last() -> None:
    orders = [an_order(country=c) for c in ("", "", "", "DE", "TH", "TH", "AT")]

    found = of(*orders, by=GroupBy.COUNTRY)

    assert keys(found, GroupBy.COUNTRY) == [("TH", 2), ("AT", 1), ("DE", 1), (None, 3)]


def test_an_order_counts_for_each_of_its_carriers_and_once_in_total() -> None:
    both = delivered(fulfil=1, transit=4, carriers=("dhl", "ups"))
    one = delivered(fulfil=1, transit=8, carriers=("ups",))

    found = of(both, one, an_order(), by=GroupBy.CARRIER)

    assert keys(found, GroupBy.CARRIER) == [("ups", 2), ("dhl", 1), (None, 1)]
    assert found.totals.processed == 3
    ups, dhl, _ = found.groups[GroupBy.CARRIER]
    assert (ups.figures.time_in_transit.median, dhl.figures.time_in_transit.median) == (6.0, 4.0)


def test_one_look_at_the_orders_splits_them_in_several_ways() -> None:
    orders = iter([an_order(country="DE"), an_order(processed_at=NOON + hours(24))])

    found = report(orders, [GroupBy.DAY, GroupBy.COUNTRY], tz=UTC)

    assert len(found.groups[GroupBy.DAY]) == len(found.groups[GroupBy.COUNTRY]) == 2
