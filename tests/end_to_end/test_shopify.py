"""A shop at Shopify, end to end: what it had, what it says, and what it is told of its parcels."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.end_to_end.local_stack import LocalStack, Store
from tests.end_to_end.shopify import Shopify

FIRST = 7_700_000_000
AGES = [*range(1, 18), 61]  # days; the last is older than Shopify shows


@pytest.fixture
def shop(stack: LocalStack, store: Store) -> Shopify:
    return Shopify(stack, store)


def had(shop: Shopify, ages: list[int]) -> None:
    """Orders from before the shop was connected, every other one sent."""
    now = datetime.fromisoformat(shop.store.info["now"])
    for place, age in enumerate(ages):
        made = now - timedelta(days=age)
        shop.put(FIRST + place, processed_at=made.isoformat(), send=False)
        if place % 2:
            left = (made + timedelta(hours=12)).isoformat()
            shop.fulfil(FIRST + place, f"LP{FIRST + place:014d}", created_at=left, send=False)


def orders(store: Store) -> list[dict[str, Any]]:
    found = store.get("/v1/orders?from=2000-01-01&to=2099-12-31&limit=200")
    items: list[dict[str, Any]] = found.json()["items"]
    return items


def test_the_orders_of_sixty_days_come_in_though_the_token_is_refused_half_way(
    stack: LocalStack, store: Store, shop: Shopify
) -> None:
    had(shop, AGES)
    assert shop.begin_import().status_code == 409
    assert shop.connect()["connected"] is True

    # Two calls work: the count, and the first page.
    shop.fail("unauthorized", after=2)
    begun = shop.begin_import()
    stopped = shop.imported()
    refused = shop.begin_import()

    assert (begun.status_code, begun.json()["total"], begun.json()["state"]) == (202, 17, "running")
    assert (stopped["state"], stopped["done"], stopped["failed"]) == ("failed", 15, 0)
    assert stopped["problem"].startswith("Shopify refused the token: ")
    assert (shop.connection()["connected"], shop.connection()["access_token_set"]) == (False, False)
    assert shop.connection()["problem"] == stopped["problem"]
    assert refused.status_code == 409
    assert len(orders(store)) == 15

    # A new token, and it goes on where it stopped.
    shop.mend()
    shop.call("PUT", "", {"token": "shpat_a_new_token"})
    assert shop.connect(access_token="shpat_a_new_token")["problem"] is None
    again = shop.begin_import()
    done = shop.imported()

    assert (again.status_code, again.json()["done"]) == (202, 15)
    assert (done["state"], done["done"], done["failed"], done["problem"]) == ("done", 17, 0, None)
    taken = orders(store)
    assert len(taken) == 17
    assert {order["source"] for order in taken} == {"shopify"}
    assert [o["fulfillment_status"] for o in taken].count("fulfilled") == 8
    assert taken[0]["customer"]["phone"] == "+66812345679"
    # Begun once more, it doubles nothing; nobody was told of parcels from long ago.
    assert shop.begin_import().status_code == 202
    assert shop.imported()["state"] == "done"
    assert len(orders(store)) == 17
    assert all(len(order["shipments"]) < 2 for order in orders(store))
    assert stack.outbox(str(FIRST + 15)) == []


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("http429", "Shopify takes no more calls"),
        ("throttled", "Shopify takes no more calls"),
        ("http500", "Shopify did not answer"),
        ("garbage", "Shopify's answers could not be read"),
    ],
)
def test_an_import_from_a_shop_that_fails_says_so_and_can_be_taken_up(
    stack: LocalStack, store: Store, shop: Shopify, fault: str, said: str
) -> None:
    had(shop, [1, 2])
    shop.connect()
    shop.fail(fault, after=1)
    shop.begin_import()
    stopped = shop.imported()

    # A bucket fills with time; anything else has to be mended.
    if fault == "throttled":
        stack.put("/_dev/clock", {"advance_hours": 1})
    else:
        shop.mend()
    again = shop.begin_import()

    assert (stopped["state"], stopped["done"]) == ("failed", 0)
    assert stopped["problem"].startswith(said)
    assert shop.connection()["connected"] is True
    assert again.status_code == 202
    assert shop.imported()["state"] == "done"
    assert len(orders(store)) == 2


def test_a_shop_that_does_not_answer_in_time_is_said_to(store: Store, shop: Shopify) -> None:
    shop.connect()
    shop.fail("timeout")

    answer = shop.begin_import()

    assert answer.status_code == 429
    assert answer.json()["detail"].startswith("Shopify did not answer")
    assert answer.headers["Retry-After"] == "60"
    assert store.get("/v1/jobs/shopify-import").status_code == 404
    shop.mend()
    assert shop.begin_import().status_code == 202


# ------------------------------------------------------------------------------ what it says


def test_whatever_the_order_of_its_webhooks_an_order_ends_as_the_shop_has_it(
    stack: LocalStack, store: Store, shop: Shopify
) -> None:
    order = FIRST + 100
    shop.put(order, financial_status="pending", send=False)
    shop.put(order, financial_status="paid", customer={"first_name": "Mali"}, send=False)
    sent = shop.fulfil(order, "LP00770000010001", "LP00770000010002", final=False, send=False)
    parcel = f"orders/{order}/fulfillments/{sent['fulfillment']['id']}"
    changed = {"numbers": ["LP00770000010001", "LP00770000010003"], "send": False}
    shop.call("PATCH", parcel, changed)
    other = shop.fulfil(order, "LP00770000010004", send=False)
    shop.call(
        "DELETE", f"orders/{order}/fulfillments/{other['fulfillment']['id']}", {"send": False}
    )
    webhooks = [webhook["id"] for webhook in shop.call("GET", "webhooks")]

    def numbers() -> list[str]:
        stack.drain()
        shown = store.get(f"/v1/orders/{order}").json()
        return sorted(s["tracking_number"] for s in shown["shipments"])

    # The last comes first, and all of them twice: fulfilments overtake their order.
    for webhook in [*reversed(webhooks), *webhooks]:
        assert shop.send(again=webhook) == 200
    assert numbers() == ["LP00770000010001", "LP00770000010003"]
    taken = store.get(f"/v1/orders/{order}").json()
    assert (taken["fulfillment_status"], taken["payment"]["financial_status"]) == (
        "partial",
        "paid",
    )
    assert taken["customer"]["name"] == "Mali Suksan"
    # Nobody was told twice, and nobody of the parcel that was not sent after all.
    told = [(m["channel"], m["text"]) for m in stack.outbox() if "LP0077000001" in m["text"]]
    assert sorted(channel for channel, _ in told) == ["email", "email", "sms", "sms"]
    assert len(set(told)) == len(told)

    # A number is taken away, then the whole fulfilment, then the order is cancelled.
    shop.call("PATCH", parcel, {"numbers": ["LP00770000010001"]})
    assert numbers() == ["LP00770000010001"]
    shop.call("DELETE", parcel)
    assert numbers() == []
    for topic in ("orders/paid", "orders/edited", "orders/fulfilled"):
        assert shop.send(topic, order_id=order) == 200
    shop.call("POST", f"orders/{order}/cancel")
    stack.drain()
    stack.put("/_dev/clock", {"advance_hours": 24 * 8})
    assert store.get("/v1/orders?attention=true").json()["items"] == []


TOPICS = (
    "orders/create", "orders/updated", "orders/paid", "orders/fulfilled",
    "orders/partially_fulfilled", "orders/cancelled", "fulfillments/create", "fulfillments/update",
    "customers/data_request", "customers/redact", "shop/redact", "app/uninstalled",
)  # fmt: skip


def test_what_is_forged_or_malformed_changes_nothing_of_any_topic(
    stack: LocalStack, store: Store, shop: Shopify
) -> None:
    order = FIRST + 200
    shop.connect()
    shop.put(order)
    made = shop.fulfil(order, f"LP{order:014d}")
    stack.drain()
    before = store.get(f"/v1/orders/{order}").json()
    about = {"order_id": order, "fulfillment_id": made["fulfillment"]["id"]}
    of_orders = {"order_ids": [order]}

    def forged(topic: str) -> int:
        wish = about if topic.startswith(("orders", "fulfil")) else of_orders
        body = {"updated_at": "2099-01-01T00:00:00Z", "id": order, "customer": None}
        return shop.send(topic, signature="Zm9yZ2Vk", **wish) + shop.send(
            topic, signature="Zm9yZ2Vk", body=body
        )

    assert {topic: forged(topic) for topic in TOPICS} == dict.fromkeys(TOPICS, 802)
    for body in ("{", "[]", '{"hello": "there"}', '"text"'):
        answers = {topic: shop.send(topic, body=body) for topic in TOPICS}
        assert answers == dict.fromkeys(TOPICS, 400)
    # A signed order is not taken for something to forget, and other topics mean nothing.
    signed = shop.call("GET", f"orders/{order}")
    for topic in ("customers/redact", "shop/redact", "app/uninstalled", "customers/data_request"):
        assert shop.send(topic, body=signed) == 400
    assert shop.send("products/update", body={"id": 1}) == 200
    assert shop.send("orders/edited", order_id=order) == 200
    assert shop.send("orders/edited", order_id=order, signature="Zm9yZ2Vk") == 401
    stack.drain()

    assert store.get(f"/v1/orders/{order}").json() == before
    assert shop.connection()["connected"] is True


def test_privacy_is_kept_however_often_and_late_it_is_asked_for(
    stack: LocalStack, store: Store, shop: Shopify
) -> None:
    kept, blanked = FIRST + 300, FIRST + 301
    shop.connect()
    for order in (kept, blanked):
        shop.put(order)
    for _ in range(2):
        assert shop.send("customers/data_request", order_ids=[kept], request_id=31) == 200
        assert shop.send("customers/redact", order_ids=[blanked]) == 200
    stack.drain()
    shop.put(blanked, note="an update after it")
    stack.drain()

    job = store.get("/v1/jobs/data-request-31").json()
    assert (job["kind"], job["total"]) == ("data_request", 1)
    assert store.get(f"/v1/orders/{kept}").json()["customer"]["email"] == "malee@example.com"
    erased = store.get(f"/v1/orders/{blanked}").json()
    assert (erased["customer"]["email"], erased["shipping_address"]["city"]) == (None, None)
    assert erased["shipping_address"]["country_code"] == "TH"

    # The app is taken out, and two days later all of it is forgotten.
    assert [shop.send("app/uninstalled"), shop.send("app/uninstalled")] == [200, 200]
    stack.drain()
    assert shop.connection()["connected"] is False
    assert shop.connection()["problem"].startswith("The app was taken out of the shop")
    assert len(orders(store)) == 2
    assert shop.send("shop/redact") == 200
    stack.drain()
    assert orders(store) == []
    assert shop.connection()["webhook_secret_set"] is False
    assert shop.send("shop/redact") == 401


# ----------------------------------------------------------------------- what it is told

STORY = {
    "InTransit": "IN_TRANSIT",
    "InTransit_PickedUp": "CARRIER_PICKED_UP",
    "InTransit_CustomsRequiringInformation": "DELAYED",
    "AvailableForPickup_Other": "READY_FOR_PICKUP",
    "OutForDelivery_Other": "OUT_FOR_DELIVERY",
    "DeliveryFailure_NoBody": "ATTEMPTED_DELIVERY",
    "DeliveryFailure_Security": "FAILURE",
    "Expired_Other": "DELAYED",
    "Exception_Lost": "FAILURE",
    "Exception_Delayed": "DELAYED",
    "Exception_Returned": "FAILURE",
    "Delivered_Other": "DELIVERED",
}


def test_each_change_of_status_is_told_once_in_shopifys_words(
    stack: LocalStack, store: Store, shop: Shopify
) -> None:
    order = FIRST + 400
    shop.connect()
    shop.put(order, send=False)
    expected = {}
    for place, (word, event) in enumerate(STORY.items()):
        number = f"LP{FIRST + 400 + place:014d}"
        sent = shop.fulfil(order, number, send=False)
        expected[str(sent["fulfillment"]["id"])] = event
        stack.script(
            number, status=word.partition("_")[0], **({"sub_status": word} if "_" in word else {})
        )
    assert shop.send("orders/updated", order_id=order) == 200
    stack.drain()
    stack.put("/_dev/clock", {"advance_hours": 25})
    stack.sweep()

    assert sorted(shop.told()) == sorted(expected.items())
    # Nothing new, nothing told; a status set by hand is told; with write_back off nothing is.
    stack.put("/_dev/clock", {"advance_hours": 24})
    stack.sweep()
    assert len(shop.told()) == len(STORY)
    assert store.put(f"/v1/orders/{order}/shipments/s1/status", {"status": "delivered"}).ok
    stack.drain()
    assert shop.told()[len(STORY) :] == [(next(iter(expected)), "DELIVERED")]
    assert shop.connect(write_back=False)["write_back"] is False
    assert store.put(f"/v1/orders/{order}/shipments/s1/status", {"status": "alert"}).ok
    stack.drain()
    assert len(shop.told()) == len(STORY) + 1


def test_an_app_whose_tokens_end_goes_on_telling_the_shop_until_its_secret_is_refused(
    stack: LocalStack, store: Store, shop: Shopify
) -> None:
    order = FIRST + 600
    assert store.delete("/v1/shops/shopify").status_code == 204
    shown = shop.connect_app()
    assert (shown["connected"], shown["webhook_secret_set"]) == (True, True)
    shop.put(order)
    shop.fulfil(order, f"LP{order:014d}")
    stack.drain()
    status = f"/v1/orders/{order}/shipments/s1/status"
    store.put(status, {"status": "in_transit"})
    stack.drain()

    stack.put("/_dev/clock", {"advance_hours": 25})
    store.put(status, {"status": "delivered"})
    stack.drain()
    assert [word for _, word in shop.told()] == ["IN_TRANSIT", "DELIVERED"]
    assert shop.connection()["problem"] is None

    # Another secret at Shopify: what was given under the one before is good no more.
    shop.call("PUT", "", {"client_secret": "shpss_another"})
    store.put(status, {"status": "alert"})
    stack.drain()
    assert shop.connection()["connected"] is False
    assert shop.connection()["problem"].startswith("Shopify refused the app: ")
    shown = shop.connect_app(client_secret="shpss_another")
    assert (shown["connected"], shown["problem"]) == (True, None)
    store.put(status, {"status": "delivered"})
    stack.drain()
    assert [word for _, word in shop.told()] == ["IN_TRANSIT", "DELIVERED", "DELIVERED"]


def test_a_shop_that_cannot_be_told_is_told_later_or_says_what_to_do(
    stack: LocalStack, store: Store, shop: Shopify
) -> None:
    order = FIRST + 500
    shop.connect()
    shop.put(order)
    shop.fulfil(order, f"LP{order:014d}")
    stack.drain()
    status = f"/v1/orders/{order}/shipments/s1/status"

    shop.call("PUT", "", {"scopes": ["read_orders"]})
    store.put(status, {"status": "in_transit"})
    stack.drain()
    assert shop.connection()["connected"] is True
    assert "write_fulfillments" in shop.connection()["problem"]
    shop.call("PUT", "", {"scopes": ["read_orders", "write_fulfillments"]})
    store.put(status, {"status": "delivered"})
    stack.drain()
    assert [word for _, word in shop.told()] == ["DELIVERED"]
    assert shop.connection()["problem"] is None

    # It does not answer at first, or its answer is lost: each change is told once all the same.
    for fault, status_now in (("http429", "undelivered"), ("lost_answer", "in_transit")):
        shop.fail(fault, times=1)
        store.put(status, {"status": status_now})
        stack.drain()
    told = ["DELIVERED", "ATTEMPTED_DELIVERY", "IN_TRANSIT"]
    assert [word for _, word in shop.told()] == told

    shop.fail("unauthorized")
    store.put(status, {"status": "alert"})
    stack.drain()
    assert shop.connection()["connected"] is False
    assert shop.connection()["problem"].startswith("Shopify refused the token: ")
    assert len(shop.told()) == len(told)
