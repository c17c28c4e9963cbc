"""The stores' webhooks, and what they were sent; who listens for attention is listed apart."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from retrack.domain.errors import NotFound
from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.statuses import Status
from retrack.domain.times import from_text, to_text
from retrack.domain.webhooks import Delivery, DeliveryState, Webhook, WebhookState
from retrack.services.json_text import compact, moment_or_none
from retrack.storage import keys
from retrack.storage.items import DeliveryItem, Item, ListenerItem, WebhookItem
from retrack.storage.table import held, query

KEPT = timedelta(days=30)
_LISTED = HappeningType.ORDER_NEEDS_ATTENTION
"""The one kind that has to be looked for, and so by store."""


class TableWebhooks:
    """`WebhookStore` over DynamoDB."""

    def list(self, store_id: StoreId) -> Sequence[Webhook]:
        """One consistent Query."""
        beginning = keys.webhooks(store_id)
        condition = Item.sk.startswith(beginning.sk)
        found = query(beginning.pk, condition, attributes=("record", "version"))
        read = [_webhook(raw["record"]["S"], int(raw["version"]["N"])) for raw in found]
        return sorted(read, key=lambda webhook: (webhook.created_at, webhook.id))

    def load(self, store_id: StoreId, webhook_id: str) -> Webhook:
        """One consistent GetItem."""
        key = keys.webhook(store_id, webhook_id)
        try:
            item = WebhookItem.get(key.pk, key.sk, consistent_read=True)
        except WebhookItem.DoesNotExist as exc:
            msg = "There is no such webhook in this store."
            raise NotFound(msg) from exc
        return _webhook(item.record, int(item.version))

    def add(self, webhook: Webhook) -> None:
        """One PutItem; for attention one before it: whoever is listed and not there is skipped."""
        if _LISTED in webhook.events:
            place = keys.listener(_LISTED, webhook.store_id, webhook.id)
            ListenerItem(place.pk, place.sk, store_id=webhook.store_id).save()
        _webhook_item(webhook, version=1).save()

    def save(self, changed: Webhook) -> bool:
        """One PutItem on the condition that it is at its version."""
        item = _webhook_item(changed, version=changed.version + 1)
        return held(lambda: item.save(condition=WebhookItem.version == changed.version))

    def remove(self, webhook: Webhook) -> None:
        """DeleteItems, the listener's last. Its deliveries expire by themselves."""
        key = keys.webhook(webhook.store_id, webhook.id)
        WebhookItem(key.pk, key.sk).delete()
        place = keys.listener(_LISTED, webhook.store_id, webhook.id)
        ListenerItem(place.pk, place.sk).delete()

    def listening(self, kind: HappeningType) -> Sequence[StoreId]:
        """One consistent Query."""
        found = query(keys.listeners(kind).pk, attributes=("store_id",))
        return sorted({StoreId(raw["store_id"]["S"]) for raw in found})

    def begin(self, delivery: Delivery) -> Delivery:
        """A PutItem on the condition that there is none; a GetItem when there is."""
        item = _delivery_item(delivery, version=1)
        if held(lambda: item.save(condition=DeliveryItem.pk.does_not_exist())):
            return _delivery(item.record, 1)
        return self.delivery(delivery.happening.store_id, delivery.webhook_id, delivery.id)

    def delivery(self, store_id: StoreId, webhook_id: str, delivery_id: str) -> Delivery:
        """One consistent GetItem."""
        key = keys.delivery(store_id, webhook_id, delivery_id)
        try:
            item = DeliveryItem.get(key.pk, key.sk, consistent_read=True)
        except DeliveryItem.DoesNotExist as exc:
            msg = "This webhook was sent no such message, or more than 30 days ago."
            raise NotFound(msg) from exc
        return _delivery(item.record, int(item.version))

    def deliveries(self, store_id: StoreId, webhook_id: str, *, limit: int) -> Sequence[Delivery]:
        """One consistent Query."""
        beginning = keys.deliveries(store_id, webhook_id)
        found = query(
            beginning.pk,
            Item.sk.startswith(beginning.sk),
            attributes=("record", "version"),
            newest_first=True,
            limit=limit,
        )
        return [_delivery(raw["record"]["S"], int(raw["version"]["N"])) for raw in found]

    def finish(self, delivery: Delivery) -> bool:
        """One PutItem on the condition that it is at its version."""
        item = _delivery_item(delivery, version=delivery.version + 1)
        return held(lambda: item.save(condition=DeliveryItem.version == delivery.version))


def _webhook_item(webhook: Webhook, *, version: int) -> WebhookItem:
    key = keys.webhook(webhook.store_id, webhook.id)
    record = {
        "id": webhook.id,
        "store_id": webhook.store_id,
        "url": webhook.url,
        "events": sorted(webhook.events),
        "created_at": to_text(webhook.created_at),
        "state": webhook.state,
        "failing_since": moment_or_none(webhook.failing_since),
        "exhausted": webhook.exhausted,
    }
    return WebhookItem(key.pk, key.sk, record=compact(record), version=version)


def _webhook(text: str, version: int) -> Webhook:
    told = json.loads(text)
    return Webhook(
        id=told["id"],
        store_id=StoreId(told["store_id"]),
        url=told["url"],
        events=frozenset(map(HappeningType, told["events"])),
        created_at=from_text(told["created_at"]),
        state=WebhookState(told["state"]),
        failing_since=_moment(told["failing_since"]),
        exhausted=told["exhausted"],
        version=version,
    )


def _delivery_item(delivery: Delivery, *, version: int) -> DeliveryItem:
    told = delivery.happening
    key = keys.delivery(told.store_id, delivery.webhook_id, delivery.id)
    record = {
        "id": delivery.id,
        "webhook_id": delivery.webhook_id,
        "happening": {
            "id": told.id,
            "type": told.type,
            "store_id": told.store_id,
            "order_id": told.order_id,
            "at": to_text(told.at),
            "shipment_id": told.shipment_id,
            "before": told.before,
            "after": told.after,
        },
        "state": delivery.state,
        "attempts": delivery.attempts,
        "answer": delivery.answer,
        "problem": delivery.problem,
        "tried_at": moment_or_none(delivery.tried_at),
        "next_at": moment_or_none(delivery.next_at),
    }
    expires = int((told.at + KEPT).timestamp())
    latest = [m for m in (delivery.next_at, delivery.tried_at) if m]
    if latest:
        expires = int((max(latest) + KEPT).timestamp())
    return DeliveryItem(key.pk, key.sk, record=compact(record), version=version, expires_at=expires)


def _delivery(text: str, version: int) -> Delivery:
    told = json.loads(text)
    return Delivery(
        id=told["id"],
        webhook_id=told["webhook_id"],
        happening=_happening(told["happening"]),
        state=DeliveryState(told["state"]),
        attempts=told["attempts"],
        answer=told["answer"],
        problem=told["problem"],
        tried_at=_moment(told["tried_at"]),
        next_at=_moment(told["next_at"]),
        version=version,
    )


def _happening(told: dict[str, Any]) -> Happening:
    return Happening(
        id=told["id"],
        type=HappeningType(told["type"]),
        store_id=StoreId(told["store_id"]),
        order_id=OrderId(told["order_id"]),
        at=from_text(told["at"]),
        shipment_id=ShipmentId(told["shipment_id"]) if told["shipment_id"] else None,
        before=Status(told["before"]) if told["before"] else None,
        after=Status(told["after"]) if told["after"] else None,
    )


def _moment(text: str | None) -> datetime | None:
    return from_text(text) if text else None
