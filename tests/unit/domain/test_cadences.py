"""Every followed order has its hour, once a cadence, also after an outage (R6)."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.cadences import (
    CADENCE_HOURS,
    CADENCES,
    LONGEST_CADENCE,
    Slot,
    due_slots,
    hour_of,
    hour_start,
    slot_of,
)
from retrack.domain.statuses import FINAL, TRACKING_STATUSES, Status
from tests.builders import NOON

hours_since_1970 = st.integers(0, 2_000_000)
slots = st.sampled_from(CADENCES).flatmap(
    lambda cadence: st.integers(0, cadence - 1).map(lambda number: Slot(cadence, number))
)
moments = st.datetimes(
    min_value=datetime(1971, 1, 1),  # noqa: DTZ001  Hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def test_every_status_that_is_not_final_has_a_cadence() -> None:
    assert set(CADENCE_HOURS) == set(TRACKING_STATUSES) - FINAL


@given(slots, hours_since_1970)
def test_a_slot_is_due_exactly_once_in_its_cadence(slot: Slot, first: int) -> None:
    due = [hour for hour in range(first, first + slot.cadence) if slot in due_slots(hour, hour)]

    assert len(due) == 1


@given(hours_since_1970, st.integers(1, 3 * LONGEST_CADENCE))
def test_after_an_outage_each_slot_that_was_due_comes_once(first: int, length: int) -> None:
    last = first + length - 1

    caught_up = Counter(due_slots(first, last))

    hourly = {slot for hour in range(first, last + 1) for slot in due_slots(hour, hour)}
    assert set(caught_up) == hourly
    assert set(caught_up.values()) == {1}


@given(hours_since_1970)
def test_after_a_long_outage_every_slot_comes_once(last: int) -> None:
    caught_up = list(due_slots(last - 10 * LONGEST_CADENCE, last))

    assert sorted(caught_up, key=lambda s: (s.cadence, s.number)) == [
        Slot(cadence, number) for cadence in CADENCES for number in range(cadence)
    ]


def test_no_slot_is_due_in_no_hour() -> None:
    assert list(due_slots(5, 4)) == []


@given(slots, moments)
def test_a_moment_lies_between_the_last_check_and_the_next(slot: Slot, moment: datetime) -> None:
    last, following = slot.last_at(moment), slot.next_at(moment)

    assert last <= moment < following
    assert following - last == timedelta(hours=slot.cadence)
    assert slot in due_slots(hour_of(last), hour_of(last))


def test_on_the_hour_a_slot_was_due_now_and_is_due_again_a_cadence_later() -> None:
    slot = Slot(24, hour_of(NOON) % 24)

    assert slot.last_at(NOON) == NOON
    assert slot.next_at(NOON) == NOON + timedelta(hours=24)


def test_an_hour_lasts_until_the_next_begins() -> None:
    hour = hour_of(NOON)

    assert hour_start(hour) == NOON
    assert hour_of(NOON + timedelta(minutes=59, seconds=59)) == hour
    assert hour_of(NOON + timedelta(hours=1)) == hour + 1


def test_the_most_pressing_parcel_decides_how_often() -> None:
    slot = slot_of("s1/1001", frozenset({Status.UNKNOWN, Status.PICK_UP, Status.IN_TRANSIT}))

    assert slot is not None
    assert slot.cadence == CADENCE_HOURS[Status.PICK_UP] == 6


def test_an_order_without_followed_parcels_has_no_slot() -> None:
    assert slot_of("s1/1001", frozenset()) is None


@pytest.mark.parametrize("status", CADENCE_HOURS)
def test_orders_spread_evenly_over_the_slots(status: Status) -> None:
    per_slot = 100
    cadence = CADENCE_HOURS[status]

    used = Counter(
        slot_of(f"s1/{number}", frozenset({status})) for number in range(cadence * per_slot)
    )

    assert len(used) == cadence
    assert max(used.values()) < 2 * per_slot


def test_an_orders_slot_is_the_same_for_good() -> None:
    """Stored orders lie in it: another hash would check them all at the wrong hour."""
    assert slot_of("s1/1001", frozenset({Status.IN_TRANSIT})) == Slot(24, 16)
