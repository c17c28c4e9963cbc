"""A page of HTML against the JSON of the same list: what it costs that people can read it."""

from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools import Logger

from bench.budgets import Line, within
from bench.orders import example_orders
from bench.warm import Context, answering, cpu_ratio, event_of, handler_of
from retrack.services.keep_session import KeepSession
from retrack.services.list_orders import ListOrders
from retrack.services.order_row import row_of
from retrack.storage.order_index import TableOrderIndex
from retrack.web import orders as orders_page
from retrack.web.sign_in import add_choices, add_sign_in
from retrack.web.site import Site
from tests.functional.web.world import World

_ROWS = 100
_LIMIT = 2.5
_FORM = {"email": "mali@example.com", "password": "her password", "next": "/orders"}


def lines() -> list[Line]:
    """A line for the Orders page, with as many orders on it as the JSON has."""
    items = [
        {"processed_key": {"S": f"x#{order.id}"}, "row": {"S": row_of(order)}}
        for order in example_orders(_ROWS)
    ]
    vars(orders_page)["PAGE_SIZE"] = _ROWS
    with answering({"Items": items, "Count": _ROWS, "ScannedCount": _ROWS}) as port:
        handler = handler_of("orders_api", port)
        asked = event_of("GET", "/v1/orders", query={"limit": str(_ROWS)})
        site = _site()
        page = _event("GET", "/orders") | {"cookies": _cookies(site)}
        assert _answer(site, page)["body"].count("<tbody") >= _ROWS
        ratio = cpu_ratio(lambda: _answer(site, page), lambda: handler(asked))
    return [within(f"HTML page of {_ROWS} orders", ratio, _LIMIT, unit=" x its JSON")]


def _site() -> Site:
    """The dashboard with its list from the table, and its people from memory."""
    world = World()
    keep = KeepSession(world.credentials, world.stores, world.sign_in, world.sign_in)
    site = Site(
        Logger(service="pages"),
        clock=world.clock,
        randomness=world.randomness,
        keep_session=lambda: keep,
    )
    add_sign_in(site, sign_in=lambda: world.sign_in)
    add_choices(site, stores=lambda: world.stores)
    listed = ListOrders(TableOrderIndex(), world.clock)
    orders_page.add_orders(site, list_orders=lambda: listed)
    return site


def _cookies(site: Site) -> list[str]:
    """Those of somebody who signed in."""
    answer = _answer(site, _event("POST", "/login", urlencode(_FORM)))
    return [cookie.partition(";")[0] for cookie in answer["cookies"]]


def _answer(site: Site, event: dict[str, Any]) -> dict[str, Any]:
    return site.app.resolve(event, Context())  # type: ignore[arg-type]  # it only looks at names


def _event(method: str, path: str, body: str = "") -> dict[str, Any]:
    host = "app.example.com"
    form = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    return {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": host, "x-forwarded-proto": "https", **(form if body else {})},
        "requestContext": {
            "http": {"method": method, "path": path},
            "domainName": host,
            "stage": "$default",
        },
        "isBase64Encoded": False,
        **({"body": body} if body else {}),
    }
