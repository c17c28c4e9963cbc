"""Bringing an order up to what its shop says, whatever comes late, repeated or out of order.

Each part goes by the shop's own `updated_at`, and by what the shop said of it last: what it only
repeats is left as it is, so that what a merchant put right by hand stays.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from retrack.domain.errors import Invalid
from retrack.domain.identifiers import StoreId, TrackingNumber
from retrack.domain.orders import Address, Customer, Order, Payment
from retrack.domain.shipments import Shipment, correct
from retrack.domain.shop_records import FulfillmentRecord, ShopRecord, Standing
from retrack.services.ship import resolve_carrier
from retrack.services.shop_messages import ShopOrder

TOLD_WITHIN = timedelta(hours=48)  # a parcel that left before is history: nobody is told of it


@dataclass(frozen=True, slots=True)
class Moment:
    """What merging needs to be handed: the time, and unguessable texts for customers' links."""

    now: datetime
    token: Callable[[], str]


def new_order(store_id: StoreId, source: str, told: ShopOrder) -> Order:
    """An order that was not there, without its parcels."""
    bare = Order(store_id, told.id, told.name, told.processed_at, source=source)
    return with_order(bare, told, source=source)


def with_order(order: Order, told: ShopOrder, *, source: str) -> Order:
    """The order with all that its shop says of it but its fulfilments."""
    record = (order.shop or ShopRecord()).without_standing()
    if record.updated_at and told.updated_at < record.updated_at:
        return order
    by_hand = order.edited_at is not None and told.updated_at <= order.edited_at
    seen = {
        "customer": _digest(told.customer),
        "shipping_address": _digest(told.shipping_address),
        "payment": _digest(told.payment),
    }
    changed = {} if by_hand else {part for part in seen if seen[part] != record.seen.get(part)}
    kept_out = {"customer", "shipping_address"} if record.erased else set()
    for part in sorted(set(changed) - kept_out):
        order = _with_part(order, part, told)
    return _with_finality(
        replace(
            order,
            name=told.name,
            source=source,
            processed_at=told.processed_at,
            items=told.items,
            cancelled_at=told.cancelled_at,
            shop=replace(record, updated_at=told.updated_at, fulfilled=told.fulfilled, seen=seen),
        ),
        was_fulfilled=record.fulfilled,
    )


def with_fulfillment(order: Order, told: FulfillmentRecord, moment: Moment) -> Order:
    """The order with one fulfilment as its shop has it: numbers added, changed and taken away."""
    record = order.shop or ShopRecord()
    known = record.fulfillment(told.id)
    if known and (told == known or told.updated_at < known.updated_at):
        return order
    before = known.numbers if known else ()
    gone = [number for number in before if number not in told.numbers]
    new = [number for number in told.numbers if number not in before]
    order = replace(order, shop=record.with_fulfillment(told))
    for old, number in zip(gone, new, strict=False):
        order = _renumbered(order, told, old, number, moment)
    for old in gone[len(new) :]:
        order = _taken_away(order, told, old)
    for number in new[len(gone) :]:
        order = _added(order, told, number, moment)
    if known and told.carrier != known.carrier:
        order = _with_carrier(order, told, moment)
    return order


def with_standing(order: Order, told: Standing) -> Order:
    """The order as a file says that it stands, unless its shop has told that itself."""
    record = order.shop or ShopRecord()
    if record.updated_at:
        return order
    changed = record.with_standing(told)
    shop = None if changed == ShopRecord() else changed
    return replace(order, shop=shop, cancelled_at=told.cancelled_at)


def without_customer(order: Order) -> Order:
    """The order without anything of who ordered it; where parcels go to, it keeps the country."""
    record = order.shop or ShopRecord()
    return replace(
        order,
        customer=Customer(),
        shipping_address=Address(country_code=order.shipping_address.country_code),
        shop=replace(record, erased=True),
    )


def _digest(part: Customer | Address | Payment) -> str:
    return hashlib.sha256(repr(part).encode()).hexdigest()[:16]


