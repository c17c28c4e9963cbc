"""Each mail to a merchant goes out once to each recipient; the digest tells what is new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from retrack.domain.account import Incident, TrackingAccount, Trouble
from retrack.domain.cadences import hour_of
from retrack.domain.digests import MailState
from retrack.domain.feedback import FeedbackKind
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.mail_links import recipient_hash
from retrack.domain.mail_returns import MailReturn
from retrack.domain.merchant_mail import MerchantMail
from retrack.domain.orders import Order
from retrack.domain.plans import Plan
from retrack.domain.sender_identity import IdentityKind, IdentityState, SenderIdentity
from retrack.domain.senders import Senders
from retrack.domain.settings import Store
from retrack.domain.statuses import Status
from retrack.services.mail_merchant import LEASE, MailMerchant
from retrack.services.merchant_ports import DueOrder, MerchantTask
from retrack.services.merchant_rounds import MerchantRounds
from retrack.services.ports import Email, MessageDelayed, MessageRefused
from tests.builders import NOON, a_shipment, a_store, an_order, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.merchant import FakeMerchantQueue, MemoryDueOrders, MemoryMailLog
from tests.fakes.parameters import MemoryWatermark
from tests.fakes.storage import MemoryCredentials, MemoryOrders, MemoryStores

STORE = StoreId("s1")
DAY = "2026-11-01"
WISHES = MerchantMail(digest=True)


class PlainWriter:
    """Tells ids, so that tests see what was to be told."""

    def digest(self, store: Store, orders: Sequence[DueOrder], *, to: str, now: object) -> Email:
        return self._email(to, " ".join(order.order_id for order in orders))

    def warning(self, store: Store, incident: Incident, *, to: str) -> Email:
        return self._email(to, incident.trouble)

    def all_clear(self, store: Store, *, to: str) -> Email:
        return self._email(to, f"{store.id} is well")

    @staticmethod
    def _email(to: str, subject: str) -> Email:
        return Email("retrack@example.com", to, subject, subject, subject)


class Postbox:
    """`EmailSender`; `failing` is raised for an address."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.failing: dict[str, Exception] = {}

    def send(self, email: Email) -> str:
        if email.to in self.failing:
            raise self.failing[email.to]
        self.sent.append((email.to, email.subject))
        return "m1"


class World:
    def __init__(self) -> None:
        self.orders = MemoryOrders()
        self.stores = MemoryStores(a_store(merchant_mail=WISHES))
        self.people = MemoryCredentials()
        self.people.add_person("p1", STORE, "owner", email="ann@example.com")
        self.people.add_person("p2", STORE, "staff", email="bob@example.com")
        self.log = MemoryMailLog()
        self.box = Postbox()
        self.clock = FixedClock(NOON)
        self.senders = Senders(default="retrack@example.com")

    @property
    def mail(self) -> MailMerchant:
        return MailMerchant(
            self.stores, self.people, self.log, MemoryDueOrders(self.orders),
            PlainWriter(), self.box, self.senders, self.clock,
        )  # fmt: skip

    def change(self, **fields: object) -> None:
        self.stores.saved[STORE] = replace(self.stores.saved[STORE], **fields)  # type: ignore[arg-type]

    def alert(self, order_id: str, *, ago: timedelta) -> Order:
        shipment = a_shipment(status=Status.ALERT, status_changed_at=self.clock.now() - ago)
        return self.orders.create(an_order(id=OrderId(order_id), shipments=(shipment,)))

    def next_day(self) -> str:
        self.clock.moment += days(1)
        return self.clock.moment.date().isoformat()


@pytest.fixture
def world() -> World:
    return World()


# -------------------------------------------------------------------------------------- digests


def test_owners_are_told_what_is_new(world: World) -> None:
    world.alert("1", ago=hours(2))

    assert world.mail.digest(STORE, DAY) is MailState.SENT
    assert world.box.sent == [("ann@example.com", "1")]


