"""`Suppressions` and `FeedbackLog`: whom nothing is sent to, and what became of emails."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.identifiers import StoreId
from retrack.domain.notifications import Notification, NotificationState
from retrack.domain.settings import Channel
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.services.mail_ports import FeedbackLog, Suppressions
from retrack.services.ports import NotificationLog, OrderStore
from retrack.storage.notifications import TableNotifications
from retrack.storage.orders import TableOrders
from retrack.storage.receipts import TableFeedback
from retrack.storage.suppressions import TableSuppressions
from tests.builders import NOON, a_notification, a_notification_key, an_order, fresh_store_id, hours
from tests.fakes.mail import MemoryFeedback, MemorySuppressions
from tests.fakes.storage import MemoryNotifications, MemoryOrders

ADDRESS, OTHER = "0a" * 16, "0b" * 16
DELIVERED = Feedback(FeedbackKind.DELIVERED, NOON)
BOUNCED = Feedback(FeedbackKind.BOUNCED, NOON + hours(1), "NoEmail 5.1.1")


@dataclass(frozen=True)
class Mail:
    suppressions: Suppressions
    feedback: FeedbackLog
    log: NotificationLog
    orders: OrderStore


@pytest.fixture(params=["memory", "table"])
def mail(request: pytest.FixtureRequest) -> Mail:
    if request.param == "memory":
        log = MemoryNotifications()
        return Mail(MemorySuppressions(), MemoryFeedback(log), log, MemoryOrders(log))
    request.getfixturevalue("table")
    return Mail(TableSuppressions(), TableFeedback(), TableNotifications(), TableOrders())


@pytest.fixture
def store_id() -> StoreId:
    return fresh_store_id()


def suppressed(store_id: StoreId, **fields: object) -> Suppression:
    begun = Suppression(store_id, ADDRESS, Channel.EMAIL, SuppressionReason.BOUNCED, NOON)
    return replace(begun, **fields)  # type: ignore[arg-type]  # of any field


def test_a_suppressed_address_is_found_whole(mail: Mail, store_id: StoreId) -> None:
    key = a_notification_key(store_id=store_id)
    kept = suppressed(store_id, message=key, actor="person:1")

    assert mail.suppressions.add(kept)

    assert mail.suppressions.find(store_id, [ADDRESS]) == {ADDRESS: kept}
    assert mail.suppressions.find(store_id, [ADDRESS, OTHER]) == {ADDRESS: kept}
    assert mail.suppressions.find(store_id, [OTHER]) == {}
    assert mail.suppressions.find(store_id, []) == {}
    assert mail.suppressions.find(fresh_store_id(), [ADDRESS]) == {}


def test_a_weightier_reason_takes_a_lighter_ones_place(mail: Mail, store_id: StoreId) -> None:
    reasons = list(SuppressionReason)
    for reason in reasons:
        assert mail.suppressions.add(suppressed(store_id, reason=reason))
        assert not mail.suppressions.add(suppressed(store_id, reason=reason, at=NOON + hours(1)))

    for reason in reasons:
        assert not mail.suppressions.add(suppressed(store_id, reason=reason))

    assert mail.suppressions.find(store_id, [ADDRESS])[ADDRESS].reason is reasons[-1]


def test_what_happened_before_an_address_was_allowed_again_counts_no_more(
    mail: Mail, store_id: StoreId
) -> None:
    mail.suppressions.add(suppressed(store_id))
    mail.suppressions.allow(store_id, ADDRESS, now=NOON + hours(2))

    assert not mail.suppressions.find(store_id, [ADDRESS])
    assert not mail.suppressions.add(suppressed(store_id, at=NOON + hours(1)))
    assert not mail.suppressions.find(store_id, [ADDRESS])
    assert mail.suppressions.add(suppressed(store_id, at=NOON + hours(2)))
    assert mail.suppressions.find(store_id, [ADDRESS])


def test_allowing_what_was_never_suppressed_leaves_nothing(mail: Mail, store_id: StoreId) -> None:
    mail.suppressions.allow(store_id, ADDRESS, now=NOON + hours(2))

    assert mail.suppressions.add(suppressed(store_id))


def test_a_reason_alone_is_lifted_and_no_weightier_one(mail: Mail, store_id: StoreId) -> None:
    stopped = suppressed(store_id, reason=SuppressionReason.UNSUBSCRIBED)
    mail.suppressions.add(stopped)
    mail.suppressions.add(suppressed(store_id, reason=SuppressionReason.BLOCKED))

    mail.suppressions.allow(store_id, ADDRESS, now=NOON, only=SuppressionReason.UNSUBSCRIBED)
    assert mail.suppressions.find(store_id, [ADDRESS])
    mail.suppressions.allow(store_id, ADDRESS, now=NOON, only=SuppressionReason.BLOCKED)
    assert not mail.suppressions.find(store_id, [ADDRESS])


def test_suppressed_addresses_come_in_pages(mail: Mail, store_id: StoreId) -> None:
    kept = [suppressed(store_id, address_id=f"{n:032x}") for n in range(5)]
    for suppression in reversed(kept):
        mail.suppressions.add(suppression)
    mail.suppressions.allow(store_id, kept[1].address_id, now=NOON)
    mail.suppressions.add(suppressed(fresh_store_id()))

    first = mail.suppressions.page(store_id, after=None, limit=2)
    rest = mail.suppressions.page(store_id, after=first[-1].address_id, limit=9)

    assert [*first, *rest] == [kept[0], *kept[2:]]


def sent(store_id: StoreId, mail: Mail) -> Notification:
    order = mail.orders.create(an_order(store_id=store_id))
    notification = a_notification(key=a_notification_key(store_id=store_id, order_id=order.id))
    mail.log.begin(notification)
    return notification


def test_feedback_is_kept_once_for_each_kind_and_email(mail: Mail, store_id: StoreId) -> None:
    notification = sent(store_id, mail)
    key = notification.key

    assert mail.feedback.feedback_of(key, "m1") in ((), [])
    assert mail.feedback.add_feedback(notification, "m1", DELIVERED)
    assert not mail.feedback.add_feedback(notification, "m1", replace(DELIVERED, at=BOUNCED.at))
    assert mail.feedback.add_feedback(notification, "m1", BOUNCED)
    assert mail.feedback.add_feedback(notification, "m2", DELIVERED)

    assert list(mail.feedback.feedback_of(key, "m1")) == [DELIVERED, BOUNCED]
    assert list(mail.feedback.feedback_of(key, "m2")) == [DELIVERED]
    assert mail.feedback.load(key) == notification


@pytest.fixture
def on_table(table: str) -> Mail:
    return Mail(TableSuppressions(), TableFeedback(), TableNotifications(), TableOrders())


def shown(mail: Mail, notification: Notification) -> tuple[Feedback, ...]:
    key = notification.key
    (found,) = mail.orders.load_file(key.store_id, key.order_id).notifications
    return found.feedback


def test_feedback_that_comes_before_the_record_of_the_sending_stays(
    on_table: Mail, store_id: StoreId
) -> None:
    notification = sent(store_id, on_table)
    on_table.feedback.add_feedback(notification, "m1", BOUNCED)
    on_table.feedback.add_feedback(notification, "m1", DELIVERED)

    on_table.log.finish(replace(notification, state=NotificationState.SENT, message_id="m1"))

    assert shown(on_table, notification) == (DELIVERED, BOUNCED)


def test_feedback_on_another_email_is_not_shown(on_table: Mail, store_id: StoreId) -> None:
    notification = sent(store_id, on_table)
    on_table.feedback.add_feedback(notification, "other", BOUNCED)

    on_table.log.finish(replace(notification, state=NotificationState.SENT, message_id="m1"))

    assert shown(on_table, notification) == ()


def test_feedback_is_erased_with_its_order(on_table: Mail, store_id: StoreId) -> None:
    notification = sent(store_id, on_table)
    on_table.feedback.add_feedback(notification, "m1", BOUNCED)
    key = notification.key

    on_table.orders.erase(on_table.orders.load(store_id, key.order_id))

    assert not on_table.feedback.feedback_of(key, "m1")
