"""`/_dev/shopify/{shop}/*`: what the merchant does at Shopify, and what is the matter there.

`{shop}` is a store's id or the shop's domain. What changes an order sends the webhooks that Shopify
would send, unless `"send": false`; they can be sent later, and again, at `webhooks`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from dev.shopify_simulator import webhooks
from dev.shopify_simulator.payloads import NotSo, NotThere, written

if TYPE_CHECKING:
    from dev.http_events import Request
    from dev.shopify_simulator import ShopifySimulator
    from dev.shopify_simulator.shop import Order, Shop

Tree = dict[str, Any]
_DONE: Final = "fulfilled"


class ShopifyControl:
    """Answers them; `domain_of` knows a store's shop."""

    def __init__(self, simulator: ShopifySimulator, domain_of: Callable[[str], str]) -> None:
        self._simulator = simulator
        self._domain_of = domain_of
        parcel = r"orders/(\d+)/fulfillments/(\d+)"
        self._calls: list[tuple[str, re.Pattern[str], Callable[..., Any]]] = [
            (method, re.compile(path), answer)
            for method, path, answer in (
                ("GET", "", self._shown),
                ("PUT", "", self._change_app),
                ("PUT", "fault", self._fail),
                ("DELETE", "fault", lambda shop, _: simulator.mend(shop)),
                ("GET", "events", lambda shop, _: [event.shown() for event in shop.events]),
                ("DELETE", "events", lambda shop, _: shop.events.clear()),
                ("GET", "webhooks", lambda shop, _: [d.shown() for d in shop.deliveries]),
                ("POST", "webhooks", self._send),
                ("GET", r"orders/(\d+)", lambda shop, _, i: shop.order(int(i)).payload()),
                ("PUT", r"orders/(\d+)", self._put),
                ("POST", r"orders/(\d+)/cancel", self._cancel),
                ("POST", r"orders/(\d+)/fulfillments", self._fulfil),
                ("PATCH", parcel, self._change),
                ("DELETE", parcel, self._end),
            )
        ]

    def __call__(self, request: Request, path: str) -> Any:
        """The answer to a call below `/_dev/shopify/`.

        Raises:
            NotSo: it cannot be done; the text says why.
        """
        named, _, rest = path.partition("/")
        for method, pattern, answer in self._calls:
            found = pattern.fullmatch(rest)
            if found and method == request.method:
                domain = named if "." in named else self._domain_of(named)
                return answer(self._simulator.shop(domain), _wish(request), *found.groups())
        msg = f"There is no {request.method} {request.path}."
        raise NotThere(msg)

    # ---------------------------------------------------------------------------- the shop's app

    def _shown(self, shop: Shop, _: Tree) -> Tree:
        url = self._simulator.url.replace("{domain}", shop.domain)
        return {
            "shop_domain": shop.domain,
            "shopify_url": url,
            "scopes": list(shop.scopes),
            "orders": len(shop.orders),
            "calls": shop.calls,
            "fault": shop.fault,
        }

    def _change_app(self, shop: Shop, wish: Tree) -> Tree:
        """The app installed again, under another token or secret, or with other scopes."""
        _only(wish, "token", "client_secret", "scopes")
        if "token" in wish or "client_secret" in wish:
            shop.app_error = None
            shop.issued.clear()
        shop.token = str(wish.get("token", shop.token))
        shop.secret = str(wish.get("client_secret", shop.secret))
        shop.scopes = tuple(map(str, wish.get("scopes", shop.scopes)))
        return self._shown(shop, wish)

    def _fail(self, shop: Shop, wish: Tree) -> None:
        _only(wish, "fault", "after", "times")
        after, times = wish.get("after", 0), wish.get("times")
        if not isinstance(after, int) or not isinstance(times, int | None):
            msg = "after, times: a number of calls"
            raise NotSo(msg)
        self._simulator.fail(shop, str(wish.get("fault")), after=after, times=times)

    # -------------------------------------------------------------------------------- its orders

    def _put(self, shop: Shop, wish: Tree, order_id: str) -> Tree:
        with self._simulator.held():
            before = shop.orders.get(int(order_id))
            was_paid = before and before.rest["financial_status"] == "paid"
            order = shop.put(int(order_id), _without_send(wish), self._simulator.now())
        topics = ["orders/updated" if before else "orders/create"]
        if before and "line_items" in wish:
            topics.append("orders/edited")
        if before and not was_paid and order.rest["financial_status"] == "paid":
            topics.append("orders/paid")
        return self._announced(shop, order, topics, wish)

    def _cancel(self, shop: Shop, wish: Tree, order_id: str) -> Tree:
        with self._simulator.held():
            order = shop.order(int(order_id))
            order.rest["cancelled_at"] = written(self._simulator.now())
            order.rest["cancel_reason"] = "customer"
            shop.put(order.id, {}, self._simulator.now())
        return self._announced(shop, order, ["orders/cancelled", "orders/updated"], wish)

    def _fulfil(self, shop: Shop, wish: Tree, order_id: str) -> Tree:
        number = self._simulator.next_fulfillment()
        with self._simulator.held():
            order = shop.order(int(order_id))
            made = shop.fulfil(order, _without_send(wish), number, self._simulator.now())
        word = _DONE if order.complete else "partially_fulfilled"
        topics = ["fulfillments/create", f"orders/{word}", "orders/updated"]
        return self._announced(shop, order, topics, wish, made)

    def _change(self, shop: Shop, wish: Tree, order_id: str, parcel: str) -> Tree:
        with self._simulator.held():
            order = shop.order(int(order_id))
            wished = _without_send(wish)
            made = shop.change(order, int(parcel), wished, self._simulator.now())
        return self._announced(shop, order, ["fulfillments/update", "orders/updated"], wish, made)

    def _end(self, shop: Shop, wish: Tree, order_id: str, parcel: str) -> Tree:
        return self._change(shop, {**wish, "status": "cancelled"}, order_id, parcel)

    def _announced(
        self,
        shop: Shop,
        order: Order,
        topics: list[str],
        wish: Tree,
        fulfillment: Tree | None = None,
    ) -> Tree:
        now = self._simulator.now()
        made = [
            webhooks.make(
                shop,
                topic,
                fulfillment
                if topic.startswith("fulfillments/")
                else webhooks.payload(shop, topic, {"order_id": order.id}),
                now,
            )
            for topic in topics
        ]
        if wish.get("send", True):
            for delivery in made:
                webhooks.send(shop, delivery)
        told = {"order": order.payload(), "webhooks": [delivery.shown() for delivery in made]}
        return told | ({"fulfillment": fulfillment} if fulfillment else {})

    # ------------------------------------------------------------------------------ its webhooks

    def _send(self, shop: Shop, wish: Tree) -> Tree:
        """One more time, by its id; or one of any topic, of the shop as it is, or of a body."""
        if "again" in wish:
            _only(wish, "again", "signature")
            found = [d for d in shop.deliveries if d.id == wish["again"]]
            if not found:
                msg = "again: the id of a webhook that was made before"
                raise NotSo(msg)
            delivery = found[0]
        else:
            _only(wish, "topic", "order_id", "fulfillment_id", "order_ids", "request_id", "body",
                  "signature")  # fmt: skip
            topic = str(wish.get("topic"))
            body = wish["body"] if "body" in wish else webhooks.payload(shop, topic, wish)
            delivery = webhooks.make(shop, topic, body, self._simulator.now())
        answered = webhooks.send(shop, delivery, signature=wish.get("signature"))
        if delivery.topic == "app/uninstalled" and "body" not in wish:
            shop.token, shop.app_error = "of-nobody", "app_not_installed"
            shop.issued.clear()
        return {**delivery.shown(), "answered": answered}


def _wish(request: Request) -> Tree:
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        msg = "The body is no JSON object."
        raise NotSo(msg)
    return found


def _without_send(wish: Tree) -> Tree:
    return {name: value for name, value in wish.items() if name != "send"}


def _only(wish: Tree, *known: str) -> None:
    if unknown := sorted(set(wish) - set(known)):
        msg = f"{unknown[0]}: not known; only {', '.join(known)}"
        raise NotSo(msg)
