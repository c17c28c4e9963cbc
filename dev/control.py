"""`/_dev/*`: moves the stack's time, scripts the carrier, and shows what came of it.

Only here, never in AWS: the template does not know of it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from dev import outbox_page
from dev.asked import FIRST_YEAR, LAST_YEAR, Wrong, problem, read_json, read_moment, read_object
from dev.aws.mail_outcomes import OUTCOMES
from dev.aws.sender_states import STATES
from dev.bootstrap import Bootstrap, LocalStore, StoreNotMade, shop_of
from dev.http_events import Answer, Request
from dev.shopify_control import ShopifyControl
from dev.shopify_simulator.payloads import NotSo

if TYPE_CHECKING:
    from collections.abc import Callable

    from dev.gateway import Gateway
    from dev.stack import Stack

PREFIX = "/_dev/"
PLANS = ("basic", "boss")
_MANY = 1_000_000  # stream records; more than anybody makes in a sweep
_MESSAGE_FIELDS = (
    "channel", "to", "from", "subject", "text", "html", "order_id", "trigger", "at", "message_id",
    "headers",
)  # fmt: skip


class Control:
    """Answers `/_dev/*`, and hands everything else to the gateway."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.store: LocalStore | None = None
        self._bootstrap: Bootstrap
        self._at_shopify = ShopifyControl(stack.shopify, shop_of)
        self._calls: list[tuple[str, re.Pattern[str], Callable[..., Any]]] = [
            (method, re.compile(path), answer)
            for method, path, answer in (
                ("GET", "info", lambda *_: self._info(self.store)),
                ("PUT", "clock", self._set_clock),
                ("DELETE", "clock", self._give_clock_back),
                ("POST", "sweep", self._sweep),
                ("POST", "drain", self._drain),
                ("PUT", "carrier/(.+)", self._script),
                ("GET", "outbox", self._outbox),
                ("DELETE", "outbox", lambda *_: stack.aws.empty_outbox()),
                ("GET", r"outbox\.html", lambda *_: outbox_page.page(stack.aws.outbox())),
                ("PUT", "mail/(.+)", self._mail),
                ("DELETE", "mail", lambda *_: stack.aws.forget_mail_scripts()),
                ("PUT", "senders/(.+)", self._prove),
                ("POST", "stores", self._make_store),
                (".+", "shopify/(.+)", self._shopify),
                ("GET", "usage", self._usage),
                ("DELETE", "usage", self._forget_usage),
            )
        ]

    def __call__(self, request: Request, gateway: Gateway) -> Answer:
        """The answer to any request that reaches the stack."""
        if not request.path.startswith(PREFIX):
            return gateway(request)
        path = request.path.removeprefix(PREFIX)
        for method, pattern, answer in self._calls:
            found = pattern.fullmatch(path)
            if found and re.fullmatch(method, request.method):
                return self._answered(answer, request, gateway, found.groups())
        return problem(Wrong(f"There is no {request.method} {request.path}.", status=404))

    def _answered(
        self,
        answer: Callable[..., Any],
        request: Request,
        gateway: Gateway,
        values: tuple[str, ...],
    ) -> Answer:
        try:
            result = answer(request, gateway, *values)
        except Wrong as exc:
            return problem(exc)
        if result is None:
            return Answer(HTTPStatus.NO_CONTENT, b"")
        if isinstance(result, str):
            headers = [("content-type", "text/html; charset=utf-8")]
            return Answer(HTTPStatus.OK, result.encode(), headers)
        body = json.dumps(result, ensure_ascii=False).encode()
        return Answer(HTTPStatus.OK, body, [("content-type", "application/json")])

    # ------------------------------------------------------------------------------------ time

    def _now(self) -> dict[str, str]:
        return {"now": self._stack.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")}

    def _set_clock(self, request: Request, *_: Any) -> dict[str, str]:
        wish = read_object(request, {"now", "advance_hours"})
        if len(wish) != 1:
            msg = 'either {"now": ...} or {"advance_hours": ...}'
            raise Wrong(msg, field="now")
        if "now" in wish:
            self._stack.clock.set(read_moment(wish["now"]))
        else:
            self._stack.clock.advance(self._step(wish["advance_hours"]))
        return self._now()

    def _step(self, hours: Any) -> timedelta:
        if not isinstance(hours, int | float) or isinstance(hours, bool):
            msg = "a number of hours"
            raise Wrong(msg, field="advance_hours")
        try:
            step = timedelta(hours=hours)
            in_range = FIRST_YEAR <= (self._stack.clock.now() + step).year <= LAST_YEAR
        except (OverflowError, ValueError):  # too large, or not a number at all
            step, in_range = timedelta(), False
        if not in_range:
            msg = f"a time between {FIRST_YEAR} and {LAST_YEAR}"
            raise Wrong(msg, field="advance_hours")
        return step

    def _give_clock_back(self, *_: Any) -> dict[str, str]:
        self._stack.clock.give_back()
        return self._now()

    def _sweep(self, *_: Any) -> dict[str, int]:
        aws = self._stack.aws
        self._drain()
        looked_up_before, calls_before = self._looked_up(), self._carrier_calls().total()
        before = aws.backlog()["streams"]
        self._stack.scheduler.fire()
        self._drain()
        return {
            "checked": self._looked_up() - looked_up_before,
            "carrier_calls": self._carrier_calls().total() - calls_before,
            "changed": sum(self._orders_saved(table, last) for table, last in before.items()),
        }

    def _looked_up(self) -> int:
        """How many numbers providers were asked about."""
        return sum(sum(s.numbers.get(s.look_up, [])) for s in self._stack.simulators)

    def _carrier_calls(self) -> Counter[str]:
        """Calls of providers, by operation."""
        return sum((simulator.calls for simulator in self._stack.simulators), Counter())

    def _orders_saved(self, table: str, after: int) -> int:
        """How many orders were saved over an earlier version since a stream position."""
        records = self._stack.aws.stream(table, after, _MANY)
        keys = {
            record["dynamodb"]["Keys"]["PK"]["S"]
            for record in records
            if record["eventName"] == "MODIFY" and record["dynamodb"]["Keys"]["SK"]["S"] == "ORDER"
        }
        return len(keys)

    def _drain(self, *_: Any) -> dict[str, bool]:
        if busy := self._stack.drain():
            msg = f"Nothing moved for a minute in {', '.join(busy)}. The console may say why."
            raise Wrong(msg, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return {"drained": True}

    # --------------------------------------------------------------------- the world around it

    def _script(self, request: Request, _: Gateway, number: str) -> dict[str, Any]:
        try:
            script = read_json(request)
            answers = [s.script(unquote(number), script) for s in self._stack.simulators]
        except ValueError as exc:
            raise Wrong(str(exc)) from exc
        return {"number": unquote(number).strip().upper(), "push_taken": _any_taken(answers)}

    def _shopify(self, request: Request, _: Gateway, path: str) -> Any:
        try:
            return self._at_shopify(request, unquote(path))
        except NotSo as exc:
            raise Wrong(str(exc), status=exc.status) from exc

    def _mail(self, request: Request, _: Gateway, name: str) -> dict[str, str]:
        outcome = read_object(request, {"outcome"}).get("outcome")
        if outcome not in OUTCOMES:
            msg = f"one of {', '.join(OUTCOMES)}"
            raise Wrong(msg, field="outcome")
        told = self._stack.aws.mail(unquote(name), outcome)
        if not told:
            msg = f"No email {name} is in the outbox; say it of an address, or of a `message_id`."
            raise Wrong(msg, status=HTTPStatus.NOT_FOUND)
        return {**told, "outcome": outcome}

    def _prove(self, request: Request, _: Gateway, name: str) -> None:
        """How far SES has come with proving a sender."""
        state = read_object(request, {"state"}).get("state")
        if state not in STATES:
            msg = f"one of {', '.join(STATES)}"
            raise Wrong(msg, field="state")
        self._stack.aws.sender(unquote(name).casefold(), state)

    def _outbox(self, *_: Any) -> list[dict[str, Any]]:
        messages = self._stack.aws.outbox()
        return [{name: message[name] for name in _MESSAGE_FIELDS} for message in messages]

    def _usage(self, *_: Any) -> dict[str, Any]:
        calls = dict(self._carrier_calls())
        carrier = {"calls": sum(calls.values()), "by_operation": calls}
        return {**self._stack.aws.usage(), "carrier": carrier}

    def _forget_usage(self, *_: Any) -> None:
        self._stack.aws.forget_usage()
        for simulator in self._stack.simulators:
            simulator.reset_counters()

    # ---------------------------------------------------------------------------------- stores

    def _info(self, store: LocalStore | None) -> dict[str, str]:
        if store is None:
            msg = "The stack is still starting."
            raise Wrong(msg, status=HTTPStatus.SERVICE_UNAVAILABLE)
        return {**store.to_json(), **self._now()}

    def _make_store(self, request: Request, *_: Any) -> dict[str, str]:
        wish = read_object(request, {"plan", "name"}) if request.body else {}
        plan, name = wish.get("plan", "boss"), wish.get("name", "Another store")
        if plan not in PLANS:
            msg = f"one of {', '.join(PLANS)}"
            raise Wrong(msg, field="plan")
        if not isinstance(name, str) or not name.strip():
            msg = "a name"
            raise Wrong(msg, field="name")
        try:
            return self._info(self._bootstrap.make_store(name, plan))
        except StoreNotMade as exc:
            raise Wrong(str(exc), status=HTTPStatus.BAD_GATEWAY) from exc

    def begin(self, gateway: Gateway, name: str) -> LocalStore:
        """The first store, which `/_dev/info` tells of from then on.

        Raises:
            StoreNotMade: a handler failed or refused.
        """
        self._bootstrap = Bootstrap(self._stack, gateway)
        self._bootstrap.verify_sender()
        self.store = self._bootstrap.make_store(name, "boss")
        return self.store

    def connect_shop(self, store: LocalStore) -> None:
        """Has a store call its shop at Shopify.

        Raises:
            StoreNotMade: a handler failed or refused.
        """
        self._bootstrap.connect_shop(store)


def _any_taken(answers: list[bool | None]) -> bool | None:
    """Whether a push was taken by who follows the number, at whichever provider; None: no push."""
    asked = [answer for answer in answers if answer is not None]
    return any(asked) if asked else None
