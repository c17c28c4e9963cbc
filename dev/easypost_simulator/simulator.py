"""The simulated provider: scripted from outside, called by its customers over HTTP."""

from __future__ import annotations

import base64
import json
import threading
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from dev.carrier_simulator.server import Reply, Request, Simulator
from dev.carrier_simulator.stories import Story, read_script
from dev.easypost_simulator import pushes
from dev.easypost_simulator.trackers import Account, Tracker, new_id, tracker_object
from dev.easypost_simulator.words import CARRIERS, detect, error

if TYPE_CHECKING:
    from dev.carrier_simulator import Clock

PREFIX: Final = "/v2/"
PAGE: Final = 100  # trackers in an answer
DEFAULT_CREDIT: Final = 10_000_000
_FAULT_REPLIES: Final[dict[str, Reply | None]] = {
    "timeout": None,
    "http500": Reply(500, b'{"error":{"code":"INTERNAL_SERVER_ERROR","message":"","errors":[]}}'),
    "garbage": Reply(200, b"<!doctype html><title>502 Bad Gateway</title>", "text/html"),
    "rate_limit": Reply(
        429, b'{"error":{"code":"RATE_LIMITED","message":"Too many requests.","errors":[]}}'
    ),
}
_REFUSED: Final = error("APIKEY.INACTIVE", "This api key is no longer active.")
_NO_CREDIT: Final = error("PAYMENT_REQUIRED", "Please add funds to your account.")


