"""What happened to an order, told by comparing it before and after a change."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from retrack.domain.attention import Reason
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.journey import has_arrived, is_delayed
from retrack.domain.orders import Order
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import FulfillmentStatus, Status
from retrack.domain.times import to_text


class HappeningType(StrEnum):
    """The names under which changes are announced."""

    SHIPMENT_SHIPPED = "shipment.shipped"
    SHIPMENT_STATUS_CHANGED = "shipment.status_changed"
    SHIPMENT_ARRIVED = "shipment.arrived"  # in the country it goes to, from another
    SHIPMENT_DELAYED = "shipment.delayed"  # past its estimate, by a report or by the calendar
    ORDER_FULFILLED = "order.fulfilled"
    ORDER_NEEDS_ATTENTION = "order.needs_attention"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, without personal data; `id` is the same however often it is told.

    `before` and `after` are statuses, for a change of status.
    """

    id: str
    type: HappeningType
    store_id: StoreId
    order_id: OrderId
    at: datetime
    shipment_id: ShipmentId | None = None
    before: Status | None = None
    after: Status | None = None


def happenings(before: Order | None, after: Order) -> tuple[Happening, ...]:
    """Everything that the step from one saved version of an order to the next means."""
    known = {s.id: s for s in before.shipments} if before else {}
    told: list[Happening] = []
    for shipment in after.shipments:
        told += _of_shipment(known.get(shipment.id), shipment, after)
    was_fulfilled = before is not None and _is_fulfilled(before)
    if after.fulfilled_at and _is_fulfilled(after) and not was_fulfilled:
        told.append(_happening(after, HappeningType.ORDER_FULFILLED, after.fulfilled_at))
    return tuple(told)


def attention_began(before: Order | None, after: Order, *, now: datetime) -> Happening | None:
    """That an order came to need attention, or for another first reason, with this change of it."""
    first = after.claims[0] if after.claims else None
    if first is None or first.at > now or (before and first in before.claims[:1]):
        return None
    return attention_happening(after.store_id, after.id, first.reason, first.line)


def attention_happening(
    store_id: StoreId, order_id: OrderId, reason: Reason, since: datetime
) -> Happening:
    """That an order needs attention; the same however it is found out."""
    return Happening(
        id=f"{store_id}.{order_id}.{reason}.{to_text(since)}",
        type=HappeningType.ORDER_NEEDS_ATTENTION,
        store_id=store_id,
        order_id=order_id,
        at=since,
    )


def newly_followed(before: Order | None, after: Order) -> tuple[Shipment, ...]:
    """The shipments whose tracking number or carrier the provider does not know of yet."""
    known = {s.id: s for s in before.shipments} if before else {}
    return tuple(s for s in after.shipments if s.is_open and not _follows_on(known.get(s.id), s))


def _follows_on(old: Shipment | None, new: Shipment) -> bool:
    """Whether the provider knows this number: also when it was the one to name the carrier."""
    if old is None or (old.tracking_number, old.added_at) != (new.tracking_number, new.added_at):
        return False
    return old.carrier in {None, new.carrier}


def _of_shipment(old: Shipment | None, new: Shipment, order: Order) -> list[Happening]:
    told = []
    if old is None:
        told.append(_happening(order, HappeningType.SHIPMENT_SHIPPED, new.fulfilled_at, new))
    if old is not None and old.status is not new.status:
        told.append(
            Happening(
                id=f"{order.store_id}.{order.id}.{new.id}.{order.version}.status",
                type=HappeningType.SHIPMENT_STATUS_CHANGED,
                store_id=order.store_id,
                order_id=order.id,
                at=new.status_changed_at,
                shipment_id=new.id,
                before=old.status,
                after=new.status,
            )
        )
    if old is not None and new.last_event is not None:
        at = new.last_event.at
        country = order.shipping_address.country_code
        if has_arrived(new, country) and not has_arrived(old, country) and old.last_event:
            told.append(_happening(order, HappeningType.SHIPMENT_ARRIVED, at, new))
    if old is not None and is_delayed(new) and not is_delayed(old):
        at = new.overdue_since or (new.last_event.at if new.last_event else new.status_changed_at)
        told.append(_happening(order, HappeningType.SHIPMENT_DELAYED, at, new))
    return told


def _happening(
    order: Order, kind: HappeningType, at: datetime, shipment: Shipment | None = None
) -> Happening:
    subject = f"{order.store_id}.{order.id}" + (f".{shipment.id}" if shipment else "")
    return Happening(
        id=f"{subject}.{kind.value.rpartition('.')[2]}",
        type=kind,
        store_id=order.store_id,
        order_id=order.id,
        at=at,
        shipment_id=shipment.id if shipment else None,
    )


def _is_fulfilled(order: Order) -> bool:
    return order.fulfillment_status is FulfillmentStatus.FULFILLED
