"""Orders written as a table: one row a shipment, or one for an order that has none."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from retrack.shops.csv.cells import safe
from retrack.shops.csv.columns import ALL, BOM, EXAMPLE, READ

_PIECE = 65_536  # characters gathered before they are handed on
_Facts = Mapping[str, Any]


def sheet(orders: Iterable[_Facts]) -> Iterator[bytes]:
    """`OrderSheet`: UTF-8 with its mark, as RFC 4180 has it, from orders as the API shows them."""
    return text_of(ALL, (row for order in orders for row in _rows(order)))


def template() -> bytes:
    """An empty table to fill in, with one row that shows how."""
    return b"".join(text_of(READ, [EXAMPLE]))


def text_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """A table's text, in pieces."""
    yield BOM.encode()
    yield from _written(_headed(header, rows))


def _headed(
    header: Sequence[object], rows: Iterable[Sequence[object]]
) -> Iterator[Sequence[object]]:
    yield header
    yield from rows


def _written(rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([safe(_cell(value)) for value in row])
        if text.tell() > _PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def refused(header: Sequence[str] | None, rows: Iterable[tuple[int, str, Sequence[str]]]) -> bytes:
    """`RefusedSheet`: the line and the reason, then the row as it came."""
    body = ([line, reason, *cells] for line, reason, cells in rows)
    if header is None:
        return b"".join(_written(body))
    return b"".join(text_of(("line", "reason", *header), body))


def items_cell(items: Iterable[_Facts]) -> str:
    """What was bought, a line each: `2 x Phone case [PC-1]`."""
    lines = []
    for item in items:
        needs_sku = item["sku"] or item["title"].endswith("]")
        sku = f" [{item['sku']}]" if needs_sku else ""
        lines.append(f"{item['quantity']} x {item['title']}{sku}")
    return "\n".join(lines)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _rows(order: _Facts) -> Iterator[list[object]]:
    for shipment in order["shipments"] or [None]:
        facts = {**_order_cells(order), **(_shipment_cells(shipment) if shipment else {})}
        yield [facts.get(name) for name in ALL]


def _order_cells(order: _Facts) -> dict[str, object]:
    customer, address, payment = order["customer"], order["shipping_address"], order["payment"]
    return {
        "order_id": order["id"],
        "order_name": order["name"],
        "processed_at": order["processed_at"],
        **{f"customer_{name}": customer[name] for name in ("name", "email", "phone", "locale")},
        **address,
        **payment,
        "items": items_cell(order["items"]),
        "fulfilled_at": order["fulfilled_at"],
        "cancelled_at": order["cancelled_at"],
        "fulfillment_status": order["fulfillment_status"],
        "status": order["status"],
        "status_changed_at": order["status_changed_at"],
        "delivered_at": order["delivered_at"],
        "attention": ", ".join(order["attention"]["reasons"]),
    }


def _shipment_cells(shipment: _Facts) -> dict[str, object]:
    event = shipment["last_event"] or {}
    told = ("tracking_number", "fulfilled_at", "final", "status", "sub_status",
            "status_changed_at", "delivered_at", "tracking_url", "customer_url")  # fmt: skip
    return {
        **{name: shipment[name] for name in told},
        "carrier": shipment["carrier"] or shipment["carrier_name"],
        "last_event_at": event.get("at"),
        "last_event": event.get("description"),
        "last_event_location": event.get("location"),
    }
