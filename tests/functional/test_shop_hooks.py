"""`POST /hooks/{shop}/{store}`: orders that come in by themselves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from retrack.shops.signatures import sign
from tests.functional.cloud import SENDER, Cloud, MovableClock, NewStore
from tests.functional.gateway import Answer, Gateway
from tests.functional.orders import done
from tests.functional.pipeline import Pipeline
from tests.shop_payloads import a_shopify_fulfillment, a_shopify_order

SECRET, OLD_SECRET = "not-a-real-secret", "not-a-real-secret-before-it"
ORDER = "/v1/orders/5489512341"


class Shop:
    """The merchant's shop, which sends webhooks."""

    def __init__(self, cloud: Cloud, store: NewStore) -> None:
        self.cloud, self.store = cloud, store
        cloud.keep_shop_secret(store, "shopify", f"{SECRET}\n{OLD_SECRET}")

    def send(
        self,
        topic: str,
        sent: object,
        *,
        secret: str = SECRET,
        store: str | None = None,
        **headers: str,
    ) -> Answer:
        body = sent if isinstance(sent, bytes) else json.dumps(sent, ensure_ascii=False).encode()
        named = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": sign(body, secret),
            "X-Shopify-Shop-Domain": "example.myshopify.com",
            "X-Shopify-API-Version": "2026-10",
            "X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        }
        path = f"/hooks/shopify/{store or self.store.id}"
        return Gateway(self.cloud).post(path, body, headers=named | headers)


@pytest.fixture
def shop(cloud: Cloud, store: NewStore) -> Shop:
    return Shop(cloud, store)


def test_an_order_and_its_fulfillment_come_in_and_the_customer_is_told(
    api: Gateway, pipeline: Pipeline, shop: Shop
) -> None:
    done(api.patch("/v1/settings", {"notifications": {"sender": {"email": SENDER}}}))

    assert done(shop.send("orders/create", a_shopify_order())) == {"received": True}
    assert done(shop.send("fulfillments/create", a_shopify_fulfillment())) == {"received": True}
    updated = {"updated_at": "2026-11-23T15:00:01+07:00", "fulfillment_status": "fulfilled"}
    done(shop.send("orders/updated", a_shopify_order(**updated)))
    pipeline.settle()

    order = done(api.get(ORDER))
    assert (order["name"], order["source"]) == ("#1001", "shopify")
    assert order["customer"]["phone"] == "+66812345678"
    assert (order["fulfillment_status"], order["status"]) == ("fulfilled", "pending")
    assert [s["tracking_number"] for s in order["shipments"]] == ["RR123456785CN"]
    (email,) = pipeline.emails()
    assert email.destinations["ToAddresses"] == ["somchai@example.com"]


def test_nothing_of_anybody_is_logged(
    capsys: pytest.CaptureFixture[str], cloud: Cloud, pipeline: Pipeline, shop: Shop
) -> None:
    shop.send("fulfillments/create", a_shopify_fulfillment())
    shop.send("orders/create", a_shopify_order())
    shop.send("orders/create", a_shopify_order(), secret="another")
    shop.send("orders/create", {**a_shopify_order(), "updated_at": "Somchai"})
    shop.send("orders/create", a_shopify_order(id=None))
    who = {"id": 1, "email": "somchai@example.com"}
    shop.send("customers/redact", {"customer": who, "orders_to_redact": [5489512341]})
    pipeline.settle()
    (record, *_) = pipeline.sent_to["shop_events"][0]["Records"]
    cloud.invoke("shop_events", {"Records": [{**record, "body": record["body"][:-9]}]})

    captured = capsys.readouterr()

    written = captured.out + captured.err
    assert '"topic":"customers/redact"' in written
    for word in ("Somchai", "somchai", "812345678", "081 234", "Chiang Mai", "Phone case", SECRET):
        assert word not in written


def test_the_secret_before_the_last_is_good_while_they_are_rotated(
    api: Gateway, pipeline: Pipeline, shop: Shop
) -> None:
    assert shop.send("orders/create", a_shopify_order(), secret=OLD_SECRET).status == 200
    pipeline.settle()

    assert api.get(ORDER).status == 200


@pytest.mark.parametrize("how", ["secret", "tampered", "none", "no store", "odd"])
def test_a_forged_message_is_refused_and_nothing_written(
    cloud: Cloud, shop: Shop, how: str
) -> None:
    body = json.dumps(a_shopify_order()).encode()
    forged: dict[str, Any] = {
        "secret": {"secret": "another"},
        "tampered": {"X-Shopify-Hmac-Sha256": sign(body + b" ", SECRET)},
        "none": {"X-Shopify-Hmac-Sha256": ""},
        "no store": {"store": "nobodys"},
        "odd": {"X-Shopify-Hmac-Sha256": "ก\x7f"},
    }[how]
    before = cloud.contents()

    answer = shop.send("orders/create", body, **forged)

    assert (answer.status, answer.slug) == (401, "unauthenticated")
    assert cloud.contents() == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'"an order"', 400),
        (b"{}", 400),
        (b'{"id": null, "updated_at": 5}', 400),
        (b'{"id": "5; drop", "updated_at": "2026-11-23T15:00:01+07:00"}', 400),
        (b'{"note": "' + b"x" * 5_000_000 + b'"}', 413),
    ],
)
def test_what_is_no_order_is_refused_though_it_is_signed(
    cloud: Cloud, shop: Shop, body: bytes, status: int
) -> None:
    before = cloud.contents()

    assert shop.send("orders/create", body).status == status
    assert cloud.contents() == before


