"""What Shopify sends by itself: signed over the raw body, the same delivery as often as one likes.

Source: Shopify, "Webhooks: delivery structure", "Verify webhook deliveries", "Privacy law
compliance": only the body is signed; a webhook's id stays, however often it is sent.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import requests

from dev.shopify_simulator.payloads import NotSo, NotThere, Tree, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dev.shopify_simulator.shop import Order, Shop

VERSION: Final = "2026-10"
_TIMEOUTS: Final = (
    1.0,
    30.0,
)  # seconds; Shopify answers after 5, a stack that starts may be slower
_ORDERS: Final = frozenset(
    {"orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled",
     "orders/partially_fulfilled"}
)  # fmt: skip
_FULFILLMENTS: Final = frozenset({"fulfillments/create", "fulfillments/update"})


@dataclass(slots=True)
class Delivery:
    """A webhook, made once; `answers` has the status of each time that it was sent."""

    id: str
    topic: str
    body: bytes
    triggered_at: datetime
    event_id: str
    answers: list[int | None] = field(default_factory=list)

    def shown(self) -> Tree:
        """As `/_dev` tells of it."""
        return {"id": self.id, "topic": self.topic, "answers": self.answers}


def make(shop: Shop, topic: str, body: Any, now: datetime) -> Delivery:
    """A webhook that is not sent yet."""
    count = len(shop.deliveries) + 1
    mark = hashlib.sha256(f"{shop.domain}/{count}".encode()).hexdigest()
    content = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    made = Delivery(
        id=f"{mark[:8]}-{mark[8:12]}-4{mark[13:16]}-8{mark[17:20]}-{mark[20:32]}",
        topic=topic,
        body=content.encode(),
        triggered_at=now,
        event_id=f"{mark[32:40]}-{mark[40:44]}-4{mark[45:48]}-8{mark[49:52]}-{mark[52:64]}",
    )
    shop.deliveries.append(made)
    return made


def send(shop: Shop, delivery: Delivery, *, signature: str | None = None) -> int | None:
    """Sends it, again too; what was answered, None if nothing was."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": delivery.topic,
        "X-Shopify-Hmac-Sha256": signature or sign(delivery.body, shop.secret),
        "X-Shopify-Shop-Domain": shop.domain,
        "X-Shopify-API-Version": VERSION,
        "X-Shopify-Webhook-Id": delivery.id,
        "X-Shopify-Event-Id": delivery.event_id,
        "X-Shopify-Triggered-At": f"{delivery.triggered_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
    }
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.post(
                shop.hook_url, data=delivery.body, headers=headers, timeout=_TIMEOUTS
            )
    except requests.RequestException:
        delivery.answers.append(None)
        return None
    delivery.answers.append(answer.status_code)
    return answer.status_code


def sign(body: bytes, secret: str) -> str:
    """The `X-Shopify-Hmac-Sha256` header."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def payload(shop: Shop, topic: str, wish: Mapping[str, Any]) -> Tree:
    """The body of any topic; `wish` names the order, fulfilment or orders that it is about.

    Raises:
        NotSo: there is no such topic, or no such order.
    """
    if topic in _ORDERS:
        return shop.order(_number(wish, "order_id")).payload()
    if topic == "orders/edited":
        return _edit(shop.order(_number(wish, "order_id")))
    if topic in _FULFILLMENTS:
        found = shop.holding(_number(wish, "fulfillment_id"))
        if found is None:
            msg = f"The shop has no fulfilment {wish.get('fulfillment_id')}."
            raise NotThere(msg)
        return found[1]
    own = {"shop_id": shop.id, "shop_domain": shop.domain}
    about = [int(i) for i in wish.get("order_ids", list(shop.orders))]
    customer = {"id": 191167, "email": "malee@example.com", "phone": "+66812345679"}
    bodies: dict[str, Tree] = {
        "customers/data_request": {
            **own,
            "orders_requested": about,
            "customer": customer,
            "data_request": {"id": int(wish.get("request_id", 9999))},
        },
        "customers/redact": {**own, "customer": customer, "orders_to_redact": about},
        "shop/redact": own,
        "app/uninstalled": _shop_object(shop),
        "shop/update": _shop_object(shop),
    }
    if topic not in bodies:
        known = sorted({*_ORDERS, "orders/edited", *_FULFILLMENTS, *bodies})
        msg = f"topic: one of {', '.join(known)}; any other needs a body"
        raise NotSo(msg)
    return bodies[topic]


def _edit(order: Order) -> Tree:
    """What was changed, and not the order."""
    nothing: Tree = {"additions": [], "removals": []}
    return {
        "order_edit": {
            "id": order.id + 1,
            "app_id": None,
            "created_at": written(order.updated_at),
            "notify_customer": False,
            "order_id": order.id,
            "staff_note": "",
            "user_id": None,
            "line_items": {"additions": [], "removals": [{"id": order.id * 100, "delta": 1}]},
            "discounts": {"line_item": nothing},
            "shipping_lines": nothing,
        }
    }


def _shop_object(shop: Shop) -> Tree:
    return {
        "id": shop.id,
        "name": shop.domain.partition(".")[0],
        "email": "owner@example.com",
        "domain": "shop.example.com",
        "myshopify_domain": shop.domain,
        "country": "TH",
        "currency": "THB",
        "iana_timezone": "Asia/Bangkok",
        "plan_name": "basic",
        "created_at": written(datetime(2025, 1, 1, tzinfo=UTC)),
    }


def _number(wish: Mapping[str, Any], name: str) -> int:
    value = wish.get(name)
    if isinstance(value, bool) or not str(value).isdigit():
        msg = f"{name}: a number"
        raise NotSo(msg)
    return int(str(value))
