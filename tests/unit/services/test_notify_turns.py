"""A store's messages take turns, and a turn that was given is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.settings import Channel
from retrack.services.ports import MessageDelayed
from tests.builders import NOON, hours
from tests.fakes.turns import MemoryTurns
from tests.unit.services.test_notify import EMAIL, SENT, SHIPPED, SMS, STORE, World

SECOND = timedelta(seconds=1)
WAITS = (NotificationState.WAITING, NotSent.TURN)


@pytest.fixture
def world() -> World:
    """A store in whose line for emails ten stand already."""
    world = World()
    world.turns = MemoryTurns(1 / 0.9)
    for _ in range(10):
        world.turns.take(STORE, Channel.EMAIL, now=NOON)
    world.notify = world.with_emails(world.emails)
    return world


def test_a_message_waits_for_its_turn_and_one_of_another_channel_does_not(world: World) -> None:
    world.notify(SHIPPED)

    assert world.records == {Channel.EMAIL: WAITS, Channel.SMS: SENT}
    assert world.later.put_off == [(SHIPPED, 9 * SECOND)]
    assert world.log.records[EMAIL].turn_at == NOON + 9 * SECOND


def test_a_message_goes_when_its_turn_has_come_and_takes_no_second_one(world: World) -> None:
    world.notify(SHIPPED)
    taken = world.turns.taken
    world.clock.moment = NOON + 9 * SECOND

    world.notify(SHIPPED)

    assert world.records == {Channel.EMAIL: SENT, Channel.SMS: SENT}
    assert world.sent == (1, 1)
    assert world.turns.taken == taken


def test_a_message_that_comes_early_waits_for_the_same_turn(world: World) -> None:
    world.notify(SHIPPED)
    before = dict(world.log.records)
    world.clock.moment = NOON + 4 * SECOND

    world.notify(SHIPPED)

    assert world.log.records == before
    assert world.later.put_off[-1] == (SHIPPED, 5 * SECOND)


def test_what_is_throttled_when_its_turn_has_come_keeps_it(world: World) -> None:
    world.notify(SHIPPED)
    world.clock.moment = NOON + 9 * SECOND
    world.emails.failures = [MessageDelayed("throttled")]
    taken = world.turns.taken

    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)
    world.notify(SHIPPED)

    assert world.records[Channel.EMAIL] == SENT
    assert world.turns.taken == taken


def test_what_was_told_takes_no_turn(world: World) -> None:
    world.clock.moment = NOON + hours(1)
    world.notify(SHIPPED)
    taken = world.turns.taken

    world.notify(SHIPPED)

    assert world.sent == (1, 1)
    assert world.turns.taken == taken


def test_what_the_night_held_back_takes_turns_in_the_morning(world: World) -> None:
    world.zones.zone = "Asia/Bangkok"
    world.clock.moment = NOON + hours(5)  # midnight there
    world.notify(SHIPPED)
    assert world.records[Channel.SMS] == (NotificationState.WAITING, NotSent.QUIET_HOURS)
    morning = NOON + hours(13)
    for _ in range(5):
        world.turns.take(STORE, Channel.SMS, now=morning)
    world.clock.moment = morning

    world.notify(SHIPPED)

    assert world.log.records[SMS].turn_at == morning + 4 * SECOND
    assert world.records[Channel.SMS] == WAITS


def test_what_need_not_be_sent_any_more_is_not_kept_waiting(world: World) -> None:
    world.notify(SHIPPED)
    world.wish(email_enabled=False, sms_enabled=True)

    world.notify(SHIPPED)

    assert world.records[Channel.EMAIL] == (NotificationState.NOT_SENT, NotSent.CHANNEL_OFF)
