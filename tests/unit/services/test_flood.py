"""Ten thousand messages at once: none is lost, none goes out twice, and nobody else waits for them.

The queue, the mail service's rate and the time are models; the notifier's use case is the real one.
Nothing here depends on how fast the machine is: what is counted are rounds of one second.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import NotificationState
from retrack.domain.orders import Customer
from retrack.domain.senders import Senders
from retrack.domain.settings import NotificationSettings, Sender
from retrack.domain.turns import STORE_SHARE
from retrack.messaging.notification_queue import pause
from retrack.services.notify import NotifyCustomer
from retrack.services.ports import Email, MessageDelayed
from tests.architecture import template
from tests.builders import NOON, a_shipment, a_store, an_order
from tests.fakes.clock import FixedClock
from tests.fakes.mail import MemorySuppressions
from tests.fakes.senders import FakeSmsSender, PlainWriter
from tests.fakes.storage import MemoryNotifications, MemoryOrders, MemoryStores
from tests.fakes.turns import MemoryTurns
from tests.fakes.waiting import OneZone

A, B = StoreId("a"), StoreId("b")
RATE = 14  # emails a second from the whole account: what SES gives a new one
RECEIVED = 300  # messages that the notifier gets through in a second: ten at once, 30 ms each
LONGEST_DELAY = timedelta(seconds=900)  # SQS: DelaySeconds
SECOND = timedelta(seconds=1)
WISHES = NotificationSettings(sender=Sender(email="shop@example.com"))


@dataclass(order=True)
class Queued:
    """A message in the queue, by when it can be received."""

    visible_at: datetime
    number: int
    happening: Happening = field(compare=False)
    receives: int = field(default=0, compare=False)


class ModelQueue:
    """A queue as SQS has it: delays, pauses, and a limit to how often a message is received.

    What was sent first is received first; what comes back comes in any order.
    """

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.waiting: list[Queued] = []
        self.dead: list[Queued] = []
        self.received = 0
        self._numbers = itertools.count()
        self._chance = random.Random(1)  # noqa: S311  nothing secret
        queue = template.resources("AWS::SQS::Queue")["NotificationQueue"]
        self.max_receives = queue["RedrivePolicy"]["maxReceiveCount"]

    def send(self, happening: Happening) -> None:
        self._put(Queued(self.clock.now(), next(self._numbers), happening))

    def again(self, happening: Happening, *, after: timedelta) -> None:
        """`Later`."""
        visible_at = self.clock.now() + min(max(after, SECOND), LONGEST_DELAY)
        self._put(Queued(visible_at, self._chance.getrandbits(32), happening))

    def give_back(self, message: Queued) -> None:
        """As `PutOff` does, or to the dead-letter queue."""
        seconds = pause(message.receives, f"message-{message.number}")
        put_off = replace(message, visible_at=self.clock.now() + timedelta(seconds=seconds))
        if message.receives < self.max_receives:
            self._put(put_off)
        else:
            self.dead.append(put_off)

    def receive(self) -> Queued | None:
        if not self.waiting or self.waiting[0].visible_at > self.clock.now():
            return None
        self.received += 1
        message = heapq.heappop(self.waiting)
        return replace(message, receives=message.receives + 1)

    def _put(self, message: Queued) -> None:
        heapq.heappush(self.waiting, message)


class ModelAccount:
    """`EmailSender` of a service that takes so many emails a second."""

    def __init__(self, clock: FixedClock, per_second: int) -> None:
        self.clock, self.per_second = clock, per_second
        self.sent: dict[str, list[datetime]] = {}
        self.throttled = 0
        self._taken: Counter[datetime] = Counter()

    def send(self, email: Email) -> str:
        now = self.clock.now()
        if self._taken[now] >= self.per_second:
            self.throttled += 1
            raise MessageDelayed("TooManyRequestsException")
        self._taken[now] += 1
        self.sent.setdefault(email.to, []).append(now)
        return f"email-{len(self.sent)}"


class Flood:
    """Stores, each with so many orders that were all shipped at once."""

    def __init__(self, *, rate: int = RATE, **counts: int) -> None:
        self.clock = FixedClock(NOON)
        self.queue = ModelQueue(self.clock)
        self.account = ModelAccount(self.clock, rate)
        self.log = MemoryNotifications()
        self.turns = MemoryTurns(rate)
        orders = MemoryOrders(self.log)
        stores = [a_store(id=StoreId(name), notifications=WISHES) for name in counts]
        self.notify = NotifyCustomer(
            orders, MemoryStores(*stores), self.log, PlainWriter(), self.account,
            FakeSmsSender(), self.clock, self.queue, OneZone(), MemorySuppressions(), self.turns,
            senders=Senders(shared_domains=frozenset({"example.com"})),
        )  # fmt: skip
        for store, count in counts.items():
            for number in range(count):
                self._ship(orders, StoreId(store), number)

    def _ship(self, orders: MemoryOrders, store: StoreId, number: int) -> None:
        order_id = OrderId(str(number))
        customer = Customer(email=f"{number}@{store}.example.com")
        shipped = an_order(
            store_id=store, id=order_id, customer=customer, shipments=(a_shipment(),)
        )
        orders.create(shipped)
        self.queue.send(
            Happening(
                f"{store}.{number}.s1.shipped",
                HappeningType.SHIPMENT_SHIPPED,
                store,
                order_id,
                NOON,
                ShipmentId("s1"),
            )
        )

    def run(self, *, rounds: int) -> int:
        """Rounds of a second each until the queue is empty; how many that took."""
        for done in range(rounds):
            for _ in range(RECEIVED):
                message = self.queue.receive()
                if message is None:
                    break
                try:
                    self.notify(message.happening)
                except MessageDelayed:
                    self.queue.give_back(message)
            if not self.queue.waiting:
                return done + 1
            self.clock.moment += SECOND
        msg = f"{len(self.queue.waiting)} messages are still there after {rounds} rounds"
        raise AssertionError(msg)

    def seconds(self, store: StoreId) -> list[float]:
        """When the store's messages went out, counted from the beginning."""
        return sorted(
            (moment - NOON).total_seconds()
            for to, moments in self.account.sent.items()
            for moment in moments
            if to.endswith(f"@{store}.example.com")
        )

    def assert_each_was_told_once(self, count: int) -> None:
        assert len(self.account.sent) == count
        assert {len(moments) for moments in self.account.sent.values()} == {1}
        assert self.queue.dead == []
        emails = [n for key, n in self.log.records.items() if key.channel == "email"]
        assert {n.state for n in emails} == {NotificationState.SENT}


