"""Needs attention (R12): exact to the second, decided from dates alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrack.domain.attention import Attention, Reason, attention
from retrack.domain.identifiers import ShipmentId
from retrack.domain.orders import Order
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status
from tests.builders import NOON, a_shipment, an_order, days

A_SECOND = timedelta(seconds=1)


def on_its_way(**fields: object) -> Shipment:
    return a_shipment(**{"status": Status.IN_TRANSIT} | fields)


def after(order: Order, time: timedelta) -> Attention:
    return attention(order.claims, now=order.processed_at + time)


def test_order_in_transit_needs_no_attention_at_45_days() -> None:
    order = an_order(shipments=(on_its_way(),))

    at_the_line = after(order, days(45))

    assert at_the_line == Attention((), since=None, next_at=NOON + days(45))
    assert not at_the_line.needed


def test_order_in_transit_needs_attention_one_second_after_45_days() -> None:
    order = an_order(shipments=(on_its_way(),))

    past_the_line = after(order, days(45) + A_SECOND)

    assert past_the_line == Attention(
        (Reason.IN_TRANSIT_TOO_LONG,), since=NOON + days(45), next_at=None
    )
    assert past_the_line.needed


def test_unfulfilled_order_needs_no_attention_one_second_before_7_days() -> None:
    order = an_order()

    before_the_line = after(order, days(7) - A_SECOND)

    assert before_the_line == Attention((), since=None, next_at=NOON + days(7))


def test_unfulfilled_order_needs_attention_at_7_days() -> None:
    order = an_order()

    at_the_line = after(order, days(7))

    assert at_the_line == Attention((Reason.NOT_FULFILLED,), since=NOON + days(7), next_at=None)


def test_the_fraction_of_a_second_does_not_bring_attention_forward() -> None:
    order = an_order(shipments=(on_its_way(),))

    just_past_the_line = after(order, days(45) + timedelta(milliseconds=999))

    assert not just_past_the_line.needed


def test_partly_fulfilled_order_counts_as_not_fulfilled() -> None:
    order = an_order(shipments=(on_its_way(final=False),))

    late = after(order, days(50))

    assert late.reasons == (Reason.NOT_FULFILLED,)


@pytest.mark.parametrize("status", [Status.ALERT, Status.EXPIRED, Status.UNDELIVERED])
def test_a_problem_needs_attention_from_when_it_began(status: Status) -> None:
    order = an_order(shipments=(a_shipment(status=status, status_changed_at=NOON + days(3)),))

    before, since = after(order, days(3) - A_SECOND), after(order, days(3))

    assert before == Attention((), since=None, next_at=NOON + days(3))
    assert since == Attention((Reason(status.value),), since=NOON + days(3), next_at=None)


@pytest.mark.parametrize("status", [Status.DELIVERED, Status.RETURNED])
def test_what_is_over_needs_no_attention_ever(status: Status) -> None:
    order = an_order(shipments=(a_shipment(status=status),))

    much_later = after(order, days(1000))

    assert much_later == Attention((), since=None, next_at=None)


@pytest.mark.parametrize(
    "status", [Status.PENDING, Status.UNKNOWN, Status.IN_TRANSIT, Status.PICK_UP]
)
def test_a_status_that_is_no_problem_waits_for_the_45_days(status: Status) -> None:
    order = an_order(shipments=(a_shipment(status=status),))

    early, late = after(order, days(45)), after(order, days(46))

    assert not early.needed
    assert late.reasons == (Reason.IN_TRANSIT_TOO_LONG,)


def test_one_parcel_on_its_way_keeps_the_order_waiting() -> None:
    delivered = a_shipment(status=Status.DELIVERED)
    order = an_order(shipments=(delivered, on_its_way(id=ShipmentId("s2"))))

    late = after(order, days(46))

    assert late.reasons == (Reason.IN_TRANSIT_TOO_LONG,)


def test_reasons_add_up_and_since_is_the_first_of_them() -> None:
    order = an_order(
        shipments=(
            a_shipment(status=Status.ALERT, status_changed_at=NOON + days(20)),
            a_shipment(
                id=ShipmentId("s2"), status=Status.EXPIRED, status_changed_at=NOON + days(9)
            ),
        )
    )

    late = after(order, days(46))

    assert late == Attention(
        (Reason.EXPIRED, Reason.ALERT, Reason.IN_TRANSIT_TOO_LONG),
        since=NOON + days(9),
        next_at=None,
    )


@pytest.mark.parametrize(("first", "second"), [(2, 4), (4, 2)])
def test_two_parcels_with_one_problem_are_one_reason_since_the_earlier(
    first: int, second: int
) -> None:
    order = an_order(
        shipments=(
            a_shipment(status=Status.ALERT, status_changed_at=NOON + days(first)),
            a_shipment(
                id=ShipmentId("s2"), status=Status.ALERT, status_changed_at=NOON + days(second)
            ),
        )
    )

    now = after(order, days(5))

    assert now == Attention((Reason.ALERT,), since=NOON + days(2), next_at=None)


def test_a_delivered_parcel_of_an_incomplete_order_does_not_complete_it() -> None:
    order = an_order(shipments=(a_shipment(status=Status.DELIVERED, final=False),))

    late = after(order, days(7))

    assert late.reasons == (Reason.NOT_FULFILLED,)
