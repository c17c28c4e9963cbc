"""What 17TRACK says: status words, milestones, carriers, errors."""

import re
from typing import Final

# Main status -> its sub-statuses, the usual one first.
STATUSES: Final = {
    "NotFound": ("NotFound_Other", "NotFound_InvalidCode"),
    "InfoReceived": ("InfoReceived",),
    "InTransit": (
        "InTransit_Other",
        "InTransit_PickedUp",
        "InTransit_Departure",
        "InTransit_Arrival",
        "InTransit_CustomsProcessing",
        "InTransit_CustomsReleased",
        "InTransit_CustomsRequiringInformation",
    ),
    "Expired": ("Expired_Other",),
    "AvailableForPickup": ("AvailableForPickup_Other",),
    "OutForDelivery": ("OutForDelivery_Other",),
    "DeliveryFailure": (
        "DeliveryFailure_Other",
        "DeliveryFailure_NoBody",
        "DeliveryFailure_Security",
        "DeliveryFailure_Rejected",
        "DeliveryFailure_InvalidAddress",
    ),
    "Delivered": ("Delivered_Other",),
    "Exception": (
        "Exception_Other",
        "Exception_Returning",
        "Exception_Returned",
        "Exception_NoBody",
        "Exception_Security",
        "Exception_Damage",
        "Exception_Rejected",
        "Exception_Delayed",
        "Exception_Lost",
        "Exception_Destroyed",
        "Exception_Cancel",
    ),
}

MILESTONES: Final = (
    "InfoReceived", "PickedUp", "Departure", "Arrival", "AvailableForPickup", "OutForDelivery",
    "Delivered", "Returning", "Returned",
)  # fmt: skip
_STAGES: Final = {
    "InfoReceived": "InfoReceived",
    "InTransit_PickedUp": "PickedUp",
    "InTransit_Departure": "Departure",
    "InTransit_Arrival": "Arrival",
    "AvailableForPickup_Other": "AvailableForPickup",
    "OutForDelivery_Other": "OutForDelivery",
    "Delivered_Other": "Delivered",
    "Exception_Returning": "Returning",
    "Exception_Returned": "Returned",
}

# Sub-status -> what a carrier would write, and where.
_SAID: Final = {
    "InfoReceived": ("Shipment information received", "Shenzhen, CN"),
    "InTransit_Other": ("Departed from sorting centre", "Bangkok, TH"),
    "InTransit_PickedUp": ("Picked up by carrier", "Shenzhen, CN"),
    "InTransit_Departure": ("Departed from country of origin", "Guangzhou, CN"),
    "InTransit_Arrival": ("Arrived at destination country", "Bangkok, TH"),
    "InTransit_CustomsProcessing": ("Held by customs for inspection", "Bangkok, TH"),
    "InTransit_CustomsReleased": ("Released by customs", "Bangkok, TH"),
    "InTransit_CustomsRequiringInformation": ("Customs asks for documents", "Bangkok, TH"),
    "Expired_Other": ("No movement for a long time", "Bangkok, TH"),
    "AvailableForPickup_Other": ("Ready for collection at the post office", "Chiang Mai, TH"),
    "OutForDelivery_Other": ("Out for delivery", "Chiang Mai, TH"),
    "DeliveryFailure_Other": ("Delivery attempt failed", "Chiang Mai, TH"),
    "DeliveryFailure_NoBody": ("Delivery attempted, recipient absent", "Chiang Mai, TH"),
    "DeliveryFailure_Security": ("Delivery stopped, fees unpaid", "Chiang Mai, TH"),
    "DeliveryFailure_Rejected": ("Delivery refused by recipient", "Chiang Mai, TH"),
    "DeliveryFailure_InvalidAddress": ("Address incomplete", "Chiang Mai, TH"),
    "Delivered_Other": ("Delivered", "Chiang Mai, TH"),
    "Exception_Other": ("Shipment exception", "Bangkok, TH"),
    "Exception_Returning": ("Returning to sender", "Bangkok, TH"),
    "Exception_Returned": ("Returned to sender", "Shenzhen, CN"),
    "Exception_NoBody": ("Recipient unknown at the address", "Bangkok, TH"),
    "Exception_Security": ("Seized by customs", "Bangkok, TH"),
    "Exception_Damage": ("Parcel damaged", "Bangkok, TH"),
    "Exception_Rejected": ("Recipient refused the parcel", "Bangkok, TH"),
    "Exception_Delayed": ("Delayed by weather", "Bangkok, TH"),
    "Exception_Lost": ("Parcel lost", "Bangkok, TH"),
    "Exception_Destroyed": ("Parcel destroyed", "Bangkok, TH"),
    "Exception_Cancel": ("Shipment cancelled", "Shenzhen, CN"),
}


def stage_of(sub_status: str | None) -> str | None:
    """The milestone that an event with this word is, if any."""
    return _STAGES.get(sub_status or "")


def said_of(sub_status: str) -> tuple[str, str]:
    """A plausible description and place for an event with this word."""
    main, _, ending = sub_status.partition("_")
    return _SAID.get(sub_status) or (f"Status update: {ending or main}", "Bangkok, TH")


