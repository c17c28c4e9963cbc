"""The demo store: some 200 orders of 90 days, as if Retrack had followed them all along.

Written past the API, at once and in silence: no customer is told. What the carrier simulator knows
of each parcel is what the order says, so that a sweep finds nothing new.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from dev.demo_journeys import FATES, parcels_of, story
from dev.demo_mail import DemoMail
from dev.demo_people import KINDS, Buyer, basket, buyer, happens, tracking_number
from dev.demo_shop import SHOP, placed
from dev.place import REGION
from retrack.carriers.seventeentrack.codes import key_of
from retrack.carriers.seventeentrack.wire import read_accepted
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.notifications import (
    Notification,
    NotificationKey,
    NotificationState,
    NotSent,
)
from retrack.domain.orders import Address, Customer, LineItem, Order, Payment
from retrack.domain.reports import CarrierReport, Rejected
from retrack.domain.settings import Channel, Trigger
from retrack.domain.shipments import Shipment, apply_rejection, apply_report, set_by_hand
from retrack.domain.statuses import Status
from retrack.domain.tracking_numbers import normalise
from retrack.services.ship import resolve_carrier
from retrack.storage import keys, mapping, notifications, orders, references
from retrack.storage.items import CheckpointsItem, Item
from retrack.storage.stores import TableStores
from retrack.storage.table import bind_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dev.bootstrap import LocalStore
    from dev.stack import Stack

_SEED = 20261124  # the same shop every time, around whatever day it is
_FIRST_NUMBER = 1001
_ASKED_AFTER = timedelta(hours=3)  # how long after an event the carrier was asked
_PENDING_ENDS = timedelta(days=7, hours=1)


@dataclass(slots=True)
class Demo:
    """Makes the orders of one store."""

    stack: Stack
    store: LocalStore
    now: datetime
    chance: random.Random

    def orders(self) -> Iterator[tuple[Order, dict[ShipmentId, Any]]]:
        """Every order with its parcels' events, the oldest first."""
        kinds = [(fate, place) for fate in FATES for place in range(fate.count)]
        ages = [(self.chance.uniform(fate.youngest, fate.oldest), fate.kind) for fate, _ in kinds]
        for number, (age, kind) in enumerate(sorted(ages, reverse=True)):
            yield self._order(number, kind, self.now - timedelta(days=age))

    def _order(
        self, number: int, kind: str, processed_at: datetime
    ) -> tuple[Order, dict[ShipmentId, Any]]:
        who = buyer(self.chance, number)
        order = Order(
            store_id=StoreId(self.store.store_id),
            id=OrderId(f"{5489512000 + number * 37}"),
            name=f"#{_FIRST_NUMBER + number}",
            processed_at=processed_at,
            source=self.chance.choice(("shopify", "shopify", "shopify", "api")),
            customer=Customer(who.name, who.email, who.phone, who.locale),
            shipping_address=Address(who.city, who.country),
            payment=self._payment(),
            items=tuple(LineItem(*bought) for bought in basket(self.chance)),
            version=1,
        )
        events: dict[ShipmentId, Any] = {}
        fates = parcels_of(kind)
        for place, fate in enumerate(fates):
            final = place == len(fates) - 1 and kind != "partial"
            shipment, known = self._parcel(order, fate, who, final=final)
            order = order.with_new(shipment)
            if known:
                events[shipment.id] = known
        if kind == "by_hand":
            settled = set_by_hand(
                order.shipments[0],
                Status.DELIVERED,
                actor="person:merchant@example.com",
                now=self.now - timedelta(hours=self.chance.uniform(1, 20)),
            )
            order = order.with_changed(settled)
        return order, events

    def token(self) -> str:
        """For the address of a customer's page."""
        return f"demo{self.chance.getrandbits(128):032x}"

    def _payment(self) -> Payment:
        if happens(self.chance, 0.05):
            return Payment("paid", marked_paid_manually=True, gateways=("manual",))
        return Payment("pending" if happens(self.chance, 0.03) else "paid", gateways=("stripe",))

    def _parcel(self, order: Order, fate: str, who: Buyer, *, final: bool) -> tuple[Shipment, Any]:
        age = self.now - order.processed_at
        wait = min(timedelta(days=self.chance.uniform(0.3, 3)), age * 0.4)
        left = (order.processed_at + wait).replace(microsecond=0)
        number = self._number(fate)
        slug, name = resolve_carrier("J&T Express" if number.isdigit() else "", number)
        shipment = Shipment(
            id=order.next_shipment_id(),
            tracking_number=number,
            token=self.token(),
            added_at=left,
            fulfilled_at=left,
            status_changed_at=left,
            carrier=slug,
            carrier_name=name,
            notify=happens(self.chance, 0.95),
            final=final,
        )
        simulator = self.stack.simulator
        city = f"{who.city}, {who.country}"
        simulator.script(number, story(self.chance, fate, left=left, now=self.now, city=city))
        told = simulator.followed(
            self.store.seventeentrack_key, number, carrier=key_of(slug), since=left
        )
        said = read_accepted(told) if told else None
        if isinstance(said, CarrierReport) and said.checkpoints:
            return lived_through(shipment, said, now=self.now), said.checkpoints
        return self._unheard_of(shipment, said), ()

    def _number(self, fate: str) -> TrackingNumber:
        broken = fate == "unknown" and happens(self.chance, 0.5)
        kind = "broken" if broken else self.chance.choice(KINDS)
        return normalise(tracking_number(self.chance, kind))

    def _unheard_of(self, shipment: Shipment, said: CarrierReport | Rejected | None) -> Shipment:
        """Pending first, then Unknown, as the days pass without a word from the carrier."""
        asked = min(shipment.fulfilled_at + _PENDING_ENDS, self.now)
        if isinstance(said, Rejected):
            return apply_rejection(shipment, said.reason, now=asked)
        return apply_report(shipment, said, now=asked) if said else shipment

    def messages(self, order: Order) -> Iterator[Notification]:
        """What the customer was told, going by where they can be reached."""
        addresses = {Channel.EMAIL: order.customer.email, Channel.SMS: order.customer.phone}
        paid = order.payment.financial_status == "paid" and not order.payment.marked_paid_manually
        for shipment in order.shipments:
            for channel, address in addresses.items():
                reason = None
                if not shipment.notify:
                    reason = NotSent.NOT_WANTED
                elif not address:
                    reason = NotSent.NO_ADDRESS
                elif channel is Channel.SMS and not paid:
                    reason = NotSent.UNPAID
                told = Notification(
                    key=NotificationKey(
                        order.store_id, order.id, shipment.id, Trigger.SHIPPED, channel
                    ),
                    state=NotificationState.SENT,
                    at=shipment.fulfilled_at + timedelta(seconds=4),
                    message_id=f"demo-{self.chance.getrandbits(64):016x}",
                    attempts=1,
                    order_name=order.name,
                )
                unsent = NotificationState.NOT_SENT
                yield replace(told, state=unsent, reason=reason, message_id="") if reason else told


