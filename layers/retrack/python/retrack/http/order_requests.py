"""What requests about orders ask for, in the use cases' words."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from retrack.domain.errors import Invalid
from retrack.domain.identifiers import OrderId
from retrack.domain.orders import Address, Customer, Order, Payment
from retrack.domain.statuses import Status
from retrack.domain.times import whole_seconds
from retrack.http.cursors import cursor, position_of
from retrack.http.identity import Identity
from retrack.http.requests import read_flag, read_span
from retrack.services.json_text import compact
from retrack.services.list_orders import OrderFilter
from retrack.services.ports import Clock
from retrack.services.ship import NewShipment
from retrack.services.take_order import NewOrder

if TYPE_CHECKING:
    from retrack.http.schemas import OrderBody, OrderChangeBody, ShipmentBody

_MAX_SEARCH = 100
_MAX_WORD = 200
_FILTERS = (
    "from", "to", "date_field", "status", "attention", "q", "fulfilled", "carrier", "country",
)  # fmt: skip


def read_filter(query: Mapping[str, str], identity: Identity, clock: Clock) -> OrderFilter:
    """The filter that a list's query string means.

    Raises:
        Invalid: a parameter is wrong.
    """
    by = query.get("date_field", "processed")
    if by not in {"processed", "fulfilled"}:
        raise Invalid.field("date_field", "processed or fulfilled")
    search = query.get("q", "").strip()
    if len(search) > _MAX_SEARCH:
        raise Invalid.field("q", f"at most {_MAX_SEARCH} characters")
    attention = read_flag(query, "attention")
    has_dates = "from" in query or "to" in query
    all_time = (attention or search) and not has_dates
    return OrderFilter(
        span=None if all_time else read_span(query, identity, clock),
        by="fulfilled" if by == "fulfilled" else "processed",
        statuses=frozenset(read_statuses(query.get("status", ""))),
        attention=attention,
        search=search,
        fulfilled=read_flag(query, "fulfilled") if "fulfilled" in query else None,
        carrier=_read_word(query, "carrier"),
        country=_read_word(query, "country"),
    )


def _read_word(query: Mapping[str, str], name: str) -> str:
    word = query.get(name, "").strip()
    if len(word) > _MAX_WORD:
        raise Invalid.field(name, f"at most {_MAX_WORD} characters")
    return word


def read_statuses(text: str) -> list[Status]:
    """The statuses in a comma-separated list.

    Raises:
        Invalid: one of them is none.
    """
    try:
        return [Status(word.strip()) for word in text.split(",") if word.strip()]
    except ValueError as exc:
        raise Invalid.field("status", "one or more of " + ", ".join(Status)) from exc


def read_cursor(query: Mapping[str, str], identity: Identity) -> str | None:
    """The position to go on from.

    Raises:
        Unreadable: the cursor is not of this store and this list.
    """
    return position_of(query.get("cursor"), key=identity.cursor_key, query=_list_of(query))


def next_cursor(position: str | None, query: Mapping[str, str], identity: Identity) -> str | None:
    """The cursor to hand out for a position."""
    if position is None:
        return None
    return cursor(position, key=identity.cursor_key, query=_list_of(query))


def _list_of(query: Mapping[str, str]) -> str:
    """What a cursor is bound to: the filters, not the page's size."""
    return compact([query.get(name) for name in _FILTERS])


def new_order(body: "OrderBody", fallback_id: str) -> NewOrder:
    """The order that a body hands over."""
    return NewOrder(
        id=OrderId(body.id or fallback_id),
        name=body.name,
        processed_at=body.processed_at,
        customer=body.customer.merged_into(Customer()),
        shipping_address=body.shipping_address.merged_into(Address()),
        payment=body.payment.merged_into(Payment()),
        items=tuple(item.line_item() for item in body.items),
    )


def new_shipment(body: "ShipmentBody") -> NewShipment:
    """The shipment that a body hands over."""
    return NewShipment(
        tracking_number=body.tracking_number,
        carrier=body.carrier,
        fulfilled_at=body.fulfilled_at,
        notify=body.notify,
        final=body.final,
    )


def order_change(body: "OrderChangeBody", *, now: datetime) -> Callable[[Order], Order]:
    """The change that a body asks for; what it does not name stays.

    On an order of a shop it leaves the moment behind: what the shop said before no longer counts.
    """

    def change(before: Order) -> Order:
        order = before
        if body.customer:
            order = replace(order, customer=body.customer.merged_into(order.customer))
        if body.shipping_address:
            address = body.shipping_address.merged_into(order.shipping_address)
            order = replace(order, shipping_address=address)
        if body.payment:
            order = replace(order, payment=body.payment.merged_into(order.payment))
        if order.shop and order != before:
            order = replace(order, edited_at=whole_seconds(now))
        return order

    return change
