"""What a store is connected with, over the local stack: WooCommerce, a paste, webhooks, people."""

from __future__ import annotations

import json
from typing import Any

from retrack.shops.signatures import sign
from tests.end_to_end.local_stack import Caller, LocalStack, Store
from tests.shop_payloads import a_woo_order
from tests.webhook_listener import Listener, listening, signature

SECRET, WOO = "not-a-real-secret", "wc-727"
EVENTS = ["order.fulfilled", "shipment.status_changed", "order.needs_attention"]
PASTED = "#1001 RR123456785CN\n#9\t123456789012\nnonsense!\n"


def _tell(stack: LocalStack, store: Store, sent: Any, secret: str = SECRET) -> int:
    """Sends an order as WooCommerce would."""
    body = json.dumps(sent).encode()
    headers = {
        "Content-Type": "application/json",
        "X-WC-Webhook-Topic": "order.updated",
        "X-WC-Webhook-Signature": sign(body, secret),
    }
    path = f"/hooks/woocommerce/{store.info['store_id']}"
    return stack.call("POST", path, data=body, headers=headers).status_code


def test_a_woocommerce_order_comes_in_with_its_parcels(stack: LocalStack, store: Store) -> None:
    stack.put("/_dev/clock", {"now": "2026-11-24T10:00:00Z"})
    connected = store.put("/v1/shops/woocommerce", {"webhook_secret": SECRET})
    assert connected.status_code == 200, connected.text
    # The first message of a webhook that was made there only tries the address out.
    greeting = {"data": {"webhook_id": "7"}, "headers": {"X-WC-Webhook-Topic": "action.wc"}}
    path = f"/hooks/woocommerce/{store.info['store_id']}"
    assert stack.call("POST", path, **greeting).status_code == 200

    later = {"date_modified_gmt": "2026-11-23T10:00:00"}
    assert _tell(stack, store, a_woo_order(parcels=[], **later), "of somebody else") == 401
    assert _tell(stack, store, a_woo_order()) == 200
    assert _tell(stack, store, a_woo_order()) == 200
    stack.drain()

    order = store.get(f"/v1/orders/{WOO}").json()
    assert (order["source"], order["customer"]["email"]) == ("woocommerce", "malee@example.com")
    assert [parcel["tracking_number"] for parcel in order["shipments"]] == ["LX000000005TH"]
    assert [message["channel"] for message in stack.outbox(WOO)].count("email") == 1

    # A parcel is taken away there, and what was said before comes once more, late.
    assert _tell(stack, store, a_woo_order(parcels=[], **later)) == 200
    assert _tell(stack, store, a_woo_order()) == 200
    stack.drain()
    assert store.get(f"/v1/orders/{WOO}").json()["shipments"] == []


def test_pasted_numbers_become_shipments_once_the_doubtful_are_decided(
    stack: LocalStack, store: Store
) -> None:
    order = {"id": "5489", "name": "#1001", "processed_at": store.info["now"]}
    assert store.post("/v1/orders", order).status_code == 201

    shown = store.post("/v1/tracking/paste", {"text": PASTED}).json()["lines"]
    sure, doubtful, wrong = shown
    assert (sure["order_id"], sure["carrier"]) == ("5489", "china-post")
    assert doubtful["carrier"] is None
    assert "fedex" in {guess["carrier"] for guess in doubtful["carrier_candidates"]}
    assert wrong["problem"]
    assert store.get("/v1/orders/5489").json()["shipments"] == []

    decided = {"text": PASTED, "confirm": True, "carriers": {"2": "fedex"}}
    for expected in ([True, True, False], [False, False, False]):
        lines = store.post("/v1/tracking/paste", decided).json()["lines"]
        assert [line["added"] for line in lines] == expected
    stack.drain()
    named = {order["name"]: order for order in store.get("/v1/orders").json()["items"]}
    assert {name: order["shipments"][0]["carrier"] for name, order in named.items()} == {
        "#1001": "china-post",
        "#9": "fedex",
    }


def test_a_webhook_is_told_what_happens_and_told_again_what_it_missed(
    stack: LocalStack, store: Store
) -> None:
    with listening() as listener:
        _hear_of_a_parcel(stack, store, listener)


def _hear_of_a_parcel(stack: LocalStack, store: Store, listener: Listener) -> None:
    webhook = store.post("/v1/webhooks", {"url": listener.url, "events": EVENTS}).json()
    order = {"id": "1", "name": "#1", "processed_at": store.info["now"]}
    assert store.post("/v1/orders", order).status_code == 201
    shipped = store.post("/v1/orders/1/shipments", {"tracking_number": "RR123456785CN"})
    assert shipped.status_code == 201, shipped.text
    stack.drain()
    assert listener.types() == ["order.fulfilled"]

    listener.answers = [503]
    alert = {"status": "alert"}
    assert store.put("/v1/orders/1/shipments/s1/status", alert).status_code == 200
    stack.drain()
    stack.put("/_dev/clock", {"advance_hours": 1})
    stack.drain()

    assert (len(listener.got), set(listener.types())) == (4, set(EVENTS))
    for headers, body in listener.got:
        assert headers["webhook-signature"] == signature(webhook["secret"], headers, body)
    log = store.get(f"/v1/webhooks/{webhook['id']}/deliveries").json()["items"]
    assert sorted((entry["state"], entry["attempts"]) for entry in log) == [
        ("delivered", 1),
        ("delivered", 1),
        ("delivered", 2),
    ]
    again = store.post(f"/v1/webhooks/{webhook['id']}/deliveries/{log[0]['id']}/resend")
    assert again.status_code == 202, again.text
    stack.drain()
    assert listener.got[-1][0]["webhook-id"] == log[0]["id"]


def test_a_key_is_used_and_revoked_and_somebody_invited_leaves_again(
    stack: LocalStack, store: Store
) -> None:
    made = store.post("/v1/api-keys", {"name": "the till"}).json()
    till = Caller(stack.url, made["key"])
    assert till.get("/v1/orders").status_code == 200
    (kept,) = (k for k in store.get("/v1/api-keys").json()["items"] if k["id"] == made["id"])
    assert kept["name"] == "the till"
    assert kept["last_used"]
    assert made["key"] not in json.dumps(kept)
    assert store.delete(f"/v1/api-keys/{made['id']}").status_code == 204
    assert till.get("/v1/orders").status_code == 401
    till.close()

    before = store.get("/v1/people").json()["items"]
    invited = store.post("/v1/people", {"email": "ann@example.com", "role": "staff"})
    assert invited.status_code == 201, invited.text
    person = f"/v1/people/{invited.json()['id']}"
    assert store.patch(person, {"role": "owner"}).json()["role"] == "owner"
    assert store.delete(person).status_code == 204
    assert store.get("/v1/people").json()["items"] == before
