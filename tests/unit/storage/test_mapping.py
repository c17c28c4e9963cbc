"""What is stored is what was meant, and old and new code read each other's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.identifiers import ShipmentId
from retrack.domain.notifications import Notification
from retrack.domain.orders import Customer, LineItem, Order, Payment
from retrack.domain.reports import Checkpoint, EstimatedDelivery, LastMile, Rejection
from retrack.domain.settings import Store
from retrack.domain.shipments import Hold, Shipment, StatusChange
from retrack.domain.shop_records import FulfillmentRecord, ShopRecord
from retrack.domain.statuses import Status, StatusSource
from retrack.services.tasks import FollowedParcel
from retrack.storage import mapping
from retrack.storage.notifications import notification_from_json, notification_to_json
from retrack.storage.orders import item_of, order_of
from retrack.storage.stores import store_from_json, store_to_json
from tests.builders import NOON, a_checkpoint, a_shipment, a_store, an_order
from tests.unit.storage.strategies import checkpoints, notifications, orders, stores


@given(orders)
def test_an_order_comes_back_as_it_was(order: Order) -> None:
    text = mapping.order_to_json(order)

    assert mapping.order_from_json(text, version=order.version) == order


@given(orders)
def test_an_item_holds_its_order(order: Order) -> None:
    item = item_of(order)

    assert order_of(item) == order
    assert mapping.order_from_image(item.to_dynamodb_dict()) == order


@given(st.lists(checkpoints, max_size=4))
def test_events_come_back_with_the_offset_of_their_place(events: Sequence[Checkpoint]) -> None:
    read = mapping.checkpoints_from_bytes(mapping.checkpoints_to_bytes(events))

    assert read == tuple(events)
    assert [c.at.utcoffset() for c in read] == [c.at.utcoffset() for c in events]


@given(stores)
def test_a_store_comes_back_as_it_was(store: Store) -> None:
    assert store_from_json(store_to_json(store), version=store.version) == store


@given(notifications)
def test_a_message_comes_back_as_it_was(notification: Notification) -> None:
    assert notification_from_json(notification_to_json(notification)) == notification


def test_no_field_is_forgotten() -> None:
    """A field that is added to the domain fails here until it is stored, and drawn at random."""
    order = an_order(
        items=(LineItem("Phone case"),),
        shipments=(a_told_shipment(),),
        cancelled_at=NOON,
        edited_at=NOON,
        shop=ShopRecord(NOON, fulfillments=(FulfillmentRecord("f1", NOON, NOON),)),
    )

    document = json.loads(mapping.order_to_json(order))

    assert document.keys() == _names(Order) - {"version"}
    assert document["shipments"][0].keys() == _names(Shipment)
    assert document["customer"].keys() == _names(Customer)
    assert document["payment"].keys() == _names(Payment)
    assert document["items"][0].keys() == _names(LineItem)
    assert document["shop"].keys() == _names(ShopRecord)
    assert document["shop"]["fulfillments"][0].keys() == _names(FulfillmentRecord)
    assert json.loads(store_to_json(a_store())).keys() == _names(Store) - {
        "version",
        "account",
        "identity",
        "mail_returns",  # these three are kept beside it
    }
    assert mapping.order_from_json(json.dumps(document), version=0) == order


def a_told_shipment() -> Shipment:
    """One of which everything is known."""
    return a_shipment(
        **dict.fromkeys(("delivered_at", "checked_at", "asked_at", "overdue_since"), NOON),
        **dict.fromkeys(("carrier", "carrier_name", "sub_status", "digest"), "a word"),
        **dict.fromkeys(("source_id", "source_number"), "a word"),
        **dict.fromkeys(("provider", "provider_status"), "a word"),
        estimated_delivery=EstimatedDelivery(NOON.date(), None),
        last_event=a_checkpoint(),
        last_mile=LastMile("1", "Post"),
        rejection=Rejection.OTHER,
        hold=Hold(NOON, StatusSource.MANUAL),
        changes=(StatusChange(NOON, Status.PENDING, Status.ALERT, StatusSource.CARRIER),),
    )


def _names(kind: Any) -> set[str]:
    return {field.name for field in fields(kind)}


@given(orders)
def test_what_a_later_version_adds_is_ignored(order: Order) -> None:
    document = json.loads(mapping.order_to_json(order), object_hook=lambda d: d | {"later": [1]})

    assert mapping.order_from_json(json.dumps(document), version=order.version) == order


def test_what_an_earlier_version_did_not_write_has_its_default() -> None:
    order = an_order(customer=type(an_order().customer)(), shipments=(a_shipment(),))
    shipment = order.shipments[0]
    earliest = {
        "store_id": order.store_id,
        "id": order.id,
        "name": order.name,
        "processed_at": "2026-11-01T12:00:00Z",
        "shipments": [
            {
                "id": shipment.id,
                "tracking_number": shipment.tracking_number,
                "token": shipment.token,
                "added_at": "2026-11-01T12:00:00Z",
                "fulfilled_at": "2026-11-01T12:00:00Z",
                "status_changed_at": "2026-11-01T12:00:00Z",
            }
        ],
    }

    assert mapping.order_from_json(json.dumps(earliest), version=0) == order


def test_a_store_with_nothing_but_its_name_has_the_defaults() -> None:
    text = json.dumps({"id": "s1", "name": "A store", "plan": "boss"})

    store = store_from_json(text, version=3)

    assert json.loads(store_to_json(store))["notifications"]["email_enabled"] is True
    assert (store.time_zone, store.version) == ("UTC", 3)


def test_the_check_names_the_store_and_each_parcel_to_ask_about() -> None:
    arrived = a_shipment(id=ShipmentId("s2"), status=Status.DELIVERED)
    order = an_order(shipments=(a_shipment(), arrived))

    store_id, *parcels = json.loads(mapping.check_of(order) or "")

    assert store_id == order.store_id
    assert parcels == [FollowedParcel.of(order.id, order.shipments[0]).to_list()]


@pytest.mark.parametrize("shipments", [(), (a_shipment(status=Status.DELIVERED),)])
def test_an_order_with_nothing_to_ask_about_is_in_no_slot(shipments: tuple[object, ...]) -> None:
    attributes = item_of(an_order(shipments=shipments)).to_dynamodb_dict()

    assert not {"check", "slot_key", "member_key"} & attributes.keys()


def test_an_order_is_in_the_indexes_that_it_belongs_to_and_in_no_other() -> None:
    delivered = item_of(an_order(shipments=(a_shipment(status=Status.DELIVERED),)))
    waiting = item_of(an_order())

    assert "attention_key" not in delivered.to_dynamodb_dict()
    assert "fulfilled_key" in delivered.to_dynamodb_dict()
    assert waiting.attention_key == "2026-11-08T12:00:00Z#1001"
    assert "fulfilled_key" not in waiting.to_dynamodb_dict()
