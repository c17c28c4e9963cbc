"""A customer finds their parcel by order name and e-mail; a stranger learns nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.errors import Invalid, TooSoon
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.statuses import Status
from retrack.services.look_up_parcel import (
    BY_ADDRESS,
    BY_EMAIL,
    BY_ORDER,
    Found,
    LookedUp,
    LookUpParcel,
    NoMatch,
    NotShippedYet,
)
from tests.builders import NOON, a_customer, a_shipment, an_order, hours
from tests.fakes.clock import FixedClock
from tests.fakes.customer_page import MemoryLimiter, MemoryOrderFinder
from tests.fakes.storage import MemoryOrders

STORE, EMAIL = StoreId("s1"), "somchai@example.com"


@pytest.fixture
def orders() -> MemoryOrders:
    return MemoryOrders()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def look(orders: MemoryOrders, clock: FixedClock) -> LookUpParcel:
    return LookUpParcel(MemoryOrderFinder(orders), orders, MemoryLimiter(), clock)


def ask(
    look: LookUpParcel, name: str = "#1001", email: str = EMAIL, *, address: str = "192.0.2.1"
) -> LookedUp:
    return look(STORE, name, email, address=address)


def test_name_and_email_together_find_the_parcel(look: LookUpParcel, orders: MemoryOrders) -> None:
    orders.create(an_order(shipments=(a_shipment(token="t1"),)))

    assert ask(look) == Found("t1")
    assert ask(look, " 1001", "SOMCHAI@example.com ") == Found("t1")


def test_of_several_parcels_the_one_on_its_way_is_shown(
    look: LookUpParcel, orders: MemoryOrders
) -> None:
    arrived = a_shipment(id=ShipmentId("s1"), fulfilled_at=NOON + hours(5), status=Status.DELIVERED)
    first = a_shipment(id=ShipmentId("s2"), token="first")
    last = a_shipment(id=ShipmentId("s3"), token="last", fulfilled_at=NOON + hours(1))
    orders.create(an_order(shipments=(arrived, last, first)))

    assert ask(look) == Found("last")


def test_of_several_orders_of_one_name_the_newest_is_shown(
    look: LookUpParcel, orders: MemoryOrders
) -> None:
    for age, order_id in enumerate(("new", "old")):
        shipments = (a_shipment(token=order_id),)
        at = NOON - hours(age)
        orders.create(
            an_order(id=OrderId(order_id), name="#1001", processed_at=at, shipments=shipments)
        )

    assert ask(look) == Found("new")


def test_an_order_that_was_not_shipped_says_so_to_whoever_placed_it(
    look: LookUpParcel, orders: MemoryOrders
) -> None:
    orders.create(an_order())

    assert ask(look) == NotShippedYet()
    assert ask(look, email="stranger@example.com") == NoMatch()


def test_whatever_is_wrong_the_answer_and_the_work_are_the_same(
    orders: MemoryOrders, clock: FixedClock
) -> None:
    orders.create(an_order(shipments=(a_shipment(),)))
    work: list[list[object]] = []

    class Watched(MemoryOrderFinder):
        def placed_by(self, store_id: StoreId, name: str, email: str) -> list[OrderId]:
            work[-1].append("looked")
            return list(super().placed_by(store_id, name, email))

    for store, name, email in [
        (STORE, "#1001", "wrong@example.com"),
        (STORE, "#9999", EMAIL),
        (StoreId("no such store"), "#1001", EMAIL),
        (StoreId("x" * 10_000), "#1001", EMAIL),
    ]:
        limiter = MemoryLimiter()
        work.append([])
        look = LookUpParcel(Watched(orders), orders, limiter, clock)
        assert look(store, name, email, address="192.0.2.1") == NoMatch()
        work[-1].append(sorted((key[0], n) for key, n in limiter.tries.items()))

    assert all(done == work[0] for done in work)


@pytest.mark.parametrize(("name", "email"), [("", EMAIL), (" # ", EMAIL), ("#1001", " ")])
def test_nothing_is_looked_for_without_both(look: LookUpParcel, name: str, email: str) -> None:
    with pytest.raises(Invalid):
        ask(look, name, email)

    assert not look.limiter.tries  # type: ignore[attr-defined]  # the fake


def test_an_address_may_try_so_often(look: LookUpParcel, clock: FixedClock) -> None:
    for number in range(BY_ADDRESS.tries):
        ask(look, f"#{number}", f"{number}@example.com")

    with pytest.raises(TooSoon) as refused:
        ask(look, "#x", "x@example.com")
    assert refused.value.retry_after == BY_ADDRESS.seconds
    assert ask(look, "#x", "x@example.com", address="192.0.2.2") == NoMatch()
    clock.advance(hours(1))
    assert ask(look, "#x", "x@example.com") == NoMatch()


def test_one_order_may_be_tried_so_often_from_anywhere(look: LookUpParcel) -> None:
    for number in range(BY_ORDER.tries):
        ask(look, "#1001", f"{number}@example.com", address=f"192.0.2.{number}")

    with pytest.raises(TooSoon):
        ask(look, "1001", "x@example.com", address="198.51.100.1")


def test_one_email_may_be_tried_so_often_from_anywhere(look: LookUpParcel) -> None:
    for number in range(BY_EMAIL.tries):
        ask(look, f"#{number}", EMAIL, address=f"192.0.2.{number}")

    with pytest.raises(TooSoon):
        ask(look, "#x", EMAIL.upper(), address="198.51.100.1")


def test_an_address_that_tried_too_often_uses_up_nobodys_order(
    look: LookUpParcel, orders: MemoryOrders
) -> None:
    orders.create(an_order(shipments=(a_shipment(token="t1"),)))
    for number in range(BY_ADDRESS.tries):
        ask(look, f"#{number}", f"{number}@example.com")
    for _ in range(BY_ORDER.tries):
        with pytest.raises(TooSoon):
            ask(look)

    assert ask(look, address="192.0.2.2") == Found("t1")


def test_where_nothing_can_be_counted_nothing_is_looked_for(
    orders: MemoryOrders, clock: FixedClock
) -> None:
    class Down(MemoryLimiter):
        def seconds_to_wait(self, *_: object, **__: object) -> int:
            raise ConnectionError

    orders.create(an_order(shipments=(a_shipment(),)))
    look = LookUpParcel(MemoryOrderFinder(orders), orders, Down(), clock)

    with pytest.raises(ConnectionError):
        ask(look)


@pytest.mark.parametrize("change", ["erased", "renamed", "given another e-mail"])
def test_an_order_that_changed_meanwhile_is_not_shown(
    orders: MemoryOrders, clock: FixedClock, change: str
) -> None:
    order = orders.create(an_order(shipments=(a_shipment(),)))

    class Behind(MemoryOrderFinder):
        def placed_by(self, store_id: StoreId, name: str, email: str) -> list[OrderId]:
            return [order.id]

    look = LookUpParcel(Behind(orders), orders, MemoryLimiter(), clock)
    assert isinstance(ask(look), Found)
    match change:
        case "erased":
            orders.erase(order)
        case "renamed":
            orders.save(replace(order, name="#1002"), before=order)
        case _:
            other = a_customer(email="other@example.com")
            orders.save(replace(order, customer=other), before=order)

    assert ask(look) == NoMatch()
