"""Shopify's Admin API, as far as it is called: telling of fulfilments, asking for orders.

Source: Shopify Admin GraphQL API 2026-10, `fulfillmentEventCreate`; "API rate limits": a call that
costs too much at the moment is answered 200 with the error code THROTTLED, or 429.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final

import requests

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import StoreId
from retrack.domain.shipments import Shipment
from retrack.domain.times import to_text
from retrack.services.import_from_shop import OrderPage
from retrack.services.shop_connections import ShopConnection
from retrack.services.tell_shop import ParcelNews, ShopBusy, ShopGone, ShopRefused
from retrack.shops.leaves import Tree, parsed, rows, tree
from retrack.shops.shopify import backfill
from retrack.shops.shopify.events import news_of
from retrack.shops.shopify.hooks import order_event

DOMAIN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com")
_TIMEOUTS: Final = (3.0, 10.0)  # seconds: to connect, to answer
_MAX_ANSWER: Final = 1_000_000  # bytes
_CREATE_EVENT: Final = (
    "mutation fulfillmentEventCreate($fulfillmentEvent: FulfillmentEventInput!) {"
    " fulfillmentEventCreate(fulfillmentEvent: $fulfillmentEvent)"
    " { fulfillmentEvent { id } userErrors { field message } } }"
)


class ShopifyAdmin:
    """Implements `tell_shop.ShopApi` and `import_from_shop.ShopOrders`."""

    def __init__(self, url: str) -> None:
        """`url` is where the API is, with `{domain}` for the shop's own."""
        self._url = url
        self._session = requests.Session()
        # Only what is configured here decides where the token goes.
        self._session.trust_env = False

    def news_of(self, shipment: Shipment) -> ParcelNews | None:
        """See `events.news_of`."""
        return news_of(shipment)

    def tell(self, connection: ShopConnection, news: ParcelNews) -> None:
        """Creates the event at the fulfilment.

        Raises:
            ShopGone: the token is refused.
            ShopRefused: Shopify will not take it, such as for a fulfilment that is gone.
            ShopBusy: too many calls, or no usable answer.
        """
        event = {
            "fulfillmentId": f"gid://shopify/Fulfillment/{news.fulfillment_id}",
            "status": news.status,
            "happenedAt": to_text(news.at),
        }
        if news.message:
            event["message"] = news.message
        answer = self._ask(connection, _CREATE_EVENT, {"fulfillmentEvent": event})
        created = tree(tree(answer.get("data")).get("fulfillmentEventCreate"))
        if rows(created.get("userErrors")):
            raise ShopRefused
        if not tree(created.get("fulfillmentEvent")):
            raise ShopBusy

    def count(self, connection: ShopConnection, since: datetime) -> int:
        """How many orders were processed since.

        Raises:
            ShopGone, ShopRefused, ShopBusy: as with `tell`.
        """
        found = backfill.count_in(
            self._ask(connection, backfill.COUNT, {"filter": backfill.since(since)})
        )
        if found is None:
            raise ShopBusy
        return found

    def page(
        self, connection: ShopConnection, store_id: StoreId, since: datetime, *, after: str | None
    ) -> OrderPage:
        """A page of them, as their webhooks would have told them.

        Raises:
            ShopGone, ShopRefused, ShopBusy: as with `tell`.
        """
        wanted = {"filter": backfill.since(since), "first": backfill.PAGE, "after": after}
        answer = self._ask(connection, backfill.ORDERS, wanted)
        if not tree(tree(answer.get("data")).get("orders")):
            raise ShopBusy
        events, unreadable = [], 0
        for order in backfill.as_webhooks(answer):
            try:
                events.append(order_event(store_id, order))
            except Unreadable:
                unreadable += 1
        return OrderPage(events, backfill.cursor_after(answer), unreadable)

    def _ask(self, connection: ShopConnection, query: str, variables: Tree) -> Tree:
        if not DOMAIN.fullmatch(connection.domain):
            raise ShopGone
        body: Mapping[str, object] = {"query": query, "variables": variables}
        try:
            response = self._session.post(
                self._url.replace("{domain}", connection.domain),
                json=body,
                headers={"X-Shopify-Access-Token": connection.access_token},
                timeout=_TIMEOUTS,
                allow_redirects=False,  # the token would go along
            )
        except requests.RequestException as exc:
            raise ShopBusy from exc
        return _read(response.status_code, response.content[:_MAX_ANSWER])


def _read(status: int, content: bytes) -> Tree:
    """What was answered, if it is of any use."""
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PAYMENT_REQUIRED}:
        raise ShopGone
    if status == HTTPStatus.NOT_FOUND:  # no such shop
        raise ShopGone
    if status != HTTPStatus.OK:
        raise ShopBusy
    try:
        answer = parsed(content)
    except Unreadable as exc:
        raise ShopBusy from exc
    codes = {tree(e.get("extensions")).get("code") for e in rows(answer.get("errors"))}
    if "ACCESS_DENIED" in codes:
        raise ShopGone
    if codes - {"THROTTLED", "INTERNAL_SERVER_ERROR", None}:
        raise ShopRefused
    if answer.get("errors"):
        raise ShopBusy
    return answer
