"""`Turns`: a store's messages go one after another, and no store stands in another's line."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Channel
from retrack.domain.turns import AT_ONCE, STORE_SHARE, longest_line, pace
from retrack.services.mail_ports import Turns
from retrack.storage.turns import TableTurns
from tests.builders import NOON, hours
from tests.fakes.turns import MemoryTurns

RATE = 10  # messages a second, of which a store may use nine
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["memory", "table"])
def turns(request: pytest.FixtureRequest) -> Turns:
    if request.param == "memory":
        return MemoryTurns(RATE)
    request.getfixturevalue("table")
    return TableTurns(dict.fromkeys(Channel, RATE))


def waits(turns: Turns, store_id: StoreId, count: int, *, now: datetime = NOON) -> list[int]:
    """The seconds that so many messages at once have to wait."""
    found = [turns.take(store_id, Channel.EMAIL, now=now) - now for _ in range(count)]
    return [max(0, round(wait.total_seconds())) for wait in found]


def test_a_few_messages_at_once_do_not_wait(turns: Turns, store_id: StoreId) -> None:
    assert waits(turns, store_id, int(RATE * STORE_SHARE)) == [0] * 9


def test_many_go_at_the_rate_that_is_a_stores_share(turns: Turns, store_id: StoreId) -> None:
    found = waits(turns, store_id, 91)

    assert found == sorted(found)
    at_most = [found.count(second) for second in range(1, max(found) + 1)]
    assert set(at_most[:-1]) == {RATE * STORE_SHARE}
    assert max(found) == pytest.approx(91 / 9 - AT_ONCE.total_seconds(), abs=1)


def test_a_line_gets_shorter_as_time_passes(turns: Turns, store_id: StoreId) -> None:
    waits(turns, store_id, 46)

    assert waits(turns, store_id, 1, now=NOON + 2 * SECOND) == [3]
    assert waits(turns, store_id, 1, now=NOON + 60 * SECOND) == [0]


def test_stores_and_channels_have_lines_of_their_own(turns: Turns, store_id: StoreId) -> None:
    waits(turns, store_id, 100)

    assert turns.take(store_id, Channel.SMS, now=NOON) == NOON
    assert turns.take(StoreId(f"{store_id}x"), Channel.EMAIL, now=NOON) == NOON


def test_a_line_made_by_a_clock_that_was_put_back_holds_nobody_up(
    turns: Turns, store_id: StoreId
) -> None:
    turns.take(store_id, Channel.EMAIL, now=NOON + longest_line(pace(RATE)) + hours(1))

    assert turns.take(store_id, Channel.EMAIL, now=NOON) == NOON


@pytest.mark.parametrize("per_second", [1, 14, 200])
def test_ten_thousand_messages_stand_in_one_line_however_slow_the_account(
    per_second: float,
) -> None:
    step = pace(per_second)

    assert longest_line(step) > 10_000 * step


def test_a_turn_is_a_whole_second(turns: Turns, store_id: StoreId) -> None:
    now = NOON + timedelta(milliseconds=300)

    found = [turns.take(store_id, Channel.EMAIL, now=now) for _ in range(30)]

    later = [turn for turn in found if turn > now]
    assert later
    assert {turn.microsecond for turn in later} == {0}
