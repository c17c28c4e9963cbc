"""Every POST of the API with an Idempotency-Key: done once, answered the same, and kept sealed."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from moto.ses.models import ses_backends

from dev import http_events
from dev.carrier_simulator import CarrierSimulator
from dev.routes import find
from retrack.domain.attention import Reason
from retrack.domain.happenings import attention_happening
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.webhooks import DeliveryState, delivery_of
from retrack.shops.shopify.admin import ShopifyAdmin
from retrack.storage.webhooks import TableWebhooks
from tests import openapi_document
from tests.functional.cloud import ACCOUNT, NOW, REGION, SENDER, Cloud
from tests.functional.gateway import Gateway, routes
from tests.functional.orders import done, take, take_and_ship
from tests.functional.test_csv import upload

KEY = {"Idempotency-Key": "9c1f6f0e-5a0c-4b8f-8d51-2b0e8a0c7e11"}


@dataclass(frozen=True)
class World:
    """A store, and what is around it."""

    api: Gateway
    cloud: Cloud
    simulator: CarrierSimulator
    number: str


Call = tuple[str, object]
"""The path and the body of a call that is answered well."""


def _new_order(_: World) -> Call:
    return "/v1/orders", {"name": "#1"}


def _new_shipment(world: World) -> Call:
    take(world.api)
    return "/v1/orders/1001/shipments", {"tracking_number": world.number}


def _track_one(world: World) -> Call:
    take_and_ship(world.api, world.number)
    world.simulator.script(world.number, {"status": "InTransit"})
    return "/v1/orders/1001/shipments/s1/track", None


def _track_many(world: World) -> Call:
    take_and_ship(world.api, world.number)
    return "/v1/tracking/track", {"order_ids": ["1001"]}


def _preview(world: World) -> Call:
    take_and_ship(world.api, world.number)
    return "/v1/settings/templates/preview", {"trigger": "shipped", "order_id": "1001"}


def _send_test(world: World) -> Call:
    done(world.api.patch("/v1/settings", {"notifications": {"sender": {"email": SENDER}}}))
    return "/v1/settings/templates/test", {"trigger": "shipped"}


def _new_sender(_: World) -> Call:
    return "/v1/settings/sender", {"email": "shop@brand.example", "kind": "domain"}


def _import_from_shop(world: World) -> Call:
    secrets = {"webhook_secret": "s" * 32, "domain": "a.myshopify.com", "access_token": "t" * 32}
    done(world.api.put("/v1/shops/shopify", secrets))
    return "/v1/shops/shopify/import", None


def _new_webhook(_: World) -> Call:
    return "/v1/webhooks", {"url": "http://127.0.0.1:9/hook", "events": ["order.fulfilled"]}


def _enable(world: World) -> Call:
    return f"/v1/webhooks/{done(world.api.post(*_new_webhook(world)), 201)['id']}/enable", None


def _resend(world: World) -> Call:
    assert world.api.store
    store_id, log = StoreId(world.api.store.id), TableWebhooks()
    webhook_id = done(world.api.post(*_new_webhook(world)), 201)["id"]
    happening = attention_happening(store_id, OrderId("1001"), Reason.ALERT, NOW)
    delivery = delivery_of(log.load(store_id, webhook_id), happening)
    log.finish(replace(log.begin(delivery), state=DeliveryState.FAILED))
    return f"/v1/webhooks/{webhook_id}/deliveries/{delivery.id}/resend", None


def _suppress(_: World) -> Call:
    return "/v1/suppressions", {"address": "s@example.com"}


def _new_import(_: World) -> Call:
    return "/v1/imports", {"size": 100}


def _start_import(world: World) -> Call:
    begun = done(world.api.post("/v1/imports", {"size": 12}), 201)
    upload(world.cloud, begun["upload_url"], b"order_name\n1")
    return f"/v1/imports/{begun['id']}/start", None


def _paste(world: World) -> Call:
    return "/v1/tracking/paste", {"text": f"#1 {world.number}", "confirm": True}


CALLS: dict[str, Callable[[World], Call]] = {
    "/v1/orders": _new_order,
    "/v1/orders/{id}/shipments": _new_shipment,
    "/v1/orders/{id}/shipments/{sid}/track": _track_one,
    "/v1/tracking/track": _track_many,
    "/v1/api-keys": lambda _: ("/v1/api-keys", {"name": "the till"}),
    "/v1/settings/templates/preview": _preview,
    "/v1/settings/templates/test": _send_test,
    "/v1/shops/shopify/import": _import_from_shop,
    "/v1/webhooks": _new_webhook,
    "/v1/webhooks/{id}/enable": _enable,
    "/v1/webhooks/{id}/deliveries/{did}/resend": _resend,
    "/v1/settings/sender": _new_sender,
    "/v1/people": lambda _: ("/v1/people", {"email": "ann@example.com", "role": "staff"}),
    "/v1/suppressions": _suppress,
    "/v1/imports": _new_import,
    "/v1/imports/{id}/start": _start_import,
    "/v1/tracking/paste": _paste,
}
"""How each is called; a POST that is new in the document is missing here, and fails."""
POSTS = [
    path
    for (method, path), told in openapi_document.operations().items()
    if method == "POST" and told.get("security") != []
]


@pytest.fixture
def world(
    api: Gateway,
    cloud: Cloud,
    simulator: CarrierSimulator,
    number: str,
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    monkeypatch.setattr(ShopifyAdmin, "count", lambda *_: 3)
    return World(api, cloud, simulator, number)


def effects(world: World) -> dict[str, Any]:
    """Everything that a request may have done to the world."""
    return {
        "stored": world.cloud.contents(),
        "queued": {url: world.cloud.waiting(url) for url in world.cloud.queues.values()},
        "mailed": len(ses_backends[ACCOUNT][REGION].sent_messages),
        "asked": world.simulator.calls.total(),
    }


@pytest.mark.parametrize("route", POSTS)
def test_a_repeated_post_is_done_once_answered_the_same_and_kept_sealed(
    world: World, route: str
) -> None:
    path, body = CALLS[route](world)
    first = world.api.post(path, body, headers=KEY)
    assert first.status < 300, first.text
    before = effects(world)

    again = world.api.post(path, body, headers=KEY)
    other = world.api.post(path, {"name": "another"}, headers=KEY)

    assert again == first
    assert (other.status, other.fields) == (422, ["Idempotency-Key"])
    assert effects(world) == before
    assert "retrack-about-order" not in first.headers
    stored = [_in_clear(v) for item in world.cloud.items().values() for v in item.values()]
    assert not [text for text in stored if first.text.encode() in text]
    assert KEY["Idempotency-Key"].encode() not in b"".join(stored)


def _in_clear(value: dict[str, Any]) -> bytes:
    if "B" not in value:
        return repr(value).encode()
    try:
        return zlib.decompress(value["B"])
    except zlib.error:
        return bytes(value["B"])


@pytest.mark.parametrize("secret", ["key", "secret"])
def test_a_secret_that_is_shown_once_is_shown_again_to_the_same_request(
    world: World, secret: str
) -> None:
    path, body = CALLS["/v1/api-keys" if secret == "key" else "/v1/webhooks"](world)
    first = done(world.api.post(path, body, headers=KEY), 201)

    again = done(world.api.post(path, body, headers=KEY), 201)

    assert again[secret] == first[secret]


def test_staff_do_not_get_what_an_owner_was_answered(world: World) -> None:
    path, body = "/v1/api-keys", {"name": "the till"}
    made = done(world.api.post(path, body, headers=KEY), 201)
    request = world.api.request("POST", path, body, headers=KEY)
    found = find(routes(), "POST", path)
    assert found
    asked = http_events.authorizer_event(request, *found)
    context = world.cloud.invoke("authorizer", asked)["context"] | {"role": "staff"}

    event = http_events.event(request, *found, context)
    answer = world.cloud.invoke("settings_api", event)

    assert answer["statusCode"] == 422
    assert made["key"] not in answer["body"]
