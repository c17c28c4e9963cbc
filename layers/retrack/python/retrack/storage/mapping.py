"""Orders and what belongs to them, as JSON and back.

Written out field by field, so that what is stored changes only when somebody means it to. Reading
is forgiving: keys it does not know are ignored, and missing ones mean the entity's default, so that
old and new code can run side by side. Times are RFC 3339 in UTC.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Address, Customer, LineItem, Order, Payment
from retrack.domain.reports import Checkpoint, EstimatedDelivery, LastMile, Rejection
from retrack.domain.shipments import Hold, Shipment, StatusChange
from retrack.domain.statuses import Status, StatusSource
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import compact, moment_or_none
from retrack.services.tasks import FollowedParcel
from retrack.storage.shop_records import shop_document, shop_record

Document = Mapping[str, Any]


def order_to_json(order: Order) -> str:
    """All of an order but its version, which is kept beside it."""
    return compact(
        _told(
            store_id=order.store_id,
            id=order.id,
            name=order.name,
            processed_at=to_text(order.processed_at),
            source=order.source,
            customer=_customer_document(order.customer),
            shipping_address=_address_document(order.shipping_address),
            payment=_payment_document(order.payment),
            items=[_told(title=i.title, quantity=i.quantity, sku=i.sku) for i in order.items],
            shipments=[_shipment_document(shipment) for shipment in order.shipments],
            shipments_made=order.shipments_made,
            cancelled_at=moment_or_none(order.cancelled_at),
            edited_at=moment_or_none(order.edited_at),
            shop=shop_document(order.shop) if order.shop else None,
        )
    )


def order_from_json(text: str, *, version: int) -> Order:
    """The reverse of `order_to_json`."""
    document = json.loads(text)
    return Order(
        store_id=StoreId(document["store_id"]),
        id=OrderId(document["id"]),
        name=document["name"],
        processed_at=from_text(document["processed_at"]),
        source=document.get("source", "api"),
        customer=_customer(document.get("customer", {})),
        shipping_address=_address(document.get("shipping_address", {})),
        payment=_payment(document.get("payment", {})),
        items=tuple(_line_item(item) for item in document.get("items", ())),
        shipments=tuple(_shipment(shipment) for shipment in document.get("shipments", ())),
        shipments_made=document.get("shipments_made", len(document.get("shipments", ()))),
        cancelled_at=moment(document.get("cancelled_at")),
        edited_at=moment(document.get("edited_at")),
        shop=shop_record(document.get("shop")),
        version=version,
    )


def order_from_image(image: Mapping[str, Mapping[str, Any]]) -> Order:
    """The order in a record of the table's stream, which is DynamoDB's own JSON (`{"S": ...}`)."""
    return order_from_json(image["state"]["S"], version=int(image["version"]["N"]))


def check_of(order: Order) -> str | None:
    """What the sweep reads of an order: its store, then each parcel to ask about, if any."""
    parcels = [FollowedParcel.of(order.id, s).to_list() for s in order.shipments if s.followed_as]
    return compact([order.store_id, *parcels]) if parcels else None


def checkpoints_to_bytes(checkpoints: Sequence[Checkpoint]) -> bytes:
    """A shipment's events, compressed: the words in them repeat."""
    return pack(compact([_checkpoint_document(checkpoint) for checkpoint in checkpoints]))


def checkpoints_from_bytes(packed: bytes) -> tuple[Checkpoint, ...]:
    """The reverse of `checkpoints_to_bytes`."""
    return tuple(_checkpoint(document) for document in json.loads(unpack(packed)))


def pack(text: str) -> bytes:
    """Text, compressed."""
    return zlib.compress(text.encode())


def unpack(packed: bytes) -> str:
    """The reverse of `pack`."""
    return zlib.decompress(packed).decode()


def moment(text: str | None) -> datetime | None:
    """The reverse of `moment_or_none`."""
    return from_text(text) if text else None


def _told(**fields: Any) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value is not None}


def _customer_document(customer: Customer) -> Document:
    return _told(
        name=customer.name or None,
        email=customer.email or None,
        phone=customer.phone or None,
        locale=customer.locale or None,
    )


def _customer(document: Document) -> Customer:
    return Customer(
        name=document.get("name", ""),
        email=document.get("email", ""),
        phone=document.get("phone", ""),
        locale=document.get("locale", ""),
    )


def _address_document(address: Address) -> Document:
    return _told(city=address.city or None, country_code=address.country_code or None)


def _address(document: Document) -> Address:
    return Address(city=document.get("city", ""), country_code=document.get("country_code", ""))


def _payment_document(payment: Payment) -> Document:
    return _told(
        financial_status=payment.financial_status,
        marked_paid_manually=payment.marked_paid_manually,
        gateways=list(payment.gateways),
    )


def _payment(document: Document) -> Payment:
    return Payment(
        financial_status=document.get("financial_status", "paid"),
        marked_paid_manually=document.get("marked_paid_manually", False),
        gateways=tuple(document.get("gateways", ())),
    )


