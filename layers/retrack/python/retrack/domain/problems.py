"""What is wrong with a shipment, in a sentence a merchant can act on."""

from retrack.domain.reports import Rejection
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import UNHEARD, Status
from retrack.domain.tracking_numbers import has_wrong_check_digit

_REJECTED = {
    Rejection.INVALID_NUMBER: "The carrier does not know codes of this form; ask the supplier for a"
    " valid one.",
    Rejection.CARRIER_NOT_DETECTED: "The carrier could not be told from the code; choose the"
    " carrier.",
    Rejection.CARRIER_UNSUPPORTED: "This carrier cannot be tracked at present; choose another"
    " carrier or set the status yourself.",
    Rejection.DETAILS_NEEDED: "The carrier needs more than the code (a postcode, phone number or"
    " date); look it up on the carrier's site and set the status yourself.",
    Rejection.QUOTA_EXHAUSTED: "Your tracking account has no quota left; top it up, and tracking"
    " goes on by itself.",
    Rejection.NOT_REGISTERED: "The tracking provider has not taken this code yet; track again.",
    Rejection.OTHER: "The tracking provider refused this code; check it, and choose the carrier.",
}
_WRONG_CHECK_DIGIT = "The supplier's code has a wrong check digit; ask for a valid one."

# Keyed by the end of a provider's sub-status word, since both main statuses share their endings.
_BY_SUB_STATUS = {
    (Status.ALERT, "Returning"): "The parcel is on its way back to the supplier; ask the customer"
    " whether to send it again or refund.",
    (Status.ALERT, "NoBody"): "The recipient could not be reached; ask the customer to contact the"
    " carrier.",
    (Status.ALERT, "Security"): "The parcel is held by customs or security; duties or papers may be"
    " missing. Ask the carrier what it needs.",
    (Status.ALERT, "Damage"): "The parcel was damaged; ask the supplier to replace it, and claim"
    " from the carrier.",
    (Status.ALERT, "Rejected"): "The recipient refused the parcel; ask the customer why.",
    (Status.ALERT, "Delayed"): "The carrier reports a delay; tell the customer, and watch it.",
    (Status.ALERT, "Lost"): "The carrier lost the parcel; ask the supplier to send it again, and"
    " claim from the carrier.",
    (Status.ALERT, "Destroyed"): "The parcel was destroyed; ask the supplier to send it again.",
    (Status.ALERT, "Cancel"): "The shipment was cancelled; ask the supplier for a new code.",
    (Status.UNDELIVERED, "NoBody"): "Nobody was there to take the parcel; ask the customer to"
    " arrange another delivery or fetch it.",
    (Status.UNDELIVERED, "Security"): "Delivery stopped over customs, security or a fee; ask the"
    " customer to settle it with the carrier.",
    (Status.UNDELIVERED, "Rejected"): "The recipient refused the parcel; ask the customer why.",
    (Status.UNDELIVERED, "InvalidAddress"): "The address is wrong or incomplete; ask the customer"
    " for the right one, and give it to the carrier.",
}
_BY_STATUS = {
    Status.UNKNOWN: "The supplier's code is not valid; ask for a valid one.",
    Status.ALERT: "The carrier reports an exception; open the events, and ask the carrier.",
    Status.UNDELIVERED: "Delivery failed; ask the customer to arrange another delivery.",
    Status.EXPIRED: "Nothing has been heard of the parcel for too long, or the carrier lost it;"
    " ask the supplier for details.",
    Status.RETURNED: "The supplier has the parcel back; refund the customer or send it again.",
}
SENTENCES = tuple(
    dict.fromkeys(
        (
            *_REJECTED.values(),
            _WRONG_CHECK_DIGIT,
            *_BY_SUB_STATUS.values(),
            *_BY_STATUS.values(),
        )
    )
)
"""Everything that `problem` can say, for whoever says it in another language."""


def problem(shipment: Shipment) -> str | None:
    """What the merchant should do about this shipment; None when there is nothing to do."""
    if shipment.status in UNHEARD:
        if shipment.rejection:
            return _REJECTED[shipment.rejection]
        if has_wrong_check_digit(shipment.tracking_number):
            return _WRONG_CHECK_DIGIT
    ending = (shipment.sub_status or "").rpartition("_")[2]
    return _of_trouble(shipment.status, ending) or _BY_STATUS.get(shipment.status)


def _of_trouble(status: Status, ending: str) -> str | None:
    """Providers differ over which of the two a trouble is; what to do is the same."""
    said = _BY_SUB_STATUS.get((status, ending))
    if said or status not in {Status.ALERT, Status.UNDELIVERED}:
        return said
    other = Status.UNDELIVERED if status is Status.ALERT else Status.ALERT
    return _BY_SUB_STATUS.get((other, ending))
