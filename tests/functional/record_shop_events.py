"""The payloads in events/ that have to do with shops; `record_events` has them written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from retrack.domain.identifiers import StoreId
from retrack.runtime import shops
from retrack.services.shop_messages import CUSTOMER_ERASED, IMPORT, ShopEvent
from retrack.shops.signatures import sign
from tests.functional.cloud import Cloud
from tests.functional.gateway import Gateway
from tests.functional.known_store import IMPORT_PAGE, KNOWN, SHOP_SECRET
from tests.functional.pipeline import Pipeline
from tests.functional.record_events import Recorder, queued, write
from tests.shop_payloads import a_shopify_fulfillment, a_shopify_order, a_woo_order

PARCEL = {"number": "LX000000005TH", "tracking_company": "Thailand Post"}
OTHER_ORDER = a_shopify_order(
    id=5489512342,
    name="#1002",
    order_number=1002,
    fulfillment_status="fulfilled",
    updated_at="2026-11-23T16:29:58+07:00",
    fulfillments=[a_shopify_fulfillment(order_id=5489512342, name="#1002.1", **PARCEL)],
)
CANCELLED = {
    "updated_at": "2026-11-23T16:00:00+07:00",
    "cancelled_at": "2026-11-23T16:00:00+07:00",
}
SHOP = {"shop_id": 954889, "shop_domain": "example.myshopify.com"}
# What each message is called, its topic, and what it says.
SHOPIFY: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("order", "orders/updated", OTHER_ORDER),
    ("fulfillment", "fulfillments/create", a_shopify_fulfillment(**PARCEL)),
    ("cancelled", "orders/cancelled", a_shopify_order(**CANCELLED)),
    ("data_requested", "customers/data_request", {
        **SHOP, "orders_requested": [5489512341], "data_request": {"id": 9999},
        "customer": {"id": 191167, "email": "s@example.com", "phone": "+66800000000"},
    }),
    ("customer_redacted", "customers/redact", {
        **SHOP, "orders_to_redact": [5489512341],
        "customer": {"id": 191167, "email": "s@example.com", "phone": "+66800000000"},
    }),
    ("shop_redacted", "shop/redact", SHOP),
    ("app_removed", "app/uninstalled", {"id": 954889, "myshopify_domain": "example.myshopify.com"}),
)  # fmt: skip
_FIRST_NUMBER = 50  # of the requests; what is recorded before has those below
_QUEUE = "retrack-ShopEventsQueue.fifo"
_AGENTS = {
    "shopify": "Shopify-Captain-Hook",
    "woocommerce": "WooCommerce/9.4.1 Hookshot (WordPress/6.7)",
}


def record_shops(cloud: Cloud) -> None:
    """What shops send, what becomes of it in the queue, and what merchants ask of them."""
    recorder, pipeline = Recorder(cloud), Pipeline(cloud)
    recorder.number = _FIRST_NUMBER
    body = _written(OTHER_ORDER)
    _hook(recorder, "shopify_order", "shopify", body, _shopify("orders/updated", body))
    tampered = body.replace(b"somchai@", b"thief@")
    assert tampered != body
    _hook(recorder, "shopify_tampered", "shopify", tampered, _shopify("orders/updated", body))
    form = {"content-type": "application/x-www-form-urlencoded"}
    _hook(recorder, "woocommerce_greeting", "woocommerce", b"webhook_id=7", form)
    woo = _written(a_woo_order())
    _hook(recorder, "woocommerce_order", "woocommerce", woo, _woocommerce(woo))
    for name, topic, said in SHOPIFY:
        content = _written(said)
        _tell(cloud, "shopify", content, _shopify(topic, content))
        write(f"shop_events/{name}", _received(cloud, pipeline))
    _tell(cloud, "woocommerce", woo, _woocommerce(woo))
    write("shop_events/woocommerce_order", _received(cloud, pipeline))
    for name, topic, subject, payload in (
        ("customer_forgotten", CUSTOMER_ERASED, "5489512341", '{"order_ids":["5489512341"]}'),
        ("import_page", IMPORT, "", IMPORT_PAGE.to_json()),
        ("unreadable", "orders/create", "5", '{"id":5}'),
    ):
        event = ShopEvent("shopify", StoreId(KNOWN.id), topic, subject, payload)
        shops.shop_queue(cloud.shop_events_queue).send([event])
        write(f"shop_events/{name}", _received(cloud, pipeline))
    connect = {
        "webhook_secret": "not-a-real-secret",
        "domain": "example.myshopify.com",
        "access_token": "not-a-real-token",
    }
    recorder.call("list_shops", "GET", "/v1/shops", {})
    recorder.call("connect_shop", "PUT", "/v1/shops/shopify", {"body": connect})
    recorder.call("import_orders", "POST", "/v1/shops/shopify/import", {})
    recorder.call("disconnect_shop", "DELETE", "/v1/shops/woocommerce", {})


def record_shop_sync(cloud: Cloud, pipeline: Pipeline, change: dict[str, Any]) -> None:
    """What the shop's teller is told: a change of status, as the stream has it."""
    queue = cloud.queues["ShopSyncQueue"]
    pipeline.delete(queue, pipeline.receive(queue))
    cloud.invoke("dispatcher", {"Records": [change]})
    event = queued(pipeline.receive(queue)[:1], "retrack-ShopSyncQueue")
    write("shop_sync/status_changed", event)
    event["Records"][0]["body"] = "{}"
    write("shop_sync/unreadable", event)


def _written(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _shopify(topic: str, body: bytes) -> dict[str, str]:
    return {
        "content-type": "application/json",
        "x-shopify-api-version": "2026-10",
        "x-shopify-event-id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
        "x-shopify-hmac-sha256": sign(body, SHOP_SECRET),
        "x-shopify-shop-domain": "example.myshopify.com",
        "x-shopify-topic": topic,
        "x-shopify-triggered-at": "2026-11-23T09:29:59.123456789Z",
        "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    }


def _woocommerce(body: bytes) -> dict[str, str]:
    return {
        "content-type": "application/json",
        "x-wc-webhook-delivery-id": "2f1c3e5a7b9d",
        "x-wc-webhook-event": "updated",
        "x-wc-webhook-id": "7",
        "x-wc-webhook-resource": "order",
        "x-wc-webhook-signature": sign(body, SHOP_SECRET),
        "x-wc-webhook-source": "https://shop.example.com/",
        "x-wc-webhook-topic": "order.updated",
    }


def _hook(recorder: Recorder, name: str, shop: str, body: bytes, headers: dict[str, str]) -> None:
    path = f"/hooks/{shop}/{KNOWN.id}"
    sent = {"store": None, "body": body, "headers": headers, "agent": _AGENTS[shop]}
    recorder.call(name, "POST", path, sent)


def _tell(cloud: Cloud, shop: str, body: bytes, headers: dict[str, str]) -> None:
    """Has the product take a message in, which it queues."""
    answer = Gateway(cloud).post(f"/hooks/{shop}/{KNOWN.id}", body, headers=headers)
    assert answer.status == 200


def _received(cloud: Cloud, pipeline: Pipeline) -> dict[str, Any]:
    records = pipeline.receive(cloud.shop_events_queue)
    pipeline.delete(cloud.shop_events_queue, records)
    assert len(records) == 1
    return queued(records, _QUEUE)
