"""WooCommerce's orders, read from whole payloads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from retrack.domain.errors import Unauthenticated, Unreadable
from retrack.domain.identifiers import StoreId
from retrack.domain.orders import Address, Customer, LineItem
from retrack.services.shop_messages import OrderDeleted, ShopOrder, ShopSaid
from retrack.shops.signatures import sign
from retrack.shops.woocommerce.hooks import SIGNATURE_HEADER, TOPIC_HEADER, WooHooks
from tests.shop_payloads import a_woo_order

STORE = StoreId("s1")


def said(topic: str, sent: object) -> ShopSaid | None:
    hooks = WooHooks()
    event = hooks.trim(STORE, json.dumps(sent).encode(), {TOPIC_HEADER: topic})
    return hooks.said(event) if event else None


def order(**fields: Any) -> ShopOrder:
    told = said("order.updated", a_woo_order(**fields))
    assert isinstance(told, ShopOrder)
    return told


def test_an_order_is_read_whole() -> None:
    told = order()

    assert (told.id, told.name, told.fulfilled) == ("wc-727", "No. 727", True)
    assert told.processed_at == datetime(2026, 11, 22, 9, 28, 2, tzinfo=UTC)
    assert told.updated_at == datetime(2026, 11, 23, 9, 28, 8, tzinfo=UTC)
    assert told.customer == Customer("Malee Suksan", "malee@example.com", "+66812345679")
    assert told.shipping_address == Address("Chiang Mai", "TH")
    assert told.items == (LineItem("Phone case", 2, "PC-1"),)
    (fulfillment,) = told.fulfillments
    assert fulfillment.numbers == ("LX000000005TH",)
    assert fulfillment.fulfilled_at == datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_parcels_of_several_carriers_are_told_by_their_numbers() -> None:
    parcels = [
        {"tracking_provider": "ups", "tracking_number": "1Z999AA10123456784", "date_shipped": ""},
        {"custom_tracking_provider": "My Van", "tracking_number": "VAN-00001"},
        {"tracking_number": ""},
    ]

    (fulfillment,) = order(parcels=parcels).fulfillments

    assert (len(fulfillment.numbers), fulfillment.carrier) == (2, "")


@pytest.mark.parametrize(
    ("status", "method", "financial", "gateways"),
    [
        ("processing", "stripe", "paid", ("stripe",)),
        ("completed", "cod", "paid", ("Cash on Delivery (COD)",)),
        ("on-hold", "bacs", "pending", ("Bank Deposit",)),
        ("refunded", "stripe", "refunded", ("stripe",)),
        ("a-plugins-own", "", "pending", ()),
    ],
)
def test_how_it_was_paid(
    status: str, method: str, financial: str, gateways: tuple[str, ...]
) -> None:
    payment = order(status=status, payment_method=method).payment

    assert (payment.financial_status, payment.gateways) == (financial, gateways)


@pytest.mark.parametrize("status", ["cancelled", "failed", "refunded"])
def test_an_order_that_ended_is_cancelled(status: str) -> None:
    assert order(status=status).cancelled_at == datetime(2026, 11, 23, 9, 28, 8, tzinfo=UTC)


def test_an_order_without_parcels_has_no_fulfillment_until_it_is_completed() -> None:
    assert order(status="processing", parcels=[], date_completed_gmt=None, date_completed=None
                 ).fulfillments == ()  # fmt: skip
    assert order(parcels=[]).fulfillments[0].numbers == ()


def test_a_deleted_order_is_told_by_its_id_alone() -> None:
    assert said("order.deleted", {"id": 727}) == OrderDeleted(order().id)


def test_other_topics_are_nothing() -> None:
    assert said("product.updated", {"id": 727}) is None


def test_a_greeting_is_the_form_and_nothing_else() -> None:
    assert WooHooks().is_greeting(b"webhook_id=7", {})
    assert not WooHooks().is_greeting(b"webhook_id=7&id=8", {})
    assert not WooHooks().is_greeting(json.dumps(a_woo_order()).encode(), {})


@pytest.mark.parametrize("sent", [[], {}, {"id": "x"}, {"id": 5}, {"id": 5, "date_created": "?"}])
def test_what_is_no_order_is_unreadable(sent: object) -> None:
    with pytest.raises(Unreadable):
        said("order.updated", sent)


def test_what_is_queued_has_no_more_of_anybody_than_is_kept() -> None:
    sent = json.dumps(a_woo_order()).encode()

    event = WooHooks().trim(STORE, sent, {TOPIC_HEADER: "order.created"})

    assert event is not None
    for word in ("Example Road", "50000", "192.0.2.7", "ring twice", "wc_order"):
        assert word not in event.payload


def test_a_signature_is_over_the_body_as_it_was_sent() -> None:
    # Made with another implementation: openssl dgst -sha256 -hmac shhh -binary | base64.
    assert sign(b'{"id":1}', "shhh") == "Lcc9Yf2U6zbkFFL44wuL0uEJMTo4Q8mC5iIG3KWCtLA="
    hooks, body = WooHooks(), b'{"id":1}'

    hooks.verify(body, {SIGNATURE_HEADER: sign(body, "new")}, secrets=["new", "old"])
    hooks.verify(body, {SIGNATURE_HEADER: sign(body, "old")}, secrets=["new", "old"])
    for headers in ({}, {SIGNATURE_HEADER: sign(body + b" ", "new")}, {SIGNATURE_HEADER: "é"}):
        with pytest.raises(Unauthenticated):
            hooks.verify(body, headers, secrets=["new", "old"])


def test_what_is_queued_can_be_written_whatever_a_shop_escaped() -> None:
    sent = a_woo_order(payment_method="\udc00" * 3, billing={"first_name": "A\ud800", "city": "ก"})

    event = WooHooks().trim(STORE, json.dumps(sent).encode(), {TOPIC_HEADER: "order.updated"})

    assert event
    written = event.payload.encode()
    assert json.loads(written)["billing"] == {"first_name": "A?", "city": "ก"}
