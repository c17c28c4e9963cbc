"""The simulated provider: scripted from outside, called by its customers over HTTP."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final, Protocol

from dev.carrier_simulator.accounts import Account, Record
from dev.carrier_simulator.operations import Operations, WholeCallFailed, stopped, tracked
from dev.carrier_simulator.pushes import Pushes
from dev.carrier_simulator.server import Reply, Request, Simulator
from dev.carrier_simulator.stories import Story, read_script
from dev.carrier_simulator.words import error

VERSIONS: Final = ("v2.4", "v2.2")
CALLS_PER_SECOND: Final = 3
GIVEN_UP_AFTER: Final = timedelta(days=30)  # without anything new
DONE_AFTER: Final = timedelta(days=15)  # without anything new, once delivered
PURGED_AFTER: Final = timedelta(days=90)  # once stopped
DEFAULT_QUOTA: Final = 10_000_000
_FAULT_REPLIES: Final[dict[str, Reply | None]] = {
    "timeout": None,
    "http500": Reply(
        500, b'{"code":500,"data":{"errors":[{"code":500,"message":"Server error"}]}}'
    ),
    "garbage": Reply(200, b"<!doctype html><title>502 Bad Gateway</title>", "text/html"),
}


class Clock(Protocol):
    """Where the simulator's days come from. Its rate limit goes by the machine's own time."""

    def now(self) -> datetime:
        """This moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class Advanced:
    """What the passing of time brought about."""

    stopped: int
    purged: int
    pushes_taken: int


