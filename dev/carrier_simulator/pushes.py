"""Webhooks: signed, and sent again after 10, 30 and 60 minutes until they are answered with 200."""

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import requests

from dev.carrier_simulator.accounts import Account, Record

RETRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (10, 30, 60))
_TIMEOUT = 30  # seconds


@dataclass(slots=True)
class _Delivery:
    account: Account
    record: Record
    body: bytes
    begun_at: datetime
    tries: int = 0

    @property
    def due_at(self) -> datetime:
        return self.begun_at + RETRIES[self.tries - 1] if self.tries else self.begun_at


class Pushes:
    """What was sent, and what is still to be sent."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Nothing is waiting at first."""
        self._now = now
        self._waiting: list[_Delivery] = []
        self._lock = threading.Lock()

    def send(self, account: Account, record: Record, event: str, told: dict[str, Any]) -> bool:
        """Sends a webhook now; False when it was not taken, and will be tried again."""
        if not account.push_url:
            return False
        body = json.dumps({"event": event, "data": told}, separators=(",", ":")).encode()
        return self._deliver(_Delivery(account, record, body, self._now()))

    def send_due(self) -> int:
        """Sends again what was not taken and is due by now; returns how many were taken."""
        now = self._now()
        with self._lock:
            due = [delivery for delivery in self._waiting if delivery.due_at <= now]
            self._waiting = [delivery for delivery in self._waiting if delivery.due_at > now]
        return sum(self._deliver(delivery) for delivery in due)

    @property
    def waiting(self) -> int:
        """How many will be tried again."""
        return len(self._waiting)

    def _deliver(self, delivery: _Delivery) -> bool:
        code = _post(delivery.account, delivery.body)
        delivery.tries += 1
        record, taken = delivery.record, code == HTTPStatus.OK
        record.pushed_at, record.push_status_code = self._now(), code
        record.push_status = "Success" if taken else "Failure"
        if not taken and delivery.tries <= len(RETRIES):
            with self._lock:
                self._waiting.append(delivery)
        return taken


def sign(body: bytes, key: str) -> str:
    """The `sign` header: plain SHA-256 over body, slash, key."""
    return hashlib.sha256(body + b"/" + key.encode()).hexdigest()


def _post(account: Account, body: bytes) -> int | None:
    headers = {"Content-Type": "application/json", "sign": sign(body, account.key)}
    try:
        with requests.Session() as session:
            session.trust_env = False
            url = account.push_url or ""
            return session.post(url, data=body, headers=headers, timeout=_TIMEOUT).status_code
    except requests.RequestException:
        return None
