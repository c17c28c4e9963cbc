"""17TRACK's status words, and what each means in Retrack.

Source: 17TRACK API v2.4, "Main status" and "Sub status": 9 and 30 words. None stands for a number
of which the carrier knows nothing: the domain decides by age between Pending and Unknown.
"""

from typing import Final

from retrack.domain.statuses import Status

MAIN: Final[dict[str, Status | None]] = {
    "NotFound": None,
    "InfoReceived": Status.PENDING,
    "InTransit": Status.IN_TRANSIT,
    "Expired": Status.EXPIRED,
    "AvailableForPickup": Status.PICK_UP,
    "OutForDelivery": Status.PICK_UP,
    "DeliveryFailure": Status.UNDELIVERED,
    "Delivered": Status.DELIVERED,
    "Exception": Status.ALERT,
}
"""The main words, one for a whole parcel."""

SUB: Final[dict[str, Status | None]] = {
    "NotFound_Other": None,
    "NotFound_InvalidCode": Status.UNKNOWN,
    "InfoReceived": Status.PENDING,
    "InTransit_PickedUp": Status.IN_TRANSIT,
    "InTransit_Other": Status.IN_TRANSIT,
    "InTransit_Departure": Status.IN_TRANSIT,
    "InTransit_Arrival": Status.IN_TRANSIT,
    "InTransit_CustomsProcessing": Status.IN_TRANSIT,
    "InTransit_CustomsReleased": Status.IN_TRANSIT,
    "InTransit_CustomsRequiringInformation": Status.IN_TRANSIT,
    "Expired_Other": Status.EXPIRED,
    "AvailableForPickup_Other": Status.PICK_UP,
    "OutForDelivery_Other": Status.PICK_UP,
    "DeliveryFailure_Other": Status.UNDELIVERED,
    "DeliveryFailure_NoBody": Status.UNDELIVERED,
    "DeliveryFailure_Security": Status.UNDELIVERED,
    "DeliveryFailure_Rejected": Status.UNDELIVERED,
    "DeliveryFailure_InvalidAddress": Status.UNDELIVERED,
    "Delivered_Other": Status.DELIVERED,
    "Exception_Other": Status.ALERT,
    "Exception_Returning": Status.ALERT,
    "Exception_Returned": Status.RETURNED,
    "Exception_NoBody": Status.ALERT,
    "Exception_Security": Status.ALERT,
    "Exception_Damage": Status.ALERT,
    "Exception_Rejected": Status.ALERT,
    "Exception_Delayed": Status.ALERT,
    "Exception_Lost": Status.ALERT,
    "Exception_Destroyed": Status.ALERT,
    "Exception_Cancel": Status.ALERT,
}
"""The words below the main ones, for a whole parcel and for single events."""

STAGE: Final[dict[str, Status]] = {
    "InfoReceived": Status.PENDING,
    "PickedUp": Status.IN_TRANSIT,
    "Departure": Status.IN_TRANSIT,
    "Arrival": Status.IN_TRANSIT,
    "AvailableForPickup": Status.PICK_UP,
    "OutForDelivery": Status.PICK_UP,
    "Delivered": Status.DELIVERED,
    "Returning": Status.ALERT,
    "Returned": Status.RETURNED,
}
"""The milestones that some events are. Source: 17TRACK API v2.4, "milestone"."""


def is_known(main: str | None, sub: str | None) -> bool:
    """Whether at least one of the two words of a parcel is one that 17TRACK documents."""
    return sub in SUB or main in MAIN or main_word(sub) in MAIN


def status_of(main: str | None, sub: str | None) -> Status | None:
    """What two words mean; a sub-status that is new falls back to its main status."""
    if sub in SUB:
        return SUB[sub]
    return MAIN.get(main or "") or MAIN.get(main_word(sub) or "")


def status_of_event(sub: str | None, stage: str | None) -> Status | None:
    """What an event says of the parcel; None for an ordinary scan."""
    return status_of(None, sub) or STAGE.get(stage or "") or status_of(stage, stage)


def main_word(sub: str | None) -> str | None:
    """`Exception` of `Exception_Lost`."""
    return sub.partition("_")[0] if sub else None