def test_a_day_is_told_once_however_often_it_is_due(world: World) -> None:
    world.alert("1", ago=hours(2))
    world.mail.digest(STORE, DAY)
    world.alert("2", ago=hours(1))

    assert world.mail.digest(STORE, DAY) is None
    assert len(world.box.sent) == 1


def test_the_next_day_tells_what_came_since(world: World) -> None:
    world.alert("1", ago=hours(2))
    world.mail.digest(STORE, DAY)
    tomorrow = world.next_day()
    world.alert("2", ago=hours(3))

    world.mail.digest(STORE, tomorrow)

    assert world.box.sent[1:] == [("ann@example.com", "2")]


def test_what_its_carrier_told_late_is_not_forgotten(world: World) -> None:
    world.alert("1", ago=hours(2))
    world.mail.digest(STORE, DAY)
    tomorrow = world.next_day()
    world.alert("2", ago=days(3))  # three days old, and heard of only now

    world.mail.digest(STORE, tomorrow)

    assert world.box.sent[1:] == [("ann@example.com", "2")]


def test_the_first_digest_is_of_one_day_and_the_second_does_not_catch_up_on_the_rest(
    world: World,
) -> None:
    world.alert("old", ago=days(2))
    world.alert("new", ago=hours(2))

    world.mail.digest(STORE, DAY)
    world.mail.digest(STORE, world.next_day())

    assert world.box.sent == [("ann@example.com", "new")]


def test_an_order_in_new_trouble_is_new_again(world: World) -> None:
    order = world.alert("1", ago=hours(2))
    world.mail.digest(STORE, DAY)
    tomorrow = world.next_day()
    again = replace(order.shipments[0], status_changed_at=world.clock.now() - hours(1))
    world.orders.save(order.with_changed(again), before=order)

    world.mail.digest(STORE, tomorrow)

    assert len(world.box.sent) == 2


def test_without_news_there_is_no_mail(world: World) -> None:
    assert world.mail.digest(STORE, DAY) is MailState.NOT_SENT
    assert world.box.sent == []


def test_others_than_the_owners_are_told_where_they_are_named(world: World) -> None:
    world.change(merchant_mail=replace(WISHES, recipients=("team@example.com", "x@example.com")))
    world.alert("1", ago=hours(2))

    world.mail.digest(STORE, DAY)

    assert [to for to, _ in world.box.sent] == ["team@example.com", "x@example.com"]


@pytest.mark.parametrize(
    "change",
    [
        {"plan": Plan.BASIC},
        {"merchant_mail": MerchantMail()},
        {"merchant_mail": replace(WISHES, recipients=("no address",))},
    ],
)
def test_whoever_is_not_to_be_mailed_is_not(world: World, change: dict[str, object]) -> None:
    world.change(**change)
    world.alert("1", ago=hours(2))

    assert world.mail.digest(STORE, DAY) is None
    assert (world.box.sent, world.log.mails) == ([], {})


def test_without_any_sender_nothing_is_sent_and_nothing_claimed(world: World) -> None:
    world.senders = Senders()
    world.alert("1", ago=hours(2))

    assert world.mail.digest(STORE, DAY) is None
    assert world.log.mails == {}


def test_a_store_that_is_gone_is_no_error(world: World) -> None:
    assert world.mail.digest(StoreId("gone"), DAY) is None


# ------------------------------------------------------------------------------ when things fail


def test_who_has_it_is_not_mailed_again_when_another_had_to_wait(world: World) -> None:
    world.change(merchant_mail=replace(WISHES, recipients=("a@example.com", "b@example.com")))
    world.alert("1", ago=hours(2))
    world.box.failing["b@example.com"] = MessageDelayed("throttled")
    with pytest.raises(MessageDelayed):
        world.mail.digest(STORE, DAY)
    world.box.failing.clear()

    assert world.mail.digest(STORE, DAY) is MailState.SENT
    assert [to for to, _ in world.box.sent] == ["a@example.com", "b@example.com"]


