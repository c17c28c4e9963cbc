"""What became of a parcel is told to the shop that its order came from, once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from dev.carrier_simulator import CarrierSimulator
from retrack.shops.signatures import sign
from tests.functional.cloud import Cloud, NewStore
from tests.functional.gateway import Gateway
from tests.functional.orders import done
from tests.functional.pipeline import Pipeline
from tests.shop_payloads import a_shopify_fulfillment, a_shopify_order

SECRET, TOKEN = "not-a-real-secret", "not-a-real-token"
DOMAIN = "example.myshopify.com"
TOLD = {"data": {"fulfillmentEventCreate": {"fulfillmentEvent": {"id": "1"}, "userErrors": []}}}
REFUSED = {
    "data": {
        "fulfillmentEventCreate": {
            "fulfillmentEvent": None,
            "userErrors": [{"field": ["fulfillmentEvent"], "message": "Fulfillment is gone"}],
        }
    }
}
THROTTLED = {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}


class FakeShopify(HTTPServer):
    """An Admin API that checks what it is sent; `answers` come first, in their order."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.questions: list[dict[str, Any]] = []
        self.answers: list[tuple[int, bytes]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def will_answer(self, status: int, body: object) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((status, content))

    def asked_for(self, sent: dict[str, Any]) -> bool:
        """Whether orders were asked for, and how."""
        if "orders" not in sent["query"]:
            return False
        self.questions.append(sent["variables"])
        return True


class _Handler(BaseHTTPRequestHandler):
    server: FakeShopify

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == f"/{DOMAIN}/graphql.json"
        assert self.headers["X-Shopify-Access-Token"] == TOKEN
        if self.server.asked_for(sent):
            self._answer(*self.server.answers.pop(0))
            return
        assert "fulfillmentEventCreate(fulfillmentEvent: $fulfillmentEvent)" in sent["query"]
        status, content = (200, json.dumps(TOLD).encode())
        if self.server.answers:
            status, content = self.server.answers.pop(0)
        if (status, content) == (200, json.dumps(TOLD).encode()):
            self.server.told.append(sent["variables"]["fulfillmentEvent"])
        self._answer(status, content)

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def shopify(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeShopify]:
    server = FakeShopify()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/{{domain}}/graphql.json"
    monkeypatch.setitem(cloud.variables, "SHOPIFY_URL", url)
    callers = ("shop_sync", "shop_events", "shops_api")
    for name in callers:
        cloud.forget_function(name)
    yield server
    for name in callers:
        cloud.forget_function(name)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def shipped(
    cloud: Cloud, store: NewStore, api: Gateway, pipeline: Pipeline, shopify: FakeShopify
) -> None:
    """A connected shop's order, with a parcel on its way."""
    connect(api)
    for topic, sent in (
        ("orders/create", a_shopify_order()),
        ("fulfillments/create", a_shopify_fulfillment()),
    ):
        body = json.dumps(sent).encode()
        signed = {"X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": sign(body, SECRET)}
        done(Gateway(cloud).post(f"/hooks/shopify/{store.id}", body, headers=signed))
    pipeline.settle()


def connect(api: Gateway, **fields: Any) -> Any:
    body = {"webhook_secret": SECRET, "domain": DOMAIN, "access_token": TOKEN, **fields}
    return done(api.put("/v1/shops/shopify", body))


def deliver(api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator, **story: Any) -> None:
    simulator.script("RR123456785CN", {"status": "Delivered", **story})
    done(api.post("/v1/orders/5489512341/shipments/s1/track"))
    pipeline.stream()


def test_a_change_is_told_once_however_often_it_is_announced(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, simulator: CarrierSimulator,
    shopify: FakeShopify, shipped: None,
) -> None:  # fmt: skip
    deliver(api, pipeline, simulator)
    assert pipeline.shop_sync() == 1
    cloud.invoke("shop_sync", pipeline.sent_to["shop_sync"][-1])

    (event,) = shopify.told
    assert event["fulfillmentId"] == "gid://shopify/Fulfillment/255858046"
    assert event["status"] == "DELIVERED"
    assert event["happenedAt"] == "2026-11-23T09:30:00Z"


def test_what_has_changed_again_is_told_as_it_is_now(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator,
    shopify: FakeShopify, shipped: None,
) -> None:  # fmt: skip
    deliver(api, pipeline, simulator)
    done(api.put("/v1/orders/5489512341/shipments/s1/status", {"status": "alert"}))
    pipeline.stream()

    assert pipeline.shop_sync() == 2

    assert [event["status"] for event in shopify.told] == ["FAILURE"]


@pytest.mark.parametrize(
    ("status", "body"), [(429, b""), (200, THROTTLED), (500, b"oops"), (200, b"<html>"), (302, b"")]
)
def test_a_shop_that_is_busy_is_told_later(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, simulator: CarrierSimulator,
    shopify: FakeShopify, shipped: None, status: int, body: object,
) -> None:  # fmt: skip
    shopify.will_answer(status, body)
    deliver(api, pipeline, simulator)
    records = pipeline.receive(cloud.queues["ShopSyncQueue"])

    first = cloud.invoke("shop_sync", {"Records": records})
    second = cloud.invoke("shop_sync", {"Records": records})

    assert len(first["batchItemFailures"]) == 1
    assert second["batchItemFailures"] == []
    assert len(shopify.told) == 1


def test_a_shop_that_refuses_the_token_is_disconnected_and_left_alone(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator, shopify: FakeShopify,
    shipped: None,
) -> None:  # fmt: skip
    shopify.will_answer(401, {"errors": "[API] Invalid API key or access token"})
    deliver(api, pipeline, simulator)
    pipeline.shop_sync()

    (shop, _) = done(api.get("/v1/shops"))["items"]
    assert (shop["connected"], shop["access_token_set"]) == (False, False)
    assert shop["problem"].startswith("Shopify refused the token: ")
    done(api.put("/v1/orders/5489512341/shipments/s1/status", {"status": "alert"}))
    pipeline.stream()
    pipeline.shop_sync()
    assert shopify.told == []
    assert connect(api)["connected"]


def test_what_a_shop_will_never_take_is_not_repeated(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator, shopify: FakeShopify,
    shipped: None,
) -> None:  # fmt: skip
    shopify.will_answer(200, REFUSED)

    deliver(api, pipeline, simulator)

    assert pipeline.shop_sync() == 1
    assert shopify.told == []


def test_a_merchant_can_have_nothing_written_back(
    api: Gateway, pipeline: Pipeline, simulator: CarrierSimulator, shopify: FakeShopify,
    shipped: None,
) -> None:  # fmt: skip
    done(api.put("/v1/shops/shopify", {"write_back": False}))

    deliver(api, pipeline, simulator)
    pipeline.shop_sync()

    assert shopify.told == []


# --------------------------------------------------------------------- what was before


def a_node(number: int, **fields: Any) -> dict[str, Any]:
    """An order as the Admin API answers it."""
    place = {
        "name": "Malee Suksan",
        "firstName": "Malee",
        "lastName": "Suksan",
        "phone": "081 234 5679",
        "city": "Chiang Mai",
        "countryCodeV2": "TH",
    }
    parcel = {"company": "China Post", "number": f"RR{number:09d}CN", "url": None}
    return {
        "legacyResourceId": str(number),
        "name": f"#{number}",
        "number": number,
        "test": False,
        "email": "malee@example.com",
        "phone": None,
        "customerLocale": "th",
        "createdAt": "2026-10-01T10:00:00Z",
        "processedAt": "2026-10-01T10:00:00Z",
        "updatedAt": "2026-10-03T10:00:00Z",
        "cancelledAt": None,
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "FULFILLED",
        "paymentGatewayNames": ["shopify_payments"],
        "customer": None,
        "shippingAddress": place,
        "billingAddress": place,
        "lineItems": {"nodes": [{"title": "Phone case", "quantity": 1, "sku": "PC-1"}]},
        "fulfillments": [
            {
                "legacyResourceId": str(number + 9000),
                "status": "SUCCESS",
                "createdAt": "2026-10-02T10:00:00Z",
                "updatedAt": "2026-10-02T10:00:00Z",
                "trackingInfo": [parcel],
            }
        ],
        **fields,
    }


def a_page(*nodes: dict[str, Any], after: str | None) -> dict[str, Any]:
    info = {"hasNextPage": after is not None, "endCursor": after or "the-end"}
    return {"data": {"orders": {"pageInfo": info, "nodes": list(nodes)}}}


def test_a_shop_that_is_connected_brings_its_orders_in(
    api: Gateway, pipeline: Pipeline, shopify: FakeShopify
) -> None:
    connect(api)
    shopify.will_answer(200, {"data": {"ordersCount": {"count": 4}}})
    bad = a_node(3, legacyResourceId=None)
    shopify.will_answer(200, a_page(a_node(1), a_node(2), after="cursor-1"))
    shopify.will_answer(200, a_page(bad, a_node(4, test=True), after=None))

    job = done(api.post("/v1/shops/shopify/import"), 202)
    assert (job["kind"], job["total"], job["state"]) == ("shop_import", 4, "running")
    pipeline.settle()

    orders = done(api.get("/v1/orders", query={"from": "2026-09-01"}))["items"]
    assert sorted(order["name"] for order in orders) == ["#1", "#2"]
    assert orders[0]["fulfillment_status"] == "fulfilled"
    assert orders[0]["customer"]["phone"] == "+66812345679"
    assert orders[0]["shipments"][0]["carrier"] == "china-post"
    ended = done(api.get(f"/v1/jobs/{job['id']}"))
    assert (ended["done"], ended["failed"], ended["state"]) == (3, 1, "done")
    assert [q.get("after") for q in shopify.questions] == [None, None, "cursor-1"]
    assert {q["filter"] for q in shopify.questions} == {"processed_at:>='2026-09-24T09:30:00Z'"}
    assert pipeline.emails() == []


@pytest.mark.parametrize(
    ("status", "body", "answered"),
    [(401, b"", 409), (429, b"", 429), (200, b"<html>", 429), (200, {"data": None}, 429)],
)
def test_a_shop_that_does_not_answer_brings_nothing_in(
    api: Gateway, cloud: Cloud, shopify: FakeShopify, status: int, body: object, answered: int
) -> None:
    connect(api)
    shopify.will_answer(status, body)
    before = cloud.contents()["table"]

    assert api.post("/v1/shops/shopify/import").status == answered
    assert cloud.contents()["table"] == before


def test_an_import_whose_page_fails_to_the_last_says_so_and_goes_on_when_begun_again(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, shopify: FakeShopify
) -> None:
    connect(api)
    shopify.will_answer(200, {"data": {"ordersCount": {"count": 1}}})
    done(api.post("/v1/shops/shopify/import"), 202)
    queue = cloud.shop_events_queue
    (record,) = pipeline.receive(queue)

    for count, failed in ((4, 1), (5, 0)):
        shopify.will_answer(503, b"down")
        record["attributes"]["ApproximateReceiveCount"] = str(count)
        answer = cloud.invoke("shop_events", {"Records": [record]})
        assert len(answer["batchItemFailures"]) == failed
    stopped = done(api.get("/v1/jobs/shopify-import"))
    pipeline.delete(queue, [record])
    shopify.will_answer(200, {"data": {"ordersCount": {"count": 1}}})
    shopify.will_answer(200, a_page(a_node(1), after=None))
    again = done(api.post("/v1/shops/shopify/import"), 202)
    pipeline.settle()

    assert (stopped["state"], stopped["failed"]) == ("failed", 0)
    assert stopped["problem"].startswith("Shopify did not answer")
    assert (again["id"], again["state"], again["problem"]) == ("shopify-import", "running", None)
    ended = done(api.get("/v1/jobs/shopify-import"))
    assert (ended["state"], ended["done"], ended["problem"]) == ("done", 1, None)


def test_a_shop_that_is_not_connected_brings_nothing_in(api: Gateway) -> None:
    assert api.post("/v1/shops/shopify/import").status == 409


# ----------------------------------------------------------------------------- connecting


def test_secrets_go_in_and_never_come_out(api: Gateway, store: NewStore) -> None:
    shown = connect(api)

    assert shown == {
        "shop": "shopify",
        "webhook_path": f"/hooks/shopify/{store.id}",
        "webhook_secret_set": True,
        "domain": DOMAIN,
        "access_token_set": True,
        "client_id": None,
        "client_secret_set": False,
        "write_back": True,
        "connected": True,
        "problem": None,
    }
    listed = api.get("/v1/shops").text
    assert SECRET not in listed
    assert TOKEN not in listed


def test_a_new_secret_leaves_the_one_before_it_good(
    api: Gateway, cloud: Cloud, store: NewStore
) -> None:
    for secret in ("first-secret", "second-secret", "third-secret"):
        done(api.put("/v1/shops/woocommerce", {"webhook_secret": secret}))

    def answered(secret: str) -> int:
        body = b'{"id": 7}'
        headers = {"X-WC-Webhook-Topic": "order.deleted", "X-WC-Webhook-Signature": ""}
        headers["X-WC-Webhook-Signature"] = sign(body, secret)
        path = f"/hooks/woocommerce/{store.id}"
        return Gateway(cloud).post(path, body, headers=headers).status

    assert answered("third-secret") == 200
    assert answered("second-secret") == 200
    assert answered("first-secret") == 401


APP = {"client_id": "0123456789abcdef", "client_secret": "shpss_not-a-secret"}


def test_an_app_takes_the_place_of_a_token_and_signs_what_it_sends(
    api: Gateway, cloud: Cloud, store: NewStore
) -> None:
    done(api.put("/v1/shops/shopify", {"domain": DOMAIN, "access_token": TOKEN}))

    shown = done(api.put("/v1/shops/shopify", APP))

    assert (shown["client_id"], shown["client_secret_set"]) == (APP["client_id"], True)
    assert (shown["access_token_set"], shown["connected"]) == (False, True)
    assert shown["webhook_secret_set"] is True
    assert APP["client_secret"] not in api.get("/v1/shops").text
    assert APP["client_secret"] not in cloud.contents()["table"]
    body = json.dumps(a_shopify_order()).encode()
    headers = {"X-Shopify-Topic": "orders/create"}
    headers["X-Shopify-Hmac-Sha256"] = sign(body, APP["client_secret"])
    assert Gateway(cloud).post(f"/hooks/shopify/{store.id}", body, headers=headers).status == 200

    # And a token the app's.
    shown = done(api.put("/v1/shops/shopify", {"access_token": TOKEN}))
    assert (shown["client_id"], shown["client_secret_set"]) == (None, False)
    assert (shown["access_token_set"], shown["connected"]) == (True, True)


def test_a_shop_that_is_removed_is_refused(api: Gateway, cloud: Cloud, store: NewStore) -> None:
    connect(api)
    body = json.dumps(a_shopify_order()).encode()
    signed = {"X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-Sha256": sign(body, SECRET)}

    done(api.delete("/v1/shops/shopify"), 204)

    assert Gateway(cloud).post(f"/hooks/shopify/{store.id}", body, headers=signed).status == 401
    done(api.delete("/v1/shops/shopify"), 204)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"domain": "example.com"}, "domain"),
        ({"domain": "evil.com/x.myshopify.com"}, "domain"),
        ({"webhook_secret": "short"}, "webhook_secret"),
        ({"webhook_secret": "two\nlines-of-it"}, "webhook_secret"),
        ({"access_token": 5}, "access_token"),
        ({"client_id": "0123456789abcdef"}, "client_secret"),
        ({"client_secret": "shpss_not-a-secret"}, "client_id"),
        (APP | {"access_token": TOKEN}, "access_token"),
        (APP | {"client_id": "two words here"}, "client_id"),
        ({"write_back": "yes"}, "write_back"),
    ],
)
def test_what_cannot_be_a_shop_is_refused(api: Gateway, body: Any, field: str) -> None:
    answer = api.put("/v1/shops/shopify", body)

    assert (answer.status, answer.fields) == (422, [field])


def test_there_is_no_other_kind_of_shop(api: Gateway) -> None:
    assert api.put("/v1/shops/oberlo", {}).status == 404
