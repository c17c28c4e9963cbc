"""What the mail service reports, and what merchants and customers say, decides whom we tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from retrack.domain.addresses import address_id
from retrack.domain.errors import Invalid, NotFound
from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.notifications import NotificationState
from retrack.domain.settings import Channel, NotificationSettings
from retrack.domain.suppressions import SuppressionReason, UnsubscribeLink, link_token
from retrack.services.apply_mail_report import Applied, ApplyMailReport
from retrack.services.mail_ports import MailReport
from retrack.services.suppress import Suppress, Unsubscribe
from tests.builders import (
    NOON,
    a_customer,
    a_notification,
    a_notification_key,
    a_store,
    an_order,
    hours,
)
from tests.fakes.clock import FixedClock
from tests.fakes.mail import MemoryFeedback, MemorySuppressions
from tests.fakes.storage import MemoryNotifications, MemoryOrders, MemoryStores

STORE, ADDRESS, KEY = StoreId("s1"), "somchai@example.com", "key"
MESSAGE = a_notification_key()
KNOWN = address_id(KEY, Channel.EMAIL, ADDRESS)


class World:
    """A store, an order, and an email that is just being sent."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.log = MemoryNotifications()
        self.feedback = MemoryFeedback(self.log)
        self.suppressions = MemorySuppressions()
        self.orders = MemoryOrders(self.log)
        self.order = self.orders.create(an_order(customer=a_customer(email=ADDRESS)))
        self.stores = MemoryStores(a_store(cursor_key=KEY))
        self.sending = a_notification()
        self.log.begin(self.sending)
        self.apply = ApplyMailReport(self.feedback, self.stores, self.suppressions)
        self.suppress = Suppress(self.suppressions, self.clock)
        self.unsubscribe = Unsubscribe(self.suppressions, self.stores, self.orders, self.clock)
        self.token = link_token(UnsubscribeLink(MESSAGE, KNOWN), KEY)

    def report(self, kind: FeedbackKind, *, at: datetime = NOON, message_id: str = "m1") -> Applied:
        return self.apply(MailReport(MESSAGE, message_id, Feedback(kind, at), (ADDRESS.upper(),)))

    @property
    def reason(self) -> SuppressionReason | None:
        found = self.suppressions.find(STORE, [KNOWN])
        return found[KNOWN].reason if found else None

    @property
    def told(self) -> list[FeedbackKind]:
        return [feedback.kind for feedback in self.feedback.feedback_of(MESSAGE, "m1")]


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (FeedbackKind.BOUNCED, SuppressionReason.BOUNCED),
        (FeedbackKind.COMPLAINED, SuppressionReason.COMPLAINED),
        (FeedbackKind.SOFT_BOUNCED, None),
        (FeedbackKind.DELIVERED, None),
        (FeedbackKind.DELAYED, None),
        (FeedbackKind.REJECTED, None),
        (FeedbackKind.FAILED, None),
    ],
)
def test_only_what_is_for_good_stops_the_next_email(
    world: World, kind: FeedbackKind, reason: SuppressionReason | None
) -> None:
    assert world.report(kind) is Applied.RECORDED

    assert world.told == [kind]
    assert world.reason is reason


def test_reports_come_in_any_order_and_any_number(world: World) -> None:
    kinds = [FeedbackKind.COMPLAINED, FeedbackKind.DELIVERED, FeedbackKind.BOUNCED]
    outcomes = [world.report(kind) for kind in kinds * 2]

    assert outcomes == [Applied.RECORDED] * 3 + [Applied.KNOWN] * 3
    assert sorted(world.told) == sorted(kinds)
    assert world.reason is SuppressionReason.COMPLAINED


def test_a_repeated_bounce_suppresses_nobody_who_was_allowed_again(world: World) -> None:
    world.report(FeedbackKind.BOUNCED)
    world.suppress.allow(STORE, ADDRESS, key=KEY)

    assert world.report(FeedbackKind.BOUNCED) is Applied.KNOWN
    assert world.reason is None


def test_a_bounce_from_before_an_address_was_allowed_again_is_recorded_alone(world: World) -> None:
    world.suppress.block(STORE, ADDRESS, key=KEY, actor="person:1")
    world.clock.moment = NOON + hours(2)
    world.suppress.allow(STORE, ADDRESS, key=KEY)

    assert world.report(FeedbackKind.BOUNCED, at=NOON + hours(1)) is Applied.RECORDED
    assert world.reason is None
    assert world.told == [FeedbackKind.BOUNCED]


def test_a_crash_between_suppressing_and_recording_is_made_good_by_the_repeat(
    world: World,
) -> None:
    class Crash(Exception):
        pass

    class Crashing(MemoryFeedback):
        def add_feedback(self, *_: object, **__: object) -> bool:
            raise Crash

    with pytest.raises(Crash):
        replace(world.apply, log=Crashing(world.log))(
            MailReport(MESSAGE, "m1", Feedback(FeedbackKind.BOUNCED, NOON), (ADDRESS,))
        )

    assert world.reason is SuppressionReason.BOUNCED
    assert world.report(FeedbackKind.BOUNCED) is Applied.RECORDED


