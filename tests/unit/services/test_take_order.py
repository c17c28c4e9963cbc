"""Taking an order in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrack.domain.errors import Invalid, OrderExists
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Address, LineItem, Payment
from retrack.domain.statuses import Status
from retrack.services.take_order import NewOrder, TakeOrder
from tests.builders import NOON, a_customer, an_order, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.storage import MemoryOrders

STORE = StoreId("s1")
A_FRACTION = timedelta(microseconds=123)


@pytest.fixture
def orders() -> MemoryOrders:
    return MemoryOrders()


@pytest.fixture
def take(orders: MemoryOrders) -> TakeOrder:
    return TakeOrder(orders, FixedClock(NOON + A_FRACTION))


def a_new_order(**fields: object) -> NewOrder:
    defaults: dict[str, object] = {"id": OrderId("1001"), "name": "#1001"}
    return NewOrder(**defaults | fields)  # type: ignore[arg-type]  # of any field


def test_an_order_is_saved_with_all_that_was_told(take: TakeOrder, orders: MemoryOrders) -> None:
    told = {
        "source": "shopify",
        "processed_at": NOON - hours(3) + A_FRACTION,
        "customer": a_customer(),
        "shipping_address": Address("Chiang Mai", "TH"),
        "payment": Payment("pending", gateways=("manual",)),
        "items": (LineItem("Phone case", 2),),
    }

    order = take(STORE, a_new_order(**told))

    assert order == an_order(**told | {"processed_at": NOON - hours(3), "version": 1})
    assert orders.saved[STORE, order.id] == order


def test_an_order_without_a_date_was_processed_now(take: TakeOrder) -> None:
    order = take(STORE, a_new_order())

    assert (order.processed_at, order.status) == (NOON, Status.UNFULFILLED)


def test_another_systems_clock_may_be_a_day_ahead(take: TakeOrder) -> None:
    ahead = NOON + days(1)

    assert take(STORE, a_new_order(processed_at=ahead)).processed_at == ahead
    with pytest.raises(Invalid) as refusal:
        take(STORE, a_new_order(id=OrderId("other"), processed_at=ahead + timedelta(seconds=1)))
    assert [p.field for p in refusal.value.problems] == ["processed_at"]


def test_an_id_is_taken_once_in_a_store(take: TakeOrder) -> None:
    take(STORE, a_new_order())

    with pytest.raises(OrderExists):
        take(STORE, a_new_order(name="other"))
    assert take(StoreId("s2"), a_new_order()).version == 1
