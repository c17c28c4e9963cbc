"""`WebhookStore` and `AttentionIndex`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.attention import Reason
from retrack.domain.errors import NotFound
from retrack.domain.happenings import HappeningType, attention_happening
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.webhooks import (
    Delivery,
    DeliveryState,
    Webhook,
    WebhookState,
    delivery_of,
)
from retrack.services.webhook_ports import CameDue, WebhookStore
from retrack.storage.attention import TableAttention
from retrack.storage.orders import TableOrders
from retrack.storage.webhooks import TableWebhooks
from tests.builders import NOON, an_order, days, fresh_store_id, hours
from tests.fakes.webhooks import MemoryWebhooks

ATTENTION = HappeningType.ORDER_NEEDS_ATTENTION


@pytest.fixture(params=["memory", "table"])
def webhooks(request: pytest.FixtureRequest) -> WebhookStore:
    if request.param == "memory":
        return MemoryWebhooks()
    request.getfixturevalue("table")
    return TableWebhooks()


def a_webhook(store_id: StoreId, webhook_id: str = "w1", *events: HappeningType) -> Webhook:
    wanted = frozenset(events or {ATTENTION})
    return Webhook(webhook_id, store_id, "https://example.com/hook", wanted, NOON)


def a_delivery(webhook: Webhook, order_id: str = "1001", *, later: float = 0) -> Delivery:
    since = NOON + hours(later)
    told = attention_happening(webhook.store_id, OrderId(order_id), Reason.ALERT, since)
    return delivery_of(webhook, told)


def test_a_webhook_is_kept_as_it_is(webhooks: WebhookStore, store_id: StoreId) -> None:
    new = a_webhook(store_id)
    webhooks.add(new)

    assert webhooks.load(store_id, "w1") == replace(new, version=1)
    assert webhooks.list(store_id) == [replace(new, version=1)]


def test_a_webhook_is_saved_over_the_version_that_was_read(
    webhooks: WebhookStore, store_id: StoreId
) -> None:
    webhooks.add(a_webhook(store_id))
    read = webhooks.load(store_id, "w1")
    off = replace(read, state=WebhookState.FAILING, failing_since=NOON, exhausted=3)

    assert webhooks.save(off)
    assert not webhooks.save(off)

    assert webhooks.load(store_id, "w1") == replace(off, version=2)


def test_another_store_has_no_such_webhook(webhooks: WebhookStore, store_id: StoreId) -> None:
    webhook, other = a_webhook(store_id), fresh_store_id()
    webhooks.add(webhook)
    delivery = webhooks.begin(a_delivery(webhook))

    assert webhooks.list(other) == []
    assert webhooks.deliveries(other, "w1", limit=10) == []
    with pytest.raises(NotFound):
        webhooks.load(other, "w1")
    with pytest.raises(NotFound):
        webhooks.delivery(other, "w1", delivery.id)


def test_only_those_who_want_attention_listen(webhooks: WebhookStore, store_id: StoreId) -> None:
    webhooks.add(a_webhook(store_id))
    webhooks.add(a_webhook(store_id, "w2"))
    silent = fresh_store_id()
    webhooks.add(a_webhook(silent, "w3", HappeningType.ORDER_FULFILLED))
    assert store_id in webhooks.listening(ATTENTION)
    assert silent not in webhooks.listening(ATTENTION)

    for webhook in webhooks.list(store_id):
        webhooks.remove(webhook)
        webhooks.remove(webhook)

    assert store_id not in webhooks.listening(ATTENTION)
    assert webhooks.list(store_id) == []


def test_a_webhook_that_was_removed_is_not_saved_again(
    webhooks: WebhookStore, store_id: StoreId
) -> None:
    webhooks.add(a_webhook(store_id))
    read = webhooks.load(store_id, "w1")
    webhooks.remove(read)

    assert not webhooks.save(read)


def test_a_delivery_is_begun_once(webhooks: WebhookStore, store_id: StoreId) -> None:
    new = a_delivery(a_webhook(store_id))
    begun = webhooks.begin(new)
    assert begun == replace(new, version=1)
    tried = replace(
        begun,
        state=DeliveryState.DELIVERED,
        attempts=2,
        answer=200,
        tried_at=NOON,
        next_at=NOON + hours(1),
        problem="timeout",
    )
    assert webhooks.finish(tried)
    assert not webhooks.finish(tried)

    assert webhooks.begin(new) == replace(tried, version=2)
    assert webhooks.delivery(store_id, "w1", new.id) == replace(tried, version=2)


def test_the_latest_deliveries_come_first(webhooks: WebhookStore, store_id: StoreId) -> None:
    webhook = a_webhook(store_id)
    for later in (1, 0, 2):
        webhooks.begin(a_delivery(webhook, later=later))

    found = webhooks.deliveries(store_id, "w1", limit=2)

    assert [d.happening.at for d in found] == [NOON + hours(2), NOON + hours(1)]


def test_what_came_due_is_found_between_two_moments(table: str, store_id: StoreId) -> None:
    due = an_order(store_id=store_id, id=OrderId("due"))  # R12c: seven days after it was processed
    TableOrders().create(due)
    TableOrders().create(
        an_order(store_id=store_id, id=OrderId("later"), processed_at=NOON + hours(1))
    )
    index, line = TableAttention(), NOON + days(7)

    found = list(index.came_due(store_id, after=line - hours(1), until=line))

    assert found == [CameDue(due.id, Reason.NOT_FULFILLED, line)]
    assert not list(index.came_due(store_id, after=line, until=line + hours(0.5)))
    assert not list(index.came_due(fresh_store_id(), after=NOON, until=line))
