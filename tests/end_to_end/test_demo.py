"""The demo store that `make run` comes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrack.domain.attention import Reason
from retrack.domain.statuses import Status
from tests.end_to_end.local_stack import LocalStack, Store, running

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_TIME = "from=2000-01-01&to=2099-12-31"


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[LocalStack, Store]]:
    with running(SEED="1") as stack:
        store = Store(stack.url, stack.info)
        yield stack, store
        store.close()


def test_it_shows_every_status_and_every_reason_for_attention(
    demo: tuple[LocalStack, Store],
) -> None:
    _, store = demo

    summary = store.get(f"/v1/tracking/summary?{ALL_TIME}").json()

    assert summary["total"] > 150
    assert {status for status, count in summary["by_status"].items() if count} == set(Status)
    assert {r for r, count in summary["attention_reasons"].items() if count} == set(Reason)


def test_an_order_can_be_found_and_has_its_story(demo: tuple[LocalStack, Store]) -> None:
    _, store = demo
    (order,) = store.get("/v1/orders?q=%231003").json()["items"]

    file = store.get(f"/v1/orders/{order['id']}").json()
    shipment = store.get(f"/v1/orders/{order['id']}/shipments/s1").json()

    assert file["name"] == "#1003"
    assert len(shipment["events"]) > 1
    assert shipment["history"]


def test_no_customer_was_told_and_the_carrier_has_no_news(demo: tuple[LocalStack, Store]) -> None:
    stack, _ = demo

    swept = stack.sweep()

    assert swept["checked"] > 50
    assert swept["changed"] == 0
    assert stack.outbox() == []


def test_its_shop_at_shopify_has_the_same_orders(demo: tuple[LocalStack, Store]) -> None:
    stack, store = demo
    shop = stack.get(f"/_dev/shopify/{store.info['store_id']}").json()
    (order,) = store.get("/v1/orders?q=%231003").json()["items"]

    there = stack.get(f"/_dev/shopify/{store.info['store_id']}/orders/{order['id']}")

    assert shop["orders"] > 100
    assert order["source"] == "shopify"
    assert there.json()["name"] == "#1003"
    shops = store.get("/v1/shops").json()["items"]
    assert [s["connected"] for s in shops] == [True, False]
