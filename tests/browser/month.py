"""A month of a store, for the pages that count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.browser.merchant import Merchant

HELD: dict[str, Any] = {
    "status": "Exception",
    "sub_status": "Exception_Security",
    "events": [{"description": "Held by customs", "location": "Bangkok, TH"}],
}
"""A parcel's story."""


def ago(days: float) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


def a_month(merchant: Merchant, number: str) -> None:
    """Five orders: two unshipped, one of them for too long; one left 20 days ago, two this week."""
    merchant.order("#new")
    merchant.order("#forgotten", processed_at=ago(9))
    for code, name, ordered, left in (
        ("CX", "#early", 25, 20),
        ("CY", "#slow", 20, 3),
        ("CZ", "#quick", 4, 2),
    ):
        _shipped(merchant, code + number[2:], name, ordered=ordered, left=left)
    merchant.stack.drain()


def _shipped(merchant: Merchant, number: str, name: str, *, ordered: float, left: float) -> None:
    """An order of so many days ago, whose parcel left so many days ago."""
    order_id = merchant.order(
        name, processed_at=ago(ordered), shipping_address={"city": "Berlin", "country_code": "DE"}
    )
    answer = merchant.store.post(
        f"/v1/orders/{order_id}/shipments",
        {"tracking_number": number, "fulfilled_at": ago(left), "carrier": "china-post"},
    )
    assert answer.status_code == 201, answer.text


def hold(merchant: Merchant, number: str, name: str) -> str:
    """The id of a new order whose parcel is held by customs."""
    order_id = merchant.shipped(number, name)
    merchant.stack.script(number, **HELD)
    answer = merchant.store.post(f"/v1/orders/{order_id}/shipments/s1/track")
    assert answer.json()["status"] == "alert"
    return order_id
