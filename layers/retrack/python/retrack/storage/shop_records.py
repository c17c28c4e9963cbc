"""What a shop last said of an order, as JSON and back: part of the order's own document."""

from collections.abc import Mapping
from typing import Any

from retrack.domain.identifiers import TrackingNumber
from retrack.domain.shop_records import FulfillmentRecord, ShopRecord
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import moment_or_none

Document = Mapping[str, Any]


def shop_document(record: ShopRecord) -> Document:
    """A record, as it stands in its order."""
    return {
        "updated_at": moment_or_none(record.updated_at),
        "fulfilled": record.fulfilled,
        "erased": record.erased,
        "seen": dict(record.seen),
        "fulfillments": [fulfillment_document(f) for f in record.fulfillments],
    }


def shop_record(document: Document | None) -> ShopRecord | None:
    """The reverse of `shop_document`; what is missing has its default."""
    if document is None:
        return None
    updated_at = document.get("updated_at")
    return ShopRecord(
        updated_at=from_text(updated_at) if updated_at else None,
        fulfilled=document.get("fulfilled", False),
        erased=document.get("erased", False),
        seen={part: d for part, d in document.get("seen", {}).items() if isinstance(d, str)},
        fulfillments=tuple(fulfillment_record(f) for f in document.get("fulfillments", ())),
    )


def fulfillment_document(told: FulfillmentRecord) -> Document:
    """One fulfilment, as it stands in the record, or waits for its order."""
    return {
        "id": told.id,
        "updated_at": to_text(told.updated_at),
        "fulfilled_at": to_text(told.fulfilled_at),
        "numbers": list(told.numbers),
        "carrier": told.carrier,
        "cancelled": told.cancelled,
    }


def fulfillment_record(document: Document) -> FulfillmentRecord:
    """The reverse of `fulfillment_document`."""
    return FulfillmentRecord(
        id=document["id"],
        updated_at=from_text(document["updated_at"]),
        fulfilled_at=from_text(document["fulfilled_at"]),
        numbers=tuple(TrackingNumber(number) for number in document.get("numbers", ())),
        carrier=document.get("carrier", ""),
        cancelled=document.get("cancelled", False),
    )
