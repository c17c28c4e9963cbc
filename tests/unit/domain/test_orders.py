"""An order: what follows from its shipments, and which shipments it can have."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.cadences import CADENCE_HOURS
from retrack.domain.errors import Invalid, NotFound
from retrack.domain.identifiers import ShipmentId, TrackingNumber
from retrack.domain.orders import MAX_SHIPMENTS, Order
from retrack.domain.shipments import Hold, Shipment
from retrack.domain.statuses import FulfillmentStatus, Status, StatusSource
from tests.builders import NOON, a_shipment, an_order, days, hours

S1, S2 = ShipmentId("s1"), ShipmentId("s2")


def two(first: dict[str, object], second: dict[str, object]) -> Order:
    return an_order(shipments=(a_shipment(id=S1, **first), a_shipment(id=S2, **second)))


def test_an_order_without_parcels_is_unfulfilled_since_it_was_processed() -> None:
    order = an_order()

    assert order.status is Status.UNFULFILLED
    assert order.status_changed_at == order.processed_at
    assert order.fulfillment_status is FulfillmentStatus.UNFULFILLED
    assert (order.fulfilled_at, order.delivered_at, order.slot) == (None, None, None)


def test_an_order_is_partial_until_a_parcel_completes_it() -> None:
    partial = an_order(shipments=(a_shipment(final=False),))
    complete = partial.with_new(a_shipment(id=S2, fulfilled_at=NOON - hours(1)))

    assert partial.fulfillment_status is FulfillmentStatus.PARTIAL
    assert partial.fulfilled_at is None
    assert complete.fulfillment_status is FulfillmentStatus.FULFILLED
    assert complete.fulfilled_at == NOON


def test_an_order_has_the_status_of_the_parcel_that_needs_the_merchant_most() -> None:
    order = two({"status": Status.DELIVERED}, {"status": Status.ALERT})

    assert order.status is Status.ALERT


def test_an_order_has_its_status_since_the_first_parcel_had_it() -> None:
    order = two(
        {"status": Status.ALERT, "status_changed_at": NOON + hours(5)},
        {"status": Status.ALERT, "status_changed_at": NOON + hours(3)},
    )

    assert order.status_changed_at == NOON + hours(3)


def test_an_order_is_delivered_once_the_last_parcel_is() -> None:
    order = two(
        {
            "status": Status.DELIVERED,
            "status_changed_at": NOON + days(3),
            "delivered_at": NOON + days(3),
        },
        {
            "status": Status.DELIVERED,
            "status_changed_at": NOON + days(1),
            "delivered_at": NOON + days(1),
        },
    )

    assert order.status is Status.DELIVERED
    assert order.status_changed_at == NOON + days(3)
    assert order.delivered_at == NOON + days(3)


def test_an_order_is_not_delivered_while_a_parcel_is_not() -> None:
    order = two({"status": Status.DELIVERED, "delivered_at": NOON}, {"status": Status.IN_TRANSIT})

    assert order.status is Status.IN_TRANSIT
    assert order.delivered_at is None


def test_the_most_pressing_parcel_decides_the_orders_slot() -> None:
    order = two({"status": Status.UNKNOWN}, {"status": Status.PICK_UP})

    assert order.slot is not None
    assert order.slot.cadence == CADENCE_HOURS[Status.PICK_UP]


def test_an_order_that_is_over_has_no_slot() -> None:
    assert two({"status": Status.DELIVERED}, {"status": Status.RETURNED}).slot is None


def test_what_was_made_final_by_hand_keeps_the_orders_slot() -> None:
    held = {"status": Status.DELIVERED, "hold": Hold(NOON, StatusSource.MANUAL)}

    order = an_order(shipments=(a_shipment(**held),))

    assert order.slot is not None
    assert order.slot.cadence == CADENCE_HOURS[Status.IN_TRANSIT]


def test_two_orders_of_one_id_in_two_stores_have_slots_of_their_own() -> None:
    shipment = a_shipment(status=Status.UNKNOWN)
    slots = {
        an_order(store_id=f"store{number}", shipments=(shipment,)).slot for number in range(50)
    }

    assert len(slots) > 1


def test_a_shipment_is_found_by_its_id() -> None:
    order = two({}, {})

    assert order.shipment(S2) is order.shipments[1]
    with pytest.raises(NotFound):
        order.shipment(ShipmentId("s3"))


def test_an_id_of_a_removed_shipment_is_not_used_again() -> None:
    order = an_order().with_new(a_shipment(id=S1))

    left = order.without(S1)

    assert left.shipments == ()
    assert left.next_shipment_id() == "s2"
    assert left.fulfillment_status is FulfillmentStatus.UNFULFILLED


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(NotFound):
        an_order().without(S1)


def test_a_changed_shipment_takes_the_place_of_the_old() -> None:
    order = two({}, {})
    changed = replace(order.shipments[0], status=Status.ALERT)

    after = order.with_changed(changed)

    assert after.shipments == (changed, order.shipments[1])
    assert after.shipments_made == order.shipments_made


def test_a_tracking_number_is_used_once_in_an_order() -> None:
    order = two({}, {})
    same = order.shipments[0].tracking_number

    with pytest.raises(Invalid):
        order.with_new(a_shipment(id=ShipmentId("s3"), tracking_number=same))
    with pytest.raises(Invalid):
        order.with_changed(replace(order.shipments[1], tracking_number=same))


def test_an_order_has_at_most_50_shipments() -> None:
    def numbered(number: int) -> Shipment:
        return a_shipment(
            id=ShipmentId(f"s{number}"), tracking_number=TrackingNumber(f"NUMBER{number}")
        )

    order = an_order()
    for number in range(1, MAX_SHIPMENTS + 1):
        order = order.with_new(numbered(number))

    assert len(order.shipments) == 50
    with pytest.raises(Invalid):
        order.with_new(numbered(51))
