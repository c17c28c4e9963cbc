"""A store on EasyPost, over the whole local stack: its checks, and its signed pushes."""

from __future__ import annotations

from tests.end_to_end.local_stack import LocalStack, Store

NUMBER = "9400110898825022579493"


def test_a_store_on_another_provider_is_checked_and_pushed_to(
    stack: LocalStack, store: Store
) -> None:
    tracking = {
        "provider": "easypost",
        "key": store.info["easypost_key"],
        "webhook_secret": store.info["easypost_webhook_secret"],
    }
    assert store.patch("/v1/settings", {"tracking": tracking}).status_code == 200
    order = {"id": "easypost", "name": "#1", "processed_at": stack.get("/_dev/info").json()["now"]}
    assert store.post("/v1/orders", order).status_code == 201
    shipped = store.post("/v1/orders/easypost/shipments", {"tracking_number": NUMBER})
    assert shipped.status_code == 201, shipped.text
    stack.put("/_dev/clock", {"advance_hours": 25})
    stack.sweep()

    stack.script(NUMBER, status="InTransit")
    stack.put("/_dev/clock", {"advance_hours": 24})
    swept = stack.sweep()
    checked = store.get("/v1/orders/easypost").json()["shipments"][0]
    pushed = stack.script(NUMBER, status="Delivered", push=True)
    stack.drain()

    assert swept["changed"] >= 1
    assert (checked["status"], checked["carrier"]) == ("in_transit", "usps")
    assert pushed.json()["push_taken"] is True
    assert store.get("/v1/orders/easypost").json()["status"] == "delivered"
