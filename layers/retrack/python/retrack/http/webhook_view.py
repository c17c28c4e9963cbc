"""Webhooks and their deliveries as answers show them."""

from typing import Any

from retrack.domain.times import to_text
from retrack.domain.webhooks import Delivery, Webhook
from retrack.services.json_text import moment_or_none


def webhook_view(webhook: Webhook) -> dict[str, Any]:
    """A webhook; its secret was shown when it was made, and is never again."""
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": sorted(webhook.events),
        "state": webhook.state,
        "failing_since": moment_or_none(webhook.failing_since),
        "created_at": to_text(webhook.created_at),
    }


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """A message, and what became of it."""
    return {
        "id": delivery.id,
        "type": delivery.happening.type,
        "order_id": delivery.happening.order_id,
        "shipment_id": delivery.happening.shipment_id,
        "timestamp": to_text(delivery.happening.at),
        "state": delivery.state,
        "attempts": delivery.attempts,
        "answer": delivery.answer,
        "problem": delivery.problem or None,
        "tried_at": moment_or_none(delivery.tried_at),
        "next_at": moment_or_none(delivery.next_at),
    }
