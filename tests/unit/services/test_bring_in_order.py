"""Bringing orders in twice, with shipments old and new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.attention import Reason
from retrack.domain.errors import Invalid
from retrack.domain.identifiers import CarrierSlug, OrderId, StoreId
from retrack.domain.shop_records import ShopRecord, Standing
from retrack.domain.statuses import FulfillmentStatus
from retrack.services.bring_in_order import BringInOrder
from retrack.services.file_ports import SheetEntry
from retrack.services.merge_shop_order import with_order
from retrack.services.ship import NewShipment, Ship
from retrack.services.shop_messages import ShopOrder
from retrack.services.take_order import NewOrder, TakeOrder
from tests.builders import NOON, an_order, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.files import MemoryNames
from tests.fakes.randomness import CountedRandomness
from tests.fakes.storage import MemoryOrders

STORE = StoreId("s1")
NUMBER = "RR123456785CN"
CLOCK = FixedClock()


@pytest.fixture
def orders() -> MemoryOrders:
    return MemoryOrders()


@pytest.fixture
def bring_in(orders: MemoryOrders) -> BringInOrder:
    ship = Ship(orders, CLOCK, CountedRandomness())
    return BringInOrder(orders, MemoryNames(orders), TakeOrder(orders, CLOCK), ship, CLOCK)


def an_entry(
    shipment: NewShipment | None = None,
    *,
    has_own_id: bool = True,
    standing: Standing | None = None,
    **fields: object,
) -> SheetEntry:
    return SheetEntry(
        replace(NewOrder(OrderId("o1"), "#1001"), **fields),  # type: ignore[arg-type]  # any field
        shipment,
        has_own_id=has_own_id,
        standing=standing,
    )


def test_a_new_order_with_its_shipment_is_saved_once(bring_in: BringInOrder) -> None:
    order = bring_in(STORE, an_entry(NewShipment(NUMBER)))

    assert order.version == 1
    assert [s.tracking_number for s in order.shipments] == [NUMBER]


def test_twice_is_once(bring_in: BringInOrder) -> None:
    entry = an_entry(NewShipment(NUMBER, "china-post"))

    assert bring_in(STORE, entry) == bring_in(STORE, entry)


def test_an_order_that_is_there_gets_only_the_shipment(
    bring_in: BringInOrder, orders: MemoryOrders
) -> None:
    there = orders.create(an_order(id=OrderId("o1")))

    order = bring_in(STORE, an_entry(NewShipment(NUMBER), name="another"))

    assert (order.name, order.customer) == (there.name, there.customer)
    assert len(order.shipments) == 1


SENT = Standing(fulfilled=True, fulfilled_at=NOON - days(3))


def test_an_order_sent_without_a_number_needs_nobody(bring_in: BringInOrder) -> None:
    order = bring_in(STORE, an_entry(standing=SENT, processed_at=NOON - days(60)))

    assert order.fulfillment_status is FulfillmentStatus.FULFILLED
    assert (order.fulfilled_at, order.claims) == (NOON - days(3), ())


def test_an_order_sent_in_part_is_waited_for(bring_in: BringInOrder) -> None:
    partly = replace(SENT, fulfilled=False)
    order = bring_in(STORE, an_entry(standing=partly, processed_at=NOON - days(60)))

    assert order.fulfillment_status is FulfillmentStatus.PARTIAL
    assert [claim.reason for claim in order.claims] == [Reason.NOT_FULFILLED]


def test_a_later_file_tells_how_an_order_stands_by_then(bring_in: BringInOrder) -> None:
    bring_in(STORE, an_entry(standing=Standing()))
    order = bring_in(STORE, an_entry(standing=SENT))
    assert (order.fulfilled_at, order.version) == (NOON - days(3), 2)
    assert bring_in(STORE, an_entry(standing=SENT)).version == 2

    taken_back = bring_in(STORE, an_entry(standing=Standing(cancelled_at=NOON)))

    assert taken_back.fulfillment_status is FulfillmentStatus.UNFULFILLED
    assert (taken_back.cancelled_at, taken_back.shop) == (NOON, None)


def test_what_a_shop_said_itself_no_file_says_better(
    bring_in: BringInOrder, orders: MemoryOrders
) -> None:
    said = ShopRecord(updated_at=NOON)
    there = orders.create(an_order(store_id=STORE, id=OrderId("o1"), shop=said))

    assert bring_in(STORE, an_entry(standing=SENT)) == there


def test_a_shop_that_tells_of_an_order_takes_the_place_of_the_file(bring_in: BringInOrder) -> None:
    order = bring_in(STORE, an_entry(standing=SENT))
    told = ShopOrder(order.id, "#1001", NOON - days(4), NOON, fulfilled=False)

    known = with_order(order, told, source="shopify")

    assert known.fulfillment_status is FulfillmentStatus.UNFULFILLED
    assert known.shop
    assert known.shop.fulfillments == ()


def test_nothing_was_sent_in_the_future(bring_in: BringInOrder) -> None:
    order = bring_in(STORE, an_entry(standing=replace(SENT, fulfilled_at=NOON + days(2))))

    assert order.fulfilled_at == NOON


def test_a_shipment_that_is_there_is_corrected(bring_in: BringInOrder) -> None:
    bring_in(STORE, an_entry(NewShipment(NUMBER)))

    order = bring_in(STORE, an_entry(NewShipment(NUMBER, "USPS", final=False)))

    (shipment,) = order.shipments
    assert (shipment.carrier, shipment.final) == (CarrierSlug("usps"), False)


def test_an_order_is_found_by_its_name_if_it_has_no_id(
    bring_in: BringInOrder, orders: MemoryOrders
) -> None:
    there = orders.create(an_order(id=OrderId("5489"), name="#1001"))

    order = bring_in(STORE, an_entry(NewShipment(NUMBER), name="1001", has_own_id=False))

    assert order.id == there.id


def test_a_name_of_several_orders_means_none_of_them(
    bring_in: BringInOrder, orders: MemoryOrders
) -> None:
    for order_id in ("a", "b"):
        orders.create(an_order(id=OrderId(order_id), name="#1001"))

    with pytest.raises(Invalid, match="order_name"):
        bring_in(STORE, an_entry(NewShipment(NUMBER), has_own_id=False))


@pytest.mark.parametrize(("age", "is_told"), [(hours(48), True), (hours(48.01), False)])
def test_only_news_is_told(bring_in: BringInOrder, age: object, is_told: bool) -> None:
    left = CLOCK.now() - age  # type: ignore[operator]  # a timedelta

    order = bring_in(STORE, an_entry(NewShipment(NUMBER, fulfilled_at=left)))

    assert order.shipments[0].notify is is_told
    assert order.processed_at == order.shipments[0].fulfilled_at


@pytest.mark.parametrize(
    "shipment",
    [
        NewShipment("??"),
        NewShipment(NUMBER, fulfilled_at=CLOCK.now() + days(2)),
        NewShipment(NUMBER, fulfilled_at=CLOCK.now() - days(9)),
    ],
)
def test_a_shipment_that_cannot_be_leaves_no_order_behind(
    bring_in: BringInOrder, orders: MemoryOrders, shipment: NewShipment
) -> None:
    with pytest.raises(Invalid):
        bring_in(STORE, an_entry(shipment, processed_at=CLOCK.now()))

    assert not orders.saved
