"""What the schema's fields come to in a shop. Shopify's REST words are mapped to GraphQL's here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from graphql import GraphQLError

from dev.shopify_simulator.nodes import connection, event_node, fulfillment_node, gid, order_node
from dev.shopify_simulator.payloads import Tree
from dev.shopify_simulator.shop import Event, Order, Shop

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo

_SHOWN_OF_ORDERS: Final = timedelta(days=60)  # without the scope read_all_orders
_GID: Final = re.compile(r"gid://shopify/([A-Za-z]+)/([0-9]{1,20})")
_TERM: Final = re.compile(r"(processed_at|created_at|updated_at):(>=|<=|>|<)'?([^'\s]+)'?")
_FIRST_EVENT: Final = 944_956_391
_SORTED: Final[dict[str, Callable[[Order], Any]]] = {
    "PROCESSED_AT": lambda order: order.processed_at,
    "UPDATED_AT": lambda order: order.updated_at,
    "CREATED_AT": lambda order: datetime.fromisoformat(order.rest["created_at"]),
    "ID": lambda order: order.id,
}


class Answers:
    """Makes the roots of queries and mutations."""

    def __init__(self) -> None:
        self._numbers = count(_FIRST_EVENT)

    def of(self, shop: Shop, now: datetime) -> Tree:
        """The root for one call."""
        return {
            "shop": {
                "id": gid("Shop", shop.id),
                "name": shop.domain.partition(".")[0],
                "myshopifyDomain": shop.domain,
            },
            "order": lambda info, id: self._order(shop, info, id),  # noqa: A006  the schema's name
            "orders": lambda info, **wish: self._orders(shop, info, now, wish),
            "ordersCount": lambda info, **wish: self._count(shop, info, now, wish),
            "fulfillment": lambda info, id: self._fulfillment(shop, info, id),  # noqa: A006
            "fulfillmentEventCreate": lambda info, **wish: self._told(shop, info, now, wish),
        }

    def _order(self, shop: Shop, info: GraphQLResolveInfo[Any], wanted: str) -> Tree | None:
        _need(shop, "read_orders", info)
        order = shop.orders.get(_number(wanted, "Order"))
        return order_node(order, shop.events) if order else None

    def _fulfillment(self, shop: Shop, info: GraphQLResolveInfo[Any], wanted: str) -> Tree | None:
        _need(shop, "read_orders", info)
        found = shop.holding(_number(wanted, "Fulfillment"))
        return fulfillment_node(found[1], shop.events) if found else None

    def _orders(self, shop: Shop, info: GraphQLResolveInfo[Any], now: datetime, wish: Tree) -> Tree:
        _need(shop, "read_orders", info)
        found = _found(shop, wish.get("query"), now)
        key = _SORTED.get(wish["sortKey"])
        if key is None:
            msg = f"The simulator does not sort by {wish['sortKey']}."
            raise GraphQLError(msg)
        found.sort(key=lambda order: (key(order), order.id), reverse=wish["reverse"])
        return connection([(str(o.id), order_node(o, shop.events)) for o in found], wish)

    def _count(self, shop: Shop, info: GraphQLResolveInfo[Any], now: datetime, wish: Tree) -> Tree:
        _need(shop, "read_orders", info)
        total, limit = len(_found(shop, wish.get("query"), now)), wish.get("limit")
        if limit is not None and total > limit:
            return {"count": limit, "precision": "AT_LEAST"}
        return {"count": total, "precision": "EXACT"}

    def _told(self, shop: Shop, info: GraphQLResolveInfo[Any], now: datetime, wish: Tree) -> Tree:
        _need(shop, "write_fulfillments", info)
        told = wish["fulfillmentEvent"]
        found = shop.holding(_number(told["fulfillmentId"], "Fulfillment"))
        if found is None:
            return _user_error("fulfillmentId", "Fulfillment does not exist.")
        order, fulfillment = found
        if fulfillment["status"] != "success":
            return _user_error("fulfillmentId", "Fulfillment is not active.")
        event = Event(
            id=next(self._numbers),
            fulfillment_id=fulfillment["id"],
            order_id=order.id,
            status=told["status"],
            happened_at=(told.get("happenedAt") or now).astimezone(UTC),
            message=told.get("message"),
            received_at=now,
        )
        shop.events.append(event)
        return {"fulfillmentEvent": event_node(event), "userErrors": []}


def _user_error(field: str, message: str) -> Tree:
    error = {"field": ["fulfillmentEvent", field], "message": message}
    return {"fulfillmentEvent": None, "userErrors": [error]}


def _need(shop: Shop, scope: str, info: GraphQLResolveInfo[Any]) -> None:
    if scope in shop.scopes:
        return
    needed = f"`{scope}` access scope."
    message = f"Access denied for {info.field_name} field. Required access: {needed}"
    facts = {
        "code": "ACCESS_DENIED",
        "documentation": "https://shopify.dev/api/usage/access-scopes",
        "requiredAccess": needed,
    }
    raise GraphQLError(message, extensions=facts)


def _found(shop: Shop, query: str | None, now: datetime) -> list[Order]:
    """The orders that a search finds: terms over times, all of which must hold."""
    terms = [_term(word) for word in (query or "").split() if word != "AND"]
    old = now - _SHOWN_OF_ORDERS
    shows_all = "read_all_orders" in shop.scopes
    return [
        order
        for order in list(shop.orders.values())
        if (shows_all or order.processed_at >= old) and all(term(order) for term in terms)
    ]


def _term(word: str) -> Callable[[Order], bool]:
    found = _TERM.fullmatch(word)
    if not found:
        msg = f"The simulator cannot search for {word!r}."
        raise GraphQLError(msg)
    name, sign, text = found.groups()
    key, bound = _SORTED[name.upper()], datetime.fromisoformat(text)
    compare: dict[str, Callable[[Any], bool]] = {
        ">=": lambda value: value >= bound,
        "<=": lambda value: value <= bound,
        ">": lambda value: value > bound,
        "<": lambda value: value < bound,
    }
    return lambda order: compare[sign](key(order))


def _number(written: str, kind: str) -> int:
    found = _GID.fullmatch(written)
    if not found or found[1] != kind:
        msg = f"Invalid global id '{written}'"
        raise GraphQLError(msg, extensions={"code": "INVALID_VARIABLE"})
    return int(found[2])
