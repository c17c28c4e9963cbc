"""What it costs when the notifier's process is killed: at most one more email, and no more SMS.

The notifier is a process of its own, against an emulated DynamoDB, SES and SNS; it is killed at
each step of its work, and what is left to do is delivered again. What counts is how often SES and
SNS were handed the message.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import boto3
import pytest
from moto.server import ThreadedMotoServer
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import NotificationKey, NotificationState, NotSent
from retrack.domain.orders import Customer, Payment
from retrack.domain.settings import Channel, NotificationSettings, Sender, Trigger
from retrack.messaging.happenings import happening_to_json
from retrack.runtime.settings import NotifierSettings
from retrack.services.notify import LEASE
from retrack.storage.notifications import TableNotifications
from retrack.storage.orders import TableOrders
from retrack.storage.stores import TableStores
from retrack.storage.table import bind_table
from tests.architecture import sources
from tests.aws_table import create_table
from tests.builders import NOON, a_shipment, a_store, an_order
from tests.functional.cloud import ACCOUNT, REGION, SENDER
from tests.functional.notifier_child import (
    BEFORE_CLAIM,
    BEFORE_RECORD,
    CLAIMED,
    DELAYED,
    DONE,
    RECORDED,
    SENT,
    STEPS,
)

TABLE = "retrack-killed"
STORE = StoreId("s1")
KILLED = -signal.SIGKILL
EMAIL, SMS = Channel.EMAIL, Channel.SMS
WISHES = NotificationSettings(
    sms_enabled=True, quiet_hours=False, sender=Sender(email=SENDER, sms_id="SHOP")
)


class Found(NamedTuple):
    """What became of a message: how often it was handed over, and what is recorded."""

    handed_over: int
    state: NotificationState
    reason: NotSent | None = None


TOLD_ONCE = Found(1, NotificationState.SENT)
TOLD_TWICE = Found(2, NotificationState.SENT)


def unconfirmed(handed_over: int) -> Found:
    return Found(handed_over, NotificationState.NOT_SENT, NotSent.UNCONFIRMED)


class Notifier:
    """Deliveries to processes that may be killed."""

    def __init__(self, url: str) -> None:
        given = dict.fromkeys(NotifierSettings.variables(), "")
        given |= {
            "TABLE_NAME": TABLE,
            "PUBLIC_URL_PARAMETER": "/retrack/public-url",
            "NOTIFICATION_QUEUE_URL": f"{url}/{ACCOUNT}/notifications",
            "SMS_MAX_PRICE": "0.50",
            "SHARED_SENDER_DOMAINS": SENDER.rpartition("@")[2],
            "EMAILS_PER_SECOND": "1000",
            "TEXTS_PER_SECOND": "1000",
            "AWS_ENDPOINT_URL": url,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.functional.notifier_child", TABLE, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=sources.ROOT,
            env={**os.environ, **given, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def deliver(
        self,
        order_id: str,
        *,
        at: datetime,
        channel: Channel | None = None,
        step: str | None = None,
    ) -> int:
        """How the process ended."""
        order = {
            "happening": happening_to_json(shipped(order_id)),
            "now": at.isoformat(),
            "channel": channel,
            "step": step,
        }
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def stop(self) -> None:
        self._process.communicate()


def shipped(order_id: str) -> Happening:
    return Happening(
        f"s1.{order_id}.s1.shipped",
        HappeningType.SHIPMENT_SHIPPED,
        STORE,
        OrderId(order_id),
        NOON,
        ShipmentId("s1"),
    )


@pytest.fixture(scope="module")
def notifier() -> Iterator[Notifier]:
    """One emulated AWS and one server of forks for all that are killed."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    options: dict[str, Any] = {"endpoint_url": url}
    create_table(boto3.client("dynamodb", **options), TABLE)
    bind_table(TABLE, region=REGION, endpoint=url)
    boto3.client("sesv2", **options).create_email_identity(EmailIdentity=SENDER)
    TableStores().create(a_store(id=STORE, notifications=WISHES))
    made = Notifier(url)
    yield made
    made.stop()
    for backends in (ses_backends, sns_backends):
        backends[ACCOUNT][REGION].reset()
    server.stop()


def an_order_of(number: int) -> str:
    """A shipped order whose customer nobody else's messages go to."""
    customer = Customer(email=f"c{number}@example.com", phone=f"+668{number:08d}")
    made = an_order(
        store_id=STORE,
        id=OrderId(f"o{number}"),
        customer=customer,
        payment=Payment("paid"),
        shipments=(a_shipment(),),
    )
    TableOrders().create(made)
    return made.id


