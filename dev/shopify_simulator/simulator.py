"""The simulated Shopify: scripted from outside, called by the shops' apps over HTTP."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from dev.carrier_simulator.server import Reply, Request, Simulator
from dev.shopify_simulator import grants, webhooks
from dev.shopify_simulator.answers import Answers
from dev.shopify_simulator.budget import Bucket
from dev.shopify_simulator.graph import Graph
from dev.shopify_simulator.payloads import NotSo, NotThere
from dev.shopify_simulator.shop import Shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from dev.carrier_simulator import Clock

FAULTS: Final = (
    "unauthorized", "throttled", "http429", "http500", "garbage", "timeout", "lost_answer",
)  # fmt: skip
_PATH: Final = re.compile(r"/([a-z0-9][a-z0-9-]*\.myshopify\.com)/admin/api/([^/]+)/graphql\.json")
_VERSION: Final = re.compile(r"20\d\d-(01|04|07|10)|unstable")
_FIRST_FULFILLMENT: Final = 255_858_046
_REFUSED: Final = "[API] Invalid API key or access token (unrecognized login or wrong password)"
_FAULT_REPLIES: Final[dict[str, Reply | None]] = {
    "timeout": None,
    "http429": Reply(
        429,
        b'{"errors":"Exceeded 40 calls per app per shop. Reduce request rates to resume."}',
        headers=(("Retry-After", "2.0"),),
    ),
    "http500": Reply(500, b'{"errors":"Internal Server Error"}'),
    "garbage": Reply(200, b"<!doctype html><title>502 Bad Gateway</title>", "text/html"),
}


class ShopifySimulator(Simulator):
    """Shopify at `http://127.0.0.1:<port>/<shop>.myshopify.com/admin/api/<version>/graphql.json`.

    The real one has the shop in the host's name. `calls` counts the calls by what was answered.
    """

    name = "shopify"

    def __init__(self, clock: Clock, port: int = 0, *, host: str = "127.0.0.1") -> None:
        """Port 0: any free one, see `port`."""
        self._clock = clock
        super().__init__(host, port)
        self._graph, self._answers = Graph(), Answers()
        self._shops: dict[str, Shop] = {}
        self._numbers = count(_FIRST_FULFILLMENT)
        self._lock = threading.RLock()
        self.calls: Counter[int] = Counter()

    @property
    def url(self) -> str:
        """The address for a client, with `{domain}` for the shop's own."""
        api = f"admin/api/{webhooks.VERSION}/graphql.json"
        return f"http://{self._address[0]}:{self.port}/{{domain}}/{api}"

    # ------------------------------------------------------------------------------ scripting

    def add_shop(
        self, domain: str, *, token: str, secret: str, hook_url: str, client_id: str = ""
    ) -> Shop:
        """A shop with the app in it; its webhooks go to `hook_url`, signed with `secret`."""
        with self._lock:
            bucket = Bucket(self._clock.now())
            self._shops[domain] = Shop(domain, token, secret, hook_url, bucket, client_id)
            return self._shops[domain]

    def shop(self, domain: str) -> Shop:
        """One of the shops.

        Raises:
            NotThere: there is none of this domain.
        """
        if domain not in self._shops:
            msg = f"There is no shop {domain}."
            raise NotThere(msg)
        return self._shops[domain]

    def fail(self, shop: Shop, fault: str, *, after: int = 0, times: int | None = None) -> None:
        """Has its API fail, after so many calls that still work: so many times, or from then on.

        Raises:
            NotSo: there is no such fault.
        """
        if fault not in FAULTS:
            msg = f"fault: one of {', '.join(FAULTS)}"
            raise NotSo(msg)
        with self._lock:
            shop.fault, shop.fault_after, shop.fault_times = fault, after, times

    def mend(self, shop: Shop) -> None:
        """Has its API work again, with a full bucket."""
        with self._lock:
            shop.fault = None
            shop.bucket.fill(self._clock.now())

    def now(self) -> datetime:
        """The stack's time."""
        return self._clock.now()

    def next_fulfillment(self) -> int:
        """A number for a fulfilment."""
        return next(self._numbers)

    def held(self) -> AbstractContextManager[Any]:
        """While a shop is changed, nobody is answered."""
        return self._lock

    def __iter__(self) -> Iterator[Shop]:
        """All shops."""
        return iter(list(self._shops.values()))

    # ------------------------------------------------------------------------------ answering

    def _answer(self, request: Request) -> Reply | None:
        with self._lock:
            reply = self._reply(request)
            self.calls[reply.status if reply else 0] += 1
            return reply

    def _reply(self, request: Request) -> Reply | None:
        asks = grants.PATH.fullmatch(request.path)
        return self._grant(asks[1], request) if asks else self._answered(request)

    def _grant(self, domain: str, request: Request) -> Reply | None:
        if domain not in self._shops:
            return _told(HTTPStatus.NOT_FOUND, {"errors": "Not Found"})
        shop = self._shops[domain]
        fault = self._fault(shop)
        if fault in _FAULT_REPLIES:
            return _FAULT_REPLIES[fault]
        return grants.answer(shop, request, self._clock.now())

    def _answered(self, request: Request) -> Reply | None:
        found = _PATH.fullmatch(request.path)
        shop = self._shops.get(found[1]) if found else None
        if shop is None or not found or not _VERSION.fullmatch(found[2]):
            return _told(HTTPStatus.NOT_FOUND, {"errors": "Not Found"})
        if request.method != "POST":
            return _told(HTTPStatus.NOT_FOUND, {"errors": "Not Found"})
        fault = self._fault(shop)
        token = request.headers.get("x-shopify-access-token", "")
        if fault == "unauthorized" or not grants.is_good(shop, token, self._clock.now()):
            return _told(HTTPStatus.UNAUTHORIZED, {"errors": _REFUSED})
        if fault in _FAULT_REPLIES:
            return _FAULT_REPLIES[fault]
        if not request.headers.get("content-type", "").startswith("application/json"):
            return _told(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, {"errors": "Unsupported Media Type"})
        answer = self._graph.answer(shop, request.body, self._answers, self._clock.now())
        if answer is None:
            missing = {"errors": {"query": "Required parameter missing or invalid"}}
            return _told(HTTPStatus.BAD_REQUEST, missing)
        if fault == "lost_answer":  # what was asked is done all the same
            return _FAULT_REPLIES["http500"]
        return _told(HTTPStatus.OK, answer)

    def _fault(self, shop: Shop) -> str | None:
        shop.calls += 1
        if shop.fault is None:
            return None
        if shop.fault_after > 0:
            shop.fault_after -= 1
            return None
        fault, times = shop.fault, shop.fault_times
        if fault == "throttled":
            shop.bucket.empty(self._clock.now())
            shop.fault = None  # from here on it fills with time, as it would
            return None
        if times is not None:
            shop.fault_times = times - 1
            shop.fault = fault if times > 1 else None
        return fault


def _told(status: HTTPStatus, answer: Any) -> Reply:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, headers=(("X-Shopify-API-Version", webhooks.VERSION),))
