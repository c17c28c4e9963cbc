"""Our statuses in Shopify's words for what happens to a fulfilment.

Source: Shopify Admin GraphQL API 2026-10, `FulfillmentEventStatus`.
"""

from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status
from retrack.services.tell_shop import ParcelNews

# The carriers' finer words come first: providers write them as a status and a detail.
_BY_DETAIL = {
    "InTransit_PickedUp": "CARRIER_PICKED_UP",
    "InTransit_CustomsRequiringInformation": "DELAYED",
    "Exception_Delayed": "DELAYED",
    "Exception_Security": "DELAYED",
    "DeliveryFailure_Security": "FAILURE",
    "DeliveryFailure_Rejected": "FAILURE",
    "AvailableForPickup_Other": "READY_FOR_PICKUP",
}
_BY_PROVIDER_STATUS = {
    (Status.PENDING, "InfoReceived"): "CONFIRMED",
    (Status.PICK_UP, "AvailableForPickup"): "READY_FOR_PICKUP",
}
_BY_STATUS = {
    Status.IN_TRANSIT: "IN_TRANSIT",
    Status.PICK_UP: "OUT_FOR_DELIVERY",
    Status.EXPIRED: "DELAYED",
    Status.ALERT: "FAILURE",
    Status.UNDELIVERED: "ATTEMPTED_DELIVERY",
    Status.RETURNED: "FAILURE",
    Status.DELIVERED: "DELIVERED",
}


def news_of(shipment: Shipment) -> ParcelNews | None:
    """What Shopify is told of a shipment; None where it has no word for what we know."""
    word = (
        _BY_DETAIL.get(shipment.sub_status or "")
        or _BY_PROVIDER_STATUS.get((shipment.status, shipment.provider_status or ""))
        or _BY_STATUS.get(shipment.status)
    )
    if word is None or not shipment.source_id:
        return None
    said = shipment.last_event.description if shipment.last_event else ""
    return ParcelNews(shipment.source_id, word, shipment.status_changed_at, said[:250])
