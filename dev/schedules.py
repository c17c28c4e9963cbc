"""Invokes what the template schedules: every hour by the wall, or when asked to."""

from __future__ import annotations

import json
import threading
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dev import console
from dev.lambdas import Stopped
from dev.place import ACCOUNT, REGION, Misconfigured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dev.clock import LocalClock
    from dev.lambdas import Function, Lambdas
    from dev.provision import Stack

HOURLY = {"cron(0 * * * ? *)", "rate(1 hour)"}
HOUR = 3600  # seconds
DEFAULT_RETRIES = 2  # Source: Lambda developer guide, "Configuring error handling settings"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A function that is invoked every hour. `destination`: the queue told of lost invocations."""

    name: str
    function: Function
    retries: int
    destination: str | None


def schedules_of(stack: Stack, functions: Mapping[str, Function]) -> list[Schedule]:
    """The template's schedules.

    Raises:
        Misconfigured: one is not hourly.
    """
    found = []
    configs = {
        config["FunctionName"]: config
        for config in stack.of_type("AWS::Lambda::EventInvokeConfig").values()
    }
    queues = {made.attributes.get("Arn"): made.ref for made in stack.made.values()}
    for name, properties in stack.of_type("AWS::Scheduler::Schedule").items():
        if properties["ScheduleExpression"] not in HOURLY:
            msg = f"{name}: the local stack keeps hourly schedules only; see dev/schedules.py."
            raise Misconfigured(msg)
        function = functions[properties["Target"]["Arn"]]
        config = configs.get(function.name, {})
        failure = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        retries = int(config.get("MaximumRetryAttempts", DEFAULT_RETRIES))
        found.append(Schedule(properties["Name"], function, retries, queues.get(failure)))
    return found


class Scheduler:
    """Fires schedules. By itself only while the clock is the wall's: who moved it, moves it on."""

    def __init__(
        self,
        schedules: list[Schedule],
        lambdas: Lambdas,
        clock: LocalClock,
        send: Callable[[str, str], Any],
    ) -> None:
        self._schedules = schedules
        self._lambdas = lambdas
        self._clock = clock
        self._send = send
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begins to watch the wall's clock."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Fires no more."""
        self._stopping.set()

    def fire(self) -> None:
        """Invokes everything scheduled, once, for the stack's present hour."""
        for schedule in self._schedules:
            self._invoke(schedule, _event(schedule, self._clock.now()))

    def _run(self) -> None:
        while not self._stopping.wait(HOUR - time.time() % HOUR):
            if self._clock.offset:
                continue
            try:
                self.fire()
            except Stopped:
                return

    def _invoke(self, schedule: Schedule, event: dict[str, Any]) -> None:
        """As Lambda treats an asynchronous event: tries again, then tells the destination."""
        for attempt in range(schedule.retries + 1):
            outcome = self._lambdas.invoke(schedule.function, event)
            if not outcome.error:
                return
            console.failed(schedule.function, outcome, f"{schedule.name}, attempt {attempt + 1}")
        if schedule.destination:
            lost = {
                "version": "1.0",
                "requestContext": {
                    "functionArn": schedule.function.arn,
                    "condition": "RetriesExhausted",
                    "approximateInvokeCount": schedule.retries + 1,
                },
                "requestPayload": event,
            }
            self._send(schedule.destination, json.dumps(lost))


def _event(schedule: Schedule, now: datetime) -> dict[str, Any]:
    """What EventBridge Scheduler sends when the target is given no input of its own."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": now.astimezone(UTC).strftime("%Y-%m-%dT%H:00:00Z"),
        "region": REGION,
        "resources": [f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{schedule.name}"],
        "detail": "{}",
    }
