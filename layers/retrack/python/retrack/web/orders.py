"""The Orders page: every order with its tracking codes, newest first (R4)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from retrack.domain.times import from_text
from retrack.http.cursors import cursor, position_of
from retrack.services.list_orders import ListOrders, OrderFilter
from retrack.services.order_row import RowReader, row_of

if TYPE_CHECKING:
    from retrack.domain.orders import Order
    from retrack.http.resolver import Answer
    from retrack.web.site import Site
    from retrack.web.visits import Visit
    from retrack.web.writing import Told, Writing

PAGE_SIZE = 50
SHIPMENTS_SHOWN = 3  # of one order in a list; the order's own page has all of them
_MAX_SEARCH = 100  # characters
_Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """An order in a list: `order` is as the API shows it, with `days` beside each shipment."""

    order: _Facts
    processed: Told
    shipments: list[_Facts]
    hidden: int


def add_orders(site: Site, *, list_orders: Callable[[], ListOrders]) -> None:
    """The list, its search, and going on in it."""

    @site.get("/orders")
    def orders(visit: Visit) -> Answer:
        search = visit.query.get("q", "").strip()[:_MAX_SEARCH]
        after = _position(visit, search)
        page = list_orders()(
            visit.store_id, OrderFilter(search=search), limit=PAGE_SIZE, after=after
        )
        values: dict[str, Any] = {
            "lines": lines(visit, [row.row for row in page.rows]),
            "search": search,
            "more": _following(visit, page.next_after, search),
            "is_first": after is None,
        }
        if visit.is_partial:
            part = "orders/found.html" if after is None else "orders/lines.html"
            return visit.page(part, **values)
        return visit.page("orders/list.html", **values)


def _position(visit: Visit, search: str) -> str | None:
    given = visit.query.get("cursor")
    return position_of(given, key=visit.store.cursor_key, query=_list_of(search))


def _following(visit: Visit, position: str | None, search: str) -> str | None:
    """The address of the next rows."""
    if position is None:
        return None
    text = cursor(position, key=visit.store.cursor_key, query=_list_of(search))
    given: Mapping[str, str] = {"q": search, "cursor": text}
    return "/orders?" + urlencode({name: value for name, value in given.items() if value})


def _list_of(search: str) -> str:
    return f"orders page {search}"


def reader(visit: Visit) -> RowReader:
    """Reads orders' rows for a request."""
    return RowReader(visit.clock.now(), visit.store.tracking_url, visit.app.public_url)


def lines(visit: Visit, rows: Iterable[str]) -> list[Line]:
    """Orders for a list, from their rows."""
    orders: list[_Facts] = json.loads(f"[{reader(visit).json(*rows)}]")
    now, writing = visit.clock.now(), visit.view.writing
    return [_line(order, now, writing) for order in orders]


def line_of(visit: Visit, order: Order) -> Line:
    """The same for an order in hand."""
    return lines(visit, [row_of(order)])[0]


def _line(order: _Facts, now: datetime, writing: Writing) -> Line:
    shipments = order["shipments"]
    shown = shipments[:SHIPMENTS_SHOWN]
    for shipment in shown:
        shipment["days"] = writing.number(days_on_the_way(shipment, now=now))
        if event := shipment["last_event"]:
            event["told"] = writing.told(event["at"], by_day=False)
    told = writing.told(order["processed_at"], by_day=True)
    return Line(order, told, shown, hidden=len(shipments) - len(shown))


def days_on_the_way(shipment: Mapping[str, Any], *, now: datetime) -> int:
    """Whole days since the parcel left, up to its delivery."""
    left = from_text(shipment["fulfilled_at"])
    arrived = shipment["delivered_at"]
    until = from_text(arrived) if arrived else now
    return max(0, (until - left).days)
