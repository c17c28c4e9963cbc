"""The cookies of the dashboard, all of them out of reach of scripts and of other sites.

The session is Cognito's tokens themselves: nothing about it is kept on our side. The access token's
cookie ends a minute before the token does; the refresh token then brings another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

if TYPE_CHECKING:
    from retrack.services.ports import SessionTokens

# The prefix has browsers insist on Secure, Path=/ and no Domain, so that no neighbour can set one.
ACCESS, REFRESH, STORE = "__Host-access", "__Host-refresh", "__Host-store"
LANGUAGE, FLASH = "__Host-lang", "__Host-flash"
_EARLIER = 60  # seconds before its end at which an access token is renewed
_SESSION_DAYS = 30  # Cognito's default life of a refresh token
_DAY = 86_400  # seconds
_YEAR = 365 * _DAY


def cookies_of(event: Mapping[str, Any]) -> dict[str, str]:
    """The cookies of a request, by name."""
    pairs = (cookie.partition("=") for cookie in event.get("cookies") or [])
    return {name.strip(): value for name, _, value in pairs}


def for_session(tokens: SessionTokens) -> Iterable[Cookie]:
    """What somebody who signed in takes home."""
    yield _cookie(ACCESS, tokens.access, seconds=max(1, tokens.seconds - _EARLIER))
    yield _cookie(REFRESH, tokens.refresh, seconds=_SESSION_DAYS * _DAY)


def after_session() -> Iterable[Cookie]:
    """Takes the session away."""
    return (_cookie(name, "", seconds=0) for name in (ACCESS, REFRESH, STORE))


def for_store(store_id: str) -> Cookie:
    """The store that somebody with several looks at."""
    return _cookie(STORE, store_id, seconds=_YEAR)


def for_language(code: str) -> Cookie:
    """The language somebody chose."""
    return _cookie(LANGUAGE, code, seconds=_YEAR)


def for_flash(name: str) -> Cookie:
    """What the next page says once."""
    return _cookie(FLASH, name, seconds=60)


def after_flash() -> Cookie:
    """It was said."""
    return _cookie(FLASH, "", seconds=0)


def _cookie(name: str, value: str, *, seconds: int) -> Cookie:
    return Cookie(
        name,
        value,
        path="/",
        secure=True,
        http_only=True,
        max_age=seconds,
        same_site=SameSite.LAX_MODE,
    )
