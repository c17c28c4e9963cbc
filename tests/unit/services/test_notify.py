"""A customer is told once, however often it is asked for and whatever crashes (R25 to R31)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from retrack.domain.addresses import address_id
from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import Notification, NotificationState, NotSent, address_of
from retrack.domain.orders import Payment
from retrack.domain.plans import Plan
from retrack.domain.senders import Senders
from retrack.domain.settings import Channel, NotificationSettings, Sender, Trigger
from retrack.domain.shipments import StatusChange
from retrack.domain.statuses import Status, StatusSource
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.domain.triggers import WHOLE_ORDER
from retrack.services.notify import LEASE, NotifyCustomer
from retrack.services.ports import EmailSender, MessageDelayed, MessageRefused, OptedOut
from tests.builders import (
    NOON,
    a_checkpoint,
    a_customer,
    a_notification_key,
    a_shipment,
    a_store,
    an_order,
    days,
    hours,
)
from tests.fakes.clock import FixedClock
from tests.fakes.mail import MemorySuppressions
from tests.fakes.senders import FakeEmailSender, FakeSmsSender, PlainWriter
from tests.fakes.storage import MemoryNotifications, MemoryOrders, MemoryStores
from tests.fakes.turns import MemoryTurns
from tests.fakes.waiting import MemoryLater, OneZone

STORE, ORDER, SHIPMENT = StoreId("s1"), OrderId("1001"), ShipmentId("s1")
EMAIL = a_notification_key(channel=Channel.EMAIL)
SMS = a_notification_key(channel=Channel.SMS)
SENDER = Sender(email="shop@example.com")
OURS = Senders(shared_domains=frozenset({"example.com"}))
WISHES = NotificationSettings(email_enabled=True, sms_enabled=True, sender=SENDER)
SHIPPED = Happening(
    id="s1.1001.s1.shipped",
    type=HappeningType.SHIPMENT_SHIPPED,
    store_id=STORE,
    order_id=ORDER,
    at=NOON,
    shipment_id=SHIPMENT,
)


class Crash(Exception):
    """The function dies."""


class World:
    """A store that wants both channels, and an order that was just shipped."""

    def __init__(self) -> None:
        self.log = MemoryNotifications()
        self.orders = MemoryOrders(self.log)
        self.order = self.orders.create(an_order(shipments=(a_shipment(),)))
        self.stores = MemoryStores(a_store(notifications=WISHES))
        self.emails = FakeEmailSender()
        self.texts = FakeSmsSender()
        self.clock = FixedClock(NOON)
        self.later = MemoryLater()
        self.zones = OneZone("UTC")
        self.turns = MemoryTurns()
        self.suppressions = MemorySuppressions()
        self.notify = self.with_emails(self.emails)

    def with_emails(self, emails: EmailSender) -> NotifyCustomer:
        return NotifyCustomer(
            self.orders,
            self.stores,
            self.log,
            PlainWriter(),
            emails,
            self.texts,
            self.clock,
            self.later,
            self.zones,
            self.suppressions,
            self.turns,
            senders=OURS,
        )

    def wish(self, **wishes: object) -> None:
        changed = replace(WISHES, **wishes)  # type: ignore[arg-type]  # of any field
        self.stores.saved[STORE] = a_store(notifications=changed)

    @property
    def sent(self) -> tuple[int, int]:
        """Emails and text messages."""
        return len(self.emails.sent), len(self.texts.sent)

    @property
    def records(self) -> dict[Channel, tuple[NotificationState, NotSent | None]]:
        return {k.channel: (n.state, n.reason) for k, n in self.log.records.items()}


@pytest.fixture
def world() -> World:
    return World()


SENT = (NotificationState.SENT, None)


def not_sent(reason: NotSent) -> tuple[NotificationState, NotSent]:
    return NotificationState.NOT_SENT, reason


# ----------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize("reason", SuppressionReason)
@pytest.mark.parametrize("channel", Channel)
def test_nothing_is_sent_to_a_suppressed_address(
    world: World, channel: Channel, reason: SuppressionReason
) -> None:
    address = address_of(world.order, channel)
    known = address_id("", channel, address.upper())
    world.suppressions.add(Suppression(STORE, known, channel, reason, NOON))

    world.notify(SHIPPED)

    other = Channel.SMS if channel is Channel.EMAIL else Channel.EMAIL
    assert world.records == {channel: not_sent(NotSent(reason)), other: SENT}


def test_an_address_that_is_suppressed_while_its_message_waits_is_not_written_to(
    world: World,
) -> None:
    world.emails.failures = [MessageDelayed("Throttled")]
    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)
    known = address_id("", Channel.EMAIL, world.order.customer.email)
    world.suppressions.add(
        Suppression(STORE, known, Channel.EMAIL, SuppressionReason.UNSUBSCRIBED, NOON)
    )

    world.notify(SHIPPED)

    assert world.records[Channel.EMAIL] == not_sent(NotSent.UNSUBSCRIBED)


@pytest.mark.parametrize("email", ["a@b", "s@example.com\nBcc: t@example.com", "S <s@example.com>"])
@pytest.mark.parametrize("phone", ["0812345678", "+66 81 234 5678", "+66812345678\n"])
def test_what_is_no_address_is_said_and_nothing_is_tried(
    world: World, email: str, phone: str
) -> None:
    customer = a_customer(email=email, phone=phone)
    world.orders.saved[STORE, ORDER] = replace(world.order, customer=customer)

    world.notify(SHIPPED)

    assert world.sent == (0, 0)
    assert set(world.records.values()) == {not_sent(NotSent.BAD_ADDRESS)}


# ---------------------------------------------------------------------------------------- once


def test_a_shipped_parcel_is_told_by_email_and_sms(world: World) -> None:
    done = world.notify(SHIPPED)

    assert world.sent == (1, 1)
    assert world.emails.sent[0].to == world.order.customer.email
    assert world.emails.sent[0].text == world.order.shipments[0].tracking_number
    assert world.texts.sent[0].to == world.order.customer.phone
    assert world.records == {Channel.EMAIL: SENT, Channel.SMS: SENT}
    assert [(n.key.channel, n.message_id) for n in done] == [
        (Channel.EMAIL, "email-1"),
        (Channel.SMS, "sms-1"),
    ]


def test_a_repeated_happening_sends_nothing_more(world: World) -> None:
    world.notify(SHIPPED)
    records = dict(world.log.records)

    for later in (0, 1, 1000):
        world.clock.advance(hours(later))
        assert world.notify(SHIPPED) == []

    assert world.sent == (1, 1)
    assert world.log.records == records


def test_each_parcel_of_an_order_is_told_once(world: World) -> None:
    second = a_shipment(id=ShipmentId("s2"))
    world.orders.save(world.order.with_new(second), before=world.order)

    world.notify(SHIPPED)
    world.notify(replace(SHIPPED, shipment_id=ShipmentId("s2")))

    assert world.sent == (2, 2)


@pytest.mark.parametrize(
    "kind", [k for k in HappeningType if k is not HappeningType.SHIPMENT_SHIPPED]
)
def test_other_happenings_are_not_told(world: World, kind: HappeningType) -> None:
    assert world.notify(replace(SHIPPED, type=kind)) == []
    assert world.log.records == {}


def test_what_is_gone_meanwhile_is_not_told(world: World) -> None:
    assert world.notify(replace(SHIPPED, order_id=OrderId("erased"))) == []
    assert world.notify(replace(SHIPPED, shipment_id=ShipmentId("removed"))) == []
    assert world.notify(replace(SHIPPED, shipment_id=None)) == []
    assert world.log.records == {}


# ------------------------------------------------------------------------ rivals and crashes


@dataclass
class RivalInMidSend(FakeEmailSender):
    """While this sends, another notifier is given the same happening."""

    meanwhile: Callable[[], object]

    def __post_init__(self) -> None:
        super().__init__()

    def send(self, email: object) -> str:
        self.meanwhile()
        return super().send(email)  # type: ignore[arg-type]  # an Email


def test_two_notifiers_at_once_send_once(world: World) -> None:
    def meanwhile() -> None:
        with pytest.raises(MessageDelayed):
            world.notify(SHIPPED)

    rival = RivalInMidSend(meanwhile)

    world.with_emails(rival)(SHIPPED)

    assert len(rival.sent) == 1
    assert world.sent == (0, 1)  # the rival told by SMS, and found the email taken
    assert world.records == {Channel.EMAIL: SENT, Channel.SMS: SENT}


def test_a_claim_is_respected_for_its_lease(world: World) -> None:
    world.emails.crash = Crash()
    with pytest.raises(Crash):
        world.notify(SHIPPED)

    world.clock.advance(LEASE - timedelta(seconds=1))
    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)

    assert world.sent == (1, 1)


def test_a_crash_between_send_and_record_costs_one_email_more_at_most(world: World) -> None:
    for _ in range(5):
        world.emails.crash = Crash()
        with pytest.raises(Crash):
            world.notify(SHIPPED)
        world.clock.advance(LEASE)
        if len(world.emails.sent) == 2:
            break
    world.emails.crash = None
    world.notify(SHIPPED)
    world.clock.advance(LEASE)
    world.notify(SHIPPED)

    assert len(world.emails.sent) == 2
    assert world.records[Channel.EMAIL] == not_sent(NotSent.UNCONFIRMED)


def test_an_email_after_one_crash_is_sent_and_recorded(world: World) -> None:
    world.emails.crash = Crash()
    with pytest.raises(Crash):
        world.notify(SHIPPED)
    world.clock.advance(LEASE)

    world.notify(SHIPPED)

    assert len(world.emails.sent) == 2
    assert world.records[Channel.EMAIL] == SENT


def test_a_crash_between_send_and_record_costs_no_sms_more(world: World) -> None:
    world.texts.crash = Crash()
    with pytest.raises(Crash):
        world.notify(SHIPPED)

    world.clock.advance(LEASE)
    done = world.notify(SHIPPED)
    world.clock.advance(LEASE)
    world.notify(SHIPPED)

    assert len(world.texts.sent) == 1
    assert [n.reason for n in done] == [NotSent.UNCONFIRMED]
    assert world.records[Channel.SMS] == not_sent(NotSent.UNCONFIRMED)


def test_of_two_that_take_an_abandoned_claim_over_one_does(world: World) -> None:
    world.emails.crash = Crash()
    with pytest.raises(Crash):
        world.notify(SHIPPED)
    world.clock.advance(LEASE)
    abandoned = world.log.records[EMAIL]

    class RivalFirst(MemoryNotifications):
        def take_over(self, notification: Notification, *, seen: Notification) -> bool:
            self.records[EMAIL] = replace(abandoned, attempts=2)
            return super().take_over(notification, seen=seen)

    log = RivalFirst()
    log.records = dict(world.log.records)
    log.records[SMS] = Notification(SMS, NotificationState.SENT, NOON)

    assert replace(world.notify, log=log)(SHIPPED) == []
    assert len(world.emails.sent) == 1


def test_a_crash_in_the_email_does_not_take_the_sms_with_it_for_good(world: World) -> None:
    world.emails.crash = Crash()
    with pytest.raises(Crash):
        world.notify(SHIPPED)
    world.clock.advance(LEASE)

    world.notify(SHIPPED)

    assert len(world.texts.sent) == 1


# ----------------------------------------------------------------------------------- throttled


def test_a_throttled_message_waits_and_goes_out_later(world: World) -> None:
    world.emails.failures = [MessageDelayed(), MessageDelayed(), MessageDelayed()]

    for _ in range(3):
        with pytest.raises(MessageDelayed):
            world.notify(SHIPPED)
        assert world.records[Channel.EMAIL] == (NotificationState.WAITING, None)
    world.notify(SHIPPED)

    assert world.sent == (1, 1)
    assert world.records[Channel.EMAIL] == SENT
    assert world.log.records[EMAIL].attempts == 1


def test_one_throttled_channel_does_not_hold_the_other_back(world: World) -> None:
    world.emails.failures = [MessageDelayed()]

    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)

    assert world.sent == (0, 1)
    assert world.records[Channel.SMS] == SENT


def test_waiting_does_not_use_up_the_email_that_a_crash_may_cost(world: World) -> None:
    world.emails.failures = [MessageDelayed(), MessageDelayed()]
    for _ in range(2):
        with pytest.raises(MessageDelayed):
            world.notify(SHIPPED)
    world.emails.crash = Crash()
    with pytest.raises(Crash):
        world.notify(SHIPPED)
    world.clock.advance(LEASE)

    world.notify(SHIPPED)

    assert world.records[Channel.EMAIL] == SENT
    assert len(world.emails.sent) == 2


def test_of_two_that_go_on_with_a_waiting_message_one_sends_it(world: World) -> None:
    world.emails.failures = [MessageDelayed()]
    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)

    def meanwhile() -> None:
        with pytest.raises(MessageDelayed):
            world.notify(SHIPPED)

    rival = RivalInMidSend(meanwhile)
    world.with_emails(rival)(SHIPPED)

    assert len(rival.sent) + len(world.emails.sent) == 1


def test_what_waits_and_is_not_wanted_any_more_is_not_sent(world: World) -> None:
    world.emails.failures = [MessageDelayed()]
    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)
    world.wish(email_enabled=False)

    done = world.notify(SHIPPED)

    assert [(n.state, n.reason) for n in done] == [not_sent(NotSent.CHANNEL_OFF)]
    assert world.records[Channel.EMAIL] == not_sent(NotSent.CHANNEL_OFF)
    assert world.sent == (0, 1)


# ------------------------------------------------------------------------------------ not sent


def test_a_refused_message_is_recorded_with_why_and_not_tried_again(world: World) -> None:
    world.emails.failures = [MessageRefused("mailbox does not exist")]

    world.notify(SHIPPED)
    world.notify(SHIPPED)

    assert world.sent == (0, 1)
    assert world.records[Channel.EMAIL] == not_sent(NotSent.REFUSED)
    assert world.log.records[EMAIL].detail == "mailbox does not exist"


def _another_plan(world: World) -> None:
    world.stores.saved[STORE] = a_store(plan=Plan.BASIC, notifications=WISHES)


def _put(world: World, **changes: object) -> None:
    world.orders.saved[STORE, ORDER] = replace(world.order, **changes)  # type: ignore[arg-type]  # of any field


@pytest.mark.parametrize(
    ("arrange", "email", "sms"),
    [
        (_another_plan, NotSent.PLAN, NotSent.PLAN),
        (
            lambda w: _put(w, shipments=(a_shipment(notify=False),)),
            NotSent.NOT_WANTED,
            NotSent.NOT_WANTED,
        ),
        (
            lambda w: w.wish(email_enabled=False, sms_enabled=False),
            NotSent.CHANNEL_OFF,
            NotSent.CHANNEL_OFF,
        ),
        (
            lambda w: _put(w, customer=a_customer(email="", phone="")),
            NotSent.NO_ADDRESS,
            NotSent.NO_ADDRESS,
        ),
        (lambda w: w.wish(sender=Sender()), NotSent.NO_SENDER, None),
        (lambda w: _put(w, payment=Payment("pending")), None, NotSent.UNPAID),
        (
            lambda w: _put(w, payment=Payment(gateways=("manual",))),
            None,
            NotSent.MARKED_PAID_MANUALLY,
        ),
    ],
)
def test_every_reason_not_to_send_is_recorded_once(
    world: World, arrange: Callable[[World], None], email: NotSent | None, sms: NotSent | None
) -> None:
    arrange(world)

    first = world.notify(SHIPPED)
    records = dict(world.log.records)
    second = world.notify(SHIPPED)

    assert [n.reason for n in first] == [email, sms]
    assert second == []
    assert world.log.records == records
    assert world.sent == (int(email is None), int(sms is None))


def test_what_was_not_wanted_when_it_happened_is_not_sent_later(world: World) -> None:
    world.wish(email_enabled=False)
    world.notify(SHIPPED)
    world.wish(email_enabled=True)

    world.notify(SHIPPED)

    assert world.sent == (0, 1)


def test_an_order_erased_in_mid_send_leaves_no_record(world: World) -> None:
    emails = RivalInMidSend(lambda: world.orders.erase(world.order))

    world.with_emails(emails)(SHIPPED)

    assert EMAIL not in world.log.records


def test_whoever_opted_out_of_text_messages_is_recorded_so(world: World) -> None:
    world.texts.failures = [OptedOut()]

    world.notify(SHIPPED)

    assert world.records[Channel.SMS] == not_sent(NotSent.OPTED_OUT)


# ------------------------------------------------------------------------------------ news


def changed(after: Status, before: Status = Status.IN_TRANSIT) -> Happening:
    return replace(
        SHIPPED,
        id="s1.1001.s1.2.status",
        type=HappeningType.SHIPMENT_STATUS_CHANGED,
        before=before,
        after=after,
    )


def moved(world: World, status: Status, **fields: Any) -> None:
    """The parcel has come to a status, and the store wants every message."""
    world.wish(triggers=dict.fromkeys(Trigger, frozenset(Channel)))
    _put(world, shipments=(a_shipment(status=status, **fields),))


NEWS = [
    (changed(Status.IN_TRANSIT, Status.PENDING), Trigger.IN_TRANSIT),
    (changed(Status.IN_TRANSIT, Status.UNKNOWN), Trigger.IN_TRANSIT),
    (changed(Status.PICK_UP), Trigger.PICK_UP),
    (changed(Status.UNDELIVERED), Trigger.UNDELIVERED),
    (changed(Status.ALERT), Trigger.ALERT),
    (changed(Status.DELIVERED), Trigger.ALL_DELIVERED),
    (replace(SHIPPED, type=HappeningType.SHIPMENT_ARRIVED), Trigger.ARRIVED),
    (replace(SHIPPED, type=HappeningType.SHIPMENT_DELAYED), Trigger.DELAYED),
]


@pytest.mark.parametrize(("happening", "trigger"), NEWS)
def test_each_kind_of_news_is_told_once(
    world: World, happening: Happening, trigger: Trigger
) -> None:
    status = happening.after or Status.IN_TRANSIT
    at = NOON if status is Status.DELIVERED else None
    moved(world, status, delivered_at=at)

    world.notify(happening)
    world.notify(replace(happening, id="again"))

    assert world.sent == (1, 1)
    assert world.emails.sent[0].subject == f"{world.order.name} {trigger}"


def test_news_that_a_store_did_not_choose_is_no_message(world: World) -> None:
    _put(world, shipments=(a_shipment(status=Status.PICK_UP),))

    assert world.notify(changed(Status.PICK_UP)) == []
    assert world.log.records == {}


def test_a_second_journey_is_no_first_scan(world: World) -> None:
    moved(world, Status.IN_TRANSIT)

    assert world.notify(changed(Status.IN_TRANSIT, Status.UNDELIVERED)) == []


def test_one_parcel_of_two_is_told_by_itself_and_the_last_one_as_the_order(world: World) -> None:
    moved(world, Status.DELIVERED, delivered_at=NOON)
    first = world.orders.saved[STORE, ORDER].shipments[0]
    _put(world, shipments=(first, a_shipment(id=ShipmentId("s2"))))
    world.notify(changed(Status.DELIVERED))
    second = a_shipment(id=ShipmentId("s2"), status=Status.DELIVERED, delivered_at=NOON)
    _put(world, shipments=(first, second))

    done = world.notify(replace(changed(Status.DELIVERED), shipment_id=second.id))

    subjects = [email.subject for email in world.emails.sent]
    assert subjects == [f"{world.order.name} {told}" for told in ("delivered", "all_delivered")]
    assert {n.key.trigger: n.reason for n in done} == {
        Trigger.DELIVERED: NotSent.TOLD_AS_ORDER,
        Trigger.ALL_DELIVERED: None,
    }
    assert {n.key.shipment_id for n in done} == {second.id, WHOLE_ORDER}


FINAL_AT_ONCE = (StatusChange(NOON, Status.PENDING, Status.DELIVERED, StatusSource.CARRIER),)
NEXT_WEEK = NOON + days(7) + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("happening", "fields", "now", "reason"),
    [
        (changed(Status.PICK_UP), {"status": Status.DELIVERED}, NOON, NotSent.OVERTAKEN),
        (changed(Status.PICK_UP), {"status": Status.PICK_UP}, NEXT_WEEK, NotSent.OUTDATED),
        (
            changed(Status.PICK_UP),
            {"status": Status.PICK_UP, "last_event": a_checkpoint(at=NOON - days(8))},
            NOON,
            NotSent.OUTDATED,
        ),
        (
            changed(Status.DELIVERED, Status.PENDING),
            {"status": Status.DELIVERED, "changes": FINAL_AT_ONCE},
            NOON,
            NotSent.FINAL_AT_ONCE,
        ),
        (
            replace(SHIPPED, type=HappeningType.SHIPMENT_DELAYED),
            {"status": Status.DELIVERED},
            NOON,
            NotSent.OVERTAKEN,
        ),
    ],
)
def test_what_is_no_news_is_recorded_and_not_sent(
    world: World, happening: Happening, fields: dict[str, Any], now: datetime, reason: NotSent
) -> None:
    moved(world, **fields)
    world.clock.advance(now - NOON)

    done = world.notify(happening)

    assert {n.reason for n in done} == {reason}
    assert world.sent == (0, 0)


def test_the_news_of_exactly_a_week_ago_is_told(world: World) -> None:
    moved(world, Status.PICK_UP)
    world.clock.advance(days(7))

    world.notify(changed(Status.PICK_UP))

    assert len(world.emails.sent) == 1


# ---------------------------------------------------------------------------------- waiting


def test_a_text_message_at_night_waits_for_the_morning_and_is_sent_once(world: World) -> None:
    world.clock.advance(hours(11))  # 23:00 where the customer is

    done = world.notify(SHIPPED)
    again = world.notify(SHIPPED)

    assert world.sent == (1, 0)
    assert (done[1].state, done[1].reason) == (NotificationState.WAITING, NotSent.QUIET_HOURS)
    assert again == []
    assert world.later.put_off == [(SHIPPED, hours(9))] * 2
    world.clock.advance(hours(9))
    world.notify(SHIPPED)
    world.notify(SHIPPED)
    assert world.sent == (1, 1)
    assert world.records[Channel.SMS] == SENT
    assert len(world.later.put_off) == 2


def test_where_a_phone_is_nowhere_it_is_night_when_it_is_in_the_store(world: World) -> None:
    world.zones.zone = None
    world.stores.saved[STORE] = a_store(notifications=WISHES, time_zone="Asia/Tokyo")  # 21:00
    world.clock.advance(hours(1))

    world.notify(SHIPPED)

    assert world.records[Channel.SMS] == (NotificationState.WAITING, NotSent.QUIET_HOURS)


def test_a_store_can_do_without_quiet_hours(world: World) -> None:
    world.wish(quiet_hours=False)
    world.clock.advance(hours(11))

    world.notify(SHIPPED)

    assert world.sent == (1, 1)


def test_what_is_unwanted_does_not_wait(world: World) -> None:
    world.wish(sms_enabled=False)
    world.clock.advance(hours(11))

    world.notify(SHIPPED)

    assert world.records[Channel.SMS] == not_sent(NotSent.CHANNEL_OFF)
    assert world.later.put_off == []


def test_shipped_waits_for_the_carrier_where_the_store_wants_it(world: World) -> None:
    world.wish(wait_until_known=True)

    world.notify(SHIPPED)

    assert world.sent == (0, 0)
    assert set(world.records.values()) == {(NotificationState.WAITING, NotSent.NOT_YET_KNOWN)}
    assert world.later.put_off == [(SHIPPED, hours(48))]
    _put(world, shipments=(a_shipment(status=Status.IN_TRANSIT),))
    world.notify(changed(Status.IN_TRANSIT, Status.PENDING))
    world.notify(SHIPPED)
    assert world.sent == (1, 1)
    assert set(world.records.values()) == {SENT}


@pytest.mark.parametrize(("waited", "sent"), [(hours(47), 0), (hours(48), 1)])
def test_shipped_waits_two_days_at_most(world: World, waited: timedelta, sent: int) -> None:
    world.wish(wait_until_known=True)
    world.notify(SHIPPED)
    world.clock.advance(waited)

    world.notify(SHIPPED)

    assert world.sent == (sent, sent)


def test_what_waits_and_is_throttled_comes_back_by_the_queue_itself(world: World) -> None:
    world.clock.advance(hours(11))
    world.emails.failures = [MessageDelayed()]

    with pytest.raises(MessageDelayed):
        world.notify(SHIPPED)

    assert world.later.put_off == []
    assert world.records[Channel.SMS] == (NotificationState.WAITING, NotSent.QUIET_HOURS)
