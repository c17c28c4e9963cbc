"""A process that notifies, and is killed at a step: see `test_killed_notifier`.

It is a server of forks. It loads what the notifier loads, once, and makes for each line on its
standard input a child that delivers one happening with the notifier's own use case, wired as the
notifier wires it. What it answers is how the child ended. A child is killed by the signal that
nothing can catch, so nothing of it is tidied up.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import replace
from datetime import datetime
from typing import Any

from retrack.domain.notifications import Notification, NotificationKey
from retrack.domain.settings import Channel
from retrack.messaging.happenings import happening_from_json
from retrack.runtime import messages, wiring
from retrack.runtime.settings import NotifierSettings
from retrack.services.notify import NotifyCustomer
from retrack.services.ports import MessageDelayed
from retrack.storage.notifications import TableNotifications
from retrack.storage.table import bind_table, connection

DONE, DELAYED = 0, 75
BEFORE_CLAIM, CLAIMED, SENT, BEFORE_RECORD, RECORDED = (
    "before the claim", "after the claim", "after the send", "before the record",
    "after the record",
)  # fmt: skip
STEPS = (BEFORE_CLAIM, CLAIMED, SENT, BEFORE_RECORD, RECORDED)


class FixedClock:
    """The time that the delivery was asked for at."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


class Dying:
    """Kills this very process at one step of one channel's message."""

    def __init__(self, channel: str | None, step: str | None) -> None:
        self.channel, self.step = channel, step

    def at(self, step: str, channel: Channel) -> None:
        if (self.channel, self.step) == (channel, step):
            os.kill(os.getpid(), signal.SIGKILL)


class DyingLog:
    """The notifier's log, in which steps can be its last."""

    def __init__(self, log: TableNotifications, dying: Dying) -> None:
        self.log, self.dying = log, dying

    def begin(self, notification: Notification) -> Notification | None:
        channel = notification.key.channel
        self.dying.at(BEFORE_CLAIM, channel)
        earlier = self.log.begin(notification)
        if earlier is None:
            self.dying.at(CLAIMED, channel)
        return earlier

    def take_over(self, notification: Notification, *, seen: Notification) -> bool:
        taken = self.log.take_over(notification, seen=seen)
        self.dying.at(CLAIMED, notification.key.channel)
        return taken

    def finish(self, notification: Notification) -> None:
        self.dying.at(BEFORE_RECORD, notification.key.channel)
        self.log.finish(notification)
        self.dying.at(RECORDED, notification.key.channel)

    def load(self, key: NotificationKey) -> Notification | None:
        return self.log.load(key)


class DyingSender:
    """A sender after whose work the process may be no more."""

    def __init__(self, sender: Any, dying: Dying, channel: Channel) -> None:
        self.sender, self.dying, self.channel = sender, dying, channel

    def send(self, message: Any) -> str:
        message_id: str = self.sender.send(message)
        self.dying.at(SENT, self.channel)
        return message_id


def deliver(notify: NotifyCustomer, order: dict[str, Any]) -> int:
    """Delivers a happening, at a moment, to a notifier that dies at a step if one is named."""
    dying = Dying(order.get("channel"), order.get("step"))
    killed = replace(
        notify,
        log=DyingLog(TableNotifications(), dying),
        emails=DyingSender(notify.emails, dying, Channel.EMAIL),
        texts=DyingSender(notify.texts, dying, Channel.SMS),
        clock=FixedClock(datetime.fromisoformat(order["now"])),
    )
    try:
        killed(happening_from_json(order["happening"]))
    except MessageDelayed:
        return DELAYED
    return DONE


def made_ready(table: str, url: str) -> NotifyCustomer:
    """The notifier's use case with all its clients, none of which has a connection to share."""
    bind_table(table, region=os.environ["AWS_REGION"], endpoint=url)
    notify = messages.notify(NotifierSettings.from_env())
    connection().describe_table()
    for client in (connection().connection.client, wiring.client("ssm")):
        client.close()
    return notify


def main(table: str, url: str) -> None:
    """Serves forks until its input ends."""
    notify = made_ready(table, url)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            os._exit(deliver(notify, json.loads(line)))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
