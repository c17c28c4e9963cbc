"""What was past before it could be told, and what fails before anything was sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.orders import Order
from retrack.domain.settings import Channel, Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status
from retrack.services.ports import MessageDelayed, Sms
from tests.builders import NOON, a_checkpoint, days, hours
from tests.fakes.senders import PlainWriter
from tests.unit.services.test_notify import SENT, SHIPPED, SMS, World, changed, moved, not_sent

ALERT = changed(Status.ALERT)


@pytest.fixture
def world() -> World:
    return World()


class NoTemplates(Exception):
    """They cannot be read just now."""


class FailingOnce(PlainWriter):
    """Its first text message cannot be written."""

    def __init__(self) -> None:
        self.failures: list[Exception] = [NoTemplates()]

    def sms(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Sms:
        if self.failures:
            raise self.failures.pop()
        return super().sms(store, order, shipment, trigger)


def test_what_could_not_be_written_was_not_sent_and_is_sent_later(world: World) -> None:
    notify = replace(world.notify, writer=FailingOnce())
    with pytest.raises(NoTemplates):
        notify(SHIPPED)
    assert SMS not in world.log.records

    notify(SHIPPED)

    assert world.sent == (1, 1)
    assert world.records == {Channel.EMAIL: SENT, Channel.SMS: SENT}


@pytest.mark.parametrize(
    ("past", "reason"),
    [
        ({"status": Status.IN_TRANSIT}, NotSent.OVERTAKEN),
        (
            {"status": Status.ALERT, "last_event": a_checkpoint(at=NOON - days(8))},
            NotSent.OUTDATED,
        ),
    ],
)
def test_what_was_past_before_it_could_be_told_is_told_when_it_happens_again(
    world: World, past: dict[str, Any], reason: NotSent
) -> None:
    moved(world, **past)
    world.notify(ALERT)
    assert set(world.records.values()) == {not_sent(reason)}
    moved(world, Status.ALERT)

    world.notify(replace(ALERT, id="again"))
    world.notify(replace(ALERT, id="and once more"))

    assert world.sent == (1, 1)
    assert set(world.records.values()) == {SENT}


def test_what_happens_again_at_night_waits_for_the_morning(world: World) -> None:
    moved(world, Status.IN_TRANSIT)
    world.notify(ALERT)
    moved(world, Status.ALERT)
    world.clock.advance(hours(11))

    world.notify(replace(ALERT, id="again"))
    assert world.records[Channel.SMS] == (NotificationState.WAITING, NotSent.QUIET_HOURS)
    world.clock.advance(hours(9))
    world.notify(replace(ALERT, id="again"))

    assert world.sent == (1, 1)


def test_what_happens_again_and_is_throttled_goes_out_later(world: World) -> None:
    moved(world, Status.IN_TRANSIT)
    world.notify(ALERT)
    moved(world, Status.ALERT)
    world.emails.failures = [MessageDelayed()]
    with pytest.raises(MessageDelayed):
        world.notify(ALERT)

    world.notify(ALERT)

    assert world.sent == (1, 1)


def test_a_record_of_what_was_past_stays_as_it_is_while_it_is(world: World) -> None:
    moved(world, Status.IN_TRANSIT)
    world.notify(ALERT)
    records = dict(world.log.records)
    world.wish(email_enabled=False, triggers=dict.fromkeys(Trigger, frozenset(Channel)))

    assert world.notify(ALERT) == []
    assert world.log.records == records
