"""EasyPost's status words, and what each means in Retrack.

Source: EasyPost API v2, "Tracker": `status` and `status_detail`. None stands for a code of which
the carrier knows nothing: the domain decides by age between Pending and Unknown.
"""

from typing import Final

from retrack.domain.statuses import Status

STATUS: Final[dict[str, Status | None]] = {
    "pre_transit": Status.PENDING,
    "unknown": None,
    "in_transit": Status.IN_TRANSIT,
    "out_for_delivery": Status.PICK_UP,
    "available_for_pickup": Status.PICK_UP,
    "return_to_sender": Status.ALERT,
    "delivered": Status.DELIVERED,
    "failure": Status.UNDELIVERED,
    "cancelled": Status.ALERT,
    "error": Status.ALERT,
}
"""The words, for a whole parcel and for single events."""

DETAIL: Final[dict[str, str | None]] = {
    "address_correction": "InvalidAddress",
    "arrived_at_destination": None,
    "arrived_at_facility": None,
    "arrived_at_pickup_location": None,
    "awaiting_information": "CustomsRequiringInformation",
    "cancelled": "Cancel",
    "damaged": "Damage",
    "delayed": "Delayed",
    "delivery_exception": None,
    "departed_facility": None,
    "departed_origin_facility": None,
    "expired": None,
    "failure": None,
    "held": "Security",
    "in_transit": None,
    "label_created": None,
    "lost": "Lost",
    "missorted": "Delayed",
    "out_for_delivery": None,
    "received_at_destination_facility": None,
    "received_at_origin_facility": None,
    "refused": "Rejected",
    "return": "Returning",
    "status_update": None,
    "transferred_to_destination_carrier": None,
    "transit_exception": None,
    "unable_to_deliver": "NoBody",
    "unknown": None,
    "weather_delay": "Delayed",
}
"""The words below them, and the ending that `domain.problems` knows such a trouble by."""

_ENDING_OF_STATUS: Final = {"return_to_sender": "Returning", "cancelled": "Cancel"}
_SAYS_NOTHING: Final = frozenset({None, "status_update", "unknown"})


def status_of(word: str | None, *, is_return: bool) -> Status | None:
    """What a word means; what arrives of a parcel that goes back has arrived at its sender."""
    status = STATUS.get(word or "")
    return Status.RETURNED if is_return and status is Status.DELIVERED else status


def sub_status_of(word: str | None, detail: str | None) -> str | None:
    """Both words as one, its ending the trouble where there is one: `Failure_InvalidAddress`."""
    if word is None:
        return None
    ending = DETAIL.get(detail or "") or _ENDING_OF_STATUS.get(word)
    if ending is None:
        ending = "Other" if detail in _SAYS_NOTHING else joined(detail or "")
    return f"{joined(word)}_{ending}"


def joined(word: str) -> str:
    """`OutForDelivery` of `out_for_delivery`."""
    return "".join(part.capitalize() for part in word.split("_"))


def spoken(word: str | None) -> str:
    """`Out for delivery` of `out_for_delivery`, for an event that has no words of its own."""
    return (word or "").replace("_", " ").strip().capitalize()
