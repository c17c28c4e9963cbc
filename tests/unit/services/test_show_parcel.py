"""A customer's link opens one parcel, and nothing once it is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.errors import NotFound
from retrack.domain.identifiers import ShipmentId, StoreId
from retrack.domain.orders import Order
from retrack.domain.plans import Plan
from retrack.services.ports import ShipmentAddress
from retrack.services.show_parcel import ShowParcel
from tests.builders import a_checkpoint, a_shipment, a_store, an_order
from tests.fakes.storage import MemoryOrders, MemoryStores, MemoryTokens


@pytest.fixture
def orders() -> MemoryOrders:
    return MemoryOrders()


@pytest.fixture
def order(orders: MemoryOrders) -> Order:
    shipments = (
        a_shipment(token="first"),
        a_shipment(id=ShipmentId("s2"), token="second", last_event=a_checkpoint()),
    )
    return orders.create(an_order(shipments=shipments))


def show(orders: MemoryOrders, plan: Plan = Plan.BOSS) -> ShowParcel:
    return ShowParcel(MemoryTokens(orders), orders, MemoryStores(a_store(plan=plan)))


def test_a_link_opens_its_parcel_with_its_events(orders: MemoryOrders, order: Order) -> None:
    events = [a_checkpoint()]
    orders.save_checkpoints(order, ShipmentId("s2"), events)

    shown = show(orders)("second")

    assert (shown.order, shown.shipment.id) == (order, "s2")
    assert shown.checkpoints == tuple(events)
    assert show(orders)("first").checkpoints == ()


@pytest.mark.parametrize("token", ["", "third", "First", "first ", "x" * 10_000])
def test_a_link_that_nobody_was_sent_opens_nothing(
    orders: MemoryOrders, order: Order, token: str
) -> None:
    with pytest.raises(NotFound):
        show(orders)(token)


def test_an_erased_order_is_not_shown(orders: MemoryOrders, order: Order) -> None:
    orders.erase(order)

    with pytest.raises(NotFound):
        show(orders)("first")


def test_a_removed_shipment_is_not_shown(orders: MemoryOrders, order: Order) -> None:
    orders.save(order.without(ShipmentId("s1")), before=order)

    with pytest.raises(NotFound):
        show(orders)("first")


def test_a_link_that_is_behind_its_order_opens_nothing(orders: MemoryOrders, order: Order) -> None:
    class Behind(MemoryTokens):
        def find(self, token: str) -> ShipmentAddress | None:
            return ShipmentAddress(StoreId("s1"), order.id, ShipmentId("s1"))

    shown = replace(show(orders), tokens=Behind(orders))

    with pytest.raises(NotFound):
        shown("an older one")


@pytest.mark.parametrize(("plan", "tracked"), [(Plan.BOSS, True), (Plan.BASIC, False)])
def test_only_a_boss_stores_parcels_are_tracked(
    orders: MemoryOrders, order: Order, plan: Plan, tracked: bool
) -> None:
    assert show(orders, plan)("first").is_tracked is tracked