def test_an_address_that_is_refused_keeps_nobody_else_from_it(world: World) -> None:
    world.change(merchant_mail=replace(WISHES, recipients=("a@example.com", "b@example.com")))
    world.alert("1", ago=hours(2))
    world.box.failing["a@example.com"] = MessageRefused("MessageRejected")

    assert world.mail.digest(STORE, DAY) is MailState.SENT
    assert [to for to, _ in world.box.sent] == ["b@example.com"]


def test_a_crash_in_mid_send_costs_one_mail_more_and_never_two(world: World) -> None:
    world.alert("1", ago=hours(2))
    world.box.failing["ann@example.com"] = RuntimeError("the machine is gone")
    with pytest.raises(RuntimeError):
        world.mail.digest(STORE, DAY)
    with pytest.raises(MessageDelayed):  # somebody may still be at it
        world.mail.digest(STORE, DAY)

    for expected in (RuntimeError, None):
        world.clock.moment += LEASE
        if expected:
            with pytest.raises(expected):
                world.mail.digest(STORE, DAY)
        else:
            world.box.failing.clear()
            assert world.mail.digest(STORE, DAY) is MailState.NOT_SENT
    assert world.box.sent == []


def test_a_crash_among_several_costs_whom_it_reached_no_second_mail(world: World) -> None:
    named = ("a@example.com", "b@example.com", "c@example.com")
    world.change(merchant_mail=replace(WISHES, recipients=named))
    world.alert("1", ago=hours(2))
    world.box.failing["c@example.com"] = RuntimeError("the machine is gone")
    with pytest.raises(RuntimeError):
        world.mail.digest(STORE, DAY)
    world.box.failing.clear()
    world.clock.moment += LEASE

    assert world.mail.digest(STORE, DAY) is MailState.SENT
    assert [to for to, _ in world.box.sent] == list(named)


# ------------------------------------------------------------------------ mail that came back


def test_whom_mail_came_back_from_is_not_mailed(world: World) -> None:
    world.change(merchant_mail=replace(WISHES, recipients=("a@example.com", "b@example.com")))
    bounced = MailReturn(recipient_hash("A@example.com"), FeedbackKind.BOUNCED, NOON)
    world.change(mail_returns=(bounced,))
    world.alert("1", ago=hours(2))

    assert world.mail.digest(STORE, DAY) is MailState.SENT
    assert [to for to, _ in world.box.sent] == ["b@example.com"]


def test_where_mail_comes_back_from_everybody_nothing_is_claimed(world: World) -> None:
    bounced = MailReturn(recipient_hash("ann@example.com"), FeedbackKind.COMPLAINED, NOON)
    world.change(mail_returns=(bounced,))
    world.alert("1", ago=hours(2))

    assert world.mail.digest(STORE, DAY) is None
    assert world.log.mails == {}


# ------------------------------------------------------------------------------------- warnings


def troubled(world: World) -> str:
    account = TrackingAccount().troubled(Trouble.REFUSED, now=NOON)
    world.change(account=account)
    assert account.incident
    return account.incident.id


def test_an_incident_is_warned_of_once(world: World) -> None:
    incident = troubled(world)

    assert world.mail.warning(STORE, incident) is MailState.SENT
    assert world.mail.warning(STORE, incident) is None
    assert world.box.sent == [("ann@example.com", "refused")]


def test_what_is_over_is_not_warned_of(world: World) -> None:
    incident = troubled(world)
    world.change(account=TrackingAccount())

    assert world.mail.warning(STORE, incident) is None


def test_warnings_can_be_switched_off(world: World) -> None:
    incident = troubled(world)
    world.change(merchant_mail=MerchantMail(warnings=False))

    assert world.mail.warning(STORE, incident) is None


def over(world: World) -> None:
    account = world.stores.saved[STORE].account
    world.change(account=account.over(Trouble.REFUSED, now=world.clock.now()))


def test_who_was_warned_is_told_once_that_it_is_over(world: World) -> None:
    incident = troubled(world)
    world.mail.warning(STORE, incident)
    assert world.mail.all_clear(STORE, incident) is None  # it goes on
    over(world)

    assert world.mail.all_clear(STORE, incident) is MailState.SENT
    assert world.mail.all_clear(STORE, incident) is None
    assert world.box.sent[1:] == [("ann@example.com", "s1 is well")]


