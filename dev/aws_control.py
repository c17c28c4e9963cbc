"""Asks the emulated AWS what AWS itself is never asked: see dev/aws/control.py."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import requests

if TYPE_CHECKING:
    from dev.place import Place

_PATIENCE = 10.0  # seconds, beyond what a call is to wait


class _Connection(threading.local):
    """Each thread keeps one open."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.trust_env = False  # no proxy is between the parts of one machine


class AwsControl:
    """A client; for any thread."""

    def __init__(self, place: Place) -> None:
        self._url = f"{place.aws_url}/_local"
        self._kept = _Connection()

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            self._ask("GET", "backlog")
        except requests.RequestException:
            return False
        return True

    def usage(self) -> dict[str, Any]:
        """What was called and consumed."""
        found: dict[str, Any] = self._ask("GET", "usage")
        return found

    def forget_usage(self) -> None:
        """Begins to count anew."""
        self._ask("DELETE", "usage")

    def outbox(self) -> list[dict[str, Any]]:
        """Every message sent."""
        found: list[dict[str, Any]] = self._ask("GET", "outbox")
        return found

    def empty_outbox(self) -> None:
        """Forgets every message."""
        self._ask("DELETE", "outbox")

    def sender(self, name: str, state: str) -> None:
        """Says how far an identity is proved."""
        self._ask("PUT", "sender", {"name": name, "state": state})

    def mail(self, name: str, outcome: str) -> dict[str, str]:
        """Says what becomes of an email, or of those to an address; empty for an unknown email."""
        found: dict[str, str] = self._ask("PUT", "mail", {"name": name, "outcome": outcome})
        return found

    def forget_mail_scripts(self) -> None:
        """Every email arrives again."""
        self._ask("DELETE", "mail")

    def report_mail(self, configuration_set: str, kinds: list[str]) -> None:
        """Has what is sent through a configuration set reported on."""
        wishes = {"configuration_set": configuration_set, "kinds": ",".join(kinds)}
        self._ask("PUT", "destination", wishes)

    def backlog(self) -> dict[str, dict[str, int]]:
        """Messages in each queue, and the last record of each stream."""
        found: dict[str, dict[str, int]] = self._ask("GET", "backlog")
        return found

    def stream(
        self, table: str, after: int, limit: int, *, wait: float = 0
    ) -> list[dict[str, Any]]:
        """The records of a table's stream after a position."""
        wishes = {"table": table, "after": str(after), "limit": str(limit), "wait": str(wait)}
        found: list[dict[str, Any]] = self._ask("GET", "stream", wishes, wait=wait)
        return found

    def clock_moved(self, offset: float) -> None:
        """Tells how far the stack's clock is ahead of the wall's, in seconds."""
        self._ask("PUT", "clock", {"offset": str(offset)})

    def _ask(
        self, method: str, path: str, wishes: dict[str, str] | None = None, *, wait: float = 0
    ) -> Any:
        answer = self._kept.session.request(
            method, f"{self._url}/{path}", params=wishes, timeout=wait + _PATIENCE
        )
        answer.raise_for_status()
        return answer.json()
