"""Webhooks, their queue and whoever listens, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from retrack.domain.errors import NotFound
from retrack.domain.happenings import HappeningType
from retrack.domain.identifiers import StoreId
from retrack.domain.webhooks import Delivery, Webhook
from retrack.services.webhook_ports import NotReceived, WebhookTask


class MemoryWebhooks:
    """`WebhookStore`."""

    def __init__(self) -> None:
        self.kept: dict[tuple[StoreId, str], Webhook] = {}
        self.sent: dict[tuple[StoreId, str, str], Delivery] = {}

    def list(self, store_id: StoreId) -> Sequence[Webhook]:
        found = [w for w in self.kept.values() if w.store_id == store_id]
        return sorted(found, key=lambda webhook: (webhook.created_at, webhook.id))

    def load(self, store_id: StoreId, webhook_id: str) -> Webhook:
        if (store_id, webhook_id) not in self.kept:
            raise NotFound
        return self.kept[store_id, webhook_id]

    def add(self, webhook: Webhook) -> None:
        self.kept[webhook.store_id, webhook.id] = replace(webhook, version=1)

    def save(self, changed: Webhook) -> bool:
        key = (changed.store_id, changed.id)
        if key not in self.kept or self.kept[key].version != changed.version:
            return False
        self.kept[key] = replace(changed, version=changed.version + 1)
        return True

    def remove(self, webhook: Webhook) -> None:
        self.kept.pop((webhook.store_id, webhook.id), None)

    def listening(self, kind: HappeningType) -> Sequence[StoreId]:
        return sorted({w.store_id for w in self.kept.values() if kind in w.events})

    def begin(self, delivery: Delivery) -> Delivery:
        key = (delivery.happening.store_id, delivery.webhook_id, delivery.id)
        return self.sent.setdefault(key, replace(delivery, version=1))

    def delivery(self, store_id: StoreId, webhook_id: str, delivery_id: str) -> Delivery:
        if (store_id, webhook_id, delivery_id) not in self.sent:
            raise NotFound
        return self.sent[store_id, webhook_id, delivery_id]

    def deliveries(self, store_id: StoreId, webhook_id: str, *, limit: int) -> Sequence[Delivery]:
        found = [d for (s, w, _), d in self.sent.items() if (s, w) == (store_id, webhook_id)]
        return sorted(found, key=lambda delivery: delivery.id, reverse=True)[:limit]

    def finish(self, delivery: Delivery) -> bool:
        key = (delivery.happening.store_id, delivery.webhook_id, delivery.id)
        if key not in self.sent or self.sent[key].version != delivery.version:
            return False
        self.sent[key] = replace(delivery, version=delivery.version + 1)
        return True


class FakeWebhookQueue:
    """`WebhookQueue`: the tasks, and how long each waits."""

    def __init__(self) -> None:
        self.tasks: list[WebhookTask] = []
        self.pauses: list[timedelta] = []

    def send(self, task: WebhookTask, *, after: timedelta = timedelta()) -> None:
        self.tasks.append(task)
        self.pauses.append(after)


class FakeReceiver:
    """`Receiver`: answers in turn with a status or a failure, then with 200."""

    def __init__(self, *answers: int | str) -> None:
        self.answers = list(answers)
        self.got: list[tuple[str, str, str]] = []

    def post(self, url: str, message_id: str, body: str, *, secret: str) -> int:
        self.got.append((url, message_id, body))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, str):
            raise NotReceived(answer)
        return answer