def test_who_was_not_warned_is_not_told_that_it_is_over(world: World) -> None:
    incident = troubled(world)
    over(world)

    assert world.mail.all_clear(STORE, incident) is None
    assert world.mail.all_clear(STORE, "refused.1") is None
    assert world.box.sent == []


def test_that_it_is_over_is_a_warning_that_can_be_switched_off(world: World) -> None:
    incident = troubled(world)
    world.mail.warning(STORE, incident)
    over(world)
    world.change(merchant_mail=MerchantMail(warnings=False))

    assert world.mail.all_clear(STORE, incident) is None


# --------------------------------------------------------------------------------------- rounds


class Rounds:
    def __init__(self, world: World) -> None:
        self.world, self.queue, self.watermark = world, FakeMerchantQueue(), MemoryWatermark()

    def made_at(self, hour: float) -> list[MerchantTask]:
        """What is queued so many hours after noon on the first."""
        self.world.clock.moment = NOON + hours(hour)
        self.queue.tasks = []
        MerchantRounds(self.world.stores, self.queue, self.watermark, self.world.clock)()
        return self.queue.tasks


@pytest.fixture
def rounds(world: World) -> Rounds:
    return Rounds(world)


def test_a_digest_is_queued_in_its_hour_alone(rounds: Rounds) -> None:
    due = {hour: rounds.made_at(hour) for hour in range(24)}

    assert {hour: tasks for hour, tasks in due.items() if tasks} == {
        20: [MerchantTask("digest", STORE, "2026-11-02")]
    }


def test_after_an_outage_one_digest_is_queued(rounds: Rounds) -> None:
    rounds.made_at(0)

    assert rounds.made_at(70) == [MerchantTask("digest", STORE, "2026-11-04")]


def test_rounds_that_are_made_twice_in_an_hour_queue_no_digest_twice(rounds: Rounds) -> None:
    rounds.made_at(19)

    assert len(rounds.made_at(20)) == 1
    assert rounds.made_at(20.5) == []


def test_rounds_that_crashed_are_made_again(rounds: Rounds) -> None:
    rounds.made_at(20)
    rounds.watermark.hour = hour_of(NOON + hours(19))

    assert len(rounds.made_at(20)) == 1


def test_a_warning_that_may_be_lost_is_looked_after_for_a_day(rounds: Rounds, world: World) -> None:
    world.change(merchant_mail=MerchantMail())
    incident = troubled(world)

    assert rounds.made_at(1) == [MerchantTask("warning", STORE, incident)]
    assert rounds.made_at(24) == []


def test_an_end_is_looked_after_once_it_is_for_good(rounds: Rounds, world: World) -> None:
    world.change(merchant_mail=MerchantMail())
    incident = troubled(world)
    over(world)

    assert rounds.made_at(5) == []
    assert rounds.made_at(6) == [MerchantTask("all_clear", STORE, incident)]
    assert rounds.made_at(30) == []


def test_a_store_off_the_plan_has_only_its_sender_looked_at(rounds: Rounds, world: World) -> None:
    state, kind = IdentityState.PENDING, IdentityKind.DOMAIN
    pending = SenderIdentity("example.org", kind, state, begun_at=NOON, since=NOON)
    troubled(world)
    world.change(plan=Plan.BASIC, identity=pending)

    assert rounds.made_at(20) == [MerchantTask("identity", STORE)]


def test_a_proved_sender_is_looked_at_once_a_day(rounds: Rounds, world: World) -> None:
    state, kind = IdentityState.VERIFIED, IdentityKind.DOMAIN
    proved = SenderIdentity("example.org", kind, state, begun_at=NOON, since=NOON)
    world.change(merchant_mail=MerchantMail(), identity=proved)

    assert sum(len(rounds.made_at(hour)) for hour in range(48)) == 2
