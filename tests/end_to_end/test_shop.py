"""A shop's orders, with nothing but its signed webhooks: taken, told of, followed, in need."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from retrack.shops.signatures import sign
from tests.end_to_end.local_stack import LocalStack, Store
from tests.shop_payloads import a_shopify_fulfillment, a_shopify_order

ORDER_ID, NUMBER = 5489512399, "LP00987654321012"


def _send(stack: LocalStack, store: Store, topic: str, sent: Any, **headers: str) -> int:
    body = json.dumps(sent).encode()
    named = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": sign(body, store.info["shopify_secret"]),
        **headers,
    }
    path = f"/hooks/shopify/{store.info['store_id']}"
    return stack.call("POST", path, data=body, headers=named).status_code


def test_a_shopify_order_from_its_first_webhook_to_an_alert(
    stack: LocalStack, store: Store
) -> None:
    now = datetime.fromisoformat(store.info["now"])
    made, sent = (now - timedelta(days=1)).isoformat(), (now - timedelta(hours=1)).isoformat()
    order = a_shopify_order(
        id=ORDER_ID, created_at=made, processed_at=made, updated_at=made, name="#7001"
    )
    parcel = a_shopify_fulfillment(
        order_id=ORDER_ID,
        number=NUMBER,
        tracking_company="Cainiao",
        created_at=sent,
        updated_at=sent,
    )

    # The fulfilment overtakes its order on the way; a forgery is refused.
    assert _send(stack, store, "fulfillments/create", parcel) == 200
    assert _send(stack, store, "orders/create", order) == 200
    forged = {**order, "email": "thief@example.com", "updated_at": sent}
    forgery = {"X-Shopify-Hmac-Sha256": "Zm9yZ2Vk"}
    assert _send(stack, store, "orders/updated", forged, **forgery) == 401
    stack.drain()
    complete = {**order, "fulfillment_status": "fulfilled", "updated_at": sent}
    complete["fulfillments"] = [parcel]
    assert _send(stack, store, "orders/fulfilled", complete) == 200
    stack.drain()

    # The customer is told, once, with the code that the shop gave.
    taken = store.get(f"/v1/orders/{ORDER_ID}").json()
    assert (taken["source"], taken["fulfillment_status"]) == ("shopify", "fulfilled")
    assert [s["tracking_number"] for s in taken["shipments"]] == [NUMBER]
    email, text = sorted(stack.outbox(str(ORDER_ID)), key=lambda message: message["channel"])
    assert email["to"] == "somchai@example.com"
    assert text["to"] == "+66812345678"
    assert NUMBER in email["text"]

    # The carrier has trouble with it, and the order needs attention until the shop cancels it.
    stack.script(NUMBER, status="Exception", sub_status="Exception_Lost")
    stack.put("/_dev/clock", {"advance_hours": 72})
    stack.sweep()
    (needing,) = store.get("/v1/orders?attention=true").json()["items"]
    assert (needing["id"], needing["attention"]["reasons"]) == (str(ORDER_ID), ["alert"])
    later = (now + timedelta(hours=73)).isoformat()
    cancelled = {**complete, "cancelled_at": later, "updated_at": later}
    assert _send(stack, store, "orders/cancelled", cancelled) == 200
    stack.drain()
    assert store.get("/v1/orders?attention=true").json()["items"] == []
    assert len(stack.outbox(str(ORDER_ID))) == 2
