"""Adding, correcting and removing the shipments of an order (R4, R25)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from retrack.domain.carriers import CARRIERS, detected, named
from retrack.domain.errors import Invalid
from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.shipments import Shipment, correct
from retrack.domain.times import whole_seconds
from retrack.domain.tracking_numbers import normalise
from retrack.services.ports import Clock, OrderStore, Randomness
from retrack.services.saving import change_order
from retrack.services.take_order import CLOCK_SKEW


@dataclass(frozen=True, slots=True)
class NewShipment:
    """A shipment as somebody hands it over.

    `tracking_number` as pasted; `carrier` is our slug or whatever the shop calls it, empty to have
    it told from the number; `fulfilled_at` None means now; `final`: with it the order is complete.
    """

    tracking_number: str
    carrier: str = ""
    fulfilled_at: datetime | None = None
    notify: bool = True
    final: bool = True


@dataclass(frozen=True, slots=True)
class Ship:
    """The use cases of an order's shipments."""

    orders: OrderStore
    clock: Clock
    randomness: Randomness

    def add(self, store_id: StoreId, order_id: OrderId, new: NewShipment) -> Order:
        """The order with the shipment as its last.

        Raises:
            NotFound: no such order in this store.
            Invalid: the number, the date, a number used twice, or a 51st shipment.
        """
        return change_order(self.orders, store_id, order_id, self.adding(new))

    def adding(self, new: NewShipment) -> Callable[[Order], Order]:
        """The change by which an order has the shipment as its last; it raises as `add` does.

        Raises:
            Invalid: the number.
        """
        number = normalise(new.tracking_number)
        now = whole_seconds(self.clock.now())
        fulfilled_at = whole_seconds(new.fulfilled_at or now)
        slug, name = resolve_carrier(new.carrier, number)
        token = self.randomness.secret()

        def added(order: Order) -> Order:
            _require_in_order(order, fulfilled_at, now=now, given=new.fulfilled_at is not None)
            shipment = Shipment(
                id=order.next_shipment_id(),
                tracking_number=number,
                token=token,
                added_at=now,
                fulfilled_at=fulfilled_at,
                status_changed_at=now,
                carrier=slug,
                carrier_name=name,
                notify=new.notify,
                final=new.final,
            )
            return order.with_new(shipment)

        return added

    def correct(
        self,
        store_id: StoreId,
        order_id: OrderId,
        shipment_id: ShipmentId,
        *,
        tracking_number: str | None = None,
        carrier: str | None = None,
        final: bool | None = None,
    ) -> Order:
        """The order with a shipment's code or carrier put right, and tracked afresh.

        None leaves a thing as it is; saying what holds already changes nothing.

        Raises:
            NotFound: no such order or shipment.
            Invalid: the number.
        """
        now = self.clock.now()
        number = normalise(tracking_number) if tracking_number is not None else None

        def corrected(order: Order) -> Order:
            shipment = order.shipment(shipment_id)
            new_number = number or shipment.tracking_number
            slug, name = shipment.carrier, shipment.carrier_name
            if carrier is not None:
                slug, name = resolve_carrier(carrier, new_number)
            elif new_number != shipment.tracking_number:
                slug, name = resolve_carrier("", new_number)
            if (new_number, slug) != (shipment.tracking_number, shipment.carrier):
                shipment = correct(
                    shipment, number=new_number, carrier=slug, carrier_name=name, now=now
                )
            elif name != shipment.carrier_name and slug is None:
                shipment = replace(shipment, carrier_name=name)
            if final is not None:
                shipment = replace(shipment, final=final)
            return order.with_changed(shipment)

        return change_order(self.orders, store_id, order_id, corrected)

    def remove(self, store_id: StoreId, order_id: OrderId, shipment_id: ShipmentId) -> Order:
        """The order without the shipment.

        Raises:
            NotFound: no such order or shipment.
        """
        return change_order(self.orders, store_id, order_id, lambda o: o.without(shipment_id))


def resolve_carrier(carrier: str, number: TrackingNumber) -> tuple[CarrierSlug | None, str | None]:
    """The carrier meant by a shop's word, or told by the number; and its name for people."""
    if not carrier.strip():
        slug = detected(number)
        return slug, CARRIERS[slug].name if slug else None
    known = named(carrier)
    return (known.slug, known.name) if known else (None, carrier.strip())


def _require_in_order(order: Order, fulfilled_at: datetime, *, now: datetime, given: bool) -> None:
    if fulfilled_at > now + CLOCK_SKEW:
        raise Invalid.field("fulfilled_at", "is in the future")
    if given and fulfilled_at < order.processed_at:
        raise Invalid.field("fulfilled_at", "is before the order was processed")
