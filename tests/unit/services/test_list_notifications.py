"""The log of what customers were told: filters, orders by name, and what is over its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.periods import Span
from retrack.domain.settings import Channel, Trigger
from retrack.services.list_notifications import (
    ListNotifications,
    LoggedMessage,
    MessageFilter,
    MessagePage,
)
from tests.builders import NOON, a_notification, a_notification_key, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.notification_log import MemoryNotificationIndex, NamedOrders
from tests.fakes.storage import MemoryNotifications

STORE = StoreId("s1")
SECOND = hours(1) / 3600


class World:
    """A store with a log."""

    def __init__(self) -> None:
        self.log = MemoryNotifications()
        self.clock = FixedClock(NOON + days(1))
        names = NamedOrders(o1="1001", o2="1001", o3="1003")
        self.list = ListNotifications(MemoryNotificationIndex(self.log), names, self.clock)

    def told(self, order_id: str, *, after: timedelta = timedelta(0), **fields: Any) -> None:
        about = {"order_id": OrderId(order_id), "shipment_id": ShipmentId("s1")}
        parts = {name: fields.pop(name) for name in ("trigger", "channel") if name in fields}
        key = a_notification_key(store_id=STORE, **about, **parts)
        self.log.begin(a_notification(key=key, at=NOON + after, **fields))

    def page(self, *, limit: int = 10, after: str | None = None, **wanted: Any) -> MessagePage:
        return self.list(STORE, MessageFilter(**wanted), limit=limit, after=after)

    def ids(self, **wanted: Any) -> list[str]:
        return [message.notification.key.order_id for message in self.page(**wanted).messages]


@pytest.fixture
def world() -> World:
    return World()


def test_pages_follow_each_other_to_the_end(world: World) -> None:
    for number in range(5):
        world.told(f"o{number}", after=hours(number))

    first = world.page(limit=3)
    second = world.page(limit=3, after=first.next_after)

    found = [m.notification.key.order_id for m in (*first.messages, *second.messages)]
    assert (found, second.next_after) == (["o4", "o3", "o2", "o1", "o0"], None)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"states": frozenset({NotificationState.WAITING})}, ["o2"]),
        ({"states": frozenset({NotificationState.WAITING, NotificationState.SENT})}, ["o2", "o1"]),
        ({"reasons": frozenset({NotSent.QUIET_HOURS})}, ["o2"]),
        ({"triggers": frozenset({Trigger.DELIVERED})}, ["o3"]),
        ({"channels": frozenset({Channel.SMS})}, ["o2"]),
        ({"outcomes": frozenset({FeedbackKind.BOUNCED})}, ["o1"]),
        ({"channels": frozenset({Channel.SMS}), "order": "1001"}, ["o2"]),
        ({"order": "1001"}, ["o2", "o1"]),
        ({"order": "o3"}, ["o3"]),
        ({"order": "nobody"}, []),
    ],
)
def test_a_filter_keeps_what_fits(
    world: World, wanted: dict[str, Any], expected: list[str]
) -> None:
    bounced = (Feedback(FeedbackKind.BOUNCED, NOON),)
    world.told("o1", state=NotificationState.SENT, feedback=bounced)
    world.told(
        "o2",
        after=hours(1),
        state=NotificationState.WAITING,
        reason=NotSent.QUIET_HOURS,
        channel=Channel.SMS,
    )
    world.told("o3", after=hours(2), trigger=Trigger.DELIVERED)

    assert world.ids(**wanted) == expected


def test_a_filter_that_drops_nearly_everything_goes_on_looking(world: World) -> None:
    for number in range(7):
        state = NotificationState.SENT if number else NotificationState.NOT_SENT
        world.told(f"o{number}", after=hours(number), state=state)

    page = world.page(limit=2, states=frozenset({NotificationState.NOT_SENT}))

    assert [m.notification.key.order_id for m in page.messages] == ["o0"]


def test_a_filter_that_drops_everything_gives_up_where_it_can_be_gone_on_from(
    world: World,
) -> None:
    for number in range(50):
        world.told(f"o{number:02}", after=hours(number) / 60, state=NotificationState.SENT)
    world.told("last", after=-hours(1), state=NotificationState.NOT_SENT)
    not_sent = frozenset({NotificationState.NOT_SENT})

    first = world.page(limit=1, states=not_sent)
    rest: list[LoggedMessage] = []
    after = first.next_after
    while after:
        page = world.page(limit=1, after=after, states=not_sent)
        rest, after = [*rest, *page.messages], page.next_after

    assert first.messages == ()
    assert [m.notification.key.order_id for m in rest] == ["last"]


def test_an_orders_messages_of_a_period_have_its_first_moment_and_not_its_end(
    world: World,
) -> None:
    for trigger, after in zip(Trigger, (hours(1), hours(2) - SECOND, hours(2)), strict=False):
        world.told("o1", after=after, trigger=trigger)
    span = Span(NOON + hours(1), NOON + hours(2))

    assert len(world.ids(order="o1", span=span)) == len(world.ids(span=span)) == 2


def test_an_orders_messages_can_be_gone_on_from(world: World) -> None:
    for trigger in Trigger:
        world.told("o1", trigger=trigger)

    first = world.page(limit=5, order="o1")
    second = world.page(limit=5, order="o1", after=first.next_after)

    seen = {m.notification.key.trigger for m in (*first.messages, *second.messages)}
    assert (seen, second.next_after) == (set(Trigger), None)


def test_what_is_over_its_time_is_not_shown_until_it_is_deleted(world: World) -> None:
    now = world.clock.now()
    world.told("o1", expires_at=now)
    world.told("o2", expires_at=now + SECOND)
    world.told("o3", expires_at=None)

    assert set(world.ids()) == {"o2", "o3"}


def test_a_record_stays_where_it_was_first_made(world: World) -> None:
    begun = a_notification(at=NOON)

    assert replace(begun, at=NOON + days(1)).first_at == NOON
