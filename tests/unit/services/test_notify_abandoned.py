"""A message whose sender died, where the store or the customer has meanwhile changed their mind."""

from __future__ import annotations

import pytest

from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.settings import Channel
from retrack.services.notify import LEASE
from retrack.services.ports import MessageDelayed
from tests.builders import NOON
from tests.unit.services.test_notify import SHIPPED, Crash, World, not_sent


@pytest.fixture
def world() -> World:
    """One where the email went out, and the notifier died before it could say so."""
    world = World()
    world.emails.crash = Crash()
    with pytest.raises(Crash):
        world.notify(SHIPPED)
    world.wish(email_enabled=False)
    return world


def test_it_is_not_called_unsent_while_somebody_may_still_be_sending_it(world: World) -> None:
    world.clock.moment = NOON + LEASE / 2

    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)

    assert world.records[Channel.EMAIL] == (NotificationState.SENDING, None)


def test_it_is_not_sent_again_and_not_called_unsent_either(world: World) -> None:
    world.clock.moment = NOON + LEASE

    world.notify(SHIPPED)

    assert world.sent == (1, 1)
    assert world.records[Channel.EMAIL] == not_sent(NotSent.UNCONFIRMED)


def test_it_is_recorded_once(world: World) -> None:
    world.clock.moment = NOON + LEASE
    world.notify(SHIPPED)
    before = dict(world.log.records)

    world.notify(SHIPPED)

    assert world.log.records == before
