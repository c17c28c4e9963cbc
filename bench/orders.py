"""Orders to measure with: as many as wanted, alike in size to real ones, the same every time."""

from datetime import UTC, datetime, timedelta

from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Address, Customer, LineItem, Order
from retrack.domain.reports import Checkpoint
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status

START = datetime(2026, 11, 1, tzinfo=UTC)


def example_orders(count: int, *, store_id: str = "s1") -> list[Order]:
    """Fulfilled orders with one parcel in transit each."""
    return [example_order(number, store_id=store_id) for number in range(count)]


def example_order(number: int, *, store_id: str = "s1") -> Order:
    """The order of this number."""
    at = START + timedelta(minutes=number % 20_000)
    shipment = Shipment(
        id=ShipmentId("s1"),
        tracking_number=TrackingNumber(f"LP00{number:012d}"),
        token=f"token{number:032d}",
        added_at=at,
        fulfilled_at=at,
        status_changed_at=at,
        carrier=CarrierSlug("cainiao"),
        carrier_name="Cainiao",
        status=Status.IN_TRANSIT,
        sub_status="InTransit_Departure",
        last_event=Checkpoint(at, "Departed from country of origin", "Guangzhou, CN"),
        digest=f"{number:016x}",
    )
    return Order(
        store_id=StoreId(store_id),
        id=OrderId(f"{5_489_512_341 + number}"),
        name=f"#{1001 + number}",
        processed_at=at,
        source="shopify",
        customer=Customer("Somchai J.", f"customer{number}@example.com", "+66812345678", "th"),
        shipping_address=Address("Chiang Mai", "TH"),
        items=(LineItem("Phone case", 1, "PC-1"),),
        shipments=(shipment,),
        shipments_made=1,
        version=1,
    )
