from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dev.clock import LocalClock


def test_it_ticks_on_from_where_it_was_put() -> None:
    clock = LocalClock()
    then = datetime(2031, 1, 1, tzinfo=UTC)

    clock.set(then)

    first, second = clock.now(), clock.now()
    assert then <= first <= second < then + timedelta(minutes=1)


@pytest.mark.parametrize("hours", [72, -72])
def test_it_is_moved_and_given_back(hours: int) -> None:
    told: list[float] = []
    clock = LocalClock(told.append)

    clock.advance(timedelta(hours=hours))
    clock.advance(timedelta(hours=hours))
    clock.give_back()

    assert told == [hours * 3600, 2 * hours * 3600, 0]


def test_it_follows_another() -> None:
    clock, other = LocalClock(), LocalClock()
    clock.advance(timedelta(days=40))

    other.follow(clock.offset)

    assert abs(other.now() - clock.now()) < timedelta(minutes=1)


def test_a_time_that_there_is_not_leaves_it_as_it_was() -> None:
    clock = LocalClock()

    with pytest.raises(OverflowError):
        clock.advance(timedelta(days=9_000_000))

    assert clock.offset == 0
