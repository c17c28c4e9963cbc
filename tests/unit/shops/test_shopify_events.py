"""Our statuses in Shopify's words."""

from __future__ import annotations

import pytest

from retrack.domain.statuses import Status
from retrack.shops.shopify.events import news_of
from tests.builders import a_shipment


@pytest.mark.parametrize(
    ("status", "provider_status", "sub_status", "word"),
    [
        (Status.PENDING, "NotFound", None, None),
        (Status.PENDING, "InfoReceived", "InfoReceived", "CONFIRMED"),
        (Status.UNKNOWN, "NotFound", "NotFound_InvalidCode", None),
        (Status.IN_TRANSIT, "InTransit", "InTransit_PickedUp", "CARRIER_PICKED_UP"),
        (Status.IN_TRANSIT, "InTransit", "InTransit_Departure", "IN_TRANSIT"),
        (Status.IN_TRANSIT, "InTransit", "InTransit_CustomsRequiringInformation", "DELAYED"),
        (Status.PICK_UP, "AvailableForPickup", "AvailableForPickup_Other", "READY_FOR_PICKUP"),
        (Status.PICK_UP, "OutForDelivery", "OutForDelivery_Other", "OUT_FOR_DELIVERY"),
        (Status.EXPIRED, "Expired", "Expired_Other", "DELAYED"),
        (Status.UNDELIVERED, "DeliveryFailure", "DeliveryFailure_NoBody", "ATTEMPTED_DELIVERY"),
        (Status.ALERT, "DeliveryFailure", "DeliveryFailure_Security", "FAILURE"),
        (Status.ALERT, "Exception", "Exception_Lost", "FAILURE"),
        (Status.RETURNED, "Exception", "Exception_Returned", "FAILURE"),
        (Status.DELIVERED, "Delivered", "Delivered_Other", "DELIVERED"),
        # Set by hand: there is no detail.
        (Status.DELIVERED, "InTransit", None, "DELIVERED"),
    ],
)
def test_a_status_has_this_word(
    status: Status, provider_status: str, sub_status: str | None, word: str | None
) -> None:
    shipment = a_shipment(
        status=status, provider_status=provider_status, sub_status=sub_status, source_id="5"
    )

    news = news_of(shipment)

    assert (news.status if news else None) == word


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.UNFULFILLED])
def test_only_what_nobody_has_heard_of_has_no_word(status: Status) -> None:
    news = news_of(a_shipment(status=status, source_id="5"))

    assert (news is None) == (status in {Status.PENDING, Status.UNKNOWN})


def test_a_shipment_of_no_fulfillment_is_nobodys_news() -> None:
    assert news_of(a_shipment(status=Status.DELIVERED)) is None
