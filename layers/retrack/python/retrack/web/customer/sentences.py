"""What a customer is told of a parcel, and what they can do: honest, and without the trade's words.

English sources of translations, as in `web.words`.
"""

from typing import NamedTuple

from retrack.domain.journey import Step
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status, StatusSource
from retrack.web.words import N_


class Sentences(NamedTuple):
    """How a parcel is: in a few words, in a sentence, and what its customer can do about it."""

    title: str
    text: str
    advice: str = ""


_ASK_FOR_ANOTHER = N_("Ask the shop to send it again or to pay you back.")
_ARRANGE = N_(
    "Arrange another delivery with the carrier, or fetch the parcel. It is usually kept for a few"
    " days only."
)
_REFUSED = Sentences(
    N_("Refused"),
    N_("The carrier says that the parcel was refused at the door."),
    N_("If that was not you, call the carrier soon, and tell the shop."),
)

_BY_STATUS = {
    Status.PENDING: Sentences(
        N_("Shipped"),
        N_(
            "The parcel has left the shop's warehouse. It can take 5 to 7 days until the carrier"
            " reports it for the first time."
        ),
    ),
    Status.UNKNOWN: Sentences(
        N_("Not known to the carrier"),
        N_("The carrier does not know this tracking number."),
        N_("Ask the shop whether the number is right."),
    ),
    Status.IN_TRANSIT: Sentences(
        N_("On its way"),
        N_("The parcel is travelling. Between two countries, nothing may be reported for days."),
    ),
    Status.PICK_UP: Sentences(
        N_("Nearly there"),
        N_("The parcel is at a post office near you, or out for delivery."),
        N_("The carrier says whether you need to fetch it."),
    ),
    Status.DELIVERED: Sentences(
        N_("Delivered"),
        N_("The parcel has arrived."),
        N_(
            "You do not have it? Look around the door, ask at home and next door, then ask the"
            " carrier and tell the shop."
        ),
    ),
    Status.ALERT: Sentences(
        N_("There is a problem"),
        N_("The carrier reports a problem with the parcel."),
        N_("See what it says below, and ask the carrier. The shop can help."),
    ),
    Status.UNDELIVERED: Sentences(
        N_("Delivery failed"),
        N_("The courier tried to deliver the parcel and could not."),
        _ARRANGE,
    ),
    Status.EXPIRED: Sentences(
        N_("No news for too long"),
        N_("The carrier has not reported anything for so long that the parcel may be lost."),
        N_("Ask the shop to look for it, to send it again or to pay you back."),
    ),
    Status.RETURNED: Sentences(
        N_("Returned"), N_("The parcel went back to its sender."), _ASK_FOR_ANOTHER
    ),
}

# Keyed by the end of a provider's sub-status word, as in `domain.problems`.
_BY_ENDING = {
    (Status.IN_TRANSIT, "CustomsProcessing"): Sentences(
        N_("At customs"), N_("Customs is checking the parcel. That can take some days.")
    ),
    (Status.IN_TRANSIT, "CustomsReleased"): Sentences(
        N_("Through customs"), N_("Customs has released the parcel, and it travels on.")
    ),
    (Status.IN_TRANSIT, "CustomsRequiringInformation"): Sentences(
        N_("Customs needs something"),
        N_("Customs asks for information or a payment before it lets the parcel pass."),
        N_("Watch for a message from the carrier or from customs, and answer it soon."),
    ),
    (Status.ALERT, "Returning"): Sentences(
        N_("On its way back"), N_("The parcel is going back to its sender."), _ASK_FOR_ANOTHER
    ),
    (Status.ALERT, "NoBody"): Sentences(
        N_("Nobody was reached"), N_("The carrier could not reach anybody."), _ARRANGE
    ),
    (Status.ALERT, "Security"): Sentences(
        N_("Held"),
        N_("Customs or security holds the parcel. Duties or papers may be missing."),
        N_("Watch for a message from the carrier or from customs, and answer it soon."),
    ),
    (Status.ALERT, "Damage"): Sentences(
        N_("Damaged"), N_("The carrier says that the parcel was damaged."), _ASK_FOR_ANOTHER
    ),
    (Status.ALERT, "Rejected"): _REFUSED,
    (Status.ALERT, "Delayed"): Sentences(
        N_("Delayed"),
        N_("The carrier reports a delay."),
        N_("There is nothing to do yet. Look again in a few days."),
    ),
    (Status.ALERT, "Lost"): Sentences(
        N_("Lost"), N_("The carrier says that the parcel was lost."), _ASK_FOR_ANOTHER
    ),
    (Status.ALERT, "Destroyed"): Sentences(
        N_("Destroyed"), N_("The carrier says that the parcel was destroyed."), _ASK_FOR_ANOTHER
    ),
    (Status.ALERT, "Cancel"): Sentences(
        N_("Cancelled"),
        N_("The carrier says that this shipment was cancelled."),
        N_("Ask the shop whether the parcel travels under another number."),
    ),
    (Status.UNDELIVERED, "NoBody"): Sentences(
        N_("Nobody was there"), N_("The courier came, and nobody took the parcel."), _ARRANGE
    ),
    (Status.UNDELIVERED, "Security"): Sentences(
        N_("Delivery failed"),
        N_("The parcel could not be delivered because of customs, security or a fee."),
        N_("Settle it with the carrier, and arrange another delivery."),
    ),
    (Status.UNDELIVERED, "Rejected"): _REFUSED,
    (Status.UNDELIVERED, "InvalidAddress"): Sentences(
        N_("The address was not found"),
        N_("The courier could not find the address."),
        N_("Give the carrier your whole address soon, and tell the shop."),
    ),
}
_OUT_FOR_DELIVERY = Sentences(
    N_("Out for delivery"), N_("A courier has the parcel and is on the way to you.")
)
_READY_TO_PICK_UP = Sentences(
    N_("Ready to be picked up"),
    N_("The parcel waits for you at a post office or pick-up point."),
    N_("Take the tracking number and something that shows who you are. It is kept for a few days."),
)

STEPS = {
    Step.PACKED: N_("Ordered"),
    Step.SHIPPED: N_("Shipped"),
    Step.IN_TRANSIT: N_("On its way"),
    Step.ARRIVING: N_("Nearly there"),
    Step.DELIVERED: N_("Delivered"),
}


def sentences_for(shipment: Shipment) -> Sentences:
    """What to say of a parcel. What the shop set by hand needs no details of the carrier's."""
    word = shipment.sub_status or shipment.provider_status or ""
    if shipment.status_source is StatusSource.MANUAL:
        word = ""
    if shipment.status is Status.PICK_UP:
        return _arriving(word)
    ending = word.rpartition("_")[2]
    return _BY_ENDING.get((shipment.status, ending)) or _BY_STATUS[shipment.status]


def _arriving(word: str) -> Sentences:
    main = word.partition("_")[0]
    known = {"OutForDelivery": _OUT_FOR_DELIVERY, "AvailableForPickup": _READY_TO_PICK_UP}
    return known.get(main, _BY_STATUS[Status.PICK_UP])
