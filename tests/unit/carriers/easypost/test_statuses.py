from __future__ import annotations

import pytest

from retrack.carriers.easypost import statuses
from retrack.domain.statuses import Status

# Source: EasyPost API v2, "Tracker": `status`.
DOCUMENTED = {
    "unknown", "pre_transit", "in_transit", "out_for_delivery", "delivered",
    "available_for_pickup", "return_to_sender", "failure", "cancelled", "error",
}  # fmt: skip


def test_all_ten_statuses_are_mapped() -> None:
    assert set(statuses.STATUS) == DOCUMENTED


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pre_transit", Status.PENDING),
        ("unknown", None),
        ("in_transit", Status.IN_TRANSIT),
        ("out_for_delivery", Status.PICK_UP),
        ("available_for_pickup", Status.PICK_UP),
        ("return_to_sender", Status.ALERT),
        ("delivered", Status.DELIVERED),
        ("failure", Status.UNDELIVERED),
        ("cancelled", Status.ALERT),
        ("error", Status.ALERT),
        ("teleported", None),
        (None, None),
    ],
)
def test_a_status_means_one_of_ours(word: str | None, status: Status | None) -> None:
    assert statuses.status_of(word, is_return=False) is status


def test_what_is_delivered_of_a_return_is_back_and_the_rest_is_as_ever() -> None:
    assert statuses.status_of("delivered", is_return=True) is Status.RETURNED
    assert statuses.status_of("in_transit", is_return=True) is Status.IN_TRANSIT


@pytest.mark.parametrize(
    ("word", "detail", "joined"),
    [
        ("failure", "address_correction", "Failure_InvalidAddress"),
        ("failure", "refused", "Failure_Rejected"),
        ("error", "damaged", "Error_Damage"),
        ("error", "weather_delay", "Error_Delayed"),
        ("return_to_sender", "return", "ReturnToSender_Returning"),
        ("return_to_sender", "arrived_at_facility", "ReturnToSender_Returning"),
        ("cancelled", "status_update", "Cancelled_Cancel"),
        ("out_for_delivery", "out_for_delivery", "OutForDelivery_OutForDelivery"),
        ("in_transit", "arrived_at_facility", "InTransit_ArrivedAtFacility"),
        ("in_transit", "status_update", "InTransit_Other"),
        ("in_transit", None, "InTransit_Other"),
        ("teleported", "beamed_up", "Teleported_BeamedUp"),
        (None, "lost", None),
    ],
)
def test_status_and_detail_are_one_word_that_ends_in_the_trouble(
    word: str | None, detail: str | None, joined: str | None
) -> None:
    assert statuses.sub_status_of(word, detail) == joined
