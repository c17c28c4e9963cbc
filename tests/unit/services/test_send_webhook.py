"""Messages to webhooks: begun once, tried until they are taken, and given up in the end."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.webhooks import (
    MAX_EXHAUSTED,
    PAUSES,
    Delivery,
    DeliveryState,
    Webhook,
    WebhookState,
)
from retrack.services.send_webhook import SendWebhook, TellWebhooks
from retrack.services.webhook_ports import WebhookTask
from tests.builders import NOON, a_shipment, a_store, an_order, days
from tests.fakes.clock import FixedClock
from tests.fakes.parameters import MemorySecrets
from tests.fakes.storage import MemoryNotifications, MemoryOrders, MemoryStores
from tests.fakes.webhooks import FakeReceiver, FakeWebhookQueue, MemoryWebhooks

STORE = StoreId("s1")
FULFILLED = HappeningType.ORDER_FULFILLED


class World:
    """A store with one webhook, and an order that was fulfilled."""

    def __init__(self) -> None:
        self.webhooks = MemoryWebhooks()
        self.orders = MemoryOrders(MemoryNotifications())
        self.stores = MemoryStores()
        self.queue = FakeWebhookQueue()
        self.receiver = FakeReceiver()
        self.clock = FixedClock()
        self.tell = TellWebhooks(self.webhooks, self.queue, self.clock)
        self.send = SendWebhook(
            self.webhooks,
            self.orders,
            self.stores,
            MemorySecrets(**{f"stores/s1/webhooks/{w}": "whsec_YQ==" for w in ("w1", "w2")}),
            self.receiver,
            self.queue,
            self.clock,
            "https://track.example.com",
        )
        self.stores.create(a_store())
        self.orders.create(an_order(shipments=(a_shipment(),)))
        self.listen("w1")

    def listen(self, webhook_id: str, *events: HappeningType) -> None:
        url = f"https://{webhook_id}.example.com"
        wanted = frozenset(events or {FULFILLED})
        self.webhooks.add(Webhook(webhook_id, STORE, url, wanted, NOON))

    def answering(self, *answers: int | str) -> World:
        self.receiver.answers[:] = answers
        return self

    def webhook(self) -> Webhook:
        return self.webhooks.load(STORE, "w1")

    def delivery(self) -> Delivery:
        return self.webhooks.deliveries(STORE, "w1", limit=1)[0]

    def run(self) -> None:
        """Everything in the queue, each when its time has come."""
        while self.queue.tasks:
            self.clock.advance(self.queue.pauses.pop(0))
            self.send(self.queue.tasks.pop(0))


@pytest.fixture
def world() -> World:
    return World()


def fulfilled(order_id: str = "1001", *, store_id: str = "s1") -> Happening:
    name = f"{store_id}.{order_id}.fulfilled"
    return Happening(name, FULFILLED, StoreId(store_id), OrderId(order_id), NOON)


def test_each_webhook_that_wants_it_is_told(world: World) -> None:
    world.listen("w2")
    world.listen("w3", HappeningType.SHIPMENT_STATUS_CHANGED)

    assert world.tell(fulfilled()) == 2
    world.run()

    urls = [url for url, _, _ in world.receiver.got]
    assert urls == ["https://w1.example.com", "https://w2.example.com"]
    assert json.loads(world.receiver.got[0][2])["data"]["order"]["id"] == "1001"


def test_another_stores_happening_is_told_to_nobody_here(world: World) -> None:
    assert world.tell(fulfilled(store_id="s2")) == 0


def test_a_message_lost_on_its_way_to_the_queue_is_queued_when_it_is_told_again(
    world: World,
) -> None:
    world.tell(fulfilled())
    world.queue.tasks.clear()

    assert world.tell(fulfilled()) == 1
    world.run()

    assert world.tell(fulfilled()) == 0
    assert len(world.receiver.got) == 1


def test_pauses_grow_over_a_day_and_end(world: World) -> None:
    world.answering(*[500] * 8).tell(fulfilled())
    begun = world.clock.now()

    world.run()

    assert world.delivery().state is DeliveryState.FAILED
    assert len(world.receiver.got) == 1 + len(PAUSES)
    assert list(PAUSES) == sorted(PAUSES)
    assert days(1) < world.clock.now() - begun < days(2)
    assert len({message_id for _, message_id, _ in world.receiver.got}) == 1


def test_no_attempt_is_made_before_its_time(world: World) -> None:
    world.answering("timeout").tell(fulfilled())
    world.send(world.queue.tasks.pop(0))
    (task,) = world.queue.tasks

    assert world.send(task) is None

    assert len(world.receiver.got) == 1
    assert world.queue.pauses[-1] == PAUSES[0]
    assert world.delivery().problem == "timeout"


def test_a_crash_before_it_is_recorded_makes_another_attempt(world: World) -> None:
    """The next attempt was queued first, so it may find the one before it unrecorded."""
    world.answering(500).tell(fulfilled())
    begun = world.delivery()
    world.send(world.queue.tasks[0])
    key = (STORE, "w1", begun.id)
    world.webhooks.sent[key] = replace(begun, version=world.webhooks.sent[key].version)

    world.run()

    assert world.delivery().state is DeliveryState.DELIVERED


def test_a_message_of_an_attempt_that_is_over_is_dropped(world: World) -> None:
    world.answering(500).tell(fulfilled())
    first = world.queue.tasks[0]
    world.send(world.queue.tasks.pop(0))

    assert world.send(first) is None
    assert world.send(WebhookTask(STORE, "w1", "msg_unknown")) is None

    assert [task.attempt for task in world.queue.tasks] == [1]
    assert len(world.receiver.got) == 1


def test_gone_is_the_last_word(world: World) -> None:
    world.answering(410).tell(fulfilled())

    world.run()

    assert world.webhook().state is WebhookState.GONE
    assert world.delivery().state is DeliveryState.FAILED
    assert world.tell(fulfilled("1002")) == 0


def test_what_waits_for_a_webhook_that_is_off_is_dropped(world: World) -> None:
    world.tell(fulfilled())
    world.webhooks.save(replace(world.webhook(), state=WebhookState.FAILING))

    world.run()

    assert not world.receiver.got
    assert world.delivery().problem == "switched_off"


def test_ten_messages_in_vain_switch_a_webhook_off() -> None:
    webhook = Webhook("w1", STORE, "https://example.com", frozenset({FULFILLED}), NOON)
    for _ in range(MAX_EXHAUSTED - 1):
        webhook = webhook.failed(now=NOON, gone=False, last=True)
    assert webhook.state is WebhookState.ON

    assert webhook.failed(now=NOON, gone=False, last=True).state is WebhookState.FAILING
    assert webhook.succeeded().exhausted == 0


def test_five_days_in_vain_switch_a_webhook_off(world: World) -> None:
    failing = world.webhook().failed(now=NOON, gone=False, last=False)
    almost = failing.failed(now=NOON + days(5) - timedelta(seconds=1), gone=False, last=False)
    assert almost.state is WebhookState.ON

    assert almost.failed(now=NOON + days(5), gone=False, last=False).state is WebhookState.FAILING


def test_a_success_begins_anew(world: World) -> None:
    world.answering(500).tell(fulfilled())
    world.send(world.queue.tasks.pop(0))
    assert world.webhook().failing_since == NOON

    world.run()

    assert world.webhook().failing_since is None
