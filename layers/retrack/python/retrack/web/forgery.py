"""Proof that a request was meant by whoever is signed in, and not made by another site.

Two checks: where the browser says the request comes from, and a token that only our own pages hold.
Its key is made of the session's refresh token, so there is no secret to keep or to lose, and it
looks different on every page, so that compressed pages do not give it away bit by bit.
"""

import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit

from retrack.domain.errors import NotAllowed

FIELD, HEADER = "csrf", "retrack-csrf"
_PURPOSE = b"retrack form"


def require_same_origin(headers: Mapping[str, str]) -> None:
    """Checks what the browser says; header names are in lower case.

    Raises:
        NotAllowed: the request comes from another site, or from no browser that can tell.
    """
    fetched_from = headers.get("sec-fetch-site")
    if fetched_from is not None:
        good = fetched_from == "same-origin"
    else:
        origin = urlsplit(headers.get("origin", "")).netloc
        good = bool(origin) and origin == headers.get("host")
    if not good:
        raise _refusal()


def token(refresh: str, nonce: str) -> str:
    """A token for the forms of a page."""
    return f"{nonce}.{_sign(refresh, nonce)}"


def require_token(given: str, refresh: str) -> None:
    """Checks a token that came back.

    Raises:
        NotAllowed: it was not made for this session.
    """
    nonce, _, signature = given.rpartition(".")
    expected = _sign(refresh, nonce)
    if not (refresh and nonce and hmac.compare_digest(signature.encode(), expected.encode())):
        raise _refusal()


def _sign(refresh: str, nonce: str) -> str:
    key = hmac.digest(refresh.encode(), _PURPOSE, hashlib.sha256)
    return hmac.new(key, nonce.encode(), hashlib.sha256).hexdigest()


def _refusal() -> NotAllowed:
    return NotAllowed("This page is out of date. Reload it and try again.")
