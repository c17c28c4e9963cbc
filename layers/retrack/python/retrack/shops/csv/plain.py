"""Our plain format: a row is an order with one shipment, or with none (see `columns`)."""

import re
from collections.abc import Sequence
from functools import partial

from retrack.domain.identifiers import OrderId
from retrack.domain.orders import Address, Customer, LineItem, Payment
from retrack.domain.shop_records import Standing
from retrack.services.file_ports import SheetEntry
from retrack.services.ship import NewShipment
from retrack.services.take_order import NewOrder
from retrack.shops.csv import fields
from retrack.shops.csv.fields import Row, WrongCell
from retrack.shops.csv.moments import flag, moment, quantity

NAME = "csv"
NEEDED = ("order_name",)
KNOWN = frozenset(("order_id", "order_name", "tracking_number", "processed_at", "carrier"))
_ITEM = re.compile(r"(?:(\d+) x )?(.*?)(?: \[((?:(?! \[).)*)\])?")
_MAX_NUMBER = 500


def entry_of(rows: Sequence[Row]) -> SheetEntry:
    """What a row says.

    Raises:
        WrongCell: a cell is wrong.
    """
    (row,) = rows
    name = row.text("order_name")
    own_id = row.matching("order_id", fields.ID, "letters, digits, '.', '_', '~' and '-'")
    if not name and not own_id:
        raise WrongCell("order_name: is missing")
    order = NewOrder(
        id=OrderId(own_id or fields.derived_id(name)),
        name=name or own_id,
        source=NAME,
        processed_at=row.read("processed_at", partial(moment, zone=row.zone)),
        customer=_customer(row),
        shipping_address=Address(row.text("city"), _country(row)),
        payment=_payment(row),
        items=_items(row),
    )
    shipment = _shipment(row)
    standing = _standing(row, has_number=shipment is not None)
    return SheetEntry(order, shipment, has_own_id=bool(own_id), standing=standing)


def belong_together(_: Row, __: Row) -> bool:
    """Every row stands alone."""
    return False


def _customer(row: Row) -> Customer:
    return Customer(
        name=row.text("customer_name"),
        email=row.matching("customer_email", fields.EMAIL, "an address such as s@example.com"),
        phone=row.phone("customer_phone", _country(row)),
        locale=row.matching("customer_locale", fields.LOCALE, "a language such as th or en-GB"),
    )


def _country(row: Row) -> str:
    return row.matching("country_code", fields.COUNTRY, "two capital letters, such as TH")


def _payment(row: Row) -> Payment:
    status = row.text("financial_status") or "paid"
    if status not in fields.FINANCIAL:
        raise WrongCell("financial_status: one of " + ", ".join(fields.FINANCIAL))
    return Payment(status, row.read("marked_paid_manually", flag) or False)


def _items(row: Row) -> tuple[LineItem, ...]:
    lines = [line.strip() for line in re.split(r"[\r\n]", row.raw("items")) if line.strip()]
    if len(lines) > fields.MAX_ITEMS:
        msg = f"items: at most {fields.MAX_ITEMS} lines"
        raise WrongCell(msg)
    return tuple(map(_item, lines))


def _item(line: str) -> LineItem:
    found = _ITEM.fullmatch(line)
    count, title, sku = found.groups() if found else (None, line, None)
    title, sku = (fields.one_line("items", part.strip()) for part in (title, sku or ""))
    if not title:
        raise WrongCell("items: a line such as 2 x Phone case [PC-1]")
    try:
        amount = quantity(count) if count else 1
    except ValueError as exc:
        msg = f"items: {exc}"
        raise WrongCell(msg) from exc
    return LineItem(title, amount, sku)


def _shipment(row: Row) -> NewShipment | None:
    number = row.text("tracking_number", longest=_MAX_NUMBER)
    if not number:
        return None
    return NewShipment(
        tracking_number=number,
        carrier=row.text("carrier"),
        fulfilled_at=row.read("fulfilled_at", partial(moment, zone=row.zone)),
        final=_is_final(row),
    )


def _standing(row: Row, *, has_number: bool) -> Standing | None:
    """How an order stands that was sent without a number, or cancelled; None for all others."""
    read = partial(moment, zone=row.zone)
    cancelled_at = row.read("cancelled_at", read)
    sent_at = None if has_number else row.read("fulfilled_at", read)
    if not (sent_at or cancelled_at):
        return None
    return Standing(bool(sent_at) and _is_final(row), sent_at, cancelled_at)


def _is_final(row: Row) -> bool:
    final = row.read("final", flag)
    return True if final is None else final
