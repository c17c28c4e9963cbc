"""Test data with defaults: a test names what it is about, and nothing else."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.notifications import Notification, NotificationKey, NotificationState
from retrack.domain.orders import Customer, Order
from retrack.domain.plans import Plan
from retrack.domain.reports import CarrierReport, Checkpoint
from retrack.domain.settings import Channel, Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
"""When things happen in tests, unless they say otherwise."""

_numbers = itertools.count(1)


def fresh_store_id() -> StoreId:
    """A store that no other test uses."""
    return StoreId(f"store{next(_numbers)}")


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def a_store(**fields: Any) -> Store:
    defaults: dict[str, Any] = {
        "id": StoreId("s1"),
        "name": "A store",
        "plan": Plan.BOSS,
        "tracking_provider": "17track",
    }
    return Store(**defaults | fields)


def a_customer(**fields: Any) -> Customer:
    defaults: dict[str, Any] = {
        "name": "Somchai J.",
        "email": "somchai@example.com",
        "phone": "+66812345678",
        "locale": "th",
    }
    return Customer(**defaults | fields)


def a_shipment(**fields: Any) -> Shipment:
    """A pending parcel, shipped at noon; its token and number follow from its id."""
    shipment_id = fields.setdefault("id", ShipmentId("s1"))
    defaults: dict[str, Any] = {
        "tracking_number": TrackingNumber(f"LX00000000{shipment_id.upper()}CN"),
        "token": f"token-{next(_numbers)}",
        "added_at": NOON,
        "fulfilled_at": NOON,
        "status_changed_at": NOON,
    }
    return Shipment(**defaults | fields)


def an_order(**fields: Any) -> Order:
    """An unfulfilled order, processed at noon; with shipments, if they are given."""
    defaults: dict[str, Any] = {
        "store_id": StoreId("s1"),
        "id": OrderId("1001"),
        "name": f"#{fields.get('id', '1001')}",
        "processed_at": NOON,
        "customer": a_customer(),
        "shipments_made": len(fields.get("shipments", ())),
    }
    return Order(**defaults | fields)


def a_checkpoint(**fields: Any) -> Checkpoint:
    defaults: dict[str, Any] = {"at": NOON, "description": "Arrived at sorting centre"}
    return Checkpoint(**defaults | fields)


def a_report(**fields: Any) -> CarrierReport:
    """A parcel on its way, with one checkpoint; `at` is a shorthand for when that was."""
    at = fields.pop("at", NOON)
    defaults: dict[str, Any] = {
        "number": TrackingNumber("LX00000000S1CN"),
        "provider": "17track",
        "status": Status.IN_TRANSIT,
        "provider_status": str(fields.get("status", Status.IN_TRANSIT)),
        "checkpoints": (a_checkpoint(at=at, status=fields.get("status", Status.IN_TRANSIT)),),
    }
    return CarrierReport(**defaults | fields)


def a_silent_report(**fields: Any) -> CarrierReport:
    """What a provider says of a parcel that its carrier knows nothing of."""
    return a_report(**{"status": None, "provider_status": "NotFound", "checkpoints": ()} | fields)


def a_notification_key(**fields: Any) -> NotificationKey:
    defaults: dict[str, Any] = {
        "store_id": StoreId("s1"),
        "order_id": OrderId("1001"),
        "shipment_id": ShipmentId("s1"),
        "trigger": Trigger.SHIPPED,
        "channel": Channel.EMAIL,
    }
    return NotificationKey(**defaults | fields)


def a_notification(**fields: Any) -> Notification:
    """One whose sending was begun, for the first time."""
    defaults: dict[str, Any] = {
        "key": a_notification_key(),
        "state": NotificationState.SENDING,
        "at": NOON,
        "attempts": 1,
    }
    return Notification(**defaults | fields)
