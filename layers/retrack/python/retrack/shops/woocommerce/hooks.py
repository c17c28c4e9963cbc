"""What WooCommerce sends by itself: who sent it, and the part of it that is used.

When a webhook is made, WooCommerce first tries its address out with a form that holds nothing but
`webhook_id`; unless that is answered 200, the webhook is not made.
Source: WooCommerce REST API, "Webhooks".
"""

import json
import re
from collections.abc import Mapping, Sequence

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import StoreId
from retrack.services.shop_messages import OrderDeleted, ShopEvent, ShopSaid
from retrack.shops.leaves import Tree, identifier, kept, parsed, rows
from retrack.shops.signatures import require_signature
from retrack.shops.woocommerce.orders import TRACKING_KEYS, order, order_id_of

SHOP = "woocommerce"
SIGNATURE_HEADER, TOPIC_HEADER = "x-wc-webhook-signature", "x-wc-webhook-topic"
CREATED, UPDATED, DELETED, RESTORED = (
    "order.created", "order.updated", "order.deleted", "order.restored"
)  # fmt: skip
MAX_ITEMS, MAX_PARCELS = 100, 50  # of one order; a queue message holds 256 KiB
_GREETING = re.compile(rb"webhook_id=[0-9]{1,20}")
_ORDER_LEAVES = (
    "id", "number", "status", "date_created_gmt", "date_created", "date_modified_gmt",
    "date_modified", "date_paid_gmt", "date_paid", "date_completed_gmt", "date_completed",
    "payment_method", "payment_method_title",
)  # fmt: skip
_PERSON_LEAVES = ("first_name", "last_name", "email", "phone", "city", "country")
_PARCEL_LEAVES = ("tracking_id", "tracking_provider", "custom_tracking_provider",
                  "tracking_number", "date_shipped")  # fmt: skip


class WooHooks:
    """Implements `shop_ports.ShopReader`."""

    def is_greeting(self, body: bytes, headers: Mapping[str, str]) -> bool:  # noqa: ARG002
        """Whether it is the form that tries the address out."""
        return _GREETING.fullmatch(body.strip()) is not None

    def verify(self, body: bytes, headers: Mapping[str, str], *, secrets: Sequence[str]) -> None:
        """Checks that the webhook's shop sent these very bytes.

        Raises:
            Unauthenticated: not signed with any of the secrets.
        """
        require_signature(body, headers.get(SIGNATURE_HEADER, ""), secrets)

    def trim(self, store_id: StoreId, body: bytes, headers: Mapping[str, str]) -> ShopEvent | None:
        """The fields that are used, in WooCommerce's own shape; None for a topic that is not.

        Raises:
            Unreadable: the body is not what the topic is about.
        """
        topic = headers.get(TOPIC_HEADER, "").strip().lower()
        if topic not in {CREATED, UPDATED, DELETED, RESTORED}:
            return None
        sent = parsed(body)
        if not identifier(sent.get("id")):
            msg = "The message does not say which order it is about."
            raise Unreadable(msg)
        trimmed = kept(sent, "id") if topic == DELETED else _order(sent)
        written = json.dumps(trimmed, ensure_ascii=False, separators=(",", ":"))
        return ShopEvent(SHOP, store_id, topic, order_id_of(sent), written)

    def said(self, event: ShopEvent) -> ShopSaid | None:
        """What it means.

        Raises:
            Unreadable: it is not what its topic is about.
        """
        sent = parsed(event.payload)
        if event.topic == DELETED:
            return OrderDeleted(order_id_of(sent))
        return order(sent)


def _order(sent: Tree) -> Tree:
    parcels = [
        {"key": meta["key"], "value": [kept(p, *_PARCEL_LEAVES) for p in _parcels(meta)]}
        for meta in rows(sent.get("meta_data"))
        if meta.get("key") in TRACKING_KEYS
    ]
    return kept(sent, *_ORDER_LEAVES) | {
        "billing": kept(sent.get("billing"), *_PERSON_LEAVES),
        "shipping": kept(sent.get("shipping"), *_PERSON_LEAVES),
        "line_items": [
            kept(item, "name", "quantity", "sku")
            for item in rows(sent.get("line_items"))[:MAX_ITEMS]
        ],
        "meta_data": parcels,
    }


def _parcels(meta: Tree) -> Sequence[Tree]:
    return rows(meta.get("value"))[:MAX_PARCELS]
