"""Orders and shipments made through the API, as other tests need them."""

from __future__ import annotations

from typing import Any

from tests.functional.gateway import Answer, Gateway


def take(api: Gateway, order_id: str = "1001", **fields: Any) -> Any:
    """A new order."""
    body = {"id": order_id, "name": f"#{order_id}", **fields}
    return done(api.post("/v1/orders", body), 201)


def ship(api: Gateway, number: str, order_id: str = "1001", **fields: Any) -> Any:
    """A new shipment of an order."""
    body = {"tracking_number": number, **fields}
    return done(api.post(f"/v1/orders/{order_id}/shipments", body), 201)


def take_and_ship(api: Gateway, number: str, order_id: str = "1001", **fields: Any) -> Any:
    """A new order with one shipment."""
    take(api, order_id, **fields)
    return ship(api, number, order_id)


def done(answer: Answer, status: int = 200) -> Any:
    assert answer.status == status, answer.text
    return answer.body if answer.text else None
