"""What templates can say: Shopify's names for what we know of an order, and names of our own.

Source: help.shopify.com, "Notification variables reference"; shopify.dev, "Liquid objects:
fulfillment". Shopify's names for what we do not know are empty.
"""

from typing import Any

from retrack.domain.calendars import in_readers_years
from retrack.domain.carriers import CARRIERS
from retrack.domain.colours import ink_on
from retrack.domain.orders import Order
from retrack.domain.privacy import without_personal_data
from retrack.domain.settings import Link, Store
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import FINAL
from retrack.domain.templates import language_of
from retrack.domain.times import to_text

_LOCALES = {"en": "en_GB"}  # days as they are read in Asia and Europe

VARIABLES = {
    "name": "The order's name, such as #1001. Also `order_name`.",
    "id": "The order's id.",
    "order_number": "The order's name without the #.",
    "email": "The customer's e-mail address.",
    "created_at": "When the order was placed, as RFC 3339 in UTC. Works with the filter `date`.",
    "shop.name": "The store's name.",
    "shop.email": "Where answers go.",
    "shop.brand_color": "The store's colour, such as #0b6e4f; empty where none is set.",
    "shop.brand_ink": "Black or white: what is read best on that colour; empty where none is set.",
    "customer.first_name": "The customer's first name; empty where it is not known.",
    "customer.last_name": "The rest of the customer's name.",
    "customer.name": "The customer's whole name.",
    "customer.email": "The customer's e-mail address.",
    "shipping_address.name": "The customer's whole name. Also `billing_address.name`.",
    "shipping_address.first_name": "The customer's first name.",
    "shipping_address.city": "The city the order goes to.",
    "shipping_address.country_code": "The country it goes to, such as TH. Also `country`.",
    "line_items": "What was bought: `title`, `quantity`, `sku`. Also `subtotal_line_items`.",
    "item_count": "How many pieces were bought.",
    "requires_shipping": "True: every order here is one that is shipped.",
    "fulfillment_status": "`unfulfilled`, `partial` or `fulfilled`.",
    "financial_status": "Whether it is paid, in Shopify's words.",
    "order_status_url": "The customer's tracking page.",
    "fulfillment.tracking_number": "The tracking number.",
    "fulfillment.tracking_numbers": "A list of that one number.",
    "fulfillment.tracking_company": "The carrier's name; empty where it is not known.",
    "fulfillment.tracking_url": "Where links lead. Also `tracking_link`, which is the same.",
    "fulfillment.tracking_urls": "A list of that one address.",
    "fulfillment.created_at": "When the parcel left, as RFC 3339 in UTC.",
    "fulfillment.estimated_delivery_at": "The day by which it should arrive, as an ISO date.",
    "fulfillment.item_count": "How many pieces were bought.",
    "fulfillment.fulfillment_line_items": "Of each: `quantity`, `line_item.title` and `.sku`.",
    "tracking_link": (
        "The custom tracking URL with the number at its end, or the customer's tracking page:"
        " whichever the store chose for its links."
    ),
    "tracking_page_url": "The customer's tracking page, here.",
    "tracking_site_url": "The store's custom tracking URL with the number at its end.",
    "unsubscribe_url": "In emails: where their reader stops them, without signing in.",
    "status": "The parcel's status, such as `in_transit`.",
    "estimated_delivery": (
        "When it should arrive, in the customer's language: a day, or from one to another, for"
        " Thais in Buddhist years. Empty once the parcel was delivered or returned."
    ),
    "last_event.description": "What the carrier last reported, in its own words.",
    "last_event.location": "Where that was.",
    "last_event.at": "When that was, as RFC 3339 with the place's offset.",
    "shipments": "All parcels of the order: `tracking_number`, `status`, `tracking_page_url`.",
}
"""Every variable, and what it is. docs/templates.md shows this table."""


