"""What customers read: the store's own templates or ours, filled with an order."""

from collections.abc import Callable
from email.header import Header
from functools import lru_cache
from typing import Any, TypeVar

from retrack.domain.addresses import address_id, deliverable
from retrack.domain.errors import NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_tags import tags_of
from retrack.domain.notifications import message_key
from retrack.domain.orders import Order
from retrack.domain.senders import Senders
from retrack.domain.settings import Channel, Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.sms import fitted
from retrack.domain.suppressions import UnsubscribeLink, link_token
from retrack.domain.templates import LANGUAGES, Template, TemplateName, language_of
from retrack.senders.default_templates import default_template
from retrack.senders.sandbox import render
from retrack.senders.variables import values_of
from retrack.services.ports import Email, Sms, TemplateBroken, TemplateStore

_Message = TypeVar("_Message")

__all__ = ["LANGUAGES", "LiquidWriter", "language_of"]


class LiquidWriter:
    """Words messages by the store's templates, or by ours, in English or Thai.

    The customer's own language decides, then the store's. `public_url` is where customers' pages
    are. A template that fails on some order is replaced by ours: a customer is told all the same.
    """

    def __init__(
        self,
        public_url: str,
        templates: TemplateStore | None = None,
        senders: Senders = Senders(),  # noqa: B008  frozen
    ) -> None:
        """Writes links below this address; without stored templates, with ours alone."""
        self._senders = senders
        self._public_url = public_url
        self._templates = templates
        self._load = lru_cache(maxsize=64)(self._loaded)  # a version never changes

    def email(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Email:
        """The email; hostile names and titles come out as text."""
        name = TemplateName(trigger, Channel.EMAIL, _language(store, order))
        stop = self._unsubscribe_url(store, order, shipment, trigger)
        return self._written(
            store,
            name,
            lambda template: self._email(
                template, name, store, order, shipment, unsubscribe_url=stop
            ),
        )

    def sms(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Sms:
        """The text message, in at most three parts."""
        name = TemplateName(trigger, Channel.SMS, _language(store, order))
        return self._written(
            store, name, lambda template: self.sms_by(template, store, order, shipment)
        )

    def default(self, name: TemplateName) -> Template:
        """The built-in template."""
        return default_template(name)

    def email_by(
        self, template: Template, name: TemplateName, store: Store, order: Order, shipment: Shipment
    ) -> Email:
        """The email by this very template.

        Raises:
            TemplateBroken: it cannot be filled.
        """
        nowhere = f"{self._public_url}/u/example"  # only a customer's own email can stop theirs
        return self._email(template, name, store, order, shipment, unsubscribe_url=nowhere)

    def _email(
        self,
        template: Template,
        name: TemplateName,
        store: Store,
        order: Order,
        shipment: Shipment,
        *,
        unsubscribe_url: str,
    ) -> Email:
        values = values_of(
            store, order, shipment, self._public_url, unsubscribe_url=unsubscribe_url
        )
        sender = store.notifications.sender
        text = template.text or default_template(name).text
        return Email(
            sender=from_header(
                sender.name or store.name, self._senders.address_for(store) or sender.email
            ),
            to=deliverable(Channel.EMAIL, order.customer.email) or order.customer.email,
            subject=" ".join(_filled("subject", template.subject, values).split()),
            text=_filled("text", text, values),
            html=_filled("html", template.html, values),
            reply_to=self._senders.reply_to(store),
            tags=tags_of(message_key(order, shipment.id, name.trigger, Channel.EMAIL)),
            unsubscribe_url=unsubscribe_url,
            track_opens=store.notifications.track_opens,
        )

    def sms_by(self, template: Template, store: Store, order: Order, shipment: Shipment) -> Sms:
        """The text message by this very template.

        Raises:
            TemplateBroken: it cannot be filled.
        """
        values = values_of(store, order, shipment, self._public_url)
        text = " ".join(_filled("text", template.text, values).split())
        links = (values["tracking_page_url"], values["tracking_site_url"])
        link = next((link for link in links if link in text), "")
        to = deliverable(Channel.SMS, order.customer.phone) or order.customer.phone
        return Sms(to, fitted(text, link=link), store.notifications.sender.sms_id)

    def _unsubscribe_url(
        self, store: Store, order: Order, shipment: Shipment, trigger: Trigger
    ) -> str:
        message = message_key(order, shipment.id, trigger, Channel.EMAIL)
        known = address_id(store.cursor_key, Channel.EMAIL, order.customer.email)
        token = link_token(UnsubscribeLink(message, known), store.cursor_key)
        return f"{self._public_url}/u/{token}"

    def _written(
        self, store: Store, name: TemplateName, write: Callable[[Template], _Message]
    ) -> _Message:
        version = store.templates.get(str(name))
        if version and self._templates:
            try:
                return write(self._load(store.id, name, version))
            except (NotFound, TemplateBroken):
                pass
        return write(default_template(name))

    def _loaded(self, store_id: StoreId, name: TemplateName, version: str) -> Template:
        assert self._templates  # noqa: S101  asked for before
        return self._templates.load(store_id, name, version).template


def _language(store: Store, order: Order) -> str:
    return language_of(order.customer.locale, store.locale)


def _filled(part: str, source: str, values: dict[str, Any]) -> str:
    """What comes of a template; nothing at all is no message that anybody should get."""
    try:
        filled = render(source, values, html=part == "html")
    except TemplateBroken as exc:
        exc.part = part
        raise
    if not filled.strip():
        nothing = TemplateBroken("nothing comes of it")
        nothing.part = part
        raise nothing
    return filled


def from_header(name: str, address: str) -> str:
    """RFC 5322's From: the name quoted, without what could end it.

    A name in another script goes as encoded words. Source: SES API v2, "SendEmail"; RFC 2047.
    """
    plain = "".join(c for c in name if c.isprintable() and c not in '"\\<>')
    if not plain:
        return address
    quoted = f'"{plain}"' if plain.isascii() else Header(plain, "utf-8").encode(linesep="")
    return f"{quoted} <{address}>"