def _with_part(order: Order, part: str, told: ShopOrder) -> Order:
    match part:
        case "customer":
            return replace(order, customer=told.customer)
        case "shipping_address":
            return replace(order, shipping_address=told.shipping_address)
        case _:
            return replace(order, payment=told.payment)


def _with_finality(order: Order, *, was_fulfilled: bool) -> Order:
    """Its parcels complete the order, or no longer, when its shop came to say so."""
    fulfilled = order.shop is not None and order.shop.fulfilled
    if fulfilled is was_fulfilled:
        return order
    shipments = tuple(replace(s, final=fulfilled) if s.source_id else s for s in order.shipments)
    return replace(order, shipments=shipments)


def _parcel(order: Order, told: FulfillmentRecord, number: TrackingNumber) -> Shipment | None:
    """The shipment that stands for this number of the fulfilment, whatever it is called by now."""
    for shipment in order.shipments:
        if (shipment.source_id, shipment.source_number) == (told.id, number):
            return shipment
    return None


def _is_corrected(shipment: Shipment, told: FulfillmentRecord) -> bool:
    """Whether the merchant changed its number by hand after the shop said this."""
    by_hand = shipment.tracking_number != shipment.source_number
    return by_hand and told.updated_at <= shipment.added_at


def _renumbered(
    order: Order,
    told: FulfillmentRecord,
    old: TrackingNumber,
    number: TrackingNumber,
    moment: Moment,
) -> Order:
    shipment = _parcel(order, told, old)
    shared = order.shop.holder_of(old, but=told.id) if order.shop else None
    if shipment is None or shared or _with_number(order, number):
        return _added(_taken_away(order, told, old), told, number, moment)
    if _is_corrected(shipment, told):
        return order.with_changed(replace(shipment, source_number=number))
    slug, name = resolve_carrier(told.carrier, number)
    changed = correct(shipment, number=number, carrier=slug, carrier_name=name, now=moment.now)
    return order.with_changed(replace(changed, source_number=number))


def _taken_away(order: Order, told: FulfillmentRecord, old: TrackingNumber) -> Order:
    shipment = _parcel(order, told, old)
    if shipment is None or _is_corrected(shipment, told):
        return order
    other = order.shop.holder_of(old, but=told.id) if order.shop else None
    if other:
        return order.with_changed(replace(shipment, source_id=other.id))
    return order.without(shipment.id)


def _added(order: Order, told: FulfillmentRecord, number: TrackingNumber, moment: Moment) -> Order:
    there = _with_number(order, number)
    if there:
        if there.source_id:
            return order
        return order.with_changed(replace(there, source_id=told.id, source_number=number))
    slug, name = resolve_carrier(told.carrier, number)
    shipment = Shipment(
        id=order.next_shipment_id(),
        tracking_number=number,
        token=moment.token(),
        added_at=moment.now,
        fulfilled_at=min(told.fulfilled_at, moment.now),
        status_changed_at=moment.now,
        carrier=slug,
        carrier_name=name,
        notify=moment.now - told.fulfilled_at <= TOLD_WITHIN,
        final=order.shop is not None and order.shop.fulfilled,
        source_id=told.id,
        source_number=number,
    )
    try:
        return order.with_new(shipment)
    except Invalid:  # more parcels than an order can have: the first are followed
        return order


def _with_carrier(order: Order, told: FulfillmentRecord, moment: Moment) -> Order:
    """The fulfilment's parcels under another carrier, as its shop now calls it."""
    for number in told.numbers:
        shipment = _parcel(order, told, number)
        if shipment is None or shipment.tracking_number != number:
            continue
        slug, name = resolve_carrier(told.carrier, number)
        if (slug, name) != (shipment.carrier, shipment.carrier_name):
            changed = correct(
                shipment, number=number, carrier=slug, carrier_name=name, now=moment.now
            )
            order = order.with_changed(changed)
    return order


def _with_number(order: Order, number: TrackingNumber) -> Shipment | None:
    return next((s for s in order.shipments if s.tracking_number == number), None)