def begun(number: int) -> datetime:
    """When an order's message is first delivered: later than all that is done about the last."""
    return NOON + number * 4 * LEASE


def found(number: int, channel: Channel) -> Found:
    emails = ses_backends[ACCOUNT][REGION].sent_messages
    texts = sns_backends[ACCOUNT][REGION].sms_messages.values()
    addressed = [e.destinations["ToAddresses"] for e in emails].count([f"c{number}@example.com"])
    numbers = [sent[0] for sent in texts]
    key = NotificationKey(STORE, OrderId(f"o{number}"), ShipmentId("s1"), Trigger.SHIPPED, channel)
    told = TableNotifications().load(key)
    assert told
    handed_over = addressed if channel is EMAIL else numbers.count(f"+668{number:08d}")
    return Found(handed_over, told.state, told.reason)


ONCE_KILLED: dict[tuple[Channel, str], Found] = {
    (EMAIL, BEFORE_CLAIM): TOLD_ONCE,
    (EMAIL, CLAIMED): TOLD_ONCE,
    (EMAIL, SENT): TOLD_TWICE,
    (EMAIL, BEFORE_RECORD): TOLD_TWICE,
    (EMAIL, RECORDED): TOLD_ONCE,
    (SMS, BEFORE_CLAIM): TOLD_ONCE,
    (SMS, CLAIMED): unconfirmed(0),
    (SMS, SENT): unconfirmed(1),
    (SMS, BEFORE_RECORD): unconfirmed(1),
    (SMS, RECORDED): TOLD_ONCE,
}
TWICE_KILLED: dict[tuple[Channel, str, str], Found] = {
    # Killed before it had claimed anything, so the second is what the first would have been.
    (EMAIL, BEFORE_CLAIM, SENT): TOLD_TWICE,
    # Killed in the repeat too: it is not repeated again.
    (EMAIL, CLAIMED, CLAIMED): unconfirmed(0),
    (EMAIL, CLAIMED, SENT): unconfirmed(1),
    (EMAIL, SENT, CLAIMED): unconfirmed(1),
    (EMAIL, SENT, SENT): unconfirmed(2),
    (EMAIL, SENT, RECORDED): TOLD_TWICE,
    # Of a text message nothing is repeated, so there is only its record to be killed after.
    (SMS, SENT, CLAIMED): unconfirmed(1),
}


def test_every_step_of_both_channels_is_tried() -> None:
    assert set(ONCE_KILLED) == {(channel, step) for channel in Channel for step in STEPS}


def test_killed_once_and_delivered_again(notifier: Notifier) -> None:
    ends, came_to = {}, {}
    for number, (channel, step) in enumerate(ONCE_KILLED):
        order = an_order_of(number)
        ends[channel, step] = (
            notifier.deliver(order, at=begun(number), channel=channel, step=step),
            notifier.deliver(order, at=begun(number) + LEASE / 2),
            notifier.deliver(order, at=begun(number) + LEASE),
        )
        came_to[channel, step] = found(number, channel)
        other = SMS if channel is EMAIL else EMAIL
        assert found(number, other) == TOLD_ONCE, "the other channel's message suffers nothing"

    assert came_to == ONCE_KILLED
    # Whoever may still be alive is waited for.
    open_steps = {CLAIMED, SENT, BEFORE_RECORD}
    assert ends == {
        (channel, step): (KILLED, DELAYED if step in open_steps else DONE, DONE)
        for channel, step in ONCE_KILLED
    }


def test_killed_in_the_repeat_as_well(notifier: Notifier) -> None:
    came_to = {}
    for number, (channel, first, second) in enumerate(TWICE_KILLED, start=100):
        order = an_order_of(number)
        ends = [
            notifier.deliver(order, at=begun(number), channel=channel, step=first),
            notifier.deliver(order, at=begun(number) + LEASE, channel=channel, step=second),
            notifier.deliver(order, at=begun(number) + 2 * LEASE),
        ]
        came_to[channel, first, second] = found(number, channel)
        assert ends == [KILLED, KILLED, DONE], (channel, first, second)

    assert came_to == TWICE_KILLED


def test_however_it_is_killed_there_is_at_most_one_more_email_and_no_more_text() -> None:
    expected = [*ONCE_KILLED.items(), *TWICE_KILLED.items()]
    for (channel, *_), came_to in expected:
        assert came_to.handed_over <= (2 if channel is EMAIL else 1)
