"""What customers read: Liquid templates, filled with an order."""

from email.header import Header
from functools import cache
from pathlib import Path
from typing import Any

from liquid import Environment
from markupsafe import Markup

from retrack.domain.carriers import CARRIERS
from retrack.domain.orders import Order
from retrack.domain.settings import Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.services.ports import Email, Sms

LANGUAGES = ("en", "th")
_FOLDER = Path(__file__).parent / "templates"


class LiquidWriter:
    """Words messages by the built-in templates, in English or Thai.

    The customer's own language decides, then the store's. `public_url` is where customers' pages
    are.
    """

    def __init__(self, public_url: str) -> None:
        """Writes links below this address."""
        self._public_url = public_url

    def email(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Email:
        """The email; hostile names and titles come out as text."""
        language = language_of(order.customer.locale, store.locale)
        values = self._values(store, order, shipment)
        sender = store.notifications.sender
        return Email(
            sender=_from_header(sender.name or store.name, sender.email),
            to=order.customer.email,
            subject=" ".join(_render(f"{trigger}.{language}.subject", values).split()),
            text=_render(f"{trigger}.{language}.text", values),
            html=_render(f"{trigger}.{language}.html", values, html=True),
            reply_to=sender.reply_to,
            tags={"trigger": trigger, "order_id": _tag(order.id), "store_id": _tag(store.id)},
        )

    def sms(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Sms:
        """The text message."""
        language = language_of(order.customer.locale, store.locale)
        values = self._values(store, order, shipment)
        text = _render(f"{trigger}.{language}.sms", values).strip()
        return Sms(order.customer.phone, text, store.notifications.sender.sms_id)

    def _values(self, store: Store, order: Order, shipment: Shipment) -> dict[str, Any]:
        """The variables of a template, named as in Shopify's notification templates.

        Source: help.shopify.com, "Notification variables reference".
        """
        carrier = CARRIERS.get(shipment.carrier) if shipment.carrier else None
        company = carrier.name if carrier else shipment.carrier_name
        return {
            "name": order.name,
            "order_name": order.name,
            "shop": {"name": store.name},
            # Liquid takes an empty text for true, and only nil for nothing.
            "customer": {"first_name": order.customer.name.split(" ")[0] or None},
            "shipping_address": {
                "city": order.shipping_address.city or None,
                "country_code": order.shipping_address.country_code or None,
            },
            "line_items": [
                {"title": item.title, "quantity": item.quantity, "sku": item.sku}
                for item in order.items
            ],
            "fulfillment": {
                "tracking_number": shipment.tracking_number,
                "tracking_company": company,
                "tracking_url": store.tracking_url + shipment.tracking_number,
            },
            "tracking_page_url": f"{self._public_url}/t/{shipment.token}",
        }


def language_of(*locales: str) -> str:
    """The language of the first of these BCP 47 locales that we have templates for; or English."""
    for locale in locales:
        language = locale.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _render(name: str, values: dict[str, Any], *, html: bool = False) -> str:
    rendered = _template(name, html).render(**values)
    return str(Markup(rendered)) if html else rendered  # noqa: S704  escaped by the environment


@cache
def _template(name: str, html: bool) -> Any:  # noqa: FBT001  part of the cache's key
    environment = Environment(autoescape=html)
    return environment.from_string((_FOLDER / f"{name}.liquid").read_text(encoding="utf-8"))


def _from_header(name: str, address: str) -> str:
    """RFC 5322's From: the name quoted, without what could end it.

    A name in another script goes as encoded words. Source: SES API v2, "SendEmail"; RFC 2047.
    """
    plain = "".join(c for c in name if c.isprintable() and c not in '"\\<>')
    if not plain:
        return address
    quoted = f'"{plain}"' if plain.isascii() else Header(plain, "utf-8").encode(linesep="")
    return f"{quoted} <{address}>"


def _tag(value: str) -> str:
    """SES takes ASCII letters, digits, '_', '-', '.', '@' in a tag, at most 256."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "_-.@") else "_" for c in value)[:256]