def test_a_message_that_can_never_be_applied_is_dropped(
    cloud: Cloud, pipeline: Pipeline, shop: Shop
) -> None:
    before = cloud.contents()

    never = {"id": 5, "updated_at": "one day"}
    assert shop.send("orders/create", never).status == 200
    pipeline.settle()

    assert cloud.contents() == before


def test_the_same_message_ten_times_is_one_order(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, shop: Shop
) -> None:
    for _ in range(5):
        done(shop.send("orders/create", a_shopify_order()))
    pipeline.settle()
    (event,) = pipeline.sent_to["shop_events"]
    for _ in range(5):
        cloud.invoke("shop_events", event)

    assert api.get(ORDER).headers["etag"] == '"1"'
    assert len(done(api.get("/v1/orders"))["items"]) == 1


@pytest.mark.parametrize("failure", [ConnectionError, ValueError])
def test_a_message_that_fails_comes_back_and_keeps_no_other_from_its_turn(
    cloud: Cloud,
    pipeline: Pipeline,
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    failure: type[Exception],
) -> None:
    done(shop.send("orders/create", a_shopify_order(id=1)))
    done(shop.send("orders/create", a_shopify_order(id=2)))
    records = pipeline.receive(cloud.shop_events_queue)
    function = cloud.function("shop_events")
    apply = function.shops.apply_shop_event

    def broken(settings: Any) -> Any:
        def call(event: Any, said: Any, **more: Any) -> None:
            if event.subject == "1":
                raise failure
            apply(settings)(event, said, **more)

        return call

    monkeypatch.setattr(function.shops, "apply_shop_event", broken)
    answer = cloud.invoke("shop_events", {"Records": records})

    failed = [r["messageId"] for r in records if '"subject":"1"' in r["body"]]
    assert [f["itemIdentifier"] for f in answer["batchItemFailures"]] == failed


def test_a_late_fulfillment_finds_its_order(api: Gateway, pipeline: Pipeline, shop: Shop) -> None:
    done(shop.send("fulfillments/create", a_shopify_fulfillment()))
    pipeline.settle()
    assert api.get(ORDER).status == 404

    done(shop.send("orders/create", a_shopify_order()))
    pipeline.settle()

    assert len(done(api.get(ORDER))["shipments"]) == 1


def test_what_a_merchant_changed_stays_against_what_was_said_before(
    api: Gateway, pipeline: Pipeline, shop: Shop, clock: MovableClock
) -> None:
    done(shop.send("orders/create", a_shopify_order()))
    pipeline.settle()
    done(api.patch(ORDER, {"customer": {"email": "right@example.com"}}))

    late = a_shopify_order(email="late@example.com", updated_at="2026-11-22T10:00:00+07:00")
    done(shop.send("orders/updated", late))
    pipeline.settle()

    assert done(api.get(ORDER))["customer"]["email"] == "right@example.com"


def test_a_cancelled_order_is_seen_as_such(
    api: Gateway, pipeline: Pipeline, shop: Shop, clock: MovableClock
) -> None:
    done(shop.send("orders/create", a_shopify_order()))
    pipeline.settle()
    clock.advance(days=7)
    assert len(done(api.get("/v1/orders", query={"attention": "true"}))["items"]) == 1

    at = "2026-11-24T10:00:00+07:00"
    done(shop.send("orders/cancelled", a_shopify_order(cancelled_at=at, updated_at=at)))
    pipeline.settle()

    assert done(api.get(ORDER))["cancelled_at"] == "2026-11-24T03:00:00Z"
    assert done(api.get("/v1/orders", query={"attention": "true"}))["items"] == []


def test_privacy_messages_are_carried_out(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, shop: Shop
) -> None:
    done(shop.send("orders/create", a_shopify_order()))
    who = {"shop_id": 1, "shop_domain": "example.myshopify.com", "customer": {"id": 1}}
    asked = {**who, "orders_requested": [5489512341], "data_request": {"id": 9999}}
    done(shop.send("customers/data_request", asked))
    pipeline.settle()
    assert done(api.get("/v1/jobs/data-request-9999"))["total"] == 1

    done(shop.send("customers/redact", {**who, "orders_to_redact": [5489512341]}))
    pipeline.settle()
    assert done(api.get(ORDER))["customer"]["email"] is None
    assert done(api.get("/v1/orders", query={"q": "somchai@example.com"}))["items"] == []

    done(shop.send("shop/redact", {"shop_id": 1, "shop_domain": "example.myshopify.com"}))
    pipeline.settle()
    assert api.get(ORDER).status == 404
    assert shop.send("orders/create", a_shopify_order()).status == 401


def test_a_shop_that_was_redacted_can_be_connected_anew(
    api: Gateway, cloud: Cloud, clock: MovableClock, pipeline: Pipeline, shop: Shop
) -> None:
    done(shop.send("shop/redact", {"shop_id": 1, "shop_domain": "example.myshopify.com"}))
    pipeline.settle()
    clock.advance(minutes=1)

    done(Shop(cloud, shop.store).send("orders/create", a_shopify_order()))
    pipeline.settle()

    assert done(api.get(ORDER))["name"] == "#1001"
