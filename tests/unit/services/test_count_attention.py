"""How many orders need attention: all of them, up to a number."""

from __future__ import annotations

import pytest

from retrack.domain.errors import PlanRequired
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.plans import Plan
from retrack.services.count_attention import CountAttention
from tests.builders import NOON, an_order, days
from tests.fakes.clock import FixedClock
from tests.fakes.storage import MemoryOrderIndex, MemoryOrders

STORE = StoreId("s1")


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> CountAttention:
    """Five orders that wait to be shipped, one of them not for long yet."""
    monkeypatch.setattr("retrack.services.count_attention._PAGE", 2)
    stored = MemoryOrders()
    for number, age in enumerate((400, 50, 9, 7, 6)):
        stored.create(an_order(id=OrderId(str(number)), processed_at=NOON - days(age)))
    return CountAttention(MemoryOrderIndex(stored), FixedClock(NOON))


@pytest.mark.parametrize(("at_most", "expected"), [(100, 4), (5, 4), (4, 4), (3, 3), (1, 1)])
def test_it_counts_beyond_a_page_and_not_beyond_what_matters(
    count: CountAttention, at_most: int, expected: int
) -> None:
    assert count(STORE, Plan.BOSS, at_most=at_most) == expected


def test_it_is_part_of_the_boss_plan(count: CountAttention) -> None:
    with pytest.raises(PlanRequired):
        count(STORE, Plan.BASIC)
