"""The look-up: an order's name and e-mail lead to its parcel's page.

The page says nothing of any store or order, so that it looks the same wherever it leads.
"""

import ipaddress
from collections.abc import Mapping
from typing import NamedTuple, assert_never
from urllib.parse import parse_qs, quote

from retrack.domain.errors import Unreadable
from retrack.http.requests import body_bytes
from retrack.http.resolver import Answer, Resolver
from retrack.services.look_up_parcel import Found, LookedUp, NoMatch, NotShippedYet
from retrack.services.ports import Clock
from retrack.web.customer import answers
from retrack.web.words import N_

_MAX_FIELDS = 10
_MAX_LENGTH = 254  # characters; no address is longer
_IPV6_OF_ONE_HOUSEHOLD = 64  # bits

NO_MATCH = N_(
    "There is no order with this name and this email together. Look into the shop's confirmation"
    " for both: they must be written as they are there."
)
NOT_SHIPPED = N_("The shop has your order, and has not shipped it yet. Look again in a few days.")
BOTH_NEEDED = N_("Fill in both the order and the email.")
TOO_MANY = N_("That was tried too often. Wait an hour, or use the link in the shop's message.")


class LookUpForm(NamedTuple):
    """What somebody filled in, and where they are: an address, or the network of a household."""

    name: str = ""
    email: str = ""
    address: str = ""


def read_form(app: Resolver) -> LookUpForm:
    """The form that was sent.

    Raises:
        Unreadable: it is no form.
    """
    try:
        text = body_bytes(app.current_event.raw_event).decode()
        fields = parse_qs(text, max_num_fields=_MAX_FIELDS)
    except ValueError as exc:
        raise Unreadable("The form cannot be read.") from exc
    source = app.current_event.request_context.http.source_ip
    return LookUpForm(_field(fields, "order"), _field(fields, "email"), network_of(source))


def form_page(
    app: Resolver,
    clock: Clock,
    form: LookUpForm | None = None,
    *,
    status: int = 200,
    said: str = "",
) -> Answer:
    """The form, with what was filled in and what became of it."""
    view = answers.view(app, clock)
    return answers.page(
        "customer/look_up.html", view, status=status, form=form or LookUpForm(), said=said
    )


def look_up_answer(app: Resolver, clock: Clock, form: LookUpForm, found: LookedUp) -> Answer:
    """To the parcel, if there is one."""
    match found:
        case Found(token):
            return answers.redirect(f"/t/{quote(token)}")
        case NotShippedYet():
            return form_page(app, clock, form, said=NOT_SHIPPED)
        case NoMatch():
            return form_page(app, clock, form, status=404, said=NO_MATCH)
        case _:
            assert_never(found)


def network_of(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 address the part that a household or phone has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(ipaddress.ip_network((parsed, _IPV6_OF_ONE_HOUSEHOLD), strict=False))


def _field(fields: Mapping[str, list[str]], name: str) -> str:
    return fields.get(name, [""])[0].strip()[:_MAX_LENGTH]
