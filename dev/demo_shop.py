"""The demo store's orders as its shop at Shopify has them, so that what changes is told to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from retrack.services.merge_shop_order import Moment, with_fulfillment, with_order
from retrack.shops.leaves import parsed
from retrack.shops.shopify import orders as shopify
from retrack.shops.shopify.hooks import order_event

if TYPE_CHECKING:
    from datetime import datetime

    from dev.shopify_simulator import ShopifySimulator
    from dev.shopify_simulator.shop import Shop
    from retrack.domain.orders import Order

SHOP = "shopify"


def placed(
    simulator: ShopifySimulator,
    shop: Shop,
    order: Order,
    *,
    now: datetime,
    token: Callable[[], str],
) -> Order:
    """Puts an order in the shop; returns it as it is once the shop has told of it."""
    there = shop.put(int(order.id), _payload(order), now)
    for shipment in order.shipments:
        sent = {
            "numbers": [shipment.tracking_number],
            "company": shipment.carrier_name or "Other",
            "created_at": shipment.fulfilled_at.isoformat(),
            "final": shipment.final,
        }
        shop.fulfil(there, sent, simulator.next_fulfillment(), now)
    event = order_event(order.store_id, there.payload())
    told = shopify.order(parsed(event.payload))
    told = replace(told, payment=order.payment)
    order = with_order(order, told, source=SHOP)
    for fulfillment in told.fulfillments:
        order = with_fulfillment(order, fulfillment, Moment(now, token))
    return order


def _payload(order: Order) -> dict[str, Any]:
    """What the shop knows of it, but for its parcels."""
    who, place = order.customer, order.shipping_address
    address = {
        "name": who.name,
        "first_name": who.name,
        "last_name": None,
        "phone": who.phone or None,
        "city": place.city,
        "country_code": place.country_code,
        "country": None,
        "province": None,
    }
    return {
        "name": order.name,
        "order_number": int(order.name.strip("#")),
        "processed_at": order.processed_at.isoformat(),
        "email": who.email or None,
        "contact_email": who.email or None,
        "phone": who.phone or None,
        "customer": {
            "first_name": who.name,
            "last_name": None,
            "email": who.email or None,
            "phone": who.phone or None,
        },
        "customer_locale": who.locale or None,
        "shipping_address": address,
        "billing_address": address,
        "financial_status": order.payment.financial_status,
        "payment_gateway_names": list(order.payment.gateways),
        "line_items": [
            {"title": item.title, "quantity": item.quantity, "sku": item.sku}
            for item in order.items
        ],
    }
