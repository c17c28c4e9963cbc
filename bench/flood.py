"""Ten thousand messages at once, to the end: `make bench-flood`.

The notifier's handler as AWS would invoke it, over emulated AWS: its queue, its table, SES and SNS.
SES and SNS refuse what is above the account's rate. Time is the bench's own, a second a round: it
moves on when the notifier has been given as many batches as it would get through in a second.
"""

from __future__ import annotations

import heapq
import itertools
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from unittest import mock

from moto.core.exceptions import JsonRESTError, ServiceException
from moto.ses.models import ses_backends
from moto.sesv2.models import SESV2Backend
from moto.sns.models import SNSBackend, sns_backends
from moto.sqs.models import Message, sqs_backends

from bench.account import emulated, put
from bench.orders import example_order
from retrack.domain.happenings import happenings
from retrack.domain.identifiers import StoreId
from retrack.domain.orders import Customer, Order
from retrack.domain.settings import Channel, NotificationSettings, Sender
from retrack.messaging.happenings import SnsAnnouncer
from retrack.services.groups import in_groups
from retrack.storage.stores import TableStores
from tests.architecture import template
from tests.functional.cloud import ACCOUNT, NOW, REGION, SENDER, Cloud
from tests.functional.pipeline import queue_record

FLOOD, OTHERS = 10_000, 10
BATCH = 10  # BatchSize of the notifier's queue
BATCHES = 30  # in a second: ten functions at once, 30 ms a message
LONGEST = 3_600  # seconds; what is not sent by then is taken for lost


class Throttled(ServiceException):
    """SNS's way of saying so."""

    code = "Throttled"


REFUSALS = {
    Channel.EMAIL: JsonRESTError("TooManyRequestsException", "Maximum sending rate exceeded."),
    Channel.SMS: Throttled("Rate exceeded"),
}


@dataclass(slots=True)
class Outbox:
    """What SES and SNS took, and when; above the account's rate they refuse."""

    now: Callable[[], datetime]
    rate: float
    refusal: Exception
    sent: list[tuple[str, datetime]] = field(default_factory=list)
    refused: int = 0
    seconds: Counter[datetime] = field(default_factory=Counter)

    def take(self, to: str) -> None:
        """Takes one message, or refuses it."""
        now = self.now()
        if self.seconds[now] >= self.rate:
            self.refused += 1
            raise self.refusal
        self.seconds[now] += 1
        self.sent.append((to, now))


class Queue:
    """The notifier's queue, on the bench's time.

    moto goes through all messages at each call, so that it is only given those that are due and
    about to be received; the others wait here.
    """

    def __init__(self, cloud: Cloud) -> None:
        """Of this account."""
        self.cloud, self.url = cloud, cloud.notification_queue
        self.within = sqs_backends[ACCOUNT][REGION].get_queue(self.url.rpartition("/")[2])
        declared = template.resources("AWS::SQS::Queue")["NotificationQueue"]
        self.hidden_for = declared["VisibilityTimeout"]
        self.max_receives = declared["RedrivePolicy"]["maxReceiveCount"]
        self.waiting: list[tuple[float, int, Message]] = []
        self.dead: list[Message] = []
        self.received = 0
        self._numbers = itertools.count()

    def now(self) -> float:
        """In moto's milliseconds."""
        return self.cloud.clock.now().timestamp() * 1000

    def settle(self) -> None:
        """Takes what is in moto's queue to wait here, until it is due."""
        for message in self.within._messages:  # noqa: SLF001  moto offers no other way in
            if message.approximate_receive_count >= self.max_receives:
                self.dead.append(message)
                continue
            due = max(message.visible_at, message.delayed_until)
            heapq.heappush(self.waiting, (due, next(self._numbers), message))
        self.within._messages = []  # noqa: SLF001
        self.within.pending_messages.clear()

    def receive(self) -> list[dict[str, Any]]:
        """A batch as Lambda gets it, of what is due."""
        while self.waiting and self.waiting[0][0] <= self.now():
            if len(self.within._messages) == BATCH:  # noqa: SLF001
                break
            message = heapq.heappop(self.waiting)[2]
            message.visible_at = message.delayed_until = 0
            self.within._messages.append(message)  # noqa: SLF001
        answer = self.cloud.sqs.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=BATCH,
            VisibilityTimeout=self.hidden_for,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        records = [queue_record(dict(raw), self.url) for raw in answer.get("Messages", [])]
        self.received += len(records)
        return records

    def invoke(self, records: list[dict[str, Any]]) -> None:
        """Has a batch seen to; what the notifier is done with is deleted."""
        answer = self.cloud.invoke("notifier", {"Records": records})
        failed = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
        done = [
            {"Id": str(number), "ReceiptHandle": record["receiptHandle"]}
            for number, record in enumerate(records)
            if record["messageId"] not in failed
        ]
        if done:
            self.cloud.sqs.delete_message_batch(QueueUrl=self.url, Entries=done)
        self.settle()


