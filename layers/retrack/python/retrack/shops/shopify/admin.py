"""Shopify's Admin API, as far as it is called: telling of fulfilments, asking for orders.

Source: Shopify Admin GraphQL API 2026-10, `fulfillmentEventCreate`; "API rate limits": a call that
costs too much at the moment is answered 200 with the error code THROTTLED, or 429; one that would
always cost too much, with MAX_COST_EXCEEDED.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import StoreId
from retrack.domain.shipments import Shipment
from retrack.domain.shop_problems import ShopProblem
from retrack.domain.times import to_text
from retrack.services.import_from_shop import OrderPage
from retrack.services.ports import Clock
from retrack.services.shop_connections import ShopConnection
from retrack.services.tell_shop import ParcelNews, ShopBusy, ShopGone, ShopRefused
from retrack.shops.leaves import Tree, moment, parsed, rows, text, tree
from retrack.shops.shopify import backfill
from retrack.shops.shopify.calls import Answered, ShopifyCalls
from retrack.shops.shopify.events import news_of
from retrack.shops.shopify.hooks import order_event
from retrack.shops.shopify.tokens import AppTokens

DOMAIN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com")
_CREATE_EVENT: Final = (
    "mutation fulfillmentEventCreate($fulfillmentEvent: FulfillmentEventInput!) {"
    " fulfillmentEventCreate(fulfillmentEvent: $fulfillmentEvent)"
    " { fulfillmentEvent { id } userErrors { field message } } }"
)

_FULFILLMENT: Final = "gid://shopify/Fulfillment/"
_EVENTS: Final = (
    "query told($id: ID!) { fulfillment(id: $id) {"
    " events(first: 50, sortKey: HAPPENED_AT, reverse: true) { nodes { status happenedAt } } } }"
)
# Source: Shopify, "API response status and error codes".
_GONE: Final[Mapping[int, ShopProblem]] = {
    HTTPStatus.UNAUTHORIZED: ShopProblem.TOKEN_REFUSED,
    HTTPStatus.PAYMENT_REQUIRED: ShopProblem.FROZEN,
    HTTPStatus.FORBIDDEN: ShopProblem.TOKEN_REFUSED,
    HTTPStatus.NOT_FOUND: ShopProblem.NO_SUCH_SHOP,
    HTTPStatus.LOCKED: ShopProblem.FROZEN,
}


class _TooDear(ShopRefused):
    """It would cost more than one call may, at any time."""


class _Throttled(ShopBusy):
    """It would cost more than is left at this moment, which may do for less."""


class ShopifyAdmin:
    """Implements `tell_shop.ShopApi` and `import_from_shop.ShopOrders`."""

    def __init__(self, url: str, clock: Clock, *, timeout_seconds: float) -> None:
        """`url` is where the API is, with `{domain}` for the shop's own."""
        self._url = url
        self._calls = ShopifyCalls(timeout_seconds=timeout_seconds)
        self._tokens = AppTokens(url, self._calls, clock)

    def news_of(self, shipment: Shipment) -> ParcelNews | None:
        """See `events.news_of`."""
        return news_of(shipment)

    def tell(
        self, connection: ShopConnection, news: ParcelNews, *, maybe_told: bool = False
    ) -> None:
        """Creates the event at the fulfilment, unless it may be there and is.

        Raises:
            ShopGone: the token, or the app, is refused.
            ShopRefused: Shopify will not take it, such as for a fulfilment that is gone, or from
                an app that may not write fulfilments.
            ShopBusy: too many calls, or no usable answer.
        """
        event = {
            "fulfillmentId": _FULFILLMENT + news.fulfillment_id,
            "status": news.status,
            "happenedAt": to_text(news.at),
        }
        if news.message:
            event["message"] = news.message
        if maybe_told and self._has_event(connection, news):
            return
        answer = self._ask(connection, _CREATE_EVENT, {"fulfillmentEvent": event})
        created = tree(tree(answer.get("data")).get("fulfillmentEventCreate"))
        if rows(created.get("userErrors")):
            raise ShopRefused
        if not tree(created.get("fulfillmentEvent")):
            raise ShopBusy(ShopProblem.UNREADABLE)

    def _has_event(self, connection: ShopConnection, news: ParcelNews) -> bool:
        """Whether a call whose answer was lost did its work after all."""
        try:
            answer = self._ask(connection, _EVENTS, {"id": _FULFILLMENT + news.fulfillment_id})
        except ShopGone:
            raise
        except ShopRefused:  # an app that may write events need not be let read them
            return False
        fulfillment = tree(tree(answer.get("data")).get("fulfillment"))
        events = rows(tree(fulfillment.get("events")).get("nodes"))
        wanted = (news.status, news.at)
        return any((e.get("status"), moment(e.get("happenedAt"))) == wanted for e in events)

    def count(self, connection: ShopConnection, since: datetime) -> int:
        """How many orders were processed since.

        Raises:
            ShopGone, ShopRefused, ShopBusy: as with `tell`.
        """
        found = backfill.count_in(
            self._ask(connection, backfill.COUNT, {"filter": backfill.since(since)})
        )
        if found is None:
            raise ShopBusy(ShopProblem.UNREADABLE)
        return found

    def page(
        self, connection: ShopConnection, store_id: StoreId, since: datetime, *, after: str | None
    ) -> OrderPage:
        """A page of them, as their webhooks would have told them.

        Raises:
            ShopGone, ShopRefused, ShopBusy: as with `tell`.
        """
        answer = self._page_as_large_as_it_may_be(connection, since, after)
        if not tree(tree(answer.get("data")).get("orders")):
            raise ShopBusy(ShopProblem.UNREADABLE)
        events, unreadable = [], 0
        for order in backfill.as_webhooks(answer):
            try:
                events.append(order_event(store_id, order))
            except Unreadable:
                unreadable += 1
        return OrderPage(events, backfill.cursor_after(answer), unreadable)

    def _page_as_large_as_it_may_be(
        self, connection: ShopConnection, since: datetime, after: str | None
    ) -> Tree:
        """What a page may cost is Shopify's, and changes: one that is too dear is halved.

        So is one that costs more than is left of what fills with time: a long import goes on in
        small steps, and does not wait minutes for its next try.
        """
        first = backfill.PAGE
        while True:
            wanted = {"filter": backfill.since(since), "first": first, "after": after}
            try:
                return self._ask(connection, backfill.ORDERS, wanted)
            except (_TooDear, _Throttled):
                if first == 1:
                    raise
                first //= 2

    def _ask(self, connection: ShopConnection, query: str, variables: Tree) -> Tree:
        if not DOMAIN.fullmatch(connection.domain):
            raise ShopGone(ShopProblem.NO_SUCH_SHOP)
        body: Mapping[str, object] = {"query": query, "variables": variables}
        if not connection.client_id:
            return _read(*self._post(connection, connection.access_token, body))
        try:
            return _read(*self._post_as_app(connection, body))
        except ShopRefused as refused:
            if refused.problem is ShopProblem.TOKEN_REFUSED:
                raise ShopGone(ShopProblem.APP_REFUSED) from refused
            if refused.problem is ShopProblem.SCOPE_MISSING:
                self._tokens.forget(connection)  # scopes that it is given are the next token's
            raise

    def _post_as_app(self, connection: ShopConnection, body: Mapping[str, object]) -> Answered:
        """With a token of the app's; if that is refused before its time, once with another."""
        answered = self._post(connection, self._tokens.token(connection), body)
        if answered.status != HTTPStatus.UNAUTHORIZED:
            return answered
        self._tokens.forget(connection)
        return self._post(connection, self._tokens.token(connection), body)

    def _post(self, connection: ShopConnection, token: str, body: Mapping[str, object]) -> Answered:
        url = self._url.replace("{domain}", connection.domain)
        return self._calls.post(url, headers={"X-Shopify-Access-Token": token}, body=body)