def lived_through(shipment: Shipment, report: CarrierReport, *, now: datetime) -> Shipment:
    """The shipment as it would be had the carrier been asked after each of its events."""
    points = report.checkpoints
    for place in range(len(points) - 1, 0, -1):
        newest = points[place]
        status = newest.status or Status.IN_TRANSIT
        earlier = replace(
            report,
            checkpoints=points[place:],
            status=status,
            sub_status=newest.sub_status,
            provider_status=str(status),
            last_mile=None,
        )
        shipment = apply_report(shipment, earlier, now=min(newest.at + _ASKED_AFTER, now))
    return apply_report(shipment, report, now=min(points[0].at + _ASKED_AFTER, now))


def seed(stack: Stack, store: LocalStore, table: str) -> int:
    """Writes the demo store's orders; returns how many."""
    bind_table(table, region=REGION, endpoint=stack.place.aws_url)
    now = stack.clock.now().replace(microsecond=0)
    demo = Demo(stack, store, now, random.Random(_SEED))  # noqa: S311  a demo, nothing secret
    shop, count = stack.shopify.shop(store.shop_domain), 0
    mail = DemoMail(TableStores().load(StoreId(store.store_id)), now)
    with Item.batch_write() as batch:
        for made, events in demo.orders():
            order = made
            if made.source == SHOP:
                order = placed(stack.shopify, shop, made, now=now, token=demo.token)
            for item in _items(demo, mail, order, events):
                batch.save(item)
            count += 1
    return count


def _items(
    demo: Demo, mail: DemoMail, order: Order, events: dict[ShipmentId, Any]
) -> Iterator[Item]:
    yield orders.item_of(order)
    yield from references._companions(order).values()  # noqa: SLF001  written with their order
    for shipment_id, checkpoints in events.items():
        key = keys.checkpoints(order.store_id, order.id, shipment_id)
        packed = mapping.checkpoints_to_bytes(checkpoints)
        yield CheckpointsItem(key.pk, key.sk, shipment_id=shipment_id, events=packed)
    for message in demo.messages(order):
        yield notifications._item_of(message)  # noqa: SLF001  without asking whether it was begun
        if message.message_id:
            yield from mail.became(order, message)