def test_ten_thousand_at_once_go_out_once_each_and_hold_no_other_store_up() -> None:
    flood = Flood(a=10_000, b=10)

    rounds = flood.run(rounds=1_000)

    flood.assert_each_was_told_once(10_010)
    # At the share of the account's rate that one store may use, and with nothing left to chance.
    assert rounds == pytest.approx(10_000 / (RATE * STORE_SHARE), rel=0.02)
    # Store B's messages were queued last. They go once they are received, which is after one look
    # at everything before them, not after all of that went out.
    assert max(flood.seconds(B)) <= 10_010 / RECEIVED + 10
    # Each of store A's is received once to be given its turn, and once when that has come.
    assert flood.queue.received <= 2 * 10_010 + flood.account.throttled


def test_two_floods_share_the_account_and_lose_nothing() -> None:
    flood = Flood(a=400, b=400, c=5)

    rounds = flood.run(rounds=600)

    flood.assert_each_was_told_once(805)
    assert rounds < 3 * 805 / RATE
    middle = [flood.seconds(store)[200] for store in (A, B)]
    assert max(middle) < 2 * min(middle), "neither store waits for the other's end"


def test_an_account_that_may_send_one_a_second_is_never_hurried() -> None:
    flood = Flood(rate=1, a=120, b=3)

    flood.run(rounds=600)

    flood.assert_each_was_told_once(123)
    assert flood.account.throttled < 123


def test_whatever_the_service_refuses_for_now_comes_back_after_longer_and_longer() -> None:
    pauses = [[pause(receives, f"m{number}") for number in range(50)] for receives in range(1, 16)]

    assert [max(some) for some in pauses] == sorted(max(some) for some in pauses)
    assert all(1 <= seconds <= 900 for some in pauses for seconds in some)
    assert len(set(pauses[5])) > 10, "those that were refused together come back apart"
    assert sum(min(some) for some in pauses) > 3600, "more than an hour until it is given up"