class CarrierSimulator(Simulator):
    """17TRACK at `http://127.0.0.1:<port>/track/v2.4` (and `/v2.2`).

    `calls` counts the calls per operation, failed ones too; `numbers` lists how many numbers each
    had in it. `operations` has switches for what is known of the real service in two versions.
    """

    name = "17track"

    look_up = "gettrackinfo"

    def __init__(
        self,
        clock: Clock,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        calls_per_second: int | None = CALLS_PER_SECOND,
    ) -> None:
        """`calls_per_second` None: as many as come. Port 0: any free one, see `port`."""
        self._clock = clock
        super().__init__(host, port)
        self._calls_per_second = calls_per_second
        self._accounts: dict[str, Account] = {}
        self._stories: dict[str, Story] = {}
        self._faults: dict[str, str] = {}
        self._lock = threading.RLock()
        self._pushes = Pushes(clock.now)
        self.operations = Operations(self._stories)
        self.calls: Counter[str] = Counter()
        self.numbers: dict[str, list[int]] = {}

    @property
    def url(self) -> str:
        """The base for a client."""
        return f"http://{self._address[0]}:{self.port}/track/{VERSIONS[0]}"

    def reset_counters(self) -> None:
        """Begins to count anew."""
        with self._lock:
            self.calls.clear()
            self.numbers.clear()

    # ------------------------------------------------------------------------------ scripting

    def add_account(
        self, key: str, push_url: str | None = None, *, quota: int = DEFAULT_QUOTA
    ) -> None:
        """A customer with this key; one that is known gets the address and keeps its numbers."""
        with self._lock:
            known = self._accounts.setdefault(key, Account(key, push_url, quota))
            known.push_url, known.quota = push_url, quota

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
                self._forget(number)
            elif script.fault:
                self._faults[number] = script.fault
            if script.story:
                self._stories[number] = script.story
                for _, record in self._followers(number):
                    record.told_at = now
        return self.push(number) if script.push else None

    def followed(
        self, key: str, number: str, *, carrier: int | None, since: datetime
    ) -> dict[str, object] | None:
        """Has an account follow a number since an earlier moment; returns what is known of it.

        No call: for what is to be there from the beginning.
        """
        now = self._clock.now()
        asked = {"number": number, "carrier": carrier} if carrier else {"number": number}
        with self._lock:
            account = self._accounts[key]
            self.operations.run("register", account, [asked], now=since)
            for record in account.records_of(number):
                record.told_at = now
            envelope = self.operations.run("gettrackinfo", account, [{"number": number}], now=now)
        accepted = envelope["data"]["accepted"]
        return accepted[0] if accepted else None

    def push(self, number: str) -> bool:
        """Sends the webhook for a number to all who follow it; whether all took it."""
        now = self._clock.now()
        with self._lock:
            story = self._stories.get(number)
            followers = [(a, r) for a, r in self._followers(number) if not r.stopped_at]
            if story is None:
                return False
            told = [(a, r, tracked(r, story, now=now)) for a, r in followers]
        taken = [self._pushes.send(a, r, "TRACKING_UPDATED", item) for a, r, item in told]
        return bool(taken) and all(taken)

    def advance(self) -> Advanced:
        """Brings about what the clock makes due: stops, purges, and pushes that are sent again."""
        now = self._clock.now()
        with self._lock:
            records = [(a, r) for a in self._accounts.values() for r in a.records.values()]
            purged = [(a, r) for a, r in records if _is_purged(r, now)]
            given_up = [(a, r) for a, r in records if self._is_given_up(r, now)]
            for account, record in purged:
                account.remove(record)
            for _, record in given_up:
                record.stop("Expired", self._stories.get(record.number), now=now)
        taken = sum(self._pushes.send(a, r, "TRACKING_STOPPED", stopped(r)) for a, r in given_up)
        return Advanced(len(given_up), len(purged), taken + self._pushes.send_due())

    @property
    def pushes_waiting(self) -> int:
        """How many pushes were not taken and will be sent again."""
        return self._pushes.waiting

    def _followers(self, number: str) -> Iterable[tuple[Account, Record]]:
        for account in self._accounts.values():
            for record in account.records_of(number):
                yield account, record

    def _forget(self, number: str) -> None:
        for account, record in list(self._followers(number)):
            account.remove(record)

    def _is_given_up(self, record: Record, now: datetime) -> bool:
        if record.stopped_at:
            return False
        story = self._stories.get(record.number)
        is_delivered = story is not None and story.status == "Delivered"
        return now - record.told_at > (DONE_AFTER if is_delivered else GIVEN_UP_AFTER)

    # ------------------------------------------------------------------------------ answering

    def _answer(self, request: Request) -> Reply | None:
        *_, version, operation = request.path.partition("?")[0].rsplit("/", 2)
        if version not in VERSIONS or operation not in self.operations.names():
            return _failure(HTTPStatus.NOT_FOUND, error(-18010013))
        if request.method != "POST":
            return _failure(HTTPStatus.METHOD_NOT_ALLOWED, error(-18010013))
        body = _parsed(request.body)
        with self._lock:
            self._count(operation, body)
            account = self._accounts.get(request.headers.get("17token", ""))
            if account is None:
                return _failure(HTTPStatus.UNAUTHORIZED, error(-18010002))
            if self._calls_per_second is not None and account.is_over_rate(
                at=time.monotonic(), calls=self._calls_per_second
            ):
                return _failure(HTTPStatus.TOO_MANY_REQUESTS, error(429))
            if fault := self._fault_of(body):
                return _faulty(fault)
            reply = self._run(operation, account, body)
        if operation == "push":
            self._push_soon(reply)
        return reply

    def _count(self, operation: str, body: object) -> None:
        self.calls[operation] += 1
        size = len(body) if isinstance(body, list) else 0
        self.numbers.setdefault(operation, []).append(size)

    def _fault_of(self, body: object) -> str | None:
        if not self._faults or not isinstance(body, list):
            return None
        numbers = (item.get("number") for item in body if isinstance(item, dict))
        known = (self._faults.get(number.upper()) for number in numbers if isinstance(number, str))
        return next((fault for fault in known if fault), None)

    def _run(self, operation: str, account: Account, body: object) -> Reply:
        try:
            envelope = self.operations.run(operation, account, body, now=self._clock.now())
        except WholeCallFailed as exc:
            failed = {"code": exc.envelope_code, "data": {"errors": [error(exc.code)]}}
            return Reply(HTTPStatus.OK, json.dumps(failed).encode())
        written = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
        return Reply(HTTPStatus.OK, written.encode())

    def _push_soon(self, reply: Reply) -> None:
        accepted = json.loads(reply.body)["data"].get("accepted", [])
        for number in {item["number"] for item in accepted}:
            threading.Thread(target=self.push, args=(number,), daemon=True).start()


def _is_purged(record: Record, now: datetime) -> bool:
    return record.stopped_at is not None and now - record.stopped_at > PURGED_AFTER


def _faulty(fault: str) -> Reply | None:
    if fault == "rate_limit":
        return _failure(HTTPStatus.TOO_MANY_REQUESTS, error(429))
    return _FAULT_REPLIES[fault]


def _failure(status: HTTPStatus, told: dict[str, object]) -> Reply:
    written = json.dumps({"code": told["code"], "data": {"errors": [told]}})
    return Reply(status, written.encode())


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
