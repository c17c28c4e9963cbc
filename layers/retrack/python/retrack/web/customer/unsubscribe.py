"""The page on which a customer stops a store's emails, and starts them again.

It needs no sign-in and shows no address. A mail program posts to it without showing it at all.
"""

from urllib.parse import parse_qs

from retrack.domain.errors import Unreadable
from retrack.http.requests import body_bytes
from retrack.http.resolver import Answer, Resolver
from retrack.services.ports import Clock
from retrack.services.suppress import Choice, Unsubscribe
from retrack.web.customer import answers

_MAX_FIELDS = 10


def chosen_page(app: Resolver, clock: Clock, use: Unsubscribe, token: str) -> Answer:
    """Does what was asked for, and shows how things stand then."""
    return choice_page(app, clock, use.start(token) if _wants_to_start(app) else use.stop(token))


def _wants_to_start(app: Resolver) -> bool:
    """Whether the page's form asks for emails again; whatever else is posted asks to stop them.

    Mail programs send `List-Unsubscribe=One-Click`, as a form or in parts. Source: RFC 8058.

    Raises:
        Unreadable: it is no form.
    """
    kind = app.current_event.headers.get("content-type", "")
    if not kind.startswith("application/x-www-form-urlencoded"):
        return False
    try:
        text = body_bytes(app.current_event.raw_event).decode()
        fields = parse_qs(text, max_num_fields=_MAX_FIELDS)
    except ValueError as exc:
        raise Unreadable("The form cannot be read.") from exc
    return fields.get("emails") == ["start"]


def choice_page(app: Resolver, clock: Clock, choice: Choice) -> Answer:
    """The page, in the customer's language."""
    store = choice.store
    view = answers.view(app, clock, choice.locale, store.locale)
    return answers.page(
        "customer/unsubscribe.html",
        view,
        brand=store.brand_color,
        shop=store.name,
        has_stopped=choice.has_stopped,
        is_held=choice.is_held,
    )
