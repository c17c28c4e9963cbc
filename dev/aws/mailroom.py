"""What becomes of emails once they were sent, reported as SES does: to the account's event bus.

By itself every email arrives. What is to become of those to an address can be scripted, and of one
that was sent already, said. SES's own test addresses do what they do there.

Source: SES developer guide, "Using the mailbox simulator".
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moto.events.models import events_backends

from dev.aws.mail_outcomes import OUTCOMES, event_of
from dev.place import ACCOUNT, REGION

if TYPE_CHECKING:
    from dev.aws.outbox import Message

SIMULATOR = "simulator.amazonses.com"


_AT_SIMULATOR = {"bounce": "bounce", "complaint": "complaint", "suppressionlist": "bounce"}


class Mailroom:
    """Reports on emails. One thread at a time: who calls has the turn of the emulated AWS."""

    def __init__(self) -> None:
        self._switched_on: dict[str, set[str]] = {}
        self._scripts: dict[str, str] = {}

    def switch_on(self, configuration_set: str, kinds: list[str]) -> None:
        """Has these kinds of reports made of what is sent through a configuration set."""
        self._switched_on[configuration_set] = set(kinds)

    def script(self, address: str, outcome: str) -> None:
        """What is to become of emails to an address from now on."""
        self._scripts[address.casefold()] = outcome

    def forget_scripts(self) -> None:
        """Every email arrives again."""
        self._scripts.clear()

    def took(self, message: Message) -> None:
        """An email was handed over: reports what becomes of it."""
        name, _, domain = message.to.casefold().partition("@")
        usual = _AT_SIMULATOR.get(name, "delivery") if domain == SIMULATOR else "delivery"
        self.report(message, self._scripts.get(message.to.casefold(), usual))

    def report(self, message: Message, outcome: str) -> None:
        """Says what became of an email, as far as its configuration set reports that."""
        wanted = self._switched_on.get(message.configuration_set, set())
        for report in OUTCOMES[outcome]:
            if report.switch in wanted:
                # On the default bus, from where rules take it on.
                events_backends[ACCOUNT][REGION].put_events([_entry(event_of(report, message))])


def _entry(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
        "Time": datetime.fromisoformat(event["time"]).timestamp(),
    }
