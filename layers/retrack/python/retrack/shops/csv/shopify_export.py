"""Shopify's export of orders: a row is one item; what the order itself says is on its first row.

The export names no tracking numbers, but says which orders are fulfilled or cancelled. Source:
Shopify Help, "Exporting orders to a CSV file".
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from retrack.domain.identifiers import OrderId
from retrack.domain.orders import Address, Customer, LineItem, Payment
from retrack.domain.shop_records import Standing
from retrack.services.file_ports import SheetEntry
from retrack.services.take_order import NewOrder
from retrack.shops.csv import fields
from retrack.shops.csv.fields import Row, WrongCell
from retrack.shops.csv.moments import moment, quantity

NAME = "shopify"
NEEDED = ("name", "lineitem_name", "created_at")
KNOWN = frozenset((*NEEDED, "email", "financial_status", "fulfillment_status", "lineitem_quantity",
                   "shipping_country", "payment_method", "cancelled_at"))  # fmt: skip
_MANUAL = {"manual", "mark as paid"}
_SENT = {"fulfilled", "partial"}


def entry_of(rows: Sequence[Row]) -> SheetEntry:
    """What the rows of one order say.

    Raises:
        WrongCell: a cell is wrong.
    """
    first = rows[0]
    name = first.text("name")
    if not name:
        raise WrongCell("Name: is missing")
    if len(rows) > fields.MAX_ITEMS:
        msg = f"Lineitem name: at most {fields.MAX_ITEMS} items"
        raise WrongCell(msg)
    own_id = first.text("id")
    if not fields.ID.fullmatch(own_id):
        own_id = ""
    order = NewOrder(
        id=OrderId(own_id or fields.derived_id(name)),
        name=name,
        source=NAME,
        processed_at=first.read("created_at", partial(moment, zone=first.zone)),
        customer=_customer(first),
        shipping_address=Address(first.text("shipping_city"), _country(first)),
        payment=_payment(first),
        items=tuple(_item(row) for row in rows if row.text("lineitem_name")),
    )
    return SheetEntry(order, None, has_own_id=bool(own_id), standing=_standing(first))


def belong_together(first: Row, following: Row) -> bool:
    """Whether a row is one more item of the order before it."""
    return first.cells.get("name", "") == following.cells.get("name", "")


def _standing(row: Row) -> Standing | None:
    """None in an export without the column; without a date it was sent when it was ordered."""
    if "fulfillment_status" not in row.cells:
        return None
    read = partial(moment, zone=row.zone)
    status = row.text("fulfillment_status").casefold()
    sent_at = row.read("fulfilled_at", read) or row.read("created_at", read)
    return Standing(
        fulfilled=status == "fulfilled",
        fulfilled_at=sent_at if status in _SENT else None,
        cancelled_at=row.read("cancelled_at", read),
    )


def _customer(row: Row) -> Customer:
    """What the shop's customer typed is taken as far as it is usable."""
    phone, email = "", ""
    for column in ("shipping_phone", "phone", "billing_phone"):
        with suppress(WrongCell):
            phone = phone or row.phone(column, _country(row))
    with suppress(WrongCell):
        email = row.matching("email", fields.EMAIL, "an e-mail address")
    return Customer(row.text("shipping_name") or row.text("billing_name"), email, phone)


def _country(row: Row) -> str:
    code = row.text("shipping_country").upper()
    return code if fields.COUNTRY.fullmatch(code) else ""


def _payment(row: Row) -> Payment:
    status = row.text("financial_status").casefold().replace(" ", "_") or "pending"
    if status not in fields.FINANCIAL:
        raise WrongCell("Financial Status: one of " + ", ".join(fields.FINANCIAL))
    method = row.text("payment_method")
    gateways = tuple(part.strip() for part in method.split("+") if part.strip())
    by_hand = bool(gateways) and all(gateway.casefold() in _MANUAL for gateway in gateways)
    return Payment(status, by_hand and status == "paid", gateways)


def _item(row: Row) -> LineItem:
    count = row.read("lineitem_quantity", quantity)
    return LineItem(row.text("lineitem_name"), count or 1, row.text("lineitem_sku"))
