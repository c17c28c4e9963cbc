"""How far a parcel has come, as its customer sees it: five steps from the shop to the door."""

from collections.abc import Iterator
from enum import IntEnum

from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status


class Step(IntEnum):
    """The steps of a parcel, in order."""

    PACKED = 1
    SHIPPED = 2
    IN_TRANSIT = 3
    ARRIVING = 4  # out for delivery, or ready to be picked up
    DELIVERED = 5


_STEP_OF = {
    Status.PENDING: Step.SHIPPED,
    Status.IN_TRANSIT: Step.IN_TRANSIT,
    Status.PICK_UP: Step.ARRIVING,
    Status.UNDELIVERED: Step.ARRIVING,  # somebody stood at the door
    Status.DELIVERED: Step.DELIVERED,
}
"""The statuses that say where a parcel is; the others only say that something is wrong."""

OFF_COURSE = frozenset(
    {Status.UNKNOWN, Status.ALERT, Status.UNDELIVERED, Status.EXPIRED, Status.RETURNED}
)
"""The statuses in which a parcel is not simply on its way."""


def reached(shipment: Shipment) -> Step:
    """The last step that the parcel surely made.

    A parcel with a problem stays where it was before; once delivered and then not, it was at the
    door.
    """
    if shipment.status in _STEP_OF:
        return _STEP_OF[shipment.status]
    steps = [_STEP_OF[status] for status in _statuses_before(shipment) if status in _STEP_OF]
    if shipment.last_event:
        steps.append(Step.IN_TRANSIT)
    return min(max(steps, default=Step.SHIPPED), Step.ARRIVING)


def has_arrived(shipment: Shipment, country_code: str) -> bool:
    """Whether it is under way in the country it goes to, as its newest event tells.

    A provider says so (`InTransit_Arrival`), or the event's place ends with the country.
    """
    if shipment.status is not Status.IN_TRANSIT or shipment.last_event is None:
        return False
    place = (shipment.last_event.location or "").rpartition(",")[2].strip()
    at_home = bool(country_code) and place.upper() == country_code.upper()
    return at_home or shipment.sub_status == "InTransit_Arrival"


def is_delayed(shipment: Shipment) -> bool:
    """Whether its estimate has passed, or the newest event is later or says that it will be."""
    if not shipment.is_open:
        return False
    if shipment.overdue_since or shipment.last_event is None:
        return shipment.overdue_since is not None
    last = shipment.estimated_delivery.last if shipment.estimated_delivery else None
    if last is not None and shipment.last_event.at.date() > last:
        return True
    return (shipment.sub_status or "").endswith("_Delayed")  # see `domain.problems`


def _statuses_before(shipment: Shipment) -> Iterator[Status]:
    """The statuses of this parcel, newest first; those of an earlier number are another parcel's.

    With a new tracking number a shipment starts over as Pending.
    """
    for change in reversed(shipment.changes):
        yield change.after
        if change.after is Status.PENDING:
            return
        yield change.before
