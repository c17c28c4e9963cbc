"""When a parcel is late: its carrier's estimate has passed, whether or not the carrier says so."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status

_OVER_EVERYWHERE = timedelta(days=1, hours=12)
"""After a day's beginning in UTC: where it ends last, twelve hours behind UTC.

An estimate is a day at the destination, whose zone nobody tells; late by half a day is better than
a customer who hears of a delay while there still is none.
"""
_ON_THE_WAY = frozenset({Status.PENDING, Status.IN_TRANSIT})
"""In any other status there is something better to tell than that the parcel is late."""


def due_until(shipment: Shipment) -> datetime | None:
    """The moment from which the parcel is late; None without an estimate."""
    last = shipment.estimated_delivery.last if shipment.estimated_delivery else None
    if last is None:
        return None
    return datetime.combine(last, time.min, tzinfo=UTC) + _OVER_EVERYWHERE


def late_from(shipment: Shipment) -> datetime | None:
    """When it is to be looked at for being late; None where it is not, or was found to be."""
    due = due_until(shipment)
    is_watched = shipment.status in _ON_THE_WAY and shipment.overdue_since != due
    return due if is_watched else None


def mark_late(shipment: Shipment, *, now: datetime) -> Shipment:
    """The shipment as late, once its estimate has passed; no longer so by a new estimate."""
    due = due_until(shipment)
    if shipment.overdue_since and (due is None or due > now):
        return replace(shipment, overdue_since=None)
    late = late_from(shipment)
    if late is None or late > now:
        return shipment
    return replace(shipment, overdue_since=late)
