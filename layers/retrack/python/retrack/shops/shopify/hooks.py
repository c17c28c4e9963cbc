"""What Shopify sends by itself: who sent it, and the part of it that is used.

Only the body is signed. So the topic, which stands in a header, counts only where the body has the
shape that belongs to it: an order that was signed can never be replayed as an order to forget.
Source: Shopify, "Verify webhook deliveries", "Webhooks: delivery structure".
"""

import json
from collections.abc import Mapping, Sequence

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import StoreId
from retrack.services.shop_messages import ShopEvent, ShopSaid
from retrack.shops.leaves import Tree, identifier, kept, order_ids, parsed, rows, text, texts, tree
from retrack.shops.shopify.orders import said
from retrack.shops.signatures import require_signature

SHOP = "shopify"
SIGNATURE_HEADER, TOPIC_HEADER = "x-shopify-hmac-sha256", "x-shopify-topic"
ORDER_TOPICS = frozenset(
    {"orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled",
     "orders/partially_fulfilled"}
)  # fmt: skip
FULFILLMENT_TOPICS = frozenset({"fulfillments/create", "fulfillments/update"})
DATA_REQUEST, REDACT_CUSTOMER, REDACT_SHOP, UNINSTALLED = (
    "customers/data_request", "customers/redact", "shop/redact", "app/uninstalled"
)  # fmt: skip

MAX_ITEMS, MAX_FULFILLMENTS = 100, 50  # of one order; a queue message holds 256 KiB
_ORDER_LEAVES = (
    "id", "name", "order_number", "email", "contact_email", "phone", "customer_locale", "test",
    "financial_status", "fulfillment_status", "gateway", "created_at", "processed_at", "updated_at",
    "cancelled_at",
)  # fmt: skip
_FULFILLMENT_LEAVES = ("id", "order_id", "status", "created_at", "updated_at",
                       "tracking_company", "tracking_number", "tracking_url")  # fmt: skip
_PERSON_LEAVES = ("name", "first_name", "last_name", "phone", "city", "country_code")


class ShopifyHooks:
    """Implements `shop_ports.ShopReader`."""

    def is_greeting(self, body: bytes, headers: Mapping[str, str]) -> bool:  # noqa: ARG002
        """Shopify tries no address out."""
        return False

    def verify(self, body: bytes, headers: Mapping[str, str], *, secrets: Sequence[str]) -> None:
        """Checks that the app's shop sent these very bytes.

        Raises:
            Unauthenticated: not signed with any of the secrets.
        """
        require_signature(body, headers.get(SIGNATURE_HEADER, ""), secrets)

    def trim(self, store_id: StoreId, body: bytes, headers: Mapping[str, str]) -> ShopEvent | None:
        """The fields that are used, in Shopify's own shape; None for a topic that is not.

        Raises:
            Unreadable: the body is not what the topic is about.
        """
        topic = headers.get(TOPIC_HEADER, "").strip().lower()
        sent = parsed(body)
        trimmed = _trimmed(topic, sent)
        if trimmed is None:
            return None
        subject, payload = trimmed
        written = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        return ShopEvent(SHOP, store_id, topic, subject, written)

    def said(self, event: ShopEvent) -> ShopSaid | None:
        """What it means: see `orders.said`."""
        return said(event.topic, event.payload)


def order_event(store_id: StoreId, sent: Tree) -> ShopEvent:
    """An order that we asked for, as if its webhook had told it.

    Raises:
        Unreadable: it has no id, or no time.
    """
    subject = _required(identifier(sent.get("id")), sent, "updated_at")
    written = json.dumps(_order(sent), ensure_ascii=False, separators=(",", ":"))
    return ShopEvent(SHOP, store_id, "orders/updated", subject, written)


def _trimmed(topic: str, sent: Tree) -> tuple[str, Tree] | None:
    """What the message is about, and what is used of it."""
    if topic in ORDER_TOPICS:
        return _required(identifier(sent.get("id")), sent, "updated_at"), _order(sent)
    if topic in FULFILLMENT_TOPICS:
        return _required(identifier(sent.get("order_id")), sent, "updated_at"), _fulfillment(sent)
    if topic == DATA_REQUEST:
        asked = {"data_request": kept(sent.get("data_request"), "id")}
        return _required("", sent, "data_request"), asked | _ids(sent, "orders_requested")
    if topic == REDACT_CUSTOMER:
        return _required("", sent, "orders_to_redact"), _ids(sent, "orders_to_redact")
    if topic == REDACT_SHOP:
        if "customer" in sent:
            msg = "The message is about a customer, and not about the shop."
            raise Unreadable(msg)
        return _required("", sent, "shop_domain"), kept(sent, "shop_id", "shop_domain")
    if topic == UNINSTALLED:
        return _required("", sent, "myshopify_domain"), kept(sent, "id", "myshopify_domain")
    return None


def _required(subject: str, sent: Tree, *names: str) -> str:
    about_an_order = names == ("updated_at",)
    if (about_an_order and not subject) or any(name not in sent for name in names):
        msg = "The message is not in the format of its topic."
        raise Unreadable(msg)
    return subject


def _ids(sent: Tree, name: str) -> dict[str, object]:
    return {name: list(order_ids(sent.get(name)))}


def _order(sent: Tree) -> Tree:
    customer = tree(sent.get("customer"))
    return kept(sent, *_ORDER_LEAVES) | {
        "payment_gateway_names": list(texts(sent.get("payment_gateway_names")))[:10],
        "customer": kept(customer, "first_name", "last_name", "email", "phone"),
        "shipping_address": kept(sent.get("shipping_address"), *_PERSON_LEAVES),
        "billing_address": kept(sent.get("billing_address"), *_PERSON_LEAVES),
        "line_items": [
            kept(item, "title", "variant_title", "name", "quantity", "sku")
            for item in rows(sent.get("line_items"))[:MAX_ITEMS]
        ],
        "fulfillments": [_fulfillment(f) for f in rows(sent.get("fulfillments"))][
            -MAX_FULFILLMENTS:
        ],
    }


def _fulfillment(sent: Tree) -> Tree:
    leaves = kept(sent, *_FULFILLMENT_LEAVES)
    numbers = [text(number) for number in texts(sent.get("tracking_numbers"))]
    return leaves | {"tracking_numbers": numbers[:MAX_FULFILLMENTS]}