def _line_item(document: Document) -> LineItem:
    return LineItem(document["title"], document.get("quantity", 1), document.get("sku", ""))


def _shipment_document(shipment: Shipment) -> Document:
    estimate, last_mile, hold = shipment.estimated_delivery, shipment.last_mile, shipment.hold
    return _told(
        id=shipment.id,
        tracking_number=shipment.tracking_number,
        token=shipment.token,
        added_at=to_text(shipment.added_at),
        fulfilled_at=to_text(shipment.fulfilled_at),
        status_changed_at=to_text(shipment.status_changed_at),
        carrier=shipment.carrier,
        carrier_name=shipment.carrier_name,
        notify=shipment.notify,
        final=shipment.final,
        status=shipment.status,
        status_source=shipment.status_source,
        sub_status=shipment.sub_status,
        provider=shipment.provider,
        provider_status=shipment.provider_status,
        delivered_at=moment_or_none(shipment.delivered_at),
        estimated_delivery=_estimate_document(estimate) if estimate else None,
        last_event=_checkpoint_document(shipment.last_event) if shipment.last_event else None,
        last_mile=_last_mile_document(last_mile) if last_mile else None,
        rejection=shipment.rejection,
        hold=_told(since=to_text(hold.since), source=hold.source) if hold else None,
        checked_at=moment_or_none(shipment.checked_at),
        asked_at=moment_or_none(shipment.asked_at),
        overdue_since=moment_or_none(shipment.overdue_since),
        digest=shipment.digest or None,
        source_id=shipment.source_id,
        source_number=shipment.source_number,
        changes=[_change_document(change) for change in shipment.changes],
    )


def _shipment(document: Document) -> Shipment:
    told = document.get
    return Shipment(
        id=ShipmentId(document["id"]),
        tracking_number=TrackingNumber(document["tracking_number"]),
        token=document["token"],
        added_at=from_text(document["added_at"]),
        fulfilled_at=from_text(document["fulfilled_at"]),
        status_changed_at=from_text(document["status_changed_at"]),
        carrier=CarrierSlug(document["carrier"]) if "carrier" in document else None,
        carrier_name=told("carrier_name"),
        notify="notify" not in document or document["notify"],
        final="final" not in document or document["final"],
        status=Status(told("status", Status.PENDING)),
        status_source=StatusSource(told("status_source", StatusSource.CARRIER)),
        sub_status=told("sub_status"),
        provider=told("provider"),
        provider_status=told("provider_status"),
        delivered_at=moment(told("delivered_at")),
        estimated_delivery=_estimate(told("estimated_delivery")),
        last_event=_checkpoint(document["last_event"]) if "last_event" in document else None,
        last_mile=_last_mile(told("last_mile")),
        rejection=Rejection(document["rejection"]) if "rejection" in document else None,
        hold=_hold(told("hold")),
        checked_at=moment(told("checked_at")),
        asked_at=moment(told("asked_at")),
        overdue_since=moment(told("overdue_since")),
        digest=told("digest", ""),
        source_id=told("source_id"),
        source_number=told("source_number"),
        changes=tuple(_change(change) for change in told("changes", ())),
    )


def _checkpoint_document(checkpoint: Checkpoint) -> Document:
    # With the offset of the place, unlike every other time.
    return _told(
        at=checkpoint.at.isoformat(),
        description=checkpoint.description,
        location=checkpoint.location,
        status=checkpoint.status,
        sub_status=checkpoint.sub_status,
    )


def _checkpoint(document: Document) -> Checkpoint:
    return Checkpoint(
        at=from_text(document["at"]),
        description=document["description"],
        location=document.get("location"),
        status=Status(document["status"]) if "status" in document else None,
        sub_status=document.get("sub_status"),
    )


def _estimate_document(estimate: EstimatedDelivery) -> Document:
    return _told(first=_day_text(estimate.first), last=_day_text(estimate.last))


def _estimate(document: Document | None) -> EstimatedDelivery | None:
    if document is None:
        return None
    return EstimatedDelivery(_day(document.get("first")), _day(document.get("last")))


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _last_mile_document(last_mile: LastMile) -> Document:
    return _told(tracking_number=last_mile.tracking_number, carrier_name=last_mile.carrier_name)


def _last_mile(document: Document | None) -> LastMile | None:
    if document is None:
        return None
    return LastMile(document["tracking_number"], document.get("carrier_name"))


def _hold(document: Document | None) -> Hold | None:
    if document is None:
        return None
    return Hold(since=from_text(document["since"]), source=StatusSource(document["source"]))


def _change_document(change: StatusChange) -> Document:
    return _told(
        at=to_text(change.at),
        before=change.before,
        after=change.after,
        source=change.source,
        actor=change.actor,
    )


def _change(document: Document) -> StatusChange:
    return StatusChange(
        at=from_text(document["at"]),
        before=Status(document["before"]),
        after=Status(document["after"]),
        source=StatusSource(document["source"]),
        actor=document.get("actor"),
    )
