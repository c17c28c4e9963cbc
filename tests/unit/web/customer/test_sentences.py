"""What customers are told."""

from __future__ import annotations

import pytest

from retrack.carriers.seventeentrack.statuses import SUB
from retrack.domain.journey import OFF_COURSE
from retrack.domain.statuses import TRACKING_STATUSES, Status, StatusSource
from retrack.web.customer.sentences import sentences_for
from tests.builders import a_shipment


@pytest.mark.parametrize("status", TRACKING_STATUSES)
def test_a_parcel_that_is_off_course_comes_with_advice(status: Status) -> None:
    said = sentences_for(a_shipment(status=status))

    assert said.title
    assert said.text
    assert said.advice or status not in OFF_COURSE


@pytest.mark.parametrize(("word", "status"), [(w, s) for w, s in SUB.items() if s in OFF_COURSE])
def test_every_word_of_the_carrier_has_its_advice(word: str, status: Status) -> None:
    said = sentences_for(a_shipment(status=status, sub_status=word))

    assert said.advice
    plain = sentences_for(a_shipment(status=status))
    exact = word.rpartition("_")[2] not in {"Other", "Expired", "InvalidCode", "Returned"}
    assert (said != plain) is exact


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("OutForDelivery_Other", "Out for delivery"),
        ("OutForDelivery", "Out for delivery"),
        ("AvailableForPickup_Other", "Ready to be picked up"),
        ("Something_New", "Nearly there"),
        (None, "Nearly there"),
    ],
)
def test_whether_to_fetch_a_parcel_is_said(word: str | None, title: str) -> None:
    assert sentences_for(a_shipment(status=Status.PICK_UP, sub_status=word)).title == title
    main = a_shipment(status=Status.PICK_UP, provider_status=word)
    assert sentences_for(main).title == title


def test_what_the_shop_set_is_not_explained_by_the_carrier() -> None:
    by_hand = a_shipment(
        status=Status.ALERT, sub_status="Exception_Lost", status_source=StatusSource.MANUAL
    )

    assert sentences_for(by_hand) == sentences_for(a_shipment(status=Status.ALERT))


def test_a_word_of_another_status_is_not_taken_for_this_one() -> None:
    odd = a_shipment(status=Status.DELIVERED, sub_status="Exception_Lost")

    assert sentences_for(odd).title == "Delivered"