def _read(status: int, content: bytes) -> Tree:
    """What was answered, if it is of any use."""
    if status in _GONE:
        raise ShopGone(_GONE[status])
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ShopBusy(ShopProblem.OVERLOADED)
    if status != HTTPStatus.OK:
        raise ShopBusy
    try:
        answer = parsed(content)
    except Unreadable as exc:
        raise ShopBusy(ShopProblem.UNREADABLE) from exc
    errors = rows(answer.get("errors"))
    if errors:
        _refuse({text(tree(error.get("extensions")).get("code")) for error in errors})
    if answer.get("errors"):
        raise ShopBusy
    return answer


def _refuse(codes: set[str]) -> None:
    """Says what a shop means by its errors. What has no code is Shopify's own trouble."""
    if "ACCESS_DENIED" in codes:
        raise ShopRefused(ShopProblem.SCOPE_MISSING)
    if "MAX_COST_EXCEEDED" in codes:
        raise _TooDear
    if "SHOP_INACTIVE" in codes:
        raise ShopGone(ShopProblem.FROZEN)
    if codes - {"THROTTLED", "INTERNAL_SERVER_ERROR", ""}:
        raise ShopRefused
    if "THROTTLED" in codes:
        raise _Throttled(ShopProblem.OVERLOADED)