# Carrier key -> name, country. A part of 17TRACK's list of about 3,500.
CARRIERS: Final = {
    1151: ("Australia Post", "AU"),
    2151: ("Correios Brazil", "BR"),
    3011: ("China Post", "CN"),
    3013: ("China EMS", "CN"),
    3041: ("Canada Post", "CA"),
    6051: ("La Poste", "FR"),
    7041: ("DHL Paket", "DE"),
    7044: ("Deutsche Post Mail", "DE"),
    7047: ("DHL eCommerce US", "US"),
    7048: ("DHL eCommerce Asia", ""),
    10021: ("Japan Post", "JP"),
    11031: ("Royal Mail", "GB"),
    11033: ("Parcelforce", "GB"),
    11051: ("Korea Post", "KR"),
    14041: ("PostNL", "NL"),
    19131: ("Singapore Post", "SG"),
    20041: ("Thailand Post", "TH"),
    21051: ("USPS", "US"),
    100001: ("DHL Express", ""),
    100002: ("UPS", "US"),
    100003: ("FedEx", "US"),
    100005: ("GLS", ""),
    100007: ("DPD DE", "DE"),
    100010: ("DPD UK", "GB"),
    100029: ("Asendia", ""),
    100074: ("J&T Express ID", "ID"),
    100079: ("J&T Express MY", "MY"),
    100235: ("Flash Express TH", "TH"),
    100236: ("Kerry Express TH", "TH"),
    100271: ("J&T Express TH", "TH"),
    100331: ("Evri", "GB"),
    100391: ("BEST Express TH", "TH"),
    190008: ("YunExpress", "CN"),
    190012: ("Yanwen", "CN"),
    190047: ("Anjun", "CN"),
    190072: ("SunYou", "CN"),
    190094: ("4PX", "CN"),
    190120: ("JCEX", "CN"),
    190136: ("Equick", "CN"),
    190157: ("YTO", "CN"),
    190208: ("CNE Express", "CN"),
    190271: ("Cainiao", "CN"),
    190284: ("Winit", "CN"),
    190625: ("AliExpress Standard Shipping", "CN"),
}
DEFAULT_CARRIER: Final = 3011

_FORMS: Final = tuple(
    (re.compile(form), key)
    for form, key in (
        (r"1Z[0-9A-Z]{16}", 100002),
        (r"E[A-Z]\d{9}CN", 3013),
        (r"[A-Z]{2}\d{9}CN", 3011),
        (r"[A-Z]{2}\d{9}TH", 20041),
        (r"[A-Z]{2}\d{9}US", 21051),
        (r"[A-Z]{2}\d{9}GB", 11031),
        (r"[A-Z]{2}\d{9}SG", 19131),
        (r"[A-Z]{2}\d{9}NL", 14041),
        (r"[A-Z]{2}\d{9}DE", 7044),
        (r"[A-Z]{2}\d{9}YP", 190012),
        (r"YT\d{10,16}", 190008),
        (r"LP\d{14,18}", 190271),
        (r"4PX\d{13}CN", 190094),
        (r"TH\d{11,14}[A-Z]?", 100235),
        (r"9[2345]\d{20}", 21051),
    )
)
_FEWEST_DIGITS = 5


def detect(number: str) -> int | None:
    """The carrier that 17TRACK would guess; a number with hardly a digit in it gets none."""
    for form, key in _FORMS:
        if form.fullmatch(number.upper()):
            return key
    return DEFAULT_CARRIER if sum(c.isdigit() for c in number) >= _FEWEST_DIGITS else None


ERRORS: Final = {
    429: "Too many requests.",
    500: "Internal server error.",
    -18010002: "Invalid security key.",
    -18010003: "Internal service error.",
    -18010010: "A required value is missing.",
    -18010011: "A submitted value is invalid.",
    -18010012: "The format of '{number}' is invalid.",
    -18010013: "The submitted data is invalid.",
    -18010014: "More than 40 tracking numbers were submitted.",
    -18010204: "No webhook URL is set.",
    -18010206: "The push failed.",
    -18019801: "The old carrier of '{number}' is ambiguous.",
    -18019802: "The new carrier is invalid.",
    -18019803: "The new carrier is the same as the old one.",
    -18019804: "No new carrier was given.",
    -18019805: "'{number}' is not registered under the old carrier.",
    -18019806: "The carrier of a stopped number cannot be changed.",
    -18019807: "The carrier of '{number}' was changed too often.",
    -18019808: "Wait for the first result of '{number}'.",
    -18019901: "The tracking number '{number}' has been registered already.",
    -18019902: "The tracking number '{number}' is not registered yet.",
    -18019903: "The carrier of '{number}' cannot be detected.",
    -18019904: "Only stopped numbers can be tracked again.",
    -18019905: "A number can be tracked again only once.",
    -18019906: "Only numbers that are tracked can be stopped.",
    -18019908: "The quota is used up.",
    -18019909: "There is no tracking information of '{number}' yet.",
    -18019910: "The carrier code is wrong.",
    -18019911: "This carrier cannot be registered at present.",
}


def error(code: int, number: str = "") -> dict[str, object]:
    """An error as it stands in answers."""
    return {"code": code, "message": ERRORS[code].format(number=number)}
