"""WooCommerce's orders, in our words.

It has no tracking numbers of its own: the plug-ins that add them keep them in the order's
`meta_data`. An order is one message there, parcels and all, so it is one fulfilment here.
Source: WooCommerce REST API, "Order properties"; the Shipment Tracking plug-in.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import OrderId
from retrack.domain.orders import Address, Customer, LineItem, Payment
from retrack.domain.shop_records import FulfillmentRecord
from retrack.domain.times import whole_seconds
from retrack.services.shop_messages import ShopOrder
from retrack.shops.leaves import (
    Tree,
    count,
    country,
    identifier,
    moment,
    rows,
    text,
    tracking_numbers,
    tree,
)

PREFIX = "wc-"
"""Before WooCommerce's ids, which are small numbers: another shop's orders may have the same."""

TRACKING_KEYS = frozenset({"_wc_shipment_tracking_items"})
_ENDED = frozenset({"cancelled", "failed", "refunded", "trash"})
# Of WooCommerce's statuses, those of an order that was paid, in Shopify's words.
_FINANCIAL = {
    "processing": "paid",
    "completed": "paid",
    "refunded": "refunded",
    "pending": "pending",
    "on-hold": "pending",
    "cancelled": "voided",
    "failed": "voided",
}
# Its gateways that only promise money, as the settings call them.
_BY_HAND = {"cod": "Cash on Delivery (COD)", "bacs": "Bank Deposit", "cheque": "Money Order"}


def order_id_of(sent: Tree) -> OrderId:
    """The order's id here.

    Raises:
        Unreadable: it has none.
    """
    number = identifier(sent.get("id"))
    if not number:
        msg = "The message does not say which order it is about."
        raise Unreadable(msg)
    return OrderId(PREFIX + number)


def order(sent: Tree) -> ShopOrder:
    """An order as WooCommerce's REST API and its webhooks write it.

    Raises:
        Unreadable: it has no id, or no times.
    """
    created_at, updated_at = _time(sent, "date_created"), _time(sent, "date_modified")
    if created_at is None or updated_at is None:
        msg = "The order does not say when it was made and changed."
        raise Unreadable(msg)
    status = text(sent.get("status"))
    fulfillments = _fulfillments(sent, updated_at)
    return ShopOrder(
        id=order_id_of(sent),
        name=f"No. {text(sent.get('number')) or identifier(sent.get('id'))}",
        processed_at=created_at,
        updated_at=updated_at,
        customer=_customer(sent),
        shipping_address=_address(sent),
        payment=_payment(sent, status),
        items=tuple(
            LineItem(text(i.get("name")), count(i.get("quantity")), text(i.get("sku")))
            for i in rows(sent.get("line_items"))
        ),
        fulfilled=status == "completed",
        cancelled_at=updated_at if status in _ENDED else None,
        fulfillments=fulfillments,
    )


def _fulfillments(sent: Tree, updated_at: datetime) -> tuple[FulfillmentRecord, ...]:
    """All parcels of the order, under each carrier; each goes by the order's own time of change."""
    parcels = [
        parcel
        for meta in rows(sent.get("meta_data"))
        if meta.get("key") in TRACKING_KEYS
        for parcel in rows(meta.get("value"))
    ]
    completed_at = _time(sent, "date_completed")
    if not parcels and not completed_at:
        return ()
    shipped = [at for parcel in parcels if (at := _shipped(parcel))]
    return (
        FulfillmentRecord(
            id=str(order_id_of(sent)),
            updated_at=updated_at,
            fulfilled_at=max(shipped) if shipped else completed_at or updated_at,
            numbers=tracking_numbers(text(p.get("tracking_number")) for p in parcels),
            carrier=_carrier(parcels),
        ),
    )


def _shipped(parcel: Tree) -> datetime | None:
    """`date_shipped` is in seconds since 1970, as text."""
    seconds = identifier(parcel.get("date_shipped"))
    if not seconds or not 0 < int(seconds) < 7_000_000_000:  # noqa: PLR2004  before the year 2191
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def _carrier(parcels: Sequence[Tree]) -> str:
    """What all of them travel with, if that is one and the same."""
    names = {
        text(p.get("custom_tracking_provider"))
        or text(p.get("tracking_provider")).replace("-", " ")
        for p in parcels
    }
    return names.pop() if len(names) == 1 else ""


def _time(sent: Tree, name: str) -> datetime | None:
    """A time of the order: in UTC where WooCommerce says so, else in a zone it does not tell."""
    at = moment(sent.get(f"{name}_gmt")) or moment(sent.get(name))
    return whole_seconds(at) if at else None


def _customer(sent: Tree) -> Customer:
    from retrack.shops.phones import first_phone  # noqa: PLC0415  only where orders are applied

    billing, shipping = tree(sent.get("billing")), tree(sent.get("shipping"))
    phones = (text(person.get("phone")) for person in (shipping, billing))
    return Customer(
        name=_name(shipping) or _name(billing),
        email=text(billing.get("email")) or text(shipping.get("email")),
        phone=first_phone(phones, _country(sent)),
    )


def _name(person: Tree) -> str:
    return f"{text(person.get('first_name'))} {text(person.get('last_name'))}".strip()


def _address(sent: Tree) -> Address:
    billing, shipping = tree(sent.get("billing")), tree(sent.get("shipping"))
    return Address(text(shipping.get("city")) or text(billing.get("city")), _country(sent))


def _country(sent: Tree) -> str:
    shipping, billing = tree(sent.get("shipping")), tree(sent.get("billing"))
    return country(shipping.get("country")) or country(billing.get("country"))


def _payment(sent: Tree, status: str) -> Payment:
    method = text(sent.get("payment_method"))
    gateway = _BY_HAND.get(method, method)
    return Payment(_FINANCIAL.get(status, "pending"), gateways=(gateway,) if gateway else ())
