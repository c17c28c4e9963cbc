"""Tokens that an app of the Dev Dashboard asks for: good for a day, then asked for anew.

Source: Shopify, "Using the client credentials grant": form fields to `/admin/oauth/access_token`;
`expires_in` is 86399 seconds. Only for a shop of the app's own organisation, in which it is
installed; else 400 with the reason in a page ("Oauth error shop_not_permitted").
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, NamedTuple

from retrack.domain.errors import Unreadable
from retrack.domain.shop_problems import ShopProblem
from retrack.services.ports import Clock
from retrack.services.shop_connections import ShopConnection
from retrack.services.tell_shop import ShopBusy, ShopGone
from retrack.shops.leaves import Tree, parsed
from retrack.shops.shopify.calls import ShopifyCalls

_EARLIER: Final = timedelta(minutes=5)  # before its end, when a token is not used any more
_LONGEST: Final = 86_400  # seconds; what claims to be good for longer is not believed
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,500}")
_REASONS: Final[Mapping[bytes, ShopProblem]] = {
    b"shop_not_permitted": ShopProblem.APP_OF_OTHERS,
    b"app_not_installed": ShopProblem.APP_NOT_INSTALLED,
}
_GONE: Final[Mapping[int, ShopProblem]] = {
    HTTPStatus.BAD_REQUEST: ShopProblem.APP_REFUSED,
    HTTPStatus.UNAUTHORIZED: ShopProblem.APP_REFUSED,
    HTTPStatus.PAYMENT_REQUIRED: ShopProblem.FROZEN,
    HTTPStatus.FORBIDDEN: ShopProblem.APP_REFUSED,
    HTTPStatus.NOT_FOUND: ShopProblem.NO_SUCH_SHOP,
    HTTPStatus.LOCKED: ShopProblem.FROZEN,
}


class _App(NamedTuple):
    domain: str
    client_id: str
    client_secret: str


class _Token(NamedTuple):
    text: str
    good_until: datetime


class AppTokens:
    """The tokens of apps, kept in memory and nowhere else: a function that starts asks for its own.

    That is no more than a call for each start: a token does not end those that were given before.
    """

    def __init__(self, url: str, calls: ShopifyCalls, clock: Clock) -> None:
        """`url` is where the API is, with `{domain}` for the shop's own."""
        self._url = url.partition("{domain}")[0] + "{domain}/admin/oauth/access_token"
        self._calls = calls
        self._clock = clock
        self._kept: dict[_App, _Token] = {}

    def token(self, connection: ShopConnection) -> str:
        """A token that is good now, asked for only where none is kept.

        Raises:
            ShopGone: Shopify gives this app none.
            ShopBusy: too many calls, or no usable answer.
        """
        app, now = _app(connection), self._clock.now()
        kept = self._kept.get(app)
        if kept is None or kept.good_until <= now:
            kept = self._ask(app, now)
            still_good = {a: t for a, t in self._kept.items() if t.good_until > now}
            self._kept = still_good | {app: kept}
        return kept.text

    def forget(self, connection: ShopConnection) -> None:
        """Has the next call ask anew: the kept token was refused, or lacks a scope."""
        self._kept.pop(_app(connection), None)

    def _ask(self, app: _App, now: datetime) -> _Token:
        form = {
            "grant_type": "client_credentials",
            "client_id": app.client_id,
            "client_secret": app.client_secret,
        }
        headers = {"Accept": "application/json"}
        url = self._url.replace("{domain}", app.domain)
        answer = _read(*self._calls.post(url, headers=headers, form=form))
        text, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(text, str) or not _TOKEN.fullmatch(text):
            raise ShopBusy(ShopProblem.UNREADABLE)
        # One that does not say when it ends is used once.
        is_said = isinstance(seconds, int) and not isinstance(seconds, bool)
        lasts = max(0, min(seconds, _LONGEST)) if is_said and isinstance(seconds, int) else 0
        return _Token(text, now + timedelta(seconds=lasts) - _EARLIER)


def _app(connection: ShopConnection) -> _App:
    return _App(connection.domain, connection.client_id, connection.client_secret)


def _read(status: int, content: bytes) -> Tree:
    if status == HTTPStatus.BAD_REQUEST:
        for reason, problem in _REASONS.items():
            if reason in content:
                raise ShopGone(problem)
    if status in _GONE:
        raise ShopGone(_GONE[status])
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ShopBusy(ShopProblem.OVERLOADED)
    if status != HTTPStatus.OK:
        raise ShopBusy
    try:
        return parsed(content)
    except Unreadable as exc:
        raise ShopBusy(ShopProblem.UNREADABLE) from exc
