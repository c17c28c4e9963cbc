"""How a period's orders stand at this moment."""

from __future__ import annotations

import pytest

from retrack.domain.attention import Reason
from retrack.domain.errors import PlanRequired
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.periods import Span
from retrack.domain.plans import Plan
from retrack.domain.statuses import Status
from retrack.services.summarise import Summarise, Summary
from tests.builders import NOON, a_shipment, an_order, days
from tests.fakes.clock import FixedClock
from tests.fakes.storage import MemoryOrderIndex, MemoryOrders

STORE = StoreId("s1")
SPAN = Span(NOON, NOON + days(30))


@pytest.fixture
def orders() -> MemoryOrders:
    return MemoryOrders()


def summary(orders: MemoryOrders, *, after: float = 0, span: Span = SPAN) -> Summary:
    clock = FixedClock(NOON + days(after))
    return Summarise(MemoryOrderIndex(orders), clock)(STORE, Plan.BOSS, span)


def add(orders: MemoryOrders, order_id: str, *statuses: Status, day: float = 0) -> None:
    shipments = tuple(
        a_shipment(id=f"s{number}", status=status) for number, status in enumerate(statuses)
    )
    moment = NOON + days(day)
    orders.create(an_order(id=OrderId(order_id), processed_at=moment, shipments=shipments))


def test_every_status_and_reason_is_named_also_those_of_no_order(orders: MemoryOrders) -> None:
    nothing = summary(orders)

    assert nothing == Summary(
        by_status=dict.fromkeys(Status, 0),
        attention=0,
        attention_reasons=dict.fromkeys(Reason, 0),
        total=0,
    )


def test_each_order_counts_once_by_its_status(orders: MemoryOrders) -> None:
    add(orders, "1", Status.DELIVERED, Status.IN_TRANSIT)
    add(orders, "2", Status.IN_TRANSIT)
    add(orders, "3")

    counted = summary(orders)

    assert counted.by_status[Status.IN_TRANSIT] == 2
    assert counted.by_status[Status.UNFULFILLED] == 1
    assert counted.by_status[Status.DELIVERED] == 0
    assert counted.total == sum(counted.by_status.values()) == 3


def test_an_order_needs_attention_once_though_for_two_reasons(orders: MemoryOrders) -> None:
    add(orders, "1", Status.ALERT, Status.EXPIRED)
    add(orders, "2", Status.ALERT)

    counted = summary(orders, after=1)

    assert counted.attention == 2
    assert counted.attention_reasons[Reason.ALERT] == 2
    assert counted.attention_reasons[Reason.EXPIRED] == 1


def test_reasons_come_with_time_though_nothing_was_written(orders: MemoryOrders) -> None:
    add(orders, "1", Status.IN_TRANSIT)
    add(orders, "2")

    early, week, late = (summary(orders, after=day) for day in (6.9, 7, 45.1))

    assert (early.attention, week.attention, late.attention) == (0, 1, 2)
    assert late.attention_reasons[Reason.IN_TRANSIT_TOO_LONG] == 1
    assert late.attention_reasons[Reason.NOT_FULFILLED] == 1


def test_only_the_period_counts(orders: MemoryOrders) -> None:
    add(orders, "in", day=29)
    add(orders, "before", day=-1)
    add(orders, "after", day=30)

    assert summary(orders).total == 1


def test_more_orders_than_a_page_are_all_counted(orders: MemoryOrders) -> None:
    for number in range(1100):
        add(orders, str(number))

    assert summary(orders).total == 1100


def test_a_summary_is_for_boss_stores(orders: MemoryOrders) -> None:
    with pytest.raises(PlanRequired):
        Summarise(MemoryOrderIndex(orders), FixedClock())(STORE, Plan.BASIC, SPAN)
