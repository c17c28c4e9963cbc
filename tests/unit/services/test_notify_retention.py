"""For how long it is kept what a customer was told: from its last change on, as the store chose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.notifications import NotificationState
from retrack.domain.settings import DEFAULT_RETENTION_DAYS
from retrack.services.ports import MessageDelayed
from tests.builders import NOON, a_notification, days, hours
from tests.unit.services.test_notify import EMAIL, SHIPPED, SMS, World


@pytest.fixture
def world() -> World:
    return World()


def test_a_new_record_is_kept_for_as_long_as_the_store_chose(world: World) -> None:
    world.wish(retention_days=30, sms_enabled=False)

    world.notify(SHIPPED)

    assert world.log.records[EMAIL].expires_at == NOON + days(30)
    assert world.log.records[SMS].expires_at == NOON + days(30)


def test_an_old_record_without_a_time_gets_one_when_it_changes(world: World) -> None:
    old = a_notification(key=EMAIL, state=NotificationState.WAITING, at=NOON - days(2))
    assert old.expires_at is None
    world.log.begin(old)

    world.notify(SHIPPED)

    sent = world.log.records[EMAIL]
    assert sent.expires_at == NOON + days(DEFAULT_RETENTION_DAYS)
    assert sent.first_at == NOON - days(2)


def test_a_change_of_mind_holds_for_what_changes_afterwards(world: World) -> None:
    world.emails.failures = [MessageDelayed("throttled")]
    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)
    before = world.log.records[SMS]
    world.wish(retention_days=60)
    world.clock.moment = NOON + hours(1)

    world.notify(SHIPPED)

    assert world.log.records[EMAIL].expires_at == NOON + hours(1) + days(60)
    assert world.log.records[SMS] == before


def test_a_record_knows_its_order_by_the_name_that_people_use(world: World) -> None:
    world.orders.saved[SHIPPED.store_id, SHIPPED.order_id] = replace(world.order, name="#A-1")

    world.notify(SHIPPED)

    assert {told.order_name for told in world.log.records.values()} == {"#A-1"}
