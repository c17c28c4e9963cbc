"""A page of Shopify's orders, asked for through the Admin API, in the shape that webhooks have.

Source: Shopify Admin GraphQL API 2026-10, `orders`, `ordersCount`. Ids are asked for as numbers, as
webhooks write them (`legacyResourceId`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from retrack.domain.times import to_text
from retrack.shops.leaves import Tree, rows, text, tree

PAGE: Final = 15  # orders; more, with 50 items each, may cost more than one call may
_PERSON: Final = "name firstName lastName phone city countryCodeV2"
COUNT: Final = (
    "query count($filter: String!) { ordersCount(query: $filter, limit: null) { count } }"
)
ORDERS: Final = (
    "query orders($filter: String!, $first: Int!, $after: String) {"
    " orders(query: $filter, first: $first, after: $after, sortKey: PROCESSED_AT, reverse: true) {"
    " pageInfo { hasNextPage endCursor } nodes {"
    " legacyResourceId name number test email phone customerLocale createdAt processedAt updatedAt"
    " cancelledAt displayFinancialStatus displayFulfillmentStatus paymentGatewayNames"
    " customer { firstName lastName"
    " defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }"
    f" shippingAddress {{ {_PERSON} }} billingAddress {{ {_PERSON} }}"
    " lineItems(first: 50) { nodes { title variantTitle name quantity sku } }"
    " fulfillments(first: 50) { legacyResourceId status createdAt updatedAt"
    " trackingInfo(first: 10) { company number url } } } } }"
)


def since(moment: datetime) -> str:
    """The filter for orders processed from a moment on."""
    return f"processed_at:>='{to_text(moment)}'"


def as_webhooks(page: Tree) -> Sequence[Tree]:
    """The orders of an answer, each as its webhook would have it."""
    return [_order(node) for node in rows(tree(tree(page.get("data")).get("orders")).get("nodes"))]


def cursor_after(page: Tree) -> str | None:
    """Where the next page begins; None after the last."""
    info = tree(tree(tree(page.get("data")).get("orders")).get("pageInfo"))
    return text(info.get("endCursor"), most=2000) or None if info.get("hasNextPage") else None


def count_in(answer: Tree) -> int | None:
    """How many orders there are; None where the answer does not say."""
    count = tree(tree(answer.get("data")).get("ordersCount")).get("count")
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def _order(node: Tree) -> Tree:
    customer = tree(node.get("customer"))
    return {
        "id": node.get("legacyResourceId"),
        "name": node.get("name"),
        "order_number": node.get("number"),
        "test": node.get("test"),
        "email": node.get("email"),
        "phone": node.get("phone"),
        "customer_locale": node.get("customerLocale"),
        "created_at": node.get("createdAt"),
        "processed_at": node.get("processedAt"),
        "updated_at": node.get("updatedAt"),
        "cancelled_at": node.get("cancelledAt"),
        "financial_status": text(node.get("displayFinancialStatus")).lower(),
        "fulfillment_status": _fulfilled(node.get("displayFulfillmentStatus")),
        "payment_gateway_names": node.get("paymentGatewayNames"),
        "customer": {
            "first_name": customer.get("firstName"),
            "last_name": customer.get("lastName"),
            "email": tree(customer.get("defaultEmailAddress")).get("emailAddress"),
            "phone": tree(customer.get("defaultPhoneNumber")).get("phoneNumber"),
        },
        "shipping_address": _person(tree(node.get("shippingAddress"))),
        "billing_address": _person(tree(node.get("billingAddress"))),
        "line_items": [
            {
                "title": item.get("title"),
                "variant_title": item.get("variantTitle"),
                "name": item.get("name"),
                "quantity": item.get("quantity"),
                "sku": item.get("sku"),
            }
            for item in rows(tree(node.get("lineItems")).get("nodes"))
        ],
        "fulfillments": [_fulfillment(f) for f in rows(node.get("fulfillments"))],
    }


def _fulfilled(status: object) -> str | None:
    words = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}
    return words.get(text(status))


def _person(person: Tree) -> Tree:
    return {
        "name": person.get("name"),
        "first_name": person.get("firstName"),
        "last_name": person.get("lastName"),
        "phone": person.get("phone"),
        "city": person.get("city"),
        "country_code": person.get("countryCodeV2"),
    }


def _fulfillment(node: Tree) -> Tree:
    parcels = rows(node.get("trackingInfo"))
    companies = [name for parcel in parcels if (name := text(parcel.get("company")))]
    return {
        "id": node.get("legacyResourceId"),
        "status": text(node.get("status")).lower(),
        "created_at": node.get("createdAt"),
        "updated_at": node.get("updatedAt"),
        "tracking_company": companies[0] if companies else None,
        "tracking_numbers": [n for parcel in parcels if (n := text(parcel.get("number")))],
    }
