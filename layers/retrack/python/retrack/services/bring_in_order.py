"""Bringing in an order that may be there already, with a shipment that may be there too.

A file may say that an order is fulfilled and name no parcel. It is then as where a shop says so
(`merge_shop_order`): fulfilled, with nothing to track, and so it needs nobody for being late (R12).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from retrack.domain.errors import Invalid, OrderExists
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Order
from retrack.domain.shop_records import Standing
from retrack.domain.tracking_numbers import normalise
from retrack.services.file_ports import OrderNames, SheetEntry
from retrack.services.merge_shop_order import with_standing
from retrack.services.ports import Clock, OrderStore
from retrack.services.saving import change_order
from retrack.services.ship import NewShipment, Ship, resolve_carrier
from retrack.services.take_order import NewOrder, TakeOrder

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
        """The order as it is then.

        Of one that is there only shipments are added or corrected, and where its shop did not tell
        itself, how it stands there.

        Raises:
            Invalid: the shipment's number or a date; nothing was written.
        """
        shipment, standing = self._told_if_news(entry.shipment), self._by_now(entry.standing)
        there = self._there(store_id, entry)
        if there is None:
            new = self._new(entry.order, shipment, standing)
            made = _standing(standing)(self.take_order.made(store_id, new))
            try:
                return self.orders.create(self.ship.adding(shipment)(made) if shipment else made)
            except OrderExists:
                there = self.orders.load(store_id, new.id)
        if standing:
            there = change_order(self.orders, store_id, there.id, _standing(standing))
        return self._with(there, shipment) if shipment else there

    def _with(self, order: Order, shipment: NewShipment) -> Order:
        """An order that was there, with the shipment added, corrected or unchanged."""
        number = normalise(shipment.tracking_number)
        there = next((s for s in order.shipments if s.tracking_number == number), None)
        if there is None:
            return self.ship.add(order.store_id, order.id, shipment)
        carrier = None
        if shipment.carrier:
            slug, name = resolve_carrier(shipment.carrier, number)
            same = slug == there.carrier if slug else name == there.carrier_name
            carrier = None if same else shipment.carrier
        if carrier is None and there.final == shipment.final:
            return order
        return self.ship.correct(
            order.store_id, order.id, there.id, carrier=carrier, final=shipment.final
        )

    def _there(self, store_id: StoreId, entry: SheetEntry) -> Order | None:
        """The order of the same name, where nothing else says which is meant."""
        if entry.has_own_id:
            return None
        found = self._named(store_id, entry.order.name)
        return self.orders.load(store_id, found) if found else None

    def _new(
        self, order: NewOrder, shipment: NewShipment | None, standing: Standing | None
    ) -> NewOrder:
        """The order; processed when it was shipped, if nobody says when."""
        by = shipment or standing
        if order.processed_at or not (by and by.fulfilled_at):
            return order
        return replace(order, processed_at=min(by.fulfilled_at, self.clock.now()))

    def _named(self, store_id: StoreId, name: str) -> OrderId | None:
        """The order of this name, if there is just one; of several none can be meant."""
        found = self.names.named(store_id, name)
        if len(found) > 1:
            message = "several orders have this name; give the order_id as well"
            raise Invalid.field("order_name", message)
        return found[0] if found else None

    def _by_now(self, standing: Standing | None) -> Standing | None:
        """How it stands; nothing was sent in the future."""
        if standing is None or standing.fulfilled_at is None:
            return standing
        return replace(standing, fulfilled_at=min(standing.fulfilled_at, self.clock.now()))

    def _told_if_news(self, shipment: NewShipment | None) -> NewShipment | None:
        """The shipment, told to its customer only if it left lately."""
        if shipment is None or shipment.fulfilled_at is None:
            return shipment
        is_news = self.clock.now() - shipment.fulfilled_at <= NEWS
        return replace(shipment, notify=shipment.notify and is_news)


def _standing(told: Standing | None) -> Callable[[Order], Order]:
    return lambda order: with_standing(order, told) if told else order
