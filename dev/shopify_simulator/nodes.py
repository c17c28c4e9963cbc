"""Shopify's objects as GraphQL tells of them, made of the words of its REST payloads."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from graphql import GraphQLError

from dev.shopify_simulator.payloads import Tree
from dev.shopify_simulator.shop import Event, Order

_LARGEST_PAGE: Final = 250
_FULFILLED: Final = {
    None: "UNFULFILLED",
    "partial": "PARTIALLY_FULFILLED",
    "fulfilled": "FULFILLED",
}


def order_node(order: Order, told: Sequence[Event]) -> Tree:
    """An `Order`, with what its shop was told."""
    rest = order.payload()
    return {
        "id": gid("Order", order.id),
        "legacyResourceId": str(order.id),
        "name": rest["name"],
        "number": rest["order_number"],
        "test": rest["test"],
        "email": rest["email"],
        "phone": rest["phone"],
        "customerLocale": rest["customer_locale"],
        "createdAt": _in_utc(rest["created_at"]),
        "processedAt": utc(order.processed_at),
        "updatedAt": utc(order.updated_at),
        "cancelledAt": _in_utc(rest["cancelled_at"]),
        "displayFinancialStatus": rest["financial_status"].upper(),
        "displayFulfillmentStatus": _FULFILLED[rest["fulfillment_status"]],
        "paymentGatewayNames": rest["payment_gateway_names"],
        "customer": _customer_node(rest["customer"]),
        "shippingAddress": _address_node(rest["shipping_address"]),
        "billingAddress": _address_node(rest["billing_address"]),
        "lineItems": lambda _, **wish: connection(
            [(str(item["id"]), _item_node(item)) for item in rest["line_items"]], wish
        ),
        "fulfillments": lambda _, first=None, query=None: [  # noqa: ARG005  the schema's names
            fulfillment_node(f, told) for f in rest["fulfillments"][:first]
        ],
    }


def _customer_node(customer: Tree | None) -> Tree | None:
    if not customer:
        return None
    email, phone = customer.get("email"), customer.get("phone")
    names = (customer.get("first_name"), customer.get("last_name"))
    number = int(customer.get("id", 1))
    return {
        "id": gid("Customer", number),
        "legacyResourceId": str(number),
        "firstName": names[0],
        "lastName": names[1],
        "displayName": " ".join(name for name in names if name),
        "defaultEmailAddress": {"emailAddress": email} if email else None,
        "defaultPhoneNumber": {"phoneNumber": phone} if phone else None,
    }


def _address_node(address: Tree | None) -> Tree | None:
    if not address:
        return None
    same = ("name", "phone", "address1", "address2", "city", "province", "zip", "country")
    return {
        **{name: address.get(name) for name in same},
        "firstName": address.get("first_name"),
        "lastName": address.get("last_name"),
        "countryCodeV2": address.get("country_code"),
    }


def _item_node(item: Tree) -> Tree:
    return {
        "id": gid("LineItem", item["id"]),
        "title": item["title"],
        "variantTitle": item.get("variant_title"),
        "name": item["name"],
        "quantity": item["quantity"],
        "sku": item.get("sku"),
    }


def event_node(event: Event) -> Tree:
    """A `FulfillmentEvent`."""
    return {
        "id": gid("FulfillmentEvent", event.id),
        "status": event.status,
        "message": event.message,
        "happenedAt": utc(event.happened_at),
        "createdAt": utc(event.received_at),
    }


def _events_of(fulfillment: Tree, told: Sequence[Event], wish: Tree) -> Tree:
    found = [event for event in told if event.fulfillment_id == fulfillment["id"]]
    found.sort(key=lambda e: (e.happened_at, e.id), reverse=wish["reverse"])
    return connection([(str(event.id), event_node(event)) for event in found], wish)


def fulfillment_node(fulfillment: Tree, told: Sequence[Event]) -> Tree:
    """A `Fulfillment`, with what its shop was told of it; its numbers share one company."""
    company = fulfillment["tracking_company"]
    parcels = [
        {"company": company, "number": number, "url": url}
        for number, url in zip(
            fulfillment["tracking_numbers"], fulfillment["tracking_urls"], strict=True
        )
    ]
    return {
        "id": gid("Fulfillment", fulfillment["id"]),
        "legacyResourceId": str(fulfillment["id"]),
        "name": fulfillment["name"],
        "status": fulfillment["status"].upper(),
        "createdAt": _in_utc(fulfillment["created_at"]),
        "updatedAt": _in_utc(fulfillment["updated_at"]),
        "events": lambda _, **wish: _events_of(fulfillment, told, wish),
        "trackingInfo": lambda _, first=None: parcels[:first],
    }


def connection(rows: Sequence[tuple[str, Tree]], wish: Tree) -> Tree:
    """A page of a list whose entries are known by a key."""
    keys = [key for key, _ in rows]
    is_forward = wish.get("first") is not None
    size = wish.get("first") if is_forward else wish.get("last")
    if size is None or (is_forward and wish.get("last") is not None):
        msg = "you must provide one of first or last"
        raise GraphQLError(msg, extensions={"code": "BAD_REQUEST"})
    if not 0 <= size <= _LARGEST_PAGE:
        msg = f"first cannot exceed {_LARGEST_PAGE}"
        raise GraphQLError(msg, extensions={"code": "BAD_REQUEST"})
    start = keys.index(_key(wish["after"], keys)) + 1 if wish.get("after") else 0
    end = keys.index(_key(wish["before"], keys)) if wish.get("before") else len(keys)
    if is_forward:
        end = min(end, start + size)
    else:
        start = max(start, end - size)
    shown = rows[start:end]
    edges = [{"cursor": _cursor(key), "node": node} for key, node in shown]
    return {
        "edges": edges,
        "nodes": [node for _, node in shown],
        "pageInfo": {
            "hasNextPage": end < len(rows),
            "hasPreviousPage": start > 0,
            "startCursor": edges[0]["cursor"] if edges else None,
            "endCursor": edges[-1]["cursor"] if edges else None,
        },
    }


def _cursor(key: str) -> str:
    return base64.b64encode(json.dumps({"last_id": key}).encode()).decode()


def _key(cursor: str, known: Sequence[str]) -> str:
    try:
        key = str(json.loads(base64.b64decode(cursor, validate=True))["last_id"])
    except (ValueError, KeyError, TypeError):
        key = ""
    if key not in known:
        msg = "Invalid cursor for current pagination sort."
        raise GraphQLError(msg, extensions={"code": "BAD_REQUEST"})
    return key


def gid(kind: str, number: int) -> str:
    """A global id."""
    return f"gid://shopify/{kind}/{number}"


def utc(moment: datetime) -> str:
    """A time as this API writes it, unlike the payloads."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _in_utc(text: str | None) -> str | None:
    return utc(datetime.fromisoformat(text)) if text else None
