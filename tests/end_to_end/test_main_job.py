"""Retrack's main job, with nothing but HTTP: orders in, parcels tracked, customers told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.end_to_end.local_stack import LocalStack, Store

CUSTOMER = {
    "name": "สมชาย ใจดี",
    "email": "somchai@example.com",
    "phone": "+66812345678",
    "locale": "th",
}


def _order(store: Store, order_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = store.get(f"/v1/orders/{order_id}").json()
    return answer


def test_one_order_from_creation_to_what_the_carrier_says_last(
    stack: LocalStack, store: Store
) -> None:
    # An order with a Chinese tracking number is created and shipped.
    created = store.post("/v1/orders", {"name": "#1001", "customer": CUSTOMER})
    assert created.status_code == 201
    order_id = created.json()["id"]
    assert created.json()["status"] == "unfulfilled"
    number = f"LP00{stack_number(store):012d}"
    shipped = store.post(f"/v1/orders/{order_id}/shipments", {"tracking_number": f" {number} "})
    assert (shipped.status_code, shipped.json()["status"]) == (201, "pending")

    # The customer is told by email, in Thai, with the link to the tracking site.
    stack.drain()
    told = stack.outbox(order_id)
    assert sorted(message["channel"] for message in told) == ["email", "sms"]
    email = next(message for message in told if message["channel"] == "email")
    assert email["to"] == CUSTOMER["email"]
    assert "จัดส่งแล้ว" in email["subject"]
    assert f"http://www.17track.net/?nums={number}" in email["text"]
    assert number in email["html"]

    # The sweep finds it in transit.
    stack.script(number, status="InTransit", sub_status="InTransit_Departure")
    stack.put("/_dev/clock", {"advance_hours": 72})
    assert stack.sweep()["changed"] >= 1
    assert _order(store, order_id)["status"] == "in_transit"
    assert not _order(store, order_id)["attention"]["needed"]

    # The carrier pushes an alert, and the order needs attention.
    pushed = stack.script(number, status="Exception", sub_status="Exception_Security", push=True)
    assert pushed.status_code == 200
    stack.drain()
    needing = store.get("/v1/orders?attention=true").json()["items"]
    assert [order["id"] for order in needing] == [order_id]
    assert needing[0]["attention"]["reasons"] == ["alert"]
    assert needing[0]["shipments"][0]["problem"]

    # The merchant sets it to Delivered, and that stands while the carrier repeats itself.
    shipment = f"/v1/orders/{order_id}/shipments/s1"
    by_hand = store.put(f"{shipment}/status", {"status": "delivered"})
    assert (by_hand.json()["status"], by_hand.json()["status_source"]) == ("delivered", "manual")
    stack.put("/_dev/clock", {"advance_hours": 72})
    stack.sweep()
    assert _order(store, order_id)["status"] == "delivered"
    assert store.post(f"{shipment}/track").json()["status"] == "delivered"
    assert store.post(f"{shipment}/track").status_code == 429

    # Something newer is told, and holds.
    stack.script(number, status="InTransit", sub_status="InTransit_CustomsReleased")
    stack.put("/_dev/clock", {"advance_hours": 72})
    stack.sweep()
    details = store.get(shipment).json()
    assert (details["status"], details["status_source"]) == ("in_transit", "carrier")
    assert [(c["to"], c["source"]) for c in details["history"]] == [
        ("in_transit", "carrier"),
        ("delivered", "manual"),
        ("alert", "carrier"),
        ("in_transit", "carrier"),
    ]
    assert len(stack.outbox(order_id)) == 2


STORIES: dict[str, dict[str, Any]] = {
    "in_transit": {"status": "InTransit", "sub_status": "InTransit_Arrival"},
    "pick_up": {"status": "OutForDelivery"},
    "delivered": {"status": "Delivered"},
    "alert": {"status": "Exception", "sub_status": "Exception_Lost"},
    "undelivered": {"status": "DeliveryFailure", "sub_status": "DeliveryFailure_NoBody"},
    "expired": {"status": "Expired"},
    "returned": {"status": "Exception", "sub_status": "Exception_Returned"},
    "unknown": {"status": "NotFound", "sub_status": "NotFound_InvalidCode"},
}
FAULTS = ("http500", "garbage", "rate_limit", "timeout", "not_registered")
COUNT = 200


def test_two_hundred_orders_with_carrier_faults_in_between(stack: LocalStack, store: Store) -> None:
    first = stack_number(store)
    numbers = [f"LP00{first + n:012d}" for n in range(COUNT)]

    def take(n: int) -> None:
        customer = {**CUSTOMER, "email": f"customer{n}@example.com"}
        order = {"id": f"o{n}", "name": f"#{n}", "customer": customer}
        assert store.post("/v1/orders", order).status_code == 201
        body = {"tracking_number": numbers[n]}
        assert store.post(f"/v1/orders/o{n}/shipments", body).status_code == 201

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(take, range(COUNT)))
    stack.drain()

    # Every tenth number meets a fault at first, of each kind; the rest move on.
    wanted = {n: list(STORIES)[n % len(STORIES)] for n in range(COUNT)}
    for n, number in enumerate(numbers):
        stack.script(number, **STORIES[wanted[n]])
    faulty = range(0, COUNT, 40)
    for n, fault in zip(faulty, FAULTS, strict=True):
        assert stack.script(numbers[n], fault=fault).status_code == 200
    stack.put("/_dev/clock", {"advance_hours": 72})
    stack.sweep()
    statuses = _statuses(store)
    stuck = {n for n in range(COUNT) if statuses[f"o{n}"] != wanted[n]}
    assert stuck <= set(faulty), "one bad number keeps no other from being tracked"

    # The faults pass, and every order ends where its script says.
    for n in faulty:
        stack.script(numbers[n], **STORIES[wanted[n]])
    stack.put("/_dev/clock", {"advance_hours": 72})
    stack.sweep()
    statuses = _statuses(store)
    assert {n: statuses[f"o{n}"] for n in range(COUNT)} == wanted

    # Each customer was told once on each channel.
    mine = {f"customer{n}@example.com" for n in range(COUNT)}
    emails = [m["to"] for m in stack.outbox() if m["channel"] == "email" and m["to"] in mine]
    assert sorted(emails) == sorted(mine)
    summary = store.get("/v1/tracking/summary").json()
    assert summary["total"] == COUNT
    assert summary["by_status"]["alert"] == sum(s == "alert" for s in wanted.values())


def _statuses(store: Store) -> dict[str, str]:
    found: dict[str, str] = {}
    cursor = ""
    while True:
        page = store.get(f"/v1/orders?limit=200{cursor}").json()
        found |= {order["id"]: order["status"] for order in page["items"]}
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def stack_number(store: Store) -> int:
    """Twelve digits that no other test's parcels have."""
    return int(store.info["store_id"][:9], 16)
