"""Bringing in an order that may be there already, with a shipment that may be there too."""

from dataclasses import dataclass, replace
from datetime import timedelta

from retrack.domain.errors import Invalid, OrderExists
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Order
from retrack.domain.tracking_numbers import normalise
from retrack.services.file_ports import OrderNames, SheetEntry
from retrack.services.ports import Clock, OrderStore
from retrack.services.ship import NewShipment, Ship, resolve_carrier
from retrack.services.take_order import TakeOrder

NEWS = timedelta(hours=48)
"""What was shipped longer ago is no news: its customer is not told."""


@dataclass(frozen=True, slots=True)
class BringInOrder:
    """Takes an order unless it is there, and adds its shipment unless that is; twice is once."""

    orders: OrderStore
    names: OrderNames
    take_order: TakeOrder
    ship: Ship
    clock: Clock

    def __call__(self, store_id: StoreId, entry: SheetEntry) -> Order:
        """The order as it is then. Of one that is there only shipments are added or corrected.

        Raises:
            Invalid: the shipment's number or a date; nothing was written.
        """
        shipment = self._checked(entry)
        order = self._order(store_id, entry)
        if shipment is None:
            return order
        number = normalise(shipment.tracking_number)
        there = next((s for s in order.shipments if s.tracking_number == number), None)
        if there is None:
            return self.ship.add(store_id, order.id, shipment)
        carrier = None
        if shipment.carrier:
            slug, name = resolve_carrier(shipment.carrier, number)
            same = slug == there.carrier if slug else name == there.carrier_name
            carrier = None if same else shipment.carrier
        if carrier is None and there.final == shipment.final:
            return order
        return self.ship.correct(
            store_id, order.id, there.id, carrier=carrier, final=shipment.final
        )

    def _order(self, store_id: StoreId, entry: SheetEntry) -> Order:
        if not entry.has_own_id and (found := self._named(store_id, entry.order.name)):
            return self.orders.load(store_id, found)
        try:
            return self.take_order(store_id, entry.order)
        except OrderExists:
            return self.orders.load(store_id, entry.order.id)

    def _named(self, store_id: StoreId, name: str) -> OrderId | None:
        """The order of this name, if there is just one; of several none can be meant."""
        found = self.names.named(store_id, name)
        if len(found) > 1:
            message = "several orders have this name; give the order_id as well"
            raise Invalid.field("order_name", message)
        return found[0] if found else None

    def _checked(self, entry: SheetEntry) -> NewShipment | None:
        """The shipment, told to its customer only if it is news.

        Raises:
            Invalid: before anything is written.
        """
        shipment = entry.shipment
        if shipment is None:
            return None
        normalise(shipment.tracking_number)
        now = self.clock.now()
        left = shipment.fulfilled_at
        if left is None:
            return shipment
        if left > now + timedelta(days=1):
            raise Invalid.field("fulfilled_at", "is in the future")
        if entry.order.processed_at and left < entry.order.processed_at:
            raise Invalid.field("fulfilled_at", "is before the order was processed")
        return replace(shipment, notify=shipment.notify and now - left <= NEWS)
