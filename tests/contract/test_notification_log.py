"""`NotificationIndex`: what a store's customers were told, newest first, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.notifications import NotificationState
from retrack.domain.periods import ALL_TIME, Span
from retrack.services.list_notifications import LoggedMessage, NotificationIndex
from retrack.storage.notification_index import TableNotificationIndex
from retrack.storage.receipts import TableFeedback
from tests.builders import NOON, a_notification, a_notification_key, an_order, days, hours
from tests.contract.conftest import Storage
from tests.fakes.notification_log import MemoryNotificationIndex
from tests.fakes.storage import MemoryNotifications


@pytest.fixture
def log(storage: Storage) -> NotificationIndex:
    kept = storage.notifications
    return (
        MemoryNotificationIndex(kept)
        if isinstance(kept, MemoryNotifications)
        else TableNotificationIndex()
    )


def given(storage: Storage, store_id: StoreId, count: int) -> None:
    """Messages about the orders o0, o1, ..., begun an hour after each other."""
    for number in range(count):
        key = a_notification_key(store_id=store_id, order_id=OrderId(f"o{number}"))
        storage.notifications.begin(a_notification(key=key, at=NOON + hours(number)))


def ids(messages: Sequence[LoggedMessage]) -> list[str]:
    return [message.notification.key.order_id for message in messages]


def test_messages_are_listed_newest_first_and_gone_on_from(
    storage: Storage, log: NotificationIndex, store_id: StoreId
) -> None:
    given(storage, store_id, 5)

    first = log.newest(store_id, ALL_TIME, after=None, limit=3)
    second = log.newest(store_id, ALL_TIME, after=first[-1].position, limit=3)

    assert (ids(first), ids(second)) == (["o4", "o3", "o2"], ["o1", "o0"])


def test_what_becomes_of_a_message_leaves_it_in_its_place(
    storage: Storage, log: NotificationIndex, store_id: StoreId
) -> None:
    given(storage, store_id, 3)
    key = a_notification_key(store_id=store_id, order_id=OrderId("o0"))
    begun = storage.notifications.load(key)
    assert begun
    sent = replace(begun, state=NotificationState.SENT, at=NOON + days(1), order_name="#o0")

    storage.notifications.finish(sent)

    listed = log.newest(store_id, ALL_TIME, after=None, limit=10)
    assert ids(listed) == ["o2", "o1", "o0"]
    assert listed[-1].notification == sent


def test_a_span_has_its_first_moment_and_not_its_end(
    storage: Storage, log: NotificationIndex, store_id: StoreId
) -> None:
    given(storage, store_id, 4)

    found = log.newest(store_id, Span(NOON + hours(1), NOON + hours(3)), after=None, limit=10)

    assert ids(found) == ["o2", "o1"]


def test_neither_orders_nor_another_stores_messages_are_among_them(
    storage: Storage, log: NotificationIndex, store_id: StoreId
) -> None:
    storage.orders.create(an_order(store_id=store_id))
    given(storage, StoreId(f"{store_id}x"), 1)

    assert log.newest(store_id, ALL_TIME, after=None, limit=10) == []
    assert len(storage.index.processed(store_id, ALL_TIME, after=None, limit=10)) == 1


def test_orders_are_listed_without_the_messages_about_them(
    storage: Storage, store_id: StoreId
) -> None:
    given(storage, store_id, 2)

    assert list(storage.index.processed(store_id, ALL_TIME, after=None, limit=10)) == []


def test_an_orders_messages_are_found_by_it(
    storage: Storage, log: NotificationIndex, store_id: StoreId
) -> None:
    given(storage, store_id, 3)

    assert ids(log.of_order(store_id, OrderId("o1"))) == ["o1"]
    assert log.of_order(store_id, OrderId("o9")) == []


def test_an_erased_orders_messages_are_in_no_list(
    storage: Storage, log: NotificationIndex, store_id: StoreId
) -> None:
    order = storage.orders.create(an_order(store_id=store_id, id=OrderId("o0")))
    given(storage, store_id, 2)

    storage.orders.erase(order)

    assert ids(log.newest(store_id, ALL_TIME, after=None, limit=10)) == ["o1"]
    assert log.of_order(store_id, order.id) == []


@pytest.mark.usefixtures("table")
def test_what_the_mail_service_reported_is_told_with_its_message(store_id: StoreId) -> None:
    receipts = TableFeedback()
    for number, kind in enumerate((FeedbackKind.BOUNCED, FeedbackKind.OPENED)):
        key = a_notification_key(store_id=store_id, order_id=OrderId(f"o{number}"))
        sent = a_notification(key=key, state=NotificationState.SENT, message_id=f"m{number}")
        receipts.begin(sent)
        receipts.add_feedback(sent, f"m{number}", Feedback(kind, NOON))

    listed = TableNotificationIndex().newest(store_id, ALL_TIME, after=None, limit=10)

    outcomes = [message.notification.outcome for message in listed]
    assert [told and told.kind for told in outcomes] == ["opened", "bounced"]
