"""Shopify's orders and fulfilments, read from whole payloads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import StoreId
from retrack.domain.orders import Address, Customer, LineItem, Payment
from retrack.services.shop_messages import (
    CustomerErased,
    DataRequested,
    ShopErased,
    ShopFulfillment,
    ShopLeft,
    ShopOrder,
    ShopSaid,
)
from retrack.shops.shopify.hooks import TOPIC_HEADER, ShopifyHooks
from tests.shop_payloads import a_shopify_fulfillment, a_shopify_order

STORE = StoreId("s1")


def said(topic: str, sent: object) -> ShopSaid | None:
    """What a message means, by the same way that it takes: trimmed, queued, read."""
    hooks = ShopifyHooks()
    event = hooks.trim(STORE, json.dumps(sent).encode(), {TOPIC_HEADER: topic})
    return hooks.said(event) if event else None


def order(**fields: Any) -> ShopOrder:
    told = said("orders/updated", a_shopify_order(**fields))
    assert isinstance(told, ShopOrder)
    return told


def fulfillment(**fields: Any) -> ShopFulfillment:
    told = said("fulfillments/update", a_shopify_fulfillment(**fields))
    assert isinstance(told, ShopFulfillment)
    return told


def test_an_order_is_read_whole() -> None:
    told = order()

    assert told == ShopOrder(
        id=told.id,
        name="#1001",
        processed_at=datetime(2026, 11, 20, 10, tzinfo=UTC),
        updated_at=datetime(2026, 11, 20, 10, 0, 3, tzinfo=UTC),
        customer=Customer("Somchai Jaidee", "somchai@example.com", "+66812345678", "th-TH"),
        shipping_address=Address("Chiang Mai", "TH"),
        payment=Payment("paid", gateways=("shopify_payments",)),
        items=(LineItem("Phone case - Black", 1, "PC-1"),),
    )
    assert told.id == "5489512341"


def test_what_is_queued_has_no_more_of_anybody_than_is_kept() -> None:
    sent = json.dumps(a_shopify_order(fulfillments=[a_shopify_fulfillment()])).encode()

    event = ShopifyHooks().trim(STORE, sent, {TOPIC_HEADER: "orders/create"})

    assert event is not None
    for word in ("Example Road", "50000", "192.0.2.7", "ring twice", "18.79", "key=def"):
        assert word not in event.payload


@pytest.mark.parametrize(
    ("where", "phone"),
    [
        ({"phone": "+1 202 555 0143"}, "+12025550143"),
        ({"customer": {"phone": "+44 20 7946 0958"}}, "+442079460958"),
        ({"phone": "call me", "customer": None}, "+66812345678"),
        ({"shipping_address": None, "billing_address": None}, ""),
        (
            {
                "shipping_address": {"country_code": "TH"},
                "billing_address": {"phone": "02 282 0001"},
            },
            "+6622820001",
        ),
    ],
)
def test_the_first_phone_that_is_one_counts(where: dict[str, Any], phone: str) -> None:
    assert order(**where).customer.phone == phone


def test_protected_data_that_comes_as_null_leaves_an_order_without_it() -> None:
    told = order(
        email=None, contact_email=None, customer=None, shipping_address=None, billing_address=None,
        phone=None, customer_locale=None,
    )  # fmt: skip

    assert told.customer == Customer()
    assert told.shipping_address == Address()


def test_a_test_order_is_nothing() -> None:
    assert said("orders/create", a_shopify_order(test=True)) is None


def test_an_unknown_topic_is_nothing() -> None:
    assert said("products/update", {"id": 1}) is None


def test_an_edit_is_nothing_by_itself_as_its_order_is_told_too() -> None:
    edit = {"id": 78912328793, "order_id": 5489512341, "line_items": {"additions": []}}

    assert said("orders/edited", {"order_edit": edit}) is None


def test_a_fulfillment_may_have_several_numbers() -> None:
    told = fulfillment(numbers=["RR123456785CN", "lx 000000005 th", "RR123456785CN", "n/a"])

    assert told.order_id == "5489512341"
    assert told.fulfillment.numbers == ("RR123456785CN", "LX000000005TH")
    assert told.fulfillment.carrier == "China Post"
    assert told.fulfillment.fulfilled_at == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize("status", ["cancelled", "error", "failure"])
def test_a_fulfillment_that_was_not_made_has_no_numbers(status: str) -> None:
    told = fulfillment(status=status).fulfillment

    assert (told.numbers, told.cancelled) == ((), True)


def test_a_carrier_that_shopify_calls_other_has_no_name() -> None:
    assert fulfillment(tracking_company="Other").fulfillment.carrier == ""


def test_privacy_topics_name_what_they_are_about() -> None:
    shop = {"shop_id": 954889, "shop_domain": "shop.myshopify.com"}
    customer = {"id": 191167, "email": "somchai@example.com", "phone": "+66812345678"}

    asked = said(
        "customers/data_request",
        {**shop, "orders_requested": [1, 2], "customer": customer, "data_request": {"id": 9999}},
    )
    erased = said(
        "customers/redact", {**shop, "customer": customer, "orders_to_redact": [1, "2", None]}
    )

    assert asked == DataRequested("9999", ("1", "2"))  # type: ignore[arg-type]  # ids are text
    assert erased == CustomerErased(("1", "2"))  # type: ignore[arg-type]
    assert said("shop/redact", shop) == ShopErased()
    left = said("app/uninstalled", {"id": 1, "myshopify_domain": "shop.myshopify.com"})
    assert left == ShopLeft("shop.myshopify.com")


@pytest.mark.parametrize(
    ("topic", "sent"),
    [
        ("orders/create", {}),
        ("orders/create", {"id": None, "updated_at": "2026-11-20T17:00:03+07:00"}),
        ("orders/create", {"id": True, "updated_at": "2026-11-20T17:00:03+07:00"}),
        ("orders/create", {"id": 5, "updated_at": "soon", "created_at": "2026-11-20T17:00:03Z"}),
        ("orders/create", {"id": 5, "updated_at": "0001-01-01T00:00:00+14:00"}),
        ("fulfillments/create", {"id": 5}),
        ("fulfillments/create", {"order_id": 5, "updated_at": "2026-11-20T17:00:03Z"}),
        ("orders/create", []),
        ("orders/create", "#1001"),
        # An order that was signed, replayed under another topic.
        ("customers/redact", a_shopify_order()),
        ("shop/redact", a_shopify_order()),
        ("app/uninstalled", a_shopify_order()),
        # A customer's wish, replayed as the whole shop's.
        ("shop/redact", {"shop_domain": "s", "customer": {}, "orders_to_redact": []}),
    ],
)
def test_what_is_not_what_its_topic_says_is_unreadable(topic: str, sent: object) -> None:
    with pytest.raises(Unreadable):
        said(topic, sent)


def test_a_very_long_order_still_fits_a_queue_message() -> None:
    item = {"title": "x" * 9000, "quantity": 1, "sku": "y" * 9000}
    sent = a_shopify_order(
        line_items=[item] * 500,
        fulfillments=[a_shopify_fulfillment(id=n, numbers=["N" * 900] * 99) for n in range(1, 200)],
        note="z" * 100_000,
    )

    event = ShopifyHooks().trim(STORE, json.dumps(sent).encode(), {TOPIC_HEADER: "orders/create"})

    assert event is not None
    assert len(event.to_json().encode()) < 250_000
