"""An order with its shipments; everything that can be derived is derived."""

from dataclasses import dataclass, replace
from datetime import datetime

from retrack.domain.attention import Claim, claims
from retrack.domain.cadences import Slot, slot_of
from retrack.domain.errors import Invalid, NotFound
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.shipments import Shipment
from retrack.domain.shop_records import ShopRecord
from retrack.domain.statuses import FulfillmentStatus, Status, most_urgent

MAX_SHIPMENTS = 50  # an order is one item; this keeps it far below DynamoDB's 400 KB


@dataclass(frozen=True, slots=True)
class Customer:
    """Who ordered. `phone` is E.164, `locale` BCP 47; empty where the shop does not tell."""

    name: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes, as far as tracking needs to know; the country is ISO 3166-1 alpha-2."""

    city: str = ""
    country_code: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """How an order was paid, in Shopify's words.

    `marked_paid_manually`: never paid through a gateway, only marked "paid" by hand (R31).
    """

    financial_status: str = "paid"
    marked_paid_manually: bool = False
    gateways: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineItem:
    """What was bought."""

    title: str
    quantity: int = 1
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A customer's order: the unit that is saved, listed and announced.

    `shipments_made` counts every shipment ever added, so that an id is never used twice.
    `edited_at` is when the merchant last changed customer, address or payment by hand; `shop` is
    what the shop last said, None for an order that came from no shop.
    `version` is 0 until it was first saved.
    """

    store_id: StoreId
    id: OrderId
    name: str
    processed_at: datetime
    source: str = "api"
    customer: Customer = Customer()
    shipping_address: Address = Address()
    payment: Payment = Payment()
    items: tuple[LineItem, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    shipments_made: int = 0
    cancelled_at: datetime | None = None
    edited_at: datetime | None = None
    shop: ShopRecord | None = None
    version: int = 0

    @property
    def status(self) -> Status:
        """That of the shipment that needs the merchant most."""
        return most_urgent(shipment.status for shipment in self.shipments)

    @property
    def status_changed_at(self) -> datetime:
        """When the order came to have its status."""
        status = self.status
        times = [s.status_changed_at for s in self.shipments if s.status is status]
        if not times:
            return self.processed_at
        return max(times) if status is Status.DELIVERED else min(times)

    @property
    def fulfillment_status(self) -> FulfillmentStatus:
        """Fulfilled once a shipment completed it, or its shop says that something else did."""
        if any(shipment.final for shipment in self.shipments) or self._is_done_in_shop:
            return FulfillmentStatus.FULFILLED
        begun = self.shipments or (self.shop and self.shop.fulfilled_at)
        return FulfillmentStatus.PARTIAL if begun else FulfillmentStatus.UNFULFILLED

    @property
    def fulfilled_at(self) -> datetime | None:
        """When the last parcel left, once the order is complete."""
        if self.fulfillment_status is not FulfillmentStatus.FULFILLED:
            return None
        times = [shipment.fulfilled_at for shipment in self.shipments]
        in_shop = self.shop.fulfilled_at if self.shop and self._is_done_in_shop else None
        return max([*times, in_shop] if in_shop else times)

    @property
    def delivered_at(self) -> datetime | None:
        """When the last parcel arrived, once all have."""
        times = [s.delivered_at for s in self.shipments if s.delivered_at is not None]
        return max(times) if times and len(times) == len(self.shipments) else None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Why and when this order needs, or will need, attention; a cancelled one never does."""
        if self.cancelled_at:
            return ()
        return claims(self.processed_at, self.fulfillment_status, self.shipments)

    @property
    def slot(self) -> Slot | None:
        """In which hours the carrier is asked about it; None when there is nothing to ask."""
        statuses = frozenset(s.followed_as for s in self.shipments if s.followed_as)
        return slot_of(f"{self.store_id}/{self.id}", statuses)

    @property
    def _is_done_in_shop(self) -> bool:
        """Whether its shop counts it as fulfilled: with or without anything that can be tracked."""
        return self.shop is not None and self.shop.fulfilled and self.shop.fulfilled_at is not None

    def shipment(self, shipment_id: ShipmentId) -> Shipment:
        """One of its shipments.

        Raises:
            NotFound: it has none of that id.
        """
        for shipment in self.shipments:
            if shipment.id == shipment_id:
                return shipment
        msg = f"Order {self.name} has no shipment {shipment_id}."
        raise NotFound(msg)

    def next_shipment_id(self) -> ShipmentId:
        """The id that the next shipment gets: s1, s2, ..."""
        return ShipmentId(f"s{self.shipments_made + 1}")

    def with_new(self, shipment: Shipment) -> "Order":
        """The order with one more shipment.

        Raises:
            Invalid: it has as many as an order can have, or one with this tracking number.
        """
        if len(self.shipments) >= MAX_SHIPMENTS:
            msg = f"an order has at most {MAX_SHIPMENTS} shipments"
            raise Invalid.field("tracking_number", msg)
        self._require_unused(shipment)
        shipments = (*self.shipments, shipment)
        return replace(self, shipments=shipments, shipments_made=self.shipments_made + 1)

    def with_changed(self, shipment: Shipment) -> "Order":
        """The order with this shipment in place of the one with the same id."""
        self._require_unused(shipment)
        changed = tuple(shipment if s.id == shipment.id else s for s in self.shipments)
        return replace(self, shipments=changed)

    def without(self, shipment_id: ShipmentId) -> "Order":
        """The order without one of its shipments; it may be unfulfilled again.

        Raises:
            NotFound: it has none of that id.
        """
        self.shipment(shipment_id)
        left = tuple(s for s in self.shipments if s.id != shipment_id)
        return replace(self, shipments=left)

    def _require_unused(self, shipment: Shipment) -> None:
        for other in self.shipments:
            if other.id != shipment.id and other.tracking_number == shipment.tracking_number:
                msg = f"shipment {other.id} of this order has this tracking number already"
                raise Invalid.field("tracking_number", msg)
