"""How the customers' pages are answered: in one piece, kept by nobody, found by no robot."""

import base64
import hashlib
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler.api_gateway import Response

from retrack.http.requests import query_of
from retrack.http.resolver import Answer, Resolver
from retrack.services.ports import Clock
from retrack.web import languages, pages
from retrack.web.customer.palette import palette

_UTC = ZoneInfo("UTC")
# The address itself is the key to the page, so it is told to nobody whose links are followed.
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_POLICY = (
    "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)


def view(app: Resolver, clock: Clock, *locales: str, zone: ZoneInfo = _UTC) -> pages.View:
    """A view of the current request.

    In the language that the address asks for (`?lang=`), else that of the first of these locales
    which is spoken here, else the browser's.
    """
    event = app.current_event.raw_event
    browser = app.current_event.headers.get("accept-language", "")
    language = languages.choose(
        chosen=query_of(event).get("lang", ""),
        accepted=",".join([*(locale for locale in locales if locale), browser]),
    )
    path = quote(str(event.get("rawPath", "")))
    return pages.view(language, clock, time_zone=zone, address=path)


def page(
    template: str, view: pages.View, *, status: int = 200, brand: str = "", **values: Any
) -> Answer:
    """A template as the answer. Its style is in it, and the only one that the browser will take."""
    style = pages.render("customer/style.css", view, palette=palette(brand))
    text = pages.render(template, view, style=style, **values)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    headers = {**HEADERS, "Content-Security-Policy": _POLICY.format(digest=digest)}
    return Response(
        status, "text/html; charset=utf-8", text, headers=headers, cookies=[], compress=True
    )


def redirect(path: str) -> Answer:
    """Has the browser go there with a GET."""
    return Response(303, "text/plain", "", headers={**HEADERS, "Location": path}, cookies=[])
