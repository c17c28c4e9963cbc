"""What a merchant is told to do about a shipment."""

from __future__ import annotations

import pytest

from retrack.domain.identifiers import TrackingNumber
from retrack.domain.problems import problem
from retrack.domain.reports import Rejection
from retrack.domain.statuses import PROBLEMS, TRACKING_STATUSES, Status
from tests.builders import a_shipment

WRONG_CHECK_DIGIT = TrackingNumber("RR123456789CN")
GOOD = TrackingNumber("RB123456785GB")
TO_ACT_ON = PROBLEMS | {Status.UNKNOWN, Status.RETURNED}


@pytest.mark.parametrize("status", TRACKING_STATUSES)
def test_exactly_the_statuses_to_act_on_have_a_sentence(status: Status) -> None:
    sentence = problem(a_shipment(status=status, tracking_number=GOOD))

    assert bool(sentence) == (status in TO_ACT_ON)


@pytest.mark.parametrize("reason", [r for r in Rejection if r is not Rejection.NO_INFORMATION])
def test_every_rejection_that_is_kept_has_its_own_sentence(reason: Rejection) -> None:
    sentence = problem(a_shipment(rejection=reason, tracking_number=WRONG_CHECK_DIGIT))

    assert sentence
    assert sentence.endswith(".")
    assert "check digit" not in sentence


def test_a_wrong_check_digit_is_told_while_nothing_is_known() -> None:
    sentence = "The supplier's code has a wrong check digit; ask for a valid one."

    assert problem(a_shipment(tracking_number=WRONG_CHECK_DIGIT)) == sentence
    assert problem(a_shipment(status=Status.UNKNOWN, tracking_number=WRONG_CHECK_DIGIT)) == sentence


def test_a_wrong_check_digit_does_not_matter_once_the_parcel_moves() -> None:
    moving = a_shipment(status=Status.IN_TRANSIT, tracking_number=WRONG_CHECK_DIGIT)

    assert problem(moving) is None


def test_a_rejection_does_not_matter_once_the_status_is_known() -> None:
    alert = a_shipment(status=Status.ALERT, rejection=Rejection.QUOTA_EXHAUSTED)

    assert problem(alert) == problem(a_shipment(status=Status.ALERT))


@pytest.mark.parametrize(
    ("status", "sub_status", "word"),
    [
        (Status.ALERT, "Exception_Returning", "way back"),
        (Status.ALERT, "Exception_Security", "customs"),
        (Status.ALERT, "Exception_Damage", "damaged"),
        (Status.ALERT, "Exception_Lost", "lost"),
        (Status.UNDELIVERED, "DeliveryFailure_InvalidAddress", "address"),
        (Status.UNDELIVERED, "DeliveryFailure_NoBody", "Nobody was there"),
        (Status.UNDELIVERED, "Failure_Damage", "damaged"),
        (Status.ALERT, "Error_InvalidAddress", "address"),
    ],
)
def test_a_sub_status_makes_the_sentence_precise(
    status: Status, sub_status: str, word: str
) -> None:
    assert word in (problem(a_shipment(status=status, sub_status=sub_status)) or "")


def test_a_sub_status_nobody_knows_falls_back_to_the_status() -> None:
    odd = a_shipment(status=Status.ALERT, sub_status="Exception_Unheard")

    assert problem(odd) == problem(a_shipment(status=Status.ALERT))


def test_a_trouble_of_the_past_does_not_matter_once_the_parcel_moves_again() -> None:
    assert problem(a_shipment(status=Status.IN_TRANSIT, sub_status="InTransit_Damage")) is None