class EasyPostSimulator(Simulator):
    """EasyPost at `http://127.0.0.1:<port>/v2`.

    `calls` counts the calls per operation, failed ones too; `numbers` lists how many codes each had
    in it. `page` is how many trackers fit an answer.
    """

    name = "easypost"

    look_up = "trackers/batch"

    def __init__(self, clock: Clock, port: int = 0, *, host: str = "127.0.0.1") -> None:
        """Port 0: any free one, see `port`."""
        self._clock = clock
        super().__init__(host, port)
        self._accounts: dict[str, Account] = {}
        self._stories: dict[str, Story] = {}
        self._faults: dict[str, str] = {}
        self._lock = threading.RLock()
        self.page = PAGE
        self.calls: Counter[str] = Counter()
        self.numbers: dict[str, list[int]] = {}

    @property
    def url(self) -> str:
        """The base for a client."""
        return f"http://{self._address[0]}:{self.port}{PREFIX}".rstrip("/")

    def reset_counters(self) -> None:
        """Begins to count anew."""
        with self._lock:
            self.calls.clear()
            self.numbers.clear()

    # ------------------------------------------------------------------------------ scripting

    def add_account(
        self,
        key: str,
        push_url: str | None = None,
        *,
        webhook_secret: str = "",
        credit: int = DEFAULT_CREDIT,
    ) -> None:
        """A customer with this key; one that is known keeps its trackers."""
        with self._lock:
            known = self._accounts.setdefault(key, Account(key, push_url, webhook_secret, credit))
            known.push_url, known.webhook_secret = push_url, webhook_secret
            known.credit = credit

    def script(self, number: str, payload: object) -> bool | None:
        """Says what the carrier knows of a number from now on, or what calls about it meet.

        Returns whether the webhook was taken by everyone who follows the number (False also when
        nobody does), None where none was asked for.

        Raises:
            ValueError: the payload cannot be meant; the text says what would be right.
        """
        now = self._clock.now()
        number = number.strip().upper()
        with self._lock:
            script = read_script(payload, before=self._stories.get(number), now=now)
            self._faults.pop(number, None)
            if script.fault == "not_registered":
                for account in self._accounts.values():
                    account.trackers.pop(number, None)
            elif script.fault:
                self._faults[number] = script.fault
            if script.story:
                self._stories[number] = script.story
        return self.push(number) if script.push else None

    def push(self, number: str) -> bool:
        """Sends the webhook for a number to all who follow it; whether all took it."""
        with self._lock:
            story = self._stories.get(number)
            if story is None:
                return False
            told = [
                (account, self._told(account.trackers[number]))
                for account in self._accounts.values()
                if number in account.trackers
            ]
        now = self._clock.now()
        taken = [pushes.send(account, item, created=False, now=now) for account, item in told]
        return bool(taken) and all(taken)

    # ------------------------------------------------------------------------------ answering

    def _answer(self, request: Request) -> Reply | None:
        path = urlsplit(request.path).path
        operation = f"{request.method} {path.removeprefix(PREFIX)}"
        answer = {
            "GET trackers": self._list,
            "POST trackers": self._create,
            "POST trackers/batch": self._batch,
        }.get(operation)
        if answer is None or not path.startswith(PREFIX):
            return _reply(HTTPStatus.NOT_FOUND, error("NOT_FOUND", "Not found."))
        body = _parsed(request.body)
        with self._lock:
            codes = _codes(body)
            self.calls[operation.partition(" ")[2]] += 1
            self.numbers.setdefault(operation.partition(" ")[2], []).append(len(codes))
            account = self._accounts.get(_key_in(request.headers.get("authorization", "")))
            if account is None:
                return _reply(HTTPStatus.UNAUTHORIZED, _REFUSED)
            for code in codes:
                if code in self._faults:
                    return _FAULT_REPLIES[self._faults[code]]
            return answer(account, body)

    def _list(self, account: Account, _: dict[str, Any]) -> Reply:
        return self._page(list(account.trackers.values()))

    def _batch(self, account: Account, body: dict[str, Any]) -> Reply:
        if not isinstance(body.get("tracking_codes"), list):
            wrong = error("PARAMETER.REQUIRED", "Missing required parameter.")
            return _reply(HTTPStatus.UNPROCESSABLE_ENTITY, wrong)
        return self._page([account.trackers[c] for c in _codes(body) if c in account.trackers])

    def _page(self, trackers: list[Tracker]) -> Reply:
        shown = [self._told(tracker) for tracker in trackers[: self.page]]
        has_more = len(trackers) > self.page
        return _reply(HTTPStatus.OK, {"trackers": shown, "has_more": has_more})

    def _create(self, account: Account, body: dict[str, Any]) -> Reply:
        asked = body.get("tracker")
        code = next(iter(_codes(body)), "")
        named = asked.get("carrier") if isinstance(asked, dict) else None
        carrier = named or detect(code)
        if not code or carrier is None or (named and named not in CARRIERS):
            wrong = error("TRACKER.CREATE.ERROR", "The carrier of this code cannot be detected.")
            return _reply(HTTPStatus.UNPROCESSABLE_ENTITY, wrong)
        if code not in account.trackers:
            if account.credit <= 0:
                return _reply(HTTPStatus.PAYMENT_REQUIRED, _NO_CREDIT)
            account.credit -= 1
            tracker_id = new_id("trk", account.key, code)
            account.trackers[code] = Tracker(tracker_id, code, carrier, self._clock.now())
        return _reply(HTTPStatus.OK, self._told(account.trackers[code]))

    def _told(self, tracker: Tracker) -> dict[str, Any]:
        return tracker_object(tracker, self._stories.get(tracker.code))


def _codes(body: dict[str, Any]) -> list[str]:
    """The codes that a call is about, each once."""
    tracker, listed = body.get("tracker"), body.get("tracking_codes")
    told = [tracker.get("tracking_code")] if isinstance(tracker, dict) else listed
    codes = told if isinstance(told, list) else []
    return list(dict.fromkeys(code.upper() for code in codes if isinstance(code, str)))


def _key_in(header: str) -> str:
    """The user of HTTP Basic; its password is empty."""
    scheme, _, credential = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        user, _, password = base64.b64decode(credential, validate=True).decode().partition(":")
    except ValueError:
        return ""
    return "" if password else user


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _reply(status: HTTPStatus, told: dict[str, Any]) -> Reply:
    return Reply(status, json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())