def test_reports_of_messages_that_we_do_not_know_change_nothing(world: World) -> None:
    world.log.finish(replace(world.sending, state=NotificationState.SENT, message_id="m1"))
    elsewhere = replace(MESSAGE, order_id=OrderId("other"))
    bounced = Feedback(FeedbackKind.BOUNCED, NOON)

    assert world.report(FeedbackKind.BOUNCED, message_id="forged") is Applied.STRANGE
    assert world.apply(MailReport(elsewhere, "m1", bounced, (ADDRESS,))) is Applied.STRANGE
    world.stores.saved.clear()
    assert world.report(FeedbackKind.BOUNCED) is Applied.STRANGE

    assert world.told == []
    assert world.reason is None


@pytest.mark.parametrize("wanted", [False, True])
def test_that_an_email_was_opened_is_kept_where_the_store_wants_to_know(
    world: World, wanted: bool
) -> None:
    wishes = NotificationSettings(track_opens=wanted)
    world.stores.saved[STORE] = a_store(cursor_key=KEY, notifications=wishes)

    outcome = world.report(FeedbackKind.OPENED)

    assert outcome is (Applied.RECORDED if wanted else Applied.UNWANTED)
    assert world.told == ([FeedbackKind.OPENED] if wanted else [])


def test_whoever_has_the_link_stops_and_starts_the_emails(world: World) -> None:
    assert not world.unsubscribe.show(world.token).has_stopped

    for _ in range(2):
        choice = world.unsubscribe.stop(world.token)
        assert (choice.has_stopped, choice.locale, choice.store.name) == (True, "th", "A store")
    stopped = world.reason
    assert stopped is SuppressionReason.UNSUBSCRIBED
    assert world.suppress.of_order(world.order, key=KEY)[Channel.EMAIL].message == MESSAGE

    for _ in range(2):
        assert not world.unsubscribe.start(world.token).has_stopped
    assert world.reason is None
    assert world.unsubscribe.stop(world.token).has_stopped


def test_a_link_takes_back_nothing_but_a_stop(world: World) -> None:
    world.report(FeedbackKind.COMPLAINED)

    assert world.unsubscribe.start(world.token).has_stopped
    assert world.reason is SuppressionReason.COMPLAINED


def test_a_link_takes_back_nothing_that_came_while_it_was_followed(world: World) -> None:
    world.unsubscribe.stop(world.token)

    class MerchantMeanwhile(MemorySuppressions):
        def allow(self, *which: Any, **how: Any) -> None:
            world.suppress.block(STORE, ADDRESS, key=KEY, actor="person:1")
            super().allow(*which, **how)

    meanwhile = MerchantMeanwhile()
    meanwhile.kept = world.suppressions.kept

    choice = replace(world.unsubscribe, suppressions=meanwhile).start(world.token)

    assert choice.is_held
    assert world.reason is SuppressionReason.BLOCKED


def test_a_link_works_after_its_order_was_erased(world: World) -> None:
    world.orders.erase(world.order)

    assert world.unsubscribe.stop(world.token).locale == ""
    assert world.reason is SuppressionReason.UNSUBSCRIBED


@pytest.mark.parametrize("token", ["", "s1.a.b", "other.a.b", "s1"])
def test_a_link_that_nobody_sent_does_nothing(world: World, token: str) -> None:
    for act in (world.unsubscribe.show, world.unsubscribe.stop, world.unsubscribe.start):
        with pytest.raises(NotFound):
            act(token)

    assert not world.suppressions.kept


def test_a_merchant_says_whom_not_to_write_to_and_takes_it_back(world: World) -> None:
    for address, channel in ((ADDRESS, Channel.EMAIL), ("+66812345678", Channel.SMS)):
        blocked = world.suppress.block(STORE, address, key=KEY, actor="person:1")
        assert (blocked.channel, blocked.reason) == (channel, SuppressionReason.BLOCKED)

    assert set(world.suppress.of_order(world.order, key=KEY)) == set(Channel)
    world.suppress.allow(STORE, "+66812345678", key=KEY)
    assert set(world.suppress.of_order(world.order, key=KEY)) == {Channel.EMAIL}
    assert not world.suppress.of_order(
        replace(world.order, customer=a_customer(email="", phone="")), key=KEY
    )


def test_what_is_in_force_already_and_weighs_more_stays(world: World) -> None:
    world.report(FeedbackKind.COMPLAINED)

    blocked = world.suppress.block(STORE, ADDRESS, key=KEY, actor="person:1")

    assert blocked.reason is SuppressionReason.COMPLAINED


@pytest.mark.parametrize("address", ["", "a@b", "0812345678", "Somchai <s@example.com>"])
def test_what_is_no_address_cannot_be_blocked(world: World, address: str) -> None:
    with pytest.raises(Invalid) as refusal:
        world.suppress.block(STORE, address, key=KEY, actor="person:1")

    assert refusal.value.problems[0].field == "address"
