"""An order that nobody placed, to see templates with."""

from datetime import datetime, timedelta

from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, TrackingNumber
from retrack.domain.orders import Address, Customer, LineItem, Order
from retrack.domain.reports import Checkpoint, EstimatedDelivery
from retrack.domain.settings import Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status
from retrack.domain.templates import TemplateName

_STATUS = {
    Trigger.SHIPPED: Status.PENDING,
    Trigger.PICK_UP: Status.PICK_UP,
    Trigger.DELIVERED: Status.DELIVERED,
    Trigger.ALL_DELIVERED: Status.DELIVERED,
    Trigger.UNDELIVERED: Status.UNDELIVERED,
    Trigger.ALERT: Status.ALERT,
}
_WORDS = {
    "en": ("Jamie Lee", "jamie@example.com", "Austin", "US", "Cotton T-shirt", "Coffee mug"),
    "th": ("สมหญิง ใจดี", "somying@example.com", "เชียงใหม่", "TH", "เสื้อยืดผ้าฝ้าย", "แก้วกาแฟ"),
}
_PHONE = {"en": "+15125550123", "th": "+66812345678"}


def sample_order(store: Store, name: TemplateName, *, now: datetime) -> Order:
    """An order with one parcel, at the point in its journey that the message is about."""
    person, email, city, country, first, second = _WORDS[name.language]
    status = _STATUS.get(name.trigger, Status.IN_TRANSIT)
    event = Checkpoint(
        now - timedelta(hours=3), "Departed from sorting centre", f"{city}, {country}"
    )
    arrives = (now + timedelta(days=3)).date()
    parcel = Shipment(
        id=ShipmentId("s1"),
        tracking_number=TrackingNumber("LX123456785CN"),
        token="sample",  # noqa: S106  opens nothing
        added_at=now - timedelta(days=6),
        fulfilled_at=now - timedelta(days=6),
        status_changed_at=event.at,
        carrier=CarrierSlug("china-post"),
        status=status,
        last_event=None if status is Status.PENDING else event,
        estimated_delivery=EstimatedDelivery(arrives, arrives + timedelta(days=2)),
    )
    return Order(
        store_id=store.id,
        id=OrderId("sample"),
        name="Sample-1001",
        processed_at=now - timedelta(days=7),
        customer=Customer(person, email, _PHONE[name.language], name.language),
        shipping_address=Address(city, country),
        items=(LineItem(first, 2, "TS-1"), LineItem(second, 1, "MUG-3")),
        shipments=(parcel,),
        shipments_made=1,
    )
