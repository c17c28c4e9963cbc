"""Tokens for the apps of the Dev Dashboard, which end after a day by the stack's clock.

Source: Shopify, "Using the client credentials grant". What it refuses, it answers with 400 and a
page that has the reason in its title.
"""

from __future__ import annotations

import json
import re
import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from dev.carrier_simulator.server import Reply

if TYPE_CHECKING:
    from datetime import datetime

    from dev.carrier_simulator.server import Request
    from dev.shopify_simulator.shop import Shop

PATH: Final = re.compile(r"/([a-z0-9][a-z0-9-]*\.myshopify\.com)/admin/oauth/access_token")
SECONDS: Final = 86_399
_SAID: Final = {
    "invalid_request": "The request is missing a parameter.",
    "unsupported_grant_type": "The grant type is not supported.",
    "application_cannot_be_found": "Could not find Shopify API application.",
    "invalid_client": "The client secret is not that of the application.",
    "app_not_installed": "The application is not installed on this shop.",
    "shop_not_permitted": "Client credentials cannot be performed on this shop.",
}


def answer(shop: Shop, request: Request, now: datetime) -> Reply:
    """A token, or why there is none."""
    wrong = _wrong(shop, request)
    if wrong:
        page = f"<!doctype html><title>400 - Oauth error {wrong}: {_SAID[wrong]}</title>"
        return Reply(HTTPStatus.BAD_REQUEST, page.encode(), "text/html; charset=utf-8")
    token = f"shpat_{secrets.token_hex(16)}"
    shop.issued[token] = now + timedelta(seconds=SECONDS)
    given = {"access_token": token, "scope": ",".join(shop.scopes), "expires_in": SECONDS}
    return Reply(HTTPStatus.OK, json.dumps(given).encode())


def is_good(shop: Shop, token: str, now: datetime) -> bool:
    """Whether the API takes it."""
    return token == shop.token or (token in shop.issued and now < shop.issued[token])


def _wrong(shop: Shop, request: Request) -> str | None:
    fields = _fields(request)
    if request.method != "POST" or not {"client_id", "client_secret", "grant_type"} <= set(fields):
        return "invalid_request"
    if fields["grant_type"] != "client_credentials":
        return "unsupported_grant_type"
    if not shop.client_id or fields["client_id"] != shop.client_id:
        return "application_cannot_be_found"
    if fields["client_secret"] != shop.secret:
        return "invalid_client"
    return shop.app_error


def _fields(request: Request) -> dict[str, str]:
    """Those of a form; it may be JSON, too."""
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/x-www-form-urlencoded"):
        return {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    try:
        found = json.loads(request.body)
    except ValueError:
        return {}
    return {k: v for k, v in found.items() if isinstance(v, str)} if isinstance(found, dict) else {}
