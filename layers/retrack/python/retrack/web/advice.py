"""What to do next about an order, in a sentence: by its status, and by why it needs attention."""

from collections.abc import Mapping
from typing import Any

from retrack.domain.attention import Reason
from retrack.domain.statuses import Status
from retrack.web.words import N_

BY_STATUS = {
    Status.UNFULFILLED: N_(
        "Order the goods from your supplier, and add the tracking code once the parcel has left."
    ),
    Status.PENDING: N_(
        "Nothing yet: give the code up to 7 days to become active, then ask the supplier."
    ),
    Status.UNKNOWN: N_("Ask the supplier for a valid tracking code, and correct it here."),
    Status.IN_TRANSIT: N_("Nothing: Retrack goes on asking the carrier by itself."),
    Status.PICK_UP: N_("Remind the customer to fetch the parcel, or to be at home for it."),
    Status.EXPIRED: N_(
        "Ask the supplier where the parcel is; agree with the customer on another one or a refund."
    ),
    Status.ALERT: N_(
        "Open the shipment to see what the carrier reports, and ask the carrier or the supplier."
    ),
    Status.UNDELIVERED: N_(
        "Ask the customer to check the address and to arrange another delivery with the carrier."
    ),
    Status.RETURNED: N_("Agree with the customer: send it again, or refund the order."),
    Status.DELIVERED: N_("Nothing: the customer has the parcel."),
}
"""For each status, the next thing to do."""

BY_REASON = {
    Reason.ALERT: BY_STATUS[Status.ALERT],
    Reason.EXPIRED: BY_STATUS[Status.EXPIRED],
    Reason.UNDELIVERED: BY_STATUS[Status.UNDELIVERED],
    Reason.IN_TRANSIT_TOO_LONG: N_(
        "Track it again; if the carrier has no news, open a dispute with the supplier and write to"
        " the customer."
    ),
    Reason.NOT_FULFILLED: N_(
        "Ask the supplier when it will be shipped, and tell the customer; or cancel the order."
    ),
}
"""For each reason for attention, what removes it."""


def next_steps(order: Mapping[str, Any]) -> list[str]:
    """The sentences for an order as lists show it, the most pressing first; in English.

    What is known of a certain parcel says more than its status does, so it comes first.
    """
    problems = [shipment["problem"] for shipment in order["shipments"] if shipment["problem"]]
    reasons = [Reason(reason) for reason in order["attention"]["reasons"]]
    by_reason = [
        BY_REASON[reason]
        for reason in reasons
        if not (problems and reason.value in {s["status"] for s in order["shipments"]})
    ]
    found = [*problems, *by_reason] or [BY_STATUS[Status(order["status"])]]
    return list(dict.fromkeys(found))
