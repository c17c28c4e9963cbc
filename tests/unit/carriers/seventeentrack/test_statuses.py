from __future__ import annotations

import pytest

from dev.carrier_simulator import words
from retrack.carriers.seventeentrack.statuses import (
    MAIN,
    STAGE,
    SUB,
    is_known,
    main_word,
    status_of,
    status_of_event,
)
from retrack.domain.statuses import TRACKING_STATUSES, Status

SUBS = [sub for subs in words.STATUSES.values() for sub in subs]


def test_all_nine_main_and_thirty_sub_statuses_are_mapped() -> None:
    assert set(MAIN) == set(words.STATUSES)
    assert set(SUB) == set(SUBS)
    assert (len(MAIN), len(SUB)) == (9, 30)


def test_all_nine_milestones_are_mapped() -> None:
    assert set(STAGE) == set(words.MILESTONES)


def test_every_tracking_status_can_come_from_the_carrier() -> None:
    assert {status for status in SUB.values() if status} == set(TRACKING_STATUSES)


@pytest.mark.parametrize("sub", [sub for sub in SUBS if not sub.startswith(("NotF", "Exc"))])
def test_a_sub_status_means_what_its_main_status_means(sub: str) -> None:
    assert SUB[sub] is MAIN[main_word(sub) or ""]


@pytest.mark.parametrize(
    ("main", "sub", "status"),
    [
        ("NotFound", "NotFound_Other", None),
        ("NotFound", None, None),
        ("NotFound", "NotFound_InvalidCode", Status.UNKNOWN),
        ("Exception", "Exception_Returned", Status.RETURNED),
        ("Exception", "Exception_Returning", Status.ALERT),
        ("Exception", "Exception_Abducted", Status.ALERT),
        ("InTransit", "InTransit_Accepted", Status.IN_TRANSIT),
        ("Delivered", None, Status.DELIVERED),
        (None, "DeliveryFailure_Dog", Status.UNDELIVERED),
        ("Teleported", "Delivered_Other", Status.DELIVERED),
        ("Teleported", "Teleported_Other", None),
        (None, None, None),
    ],
)
def test_what_is_new_falls_back_to_what_is_known(
    main: str | None, sub: str | None, status: Status | None
) -> None:
    assert status_of(main, sub) is status


def test_words_are_known_by_either_of_them() -> None:
    assert is_known("InTransit", "InTransit_Accepted")
    assert is_known(None, "InTransit_Accepted")
    assert not is_known("Teleported", "Teleported_Other")
    assert not is_known(None, None)


@pytest.mark.parametrize(
    ("sub", "stage", "status"),
    [
        ("InTransit_Other", None, Status.IN_TRANSIT),
        (None, "Returning", Status.ALERT),
        (None, "Exception", Status.ALERT),
        ("Brand_New", "Delivered", Status.DELIVERED),
        (None, None, None),
        (None, "Landed", None),
    ],
)
def test_an_event_means_what_its_word_or_its_milestone_means(
    sub: str | None, stage: str | None, status: Status | None
) -> None:
    assert status_of_event(sub, stage) is status
