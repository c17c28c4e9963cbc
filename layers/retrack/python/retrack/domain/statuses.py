"""The statuses of a parcel and of an order, and which of several needs the merchant most."""

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """Where an order or a shipment stands: `unfulfilled`, or one of the nine tracking statuses."""

    UNFULFILLED = "unfulfilled"  # an order without any shipment
    PENDING = "pending"  # R13: left the warehouse; the code becomes active within 5 to 7 days
    UNKNOWN = "unknown"  # R14: the supplier's code is not valid
    IN_TRANSIT = "in_transit"  # R15
    PICK_UP = "pick_up"  # R16: at the local post office, or out for delivery
    EXPIRED = "expired"  # R17: took too long, or lost by the carrier
    ALERT = "alert"  # R18: customs, damage, loss, refusal, on its way back, another exception
    UNDELIVERED = "undelivered"  # R19: delivery was attempted and failed
    RETURNED = "returned"  # R20: the supplier has the parcel back
    DELIVERED = "delivered"  # R21


class FulfillmentStatus(StrEnum):
    """How much of an order has been handed to carriers."""

    UNFULFILLED = "unfulfilled"
    PARTIAL = "partial"
    FULFILLED = "fulfilled"


class StatusSource(StrEnum):
    """Who said so: the carrier's report, or the merchant by hand."""

    CARRIER = "carrier"
    MANUAL = "manual"


TRACKING_STATUSES = tuple(status for status in Status if status is not Status.UNFULFILLED)
"""The nine statuses a shipment can have, in the order in which the interface lists them."""

FINAL = frozenset({Status.DELIVERED, Status.RETURNED})
"""Nothing more is expected; such shipments are no longer asked about."""

UNHEARD = frozenset({Status.PENDING, Status.UNKNOWN})
"""No carrier has told anything that a parcel's whereabouts follow from."""

PROBLEMS = frozenset({Status.ALERT, Status.EXPIRED, Status.UNDELIVERED})
"""The statuses that need attention by themselves (R12b)."""

_BY_URGENCY = (
    Status.ALERT,
    Status.UNDELIVERED,
    Status.EXPIRED,
    Status.UNKNOWN,
    Status.RETURNED,
    Status.PENDING,
    Status.IN_TRANSIT,
    Status.PICK_UP,
    Status.DELIVERED,
)


def most_urgent(statuses: Iterable[Status]) -> Status:
    """The one that needs the merchant most: `delivered` only when all are; none: `unfulfilled`."""
    return min(statuses, key=_BY_URGENCY.index, default=Status.UNFULFILLED)
