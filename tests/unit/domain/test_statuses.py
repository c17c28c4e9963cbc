"""Which of several statuses an order has: the one that needs the merchant most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.statuses import FINAL, PROBLEMS, TRACKING_STATUSES, Status, most_urgent

statuses = st.sampled_from(TRACKING_STATUSES)


def test_there_are_nine_tracking_statuses() -> None:
    assert len(TRACKING_STATUSES) == 9
    assert Status.UNFULFILLED not in TRACKING_STATUSES


def test_an_order_without_parcels_is_unfulfilled() -> None:
    assert most_urgent([]) is Status.UNFULFILLED


@pytest.mark.parametrize("other", [s for s in TRACKING_STATUSES if s is not Status.DELIVERED])
def test_delivered_only_when_all_are(other: Status) -> None:
    assert most_urgent([Status.DELIVERED, other]) is other
    assert most_urgent([Status.DELIVERED, Status.DELIVERED]) is Status.DELIVERED


@given(st.lists(statuses, min_size=1))
def test_a_problem_outranks_everything_else(found: list[Status]) -> None:
    most = most_urgent(found)

    assert (most in PROBLEMS) == any(status in PROBLEMS for status in found)


@given(st.lists(statuses, min_size=1), st.randoms())
def test_the_order_of_parcels_does_not_matter(found: list[Status], random: object) -> None:
    shuffled = sorted(found, key=lambda _: random.random())  # type: ignore[attr-defined]  # Random

    assert most_urgent(shuffled) is most_urgent(found)


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (Status.ALERT, Status.UNDELIVERED),
        (Status.UNDELIVERED, Status.EXPIRED),
        (Status.EXPIRED, Status.UNKNOWN),
        (Status.UNKNOWN, Status.RETURNED),
        (Status.RETURNED, Status.PENDING),  # to be refunded or sent again
        (Status.PENDING, Status.IN_TRANSIT),
        (Status.IN_TRANSIT, Status.PICK_UP),
        (Status.PICK_UP, Status.DELIVERED),
    ],
)
def test_what_needs_the_merchant_more_outranks_what_needs_them_less(
    more: Status, less: Status
) -> None:
    assert most_urgent([less, more]) is more


def test_only_delivered_and_returned_are_final() -> None:
    assert frozenset({Status.DELIVERED, Status.RETURNED}) == FINAL
