"""Shopify's orders and fulfilments, in our words.

Without the right to protected customer data, names, addresses, phones and e-mails come as null: an
order is taken all the same.
Source: Shopify, REST Admin API, "Order", "Fulfillment"; "Protected customer data".
"""

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import OrderId
from retrack.domain.orders import Address, Customer, LineItem, Payment
from retrack.domain.shop_records import FulfillmentRecord
from retrack.services.shop_messages import (
    CUSTOMER_ERASED,
    IMPORT,
    SHOP_ERASED,
    CustomerErased,
    DataRequested,
    PrivacySaid,
    ShopErased,
    ShopFulfillment,
    ShopImport,
    ShopLeft,
    ShopOrder,
    ShopSaid,
)
from retrack.shops.leaves import (
    Tree,
    count,
    country,
    identifier,
    moment,
    order_ids,
    parsed,
    rows,
    text,
    texts,
    tracking_numbers,
    tree,
)

_NOT_SENT = frozenset({"cancelled", "error", "failure"})  # statuses of a fulfilment


def said(topic: str, payload: str) -> ShopSaid | None:
    """What a message means; None for a test order, and for what is none of ours.

    Raises:
        Unreadable: it is not what its topic is about.
    """
    sent = parsed(payload)
    kind = topic.partition("/")[0]
    if kind == "orders":
        return None if sent.get("test") is True else order(sent)
    if kind == "fulfillments":
        return ShopFulfillment(_order_id(sent, "order_id"), fulfillment(sent))
    if topic == IMPORT:
        return ShopImport.from_json(payload)
    return _privacy(topic, sent)


def _privacy(topic: str, sent: Tree) -> PrivacySaid | None:
    if topic == "customers/data_request":
        asked = identifier(tree(sent.get("data_request")).get("id")) or "0"
        return DataRequested(asked, order_ids(sent.get("orders_requested")))
    if topic == "customers/redact":
        return CustomerErased(order_ids(sent.get("orders_to_redact")))
    if topic == CUSTOMER_ERASED:
        return CustomerErased(order_ids(sent.get("order_ids")))
    if topic in {"shop/redact", SHOP_ERASED}:
        return ShopErased(text(sent.get("after"), most=2000) or None)
    if topic == "app/uninstalled":
        return ShopLeft(text(sent.get("myshopify_domain")))
    return None


def order(sent: Tree) -> ShopOrder:
    """An order as Shopify's REST API and its webhooks write it.

    Raises:
        Unreadable: it has no id, or no times.
    """
    order_id = _order_id(sent, "id")
    processed_at = moment(sent.get("processed_at")) or moment(sent.get("created_at"))
    updated_at = moment(sent.get("updated_at"))
    if processed_at is None or updated_at is None:
        msg = "The order does not say when it was processed and updated."
        raise Unreadable(msg)
    number = identifier(sent.get("order_number"))
    return ShopOrder(
        id=order_id,
        name=text(sent.get("name")) or (f"No. {number}" if number else str(order_id)),
        processed_at=processed_at,
        updated_at=updated_at,
        customer=_customer(sent),
        shipping_address=_address(sent),
        payment=_payment(sent),
        items=tuple(_item(item) for item in rows(sent.get("line_items"))),
        fulfilled=sent.get("fulfillment_status") == "fulfilled",
        cancelled_at=moment(sent.get("cancelled_at")),
        fulfillments=tuple(
            fulfillment(f) for f in rows(sent.get("fulfillments")) if identifier(f.get("id"))
        ),
    )


def fulfillment(sent: Tree) -> FulfillmentRecord:
    """A fulfilment, by itself or within its order; one that is not sent after all has no numbers.

    Raises:
        Unreadable: it has no id, or no times.
    """
    fulfillment_id = identifier(sent.get("id"))
    created_at = moment(sent.get("created_at"))
    updated_at = moment(sent.get("updated_at")) or created_at
    if not fulfillment_id or created_at is None or updated_at is None:
        msg = "The fulfilment has no id, or does not say when it was made."
        raise Unreadable(msg)
    cancelled = text(sent.get("status")) in _NOT_SENT
    written = (*texts(sent.get("tracking_numbers")), text(sent.get("tracking_number")))
    return FulfillmentRecord(
        id=fulfillment_id,
        updated_at=updated_at,
        fulfilled_at=created_at,
        numbers=() if cancelled else tracking_numbers(n for n in written if n),
        carrier=_carrier(sent),
        cancelled=cancelled,
    )


def _carrier(sent: Tree) -> str:
    """The carrier's name; "Other" is what Shopify calls one that was not named."""
    name = text(sent.get("tracking_company"))
    return "" if name.casefold() == "other" else name


def _order_id(sent: Tree, name: str) -> OrderId:
    found = identifier(sent.get(name))
    if not found:
        msg = "The message does not say which order it is about."
        raise Unreadable(msg)
    return OrderId(found)


def _customer(sent: Tree) -> Customer:
    from retrack.shops.phones import first_phone  # noqa: PLC0415  only where orders are applied

    customer = tree(sent.get("customer"))
    shipping, billing = tree(sent.get("shipping_address")), tree(sent.get("billing_address"))
    places = (sent, customer, shipping, billing)  # first come, first called
    emails = (sent.get("email"), sent.get("contact_email"), customer.get("email"))
    return Customer(
        name=_name(customer) or _name(shipping) or _name(billing),
        email=next((email for e in emails if (email := text(e))), ""),
        phone=first_phone((text(p.get("phone")) for p in places), _country(sent)),
        locale=text(sent.get("customer_locale")),
    )


def _name(person: Tree) -> str:
    both = f"{text(person.get('first_name'))} {text(person.get('last_name'))}".strip()
    return both or text(person.get("name"))


def _address(sent: Tree) -> Address:
    return Address(text(tree(sent.get("shipping_address")).get("city")), _country(sent))


def _country(sent: Tree) -> str:
    shipping, billing = tree(sent.get("shipping_address")), tree(sent.get("billing_address"))
    return country(shipping.get("country_code")) or country(billing.get("country_code"))


def _payment(sent: Tree) -> Payment:
    gateways = texts(sent.get("payment_gateway_names")) or texts([sent.get("gateway")])
    return Payment(text(sent.get("financial_status")) or "pending", gateways=gateways)


def _item(sent: Tree) -> LineItem:
    title, variant = text(sent.get("title")), text(sent.get("variant_title"))
    shown = f"{title} - {variant}" if title and variant else title or text(sent.get("name"))
    return LineItem(shown, count(sent.get("quantity")), text(sent.get("sku")))
