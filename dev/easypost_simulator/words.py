"""What EasyPost says: its words for what a script tells, its carriers, its errors."""

from __future__ import annotations

import re
from typing import Final

# The script's sub-status, or its main status -> EasyPost's status and detail.
_WORDS: Final = {
    "NotFound": ("unknown", "unknown"),
    "InfoReceived": ("pre_transit", "label_created"),
    "InTransit": ("in_transit", "status_update"),
    "InTransit_PickedUp": ("in_transit", "received_at_origin_facility"),
    "InTransit_Departure": ("in_transit", "departed_facility"),
    "InTransit_Arrival": ("in_transit", "arrived_at_facility"),
    "InTransit_CustomsRequiringInformation": ("in_transit", "awaiting_information"),
    "Expired": ("error", "expired"),
    "AvailableForPickup": ("available_for_pickup", "arrived_at_pickup_location"),
    "OutForDelivery": ("out_for_delivery", "out_for_delivery"),
    "DeliveryFailure": ("failure", "delivery_exception"),
    "DeliveryFailure_NoBody": ("failure", "unable_to_deliver"),
    "DeliveryFailure_Security": ("failure", "held"),
    "DeliveryFailure_Rejected": ("failure", "refused"),
    "DeliveryFailure_InvalidAddress": ("failure", "address_correction"),
    "Delivered": ("delivered", "arrived_at_destination"),
    "Exception": ("error", "status_update"),
    "Exception_Returning": ("return_to_sender", "return"),
    "Exception_Returned": ("delivered", "return"),
    "Exception_NoBody": ("error", "unable_to_deliver"),
    "Exception_Security": ("error", "held"),
    "Exception_Damage": ("error", "damaged"),
    "Exception_Rejected": ("error", "refused"),
    "Exception_Delayed": ("error", "delayed"),
    "Exception_Lost": ("error", "lost"),
    "Exception_Destroyed": ("error", "damaged"),
    "Exception_Cancel": ("cancelled", "cancelled"),
}
_RETURNED: Final = "Exception_Returned"

CARRIERS: Final = frozenset(
    {"AustraliaPost", "CanadaPost", "DHLExpress", "DHLPaket", "DhlEcs", "FedEx", "RoyalMail",
     "UPS", "USPS"}
)  # fmt: skip
_FORMS: Final = tuple(
    (re.compile(form), name)
    for form, name in (
        (r"1Z[0-9A-Z]{16}", "UPS"),
        (r"9[2345]\d{20}", "USPS"),
        (r"[A-Z]{2}\d{9}US", "USPS"),
        (r"[A-Z]{2}\d{9}GB", "RoyalMail"),
        (r"[A-Z]{2}\d{9}CA", "CanadaPost"),
        (r"[A-Z]{2}\d{9}AU", "AustraliaPost"),
        (r"[A-Z]{2}\d{9}CN", "ChinaPost"),
        (r"[A-Z]{2}\d{9}TH", "ThailandPost"),
        (r"\d{12}|\d{15}", "FedEx"),
        (r"\d{10}", "DHLExpress"),
    )
)
_FEWEST_DIGITS = 5


def words_of(status: str, sub_status: str) -> tuple[str, str]:
    """EasyPost's status and detail for a script's words."""
    return _WORDS.get(sub_status) or _WORDS[status]


def words_of_event(sub_status: str) -> tuple[str, str]:
    """The same for one event, of which only the lower word is told."""
    return words_of(sub_status.partition("_")[0] or "InTransit", sub_status)


def is_return(sub_status: str) -> bool:
    """Whether the parcel has gone back."""
    return sub_status == _RETURNED


def detect(code: str) -> str | None:
    """The carrier that EasyPost would guess; a code with hardly a digit in it gets none."""
    for form, name in _FORMS:
        if form.fullmatch(code):
            return name
    return "USPS" if sum(c.isdigit() for c in code) >= _FEWEST_DIGITS else None


def error(code: str, message: str) -> dict[str, object]:
    """A failure as it stands in answers."""
    return {"error": {"code": code, "message": message, "errors": []}}