def main(channel: Channel) -> int:
    """Runs one channel's flood to its end, and tells how it went."""
    begun = time.monotonic()
    with emulated() as cloud:
        outbox = Outbox(cloud.clock.now, _rate(channel), REFUSALS[channel])
        queue = Queue(cloud)
        with _taking(outbox), mock.patch("moto.sqs.models.unix_time_millis", queue.now):
            a, b = _shipped(cloud, queue, channel, FLOOD), _shipped(cloud, queue, channel, OTHERS)
            _run(cloud, queue, outbox)
        kept = _kept(channel)
    _tell(f"real seconds: {time.monotonic() - begun:.0f}")
    return _report(channel, queue, outbox, a, b, kept)


def _rate(channel: Channel) -> float:
    name = "EmailsPerSecond" if channel is Channel.EMAIL else "TextsPerSecond"
    return float(template.template()["Parameters"][name]["Default"])


@contextmanager
def _taking(outbox: Outbox) -> Iterator[None]:
    email, publish = SESV2Backend.send_email, SNSBackend.publish

    def send_email(self: Any, source: str, destinations: Any, subject: str, body: str) -> Any:
        outbox.take(destinations["ToAddresses"][0])
        return email(self, source, destinations, subject, body)

    def send_text(self: Any, message: str, **wanted: Any) -> Any:
        if wanted.get("phone_number"):
            outbox.take(wanted["phone_number"])
        return publish(self, message, **wanted)

    with (
        mock.patch.object(SESV2Backend, "send_email", send_email),
        mock.patch.object(SNSBackend, "publish", send_text),
    ):
        yield


def _shipped(cloud: Cloud, queue: Queue, channel: Channel, count: int) -> set[str]:
    """A new store's orders, all shipped at once and announced; whom that is to be told to."""
    store = TableStores().load(StoreId(cloud.new_store().id))
    wishes = NotificationSettings(
        email_enabled=channel is Channel.EMAIL,
        sms_enabled=channel is Channel.SMS,
        sender=Sender(email=SENDER),
    )
    TableStores().save(replace(store, notifications=wishes))
    orders = [_order(number, store.id, count) for number in range(count)]
    put(orders)
    announcer = SnsAnnouncer(cloud.sns, cloud.topic)
    for group in in_groups(orders, BATCH):
        announcer.announce([happenings(None, order)[0] for order in group])
        queue.settle()
    customers = (order.customer for order in orders)
    return {c.email if channel is Channel.EMAIL else c.phone for c in customers}


def _order(number: int, store: StoreId, count: int) -> Order:
    order = example_order(number, store_id=store)
    (shipment,) = order.shipments
    shipment = replace(shipment, added_at=NOW, fulfilled_at=NOW, status_changed_at=NOW)
    phone = f"+668{count % 7}{number:06d}0"  # moto: who ends in 99 wants no text messages
    customer = Customer("Somchai J.", f"{number}@{store}.example.com", phone, "th")
    return replace(order, processed_at=NOW, customer=customer, shipments=(shipment,))


def _run(cloud: Cloud, queue: Queue, outbox: Outbox) -> None:
    for second in range(LONGEST):
        for _ in range(BATCHES):
            records = queue.receive()
            if not records:
                break
            queue.invoke(records)
        if not queue.waiting:
            return
        if second % 50 == 0:
            _tell(f"{second} s: {len(outbox.sent)} sent, {len(queue.waiting)} wait")
        cloud.clock.advance(seconds=1)


def _kept(channel: Channel) -> int:
    """How many messages moto's own outbox has."""
    if channel is Channel.EMAIL:
        return len(ses_backends[ACCOUNT][REGION].sent_messages)
    return len(sns_backends[ACCOUNT][REGION].sms_messages)


def _report(
    channel: Channel, queue: Queue, outbox: Outbox, a: set[str], b: set[str], kept: int
) -> int:
    def seconds(people: set[str], share: float = 1) -> int:
        moments = sorted(moment for to, moment in outbox.sent if to in people)
        return round((moments[round(len(moments) * share) - 1] - NOW).total_seconds())

    told = Counter(to for to, _ in outbox.sent)
    once = set(told) == a | b and set(told.values()) == {1} and kept == FLOOD + OTHERS
    rows = {
        "messages sent": len(outbox.sent),
        "in moto's outbox": kept,
        "each once": once,
        "in the dead-letter queue": len(queue.dead),
        "still waiting": len(queue.waiting),
        "seconds until 99 % of store A's": seconds(a, 0.99),
        "seconds until store A's last": seconds(a),
        "seconds until store B's last": seconds(b),
        "most in one second": max(outbox.seconds.values()),
        "the account's rate": f"{outbox.rate:g}",
        "refused by the service": outbox.refused,
        "messages received": queue.received,
    }
    print(f"{channel}: {FLOOD} of store A, {OTHERS} of store B")
    print("\n".join(f"  {what}: {found}" for what, found in rows.items()))
    return 0 if once and not queue.dead and not queue.waiting else 1


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(max(main(channel) for channel in map(Channel, sys.argv[1:] or ["email", "sms"])))
