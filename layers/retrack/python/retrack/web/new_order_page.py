"""An order added by hand: what is wrong is said beside its field, and then the order is shown.

The form carries the id that the order will have, so that sending it twice makes one order. Somebody
who goes back to it and types another order into it makes another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from retrack.domain.carriers import CARRIERS
from retrack.domain.errors import Invalid, NotFound
from retrack.domain.identifiers import OrderId
from retrack.domain.tracking_numbers import normalise
from retrack.http.order_requests import new_order
from retrack.http.requests import checked
from retrack.services.file_ports import OrderNames, SheetEntry
from retrack.services.ship import NewShipment
from retrack.web.words import N_

if TYPE_CHECKING:
    from retrack.domain.orders import Order
    from retrack.http.resolver import Answer
    from retrack.services.bring_in_order import BringInOrder
    from retrack.services.ports import OrderStore
    from retrack.services.take_order import NewOrder
    from retrack.web.site import Site
    from retrack.web.visits import Visit

SOURCE = "by-hand"
FIELDS = {
    "name": "name",
    "customer.name": "customer_name",
    "customer.email": "customer_email",
    "customer.phone": "customer_phone",
    "shipping_address.city": "city",
    "shipping_address.country_code": "country_code",
    "items": "items",
    "tracking_number": "tracking_number",
    "carrier": "carrier",
}
"""The API's paths, and the form's fields."""
ADVICE = {
    "name": N_("Give the order a name of at most 200 characters, such as #1001."),
    "customer_name": N_("At most 200 characters."),
    "customer_email": N_("An e-mail address, such as ann@example.com."),
    "customer_phone": N_(
        "A phone number such as +66812345678; without its country’s number, choose the country."
    ),
    "city": N_("At most 200 characters."),
    "country_code": N_("Choose a country from the list."),
    "items": N_("One item a line, such as 2 x Phone case; at most 100 of them."),
    "tracking_number": N_("A tracking code has 5 to 50 letters, digits and hyphens."),
    "carrier": N_("At most 200 characters."),
}
"""What is said beside a field that is wrong."""

_ITEM = re.compile(r"(?:(\d{1,9})\s*[x×*]\s+)?(.+)")
_MAX_WORD = 200  # characters
_DEFAULTS = {"notify": "on", "carrier": ""}


@dataclass(frozen=True, slots=True)
class NewOrderUseCases:
    """What the page does its work with, made when it is needed."""

    bring_in: Callable[[], BringInOrder]
    names: Callable[[], OrderNames]
    orders: Callable[[], OrderStore]
    identifier: Callable[[], str]


def add_new_order(site: Site, use: NewOrderUseCases) -> None:
    """The form, and what it comes to."""
    pages = _NewOrderPages(use)
    site.get("/new-order")(pages.form)
    site.post("/new-order")(pages.add)


@dataclass(frozen=True, slots=True)
class _NewOrderPages:
    use: NewOrderUseCases

    def form(self, visit: Visit) -> Answer:
        """GET: an empty form."""
        values = {"order_id": self.use.identifier(), **_DEFAULTS}
        return _form(visit, values)

    def add(self, visit: Visit) -> Answer:
        """POST: the order; where another one has this name, only once that is meant."""
        from retrack.http.schemas import OrderBody  # noqa: PLC0415  loads slowly

        typed = {name: values[0].strip() for name, values in visit.form.items()}
        try:
            body = checked(_body(typed), OrderBody)
            shipment = _shipment(typed)
        except Invalid as refusal:
            return _form(visit, typed, errors=_errors(refusal), status=422)
        new = self._fresh(visit, replace(new_order(body, self.use.identifier()), source=SOURCE))
        there = self._others(visit, new)
        if there and "again" not in typed:
            return _form(visit, {**typed, "order_id": new.id}, there=there, status=409)
        order = self.use.bring_in()(visit.store_id, SheetEntry(new, shipment))
        return visit.redirect(f"/orders/{quote(order.id)}", flash="order-added")

    def _fresh(self, visit: Visit, new: NewOrder) -> NewOrder:
        """The order under an id of its own, where the form's has become another order's."""
        try:
            there = self.use.orders().load(visit.store_id, new.id)
        except NotFound:
            return new
        is_same = _facts(there) == _facts(new)
        return new if is_same else replace(new, id=OrderId(self.use.identifier()))

    def _others(self, visit: Visit, new: NewOrder) -> list[OrderId]:
        """Other orders of this name."""
        named = self.use.names().named(visit.store_id, new.name)
        return [found for found in named if found != new.id]


def _facts(order: Order | NewOrder) -> tuple[object, ...]:
    """What was typed of an order, but for its shipment."""
    return order.name, order.customer, order.shipping_address, order.items


def _form(
    visit: Visit,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    there: Sequence[OrderId] = (),
    status: int = 200,
) -> Answer:
    known: dict[str, Any] = dict.fromkeys((*FIELDS.values(), "order_id", "notify"), "")
    return visit.page(
        "orders/new.html",
        status=status,
        values=known | dict(values),
        errors=errors or {},
        there=there,
        carriers=sorted(CARRIERS.values(), key=lambda carrier: carrier.name.casefold()),
        countries=visit.view.writing.countries(),
    )


def _body(typed: Mapping[str, str]) -> dict[str, Any]:
    """The form as the API takes an order."""
    country = typed.get("country_code", "")
    return {
        "id": typed.get("order_id") or None,
        "name": typed.get("name", ""),
        "customer": {
            "name": typed.get("customer_name", ""),
            "email": typed.get("customer_email", ""),
            "phone": _phone(typed.get("customer_phone", ""), country),
        },
        "shipping_address": {"city": typed.get("city", ""), "country_code": country},
        "items": [_item(line) for line in typed.get("items", "").splitlines() if line.strip()],
    }


def _item(line: str) -> dict[str, Any]:
    found = _ITEM.fullmatch(line.strip())
    quantity, title = found.groups() if found else (None, line)
    return {"title": title, "quantity": int(quantity or 1)}


def _phone(text: str, country: str) -> str:
    """A number with its country in front; as typed, where it is none."""
    if not text:
        return ""
    import phonenumbers  # noqa: PLC0415  loads slowly, and few forms have one

    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _shipment(typed: Mapping[str, str]) -> NewShipment | None:
    """The shipment, if a code was typed.

    Raises:
        Invalid: the code is none.
    """
    text = typed.get("tracking_number", "")
    if not text:
        return None
    carrier = typed.get("carrier", "")
    return NewShipment(normalise(text), carrier[:_MAX_WORD], notify="notify" in typed)


def _errors(refusal: Invalid) -> dict[str, str]:
    """What to say beside each field; of a list, beside all of it."""
    fields = [FIELDS.get(_path(problem.field), "name") for problem in refusal.problems]
    return {name: ADVICE[name] for name in fields}


def _path(field: str) -> str:
    return "items" if field.startswith("items.") else field