def values_of(
    store: Store, order: Order, shipment: Shipment, public_url: str, *, unsubscribe_url: str = ""
) -> dict[str, Any]:
    """The variables' values. Liquid takes an empty text for true, so what is unknown is nil."""
    page = f"{public_url}/t/{shipment.token}"
    site = store.tracking_url + shipment.tracking_number if store.tracking_url else page
    link = page if store.notifications.link is Link.CUSTOMER_PAGE else site
    bought = [_line(item.title, item.quantity, item.sku) for item in order.items]
    count = sum(item.quantity for item in order.items)
    return {
        **_order(order, bought, count),
        "shop": _shop(store),
        "order_status_url": page,
        "fulfillment": _fulfillment(shipment, bought, count, link=link),
        "tracking_link": link,
        "tracking_page_url": page,
        "tracking_site_url": site,
        "unsubscribe_url": unsubscribe_url or None,
        "status": str(shipment.status),
        "estimated_delivery": _arrival(shipment, language_of(order.customer.locale, store.locale)),
        "last_event": _last_event(order, shipment),
        "shipments": [
            {
                "tracking_number": other.tracking_number,
                "status": str(other.status),
                "tracking_page_url": f"{public_url}/t/{other.token}",
            }
            for other in order.shipments
        ],
    }


def _order(order: Order, bought: list[dict[str, Any]], count: int) -> dict[str, Any]:
    customer = order.customer
    first, _, last = customer.name.partition(" ")
    address = {
        "name": customer.name or None,
        "first_name": first or None,
        "last_name": last or None,
        "city": order.shipping_address.city or None,
        "country": order.shipping_address.country_code or None,
        "country_code": order.shipping_address.country_code or None,
    }
    person = {"first_name": first or None, "last_name": last or None}
    return {
        "id": order.id,
        "name": order.name,
        "order_name": order.name,
        "order_number": order.name.lstrip(" #"),
        "email": customer.email or None,
        "created_at": to_text(order.processed_at),
        "customer": person | {"name": customer.name or None, "email": customer.email or None},
        "shipping_address": address,
        "billing_address": address,
        "line_items": bought,
        "subtotal_line_items": bought,
        "item_count": count,
        "requires_shipping": True,
        "fulfillment_status": str(order.fulfillment_status),
        "financial_status": order.payment.financial_status,
    }


def _shop(store: Store) -> dict[str, Any]:
    sender = store.notifications.sender
    return {
        "name": store.name,
        "email": sender.reply_to or sender.email or None,
        "brand_color": store.brand_color or None,
        "brand_ink": ink_on(store.brand_color) if store.brand_color else None,
    }


def _fulfillment(
    shipment: Shipment, bought: list[dict[str, Any]], count: int, *, link: str
) -> dict[str, Any]:
    carrier = CARRIERS.get(shipment.carrier) if shipment.carrier else None
    estimate = shipment.estimated_delivery
    until = (estimate.last or estimate.first) if estimate else None
    return {
        "tracking_number": shipment.tracking_number,
        "tracking_numbers": [shipment.tracking_number],
        "tracking_company": carrier.name if carrier else shipment.carrier_name,
        "tracking_url": link,
        "tracking_urls": [link],
        "created_at": to_text(shipment.fulfilled_at),
        "estimated_delivery_at": until.isoformat() if until else None,
        "item_count": count,
        "fulfillment_line_items": bought,
    }


def _line(title: str, quantity: int, sku: str) -> dict[str, Any]:
    plain = {"title": title, "name": title, "quantity": quantity, "sku": sku or None}
    return plain | {"line_item": plain}


def _last_event(order: Order, shipment: Shipment) -> dict[str, Any] | None:
    """Nil before the first; a carrier's words are cleaned of what is the customer's own."""
    event = shipment.last_event
    if event is None:
        return None
    return {
        "description": without_personal_data(event.description, order.customer),
        "location": event.location,
        "at": event.at.isoformat(),
    }


def _arrival(shipment: Shipment, language: str) -> str | None:
    """Such as 27–29 Nov 2026; nil where nobody estimates, or nothing more is expected."""
    estimate = shipment.estimated_delivery
    days = [day for day in (estimate.first, estimate.last) if day] if estimate else []
    if not days or shipment.status in FINAL:
        return None
    from babel.dates import format_interval  # noqa: PLC0415  most messages tell of no day

    locale = _LOCALES.get(language, language)
    written = str(format_interval(days[0], days[-1], skeleton="yMMMd", locale=locale))
    return in_readers_years(written, language, *days).replace("\N{THIN SPACE}", " ")
