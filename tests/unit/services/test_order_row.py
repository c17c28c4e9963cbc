"""A row finished at the moment of reading is the order's JSON, as plainly made, at that moment."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrack.domain.attention import attention
from retrack.domain.carriers import CARRIERS
from retrack.domain.identifiers import CarrierSlug
from retrack.domain.orders import Address, LineItem, Order
from retrack.domain.problems import problem
from retrack.domain.reports import EstimatedDelivery, LastMile
from retrack.domain.shipments import Hold, Shipment
from retrack.domain.statuses import Status, StatusSource
from retrack.domain.times import to_text
from retrack.services.json_text import moment_or_none
from retrack.services.order_row import (
    RowReader,
    checkpoint_view,
    due_reasons,
    facts_of,
    row_of,
)
from tests.builders import NOON, a_checkpoint, a_customer, a_shipment, an_order, days, hours
from tests.unit.storage import strategies

TRACKING_URL = "http://www.17track.net/?nums="
PUBLIC_URL = "https://example.com"
HOSTILE = '\x00\x1f\x1e\x7f"\\/\u2028\u2029\ufeff\U0001f4e6</script>{}[]null,'

reading_times = st.sampled_from([days(0), days(7), days(8), days(45), days(46), days(400)]) | (
    st.integers(-(10**8), 10**8).map(lambda seconds: timedelta(seconds=seconds))
)
hostile_texts = st.text() | st.sampled_from([HOSTILE, "\x1f", '"', "\\", "\u2028", "\U0001f468"])
hostile_orders = st.builds(
    an_order,
    name=hostile_texts,
    customer=st.builds(a_customer, name=hostile_texts, email=hostile_texts),
    items=st.lists(st.builds(LineItem, hostile_texts), max_size=2).map(tuple),
    shipments=st.lists(
        st.builds(
            a_shipment,
            tracking_number=hostile_texts,
            token=hostile_texts,
            carrier_name=hostile_texts,
            status=st.sampled_from([Status.IN_TRANSIT, Status.ALERT, Status.DELIVERED]),
            last_event=st.builds(a_checkpoint, description=hostile_texts),
        ),
        max_size=2,
    ).map(tuple),
)


def reader(now: datetime = NOON) -> RowReader:
    return RowReader(now=now, tracking_url=TRACKING_URL, public_url=PUBLIC_URL)


def plainly(order: Order, now: datetime) -> dict[str, Any]:
    """The order as the contract shows it, made in the most straightforward way."""
    needs = attention(order.claims, now=now)
    return {
        "id": order.id,
        "name": order.name,
        "source": order.source,
        "processed_at": to_text(order.processed_at),
        "fulfilled_at": moment_or_none(order.fulfilled_at),
        "delivered_at": moment_or_none(order.delivered_at),
        "cancelled_at": moment_or_none(order.cancelled_at),
        "fulfillment_status": order.fulfillment_status.value,
        "status": order.status.value,
        "status_changed_at": to_text(order.status_changed_at),
        "attention": {
            "needed": needs.needed,
            "reasons": [reason.value for reason in needs.reasons],
            "since": moment_or_none(needs.since),
            "next_at": moment_or_none(needs.next_at),
        },
        "customer": {
            "name": order.customer.name or None,
            "email": order.customer.email or None,
            "phone": order.customer.phone or None,
            "locale": order.customer.locale or None,
        },
        "shipping_address": {
            "city": order.shipping_address.city or None,
            "country_code": order.shipping_address.country_code or None,
        },
        "payment": {
            "financial_status": order.payment.financial_status,
            "marked_paid_manually": order.payment.marked_paid_manually,
        },
        "items": [{"title": i.title, "quantity": i.quantity, "sku": i.sku} for i in order.items],
        "shipments": [shipment_plainly(order, shipment, now) for shipment in order.shipments],
    }


def shipment_plainly(order: Order, shipment: Shipment, now: datetime) -> dict[str, Any]:
    known = CARRIERS.get(shipment.carrier) if shipment.carrier else None
    event, estimate = shipment.last_event, shipment.estimated_delivery
    checks = [shipment.checked_at] if shipment.checked_at else []
    following = None
    if order.slot and shipment.followed_as:
        last, following = order.slot.last_at(now), order.slot.next_at(now)
        checks += [last] if last > shipment.added_at else []
    return {
        "id": shipment.id,
        "tracking_number": shipment.tracking_number,
        "carrier": shipment.carrier,
        "carrier_name": known.name if known else shipment.carrier_name,
        "tracking_url": TRACKING_URL + shipment.tracking_number,
        "customer_url": f"{PUBLIC_URL}/t/{shipment.token}",
        "status": shipment.status.value,
        "sub_status": shipment.sub_status,
        "status_source": shipment.status_source.value,
        "status_changed_at": to_text(shipment.status_changed_at),
        "fulfilled_at": to_text(shipment.fulfilled_at),
        "delivered_at": moment_or_none(shipment.delivered_at),
        "estimated_delivery": estimate
        and {
            "from": estimate.first.isoformat() if estimate.first else None,
            "to": estimate.last.isoformat() if estimate.last else None,
        },
        "last_event": event
        and {
            "at": to_text(event.at),
            "description": event.description,
            "location": event.location,
        },
        "last_mile": shipment.last_mile
        and {
            "tracking_number": shipment.last_mile.tracking_number,
            "carrier_name": shipment.last_mile.carrier_name,
        },
        "final": shipment.final,
        "problem": problem(shipment),
        "last_checked_at": moment_or_none(max(checks, default=None)),
        "next_check_at": moment_or_none(following),
    }


@given(strategies.orders, reading_times)
def test_a_row_reads_as_the_order_plainly_made(order: Order, later: timedelta) -> None:
    now = order.processed_at + later

    read = json.loads(reader(now).json(row_of(order)))

    assert read == plainly(order, now)
    assert list(read) == list(plainly(order, now))


@given(hostile_orders, reading_times)
@example(an_order(name=HOSTILE, shipments=(a_shipment(token=HOSTILE),)), days(0))
def test_nobodys_text_breaks_a_row(order: Order, later: timedelta) -> None:
    now = NOON + later

    text = reader(now).json(row_of(order))

    assert json.loads(text) == plainly(order, now)
    assert not any(ord(character) < 0x20 for character in text)


def test_a_full_order_reads_as_plainly_made() -> None:
    order = an_order(
        shipping_address=Address("Chiang Mai", "TH"),
        items=(LineItem("Phone case", 2, "PC-1"),),
        shipments=(
            a_shipment(
                carrier=CarrierSlug("china-post"),
                estimated_delivery=EstimatedDelivery(NOON.date(), None),
                last_event=a_checkpoint(location="Bangkok, TH"),
                last_mile=LastMile("TH1", "Thailand Post"),
                checked_at=NOON + hours(3),
            ),
        ),
    )

    assert reader().order(order) == plainly(order, NOON)


@given(strategies.orders, reading_times)
def test_attention_in_a_row_is_the_domains_at_any_moment(order: Order, later: timedelta) -> None:
    now = order.processed_at + later
    row = row_of(order)

    needs = json.loads(reader(now).json(row))["attention"]

    truth = attention(order.claims, now=now)
    assert needs["needed"] == truth.needed
    assert needs["reasons"] == list(truth.reasons)
    assert (needs["since"], needs["next_at"]) == (
        moment_or_none(truth.since),
        moment_or_none(truth.next_at),
    )
    assert list(due_reasons(facts_of(row), now=now)) == list(truth.reasons)


@pytest.mark.parametrize("fraction", [0, 1, 999_999])
def test_a_reading_between_two_seconds_is_exact(fraction: int) -> None:
    order = an_order(shipments=(a_shipment(status=Status.IN_TRANSIT),))
    at_45_days = NOON + days(45) + timedelta(microseconds=fraction)

    before = reader(at_45_days).order(order)["attention"]
    after = reader(at_45_days + timedelta(seconds=1)).order(order)["attention"]

    assert (before["needed"], after["needed"]) == (False, True)
    assert after["since"] == "2026-12-16T12:00:00Z"


def test_a_parcel_is_not_said_to_be_checked_before_it_was_added() -> None:
    order = an_order(shipments=(a_shipment(added_at=NOON),))
    assert order.slot is not None

    young = reader(NOON).order(order)["shipments"][0]
    checked = reader(order.slot.next_at(NOON)).order(order)["shipments"][0]

    assert young["last_checked_at"] is None
    assert young["next_check_at"] == to_text(order.slot.next_at(NOON))
    assert checked["last_checked_at"] == to_text(order.slot.next_at(NOON))


def test_what_is_over_keeps_its_last_check_and_has_no_next() -> None:
    order = an_order(shipments=(a_shipment(status=Status.DELIVERED, checked_at=NOON),))

    shipment = reader(NOON + days(9)).order(order)["shipments"][0]

    assert (shipment["last_checked_at"], shipment["next_check_at"]) == (to_text(NOON), None)


def test_what_was_made_final_by_hand_has_a_next_check() -> None:
    held = a_shipment(status=Status.DELIVERED, hold=Hold(NOON, StatusSource.MANUAL))

    shipment = reader(NOON + days(1)).order(an_order(shipments=(held,)))["shipments"][0]

    assert shipment["next_check_at"] is not None


def test_one_reader_serves_many_rows() -> None:
    orders = [an_order(id=str(n), shipments=(a_shipment(),)) for n in range(30)]
    one = reader(NOON + days(3))

    assert [one.order(order) for order in orders] == [plainly(o, NOON + days(3)) for o in orders]


def test_a_checkpoint_is_shown_in_utc_with_its_status() -> None:
    shown = checkpoint_view(a_checkpoint(status=Status.PICK_UP, sub_status="OutForDelivery_Other"))

    assert shown == {
        "at": "2026-11-01T12:00:00Z",
        "description": "Arrived at sorting centre",
        "location": None,
        "status": "pick_up",
        "sub_status": "OutForDelivery_Other",
    }
