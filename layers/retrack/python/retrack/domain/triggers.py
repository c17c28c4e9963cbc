"""What a happening owes the customer: which messages, and when it is too late or too early."""

from datetime import datetime, timedelta

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import ShipmentId
from retrack.domain.settings import Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import FINAL, UNHEARD, Status, StatusSource

STALE_AFTER = timedelta(days=7)  # news older than this is none: a number added late, a back-fill
WAIT_FOR_CARRIER_AT_MOST = timedelta(hours=48)
WHOLE_ORDER = ShipmentId("all")
"""Stands for the shipment in messages about all of an order's parcels; shipments are s1, s2, ..."""

_OF_STATUS = {
    Status.PICK_UP: (Trigger.PICK_UP,),
    Status.UNDELIVERED: (Trigger.UNDELIVERED,),
    Status.ALERT: (Trigger.ALERT,),
    Status.DELIVERED: (Trigger.DELIVERED, Trigger.ALL_DELIVERED),
}
_STATUS_OF = {
    Trigger.IN_TRANSIT: Status.IN_TRANSIT,
    Trigger.ARRIVED: Status.IN_TRANSIT,
    Trigger.PICK_UP: Status.PICK_UP,
    Trigger.UNDELIVERED: Status.UNDELIVERED,
    Trigger.ALERT: Status.ALERT,
    Trigger.DELIVERED: Status.DELIVERED,
    Trigger.ALL_DELIVERED: Status.DELIVERED,
}
"""The status in which a message is still true; the others stay true."""


def triggers_of(happening: Happening, *, waits_until_known: bool) -> tuple[Trigger, ...]:
    """The messages that a happening may be the cause of, the first one first.

    With the first word of its carrier a parcel is in transit, and `shipped` is owed as well where
    the store wants it to wait for that.
    """
    match happening.type:
        case HappeningType.SHIPMENT_SHIPPED:
            return (Trigger.SHIPPED,)
        case HappeningType.SHIPMENT_ARRIVED:
            return (Trigger.ARRIVED,)
        case HappeningType.SHIPMENT_DELAYED:
            return (Trigger.DELAYED,)
        case HappeningType.SHIPMENT_STATUS_CHANGED if happening.after is not None:
            first_word = happening.before in UNHEARD and happening.after not in UNHEARD
            held = (Trigger.SHIPPED,) if first_word and waits_until_known else ()
            if happening.after is Status.IN_TRANSIT:
                return held + ((Trigger.IN_TRANSIT,) if first_word else ())
            return held + _OF_STATUS.get(happening.after, ())
        case _:
            return ()


def is_overtaken(trigger: Trigger, shipment: Shipment) -> bool:
    """Whether the parcel has moved on since: what the message says is no longer so."""
    status = _STATUS_OF.get(trigger)
    if trigger is Trigger.DELAYED:
        return not shipment.is_open
    return status is not None and shipment.status is not status


def is_stale(trigger: Trigger, shipment: Shipment, *, now: datetime) -> bool:
    """Whether the news is too old to be told as news. That it was shipped is always told."""
    if trigger is Trigger.SHIPPED:
        return False
    by_hand = shipment.status_source is StatusSource.MANUAL
    newest = shipment.last_event.at if shipment.last_event and not by_hand else None
    newest = newest or shipment.status_changed_at
    if trigger is Trigger.DELAYED and shipment.overdue_since:  # news of its own, in a silence
        newest = max(newest, shipment.overdue_since)
    return now - newest > STALE_AFTER


def was_final_at_once(trigger: Trigger, shipment: Shipment) -> bool:
    """Whether the first thing a carrier ever told was the end of the journey: it was added late."""
    if trigger not in {Trigger.DELIVERED, Trigger.ALL_DELIVERED}:
        return False
    told = [change for change in shipment.changes if change.after not in UNHEARD]
    return bool(told) and told[0].after in FINAL and told[0].source is StatusSource.CARRIER


def awaits_carrier(shipment: Shipment, *, now: datetime) -> bool:
    """Whether `shipped` should still wait for the code to be known, where a store wants that."""
    silent = shipment.status in UNHEARD and shipment.last_event is None
    return silent and now - shipment.added_at < WAIT_FOR_CARRIER_AT_MOST
