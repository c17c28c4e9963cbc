"""Everything together: starts the parts in their order, and ends them."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from dev import http_server, provision, sources, template
from dev.aws_control import AwsControl
from dev.carrier_simulator import CarrierSimulator
from dev.clock import LocalClock
from dev.creators import Workshop
from dev.easypost_simulator import EasyPostSimulator
from dev.gateway import Gateway
from dev.lambdas import Lambdas, functions_of, variables_of
from dev.place import HOST, Misconfigured, Place, aws_environment
from dev.processes import AwsProcess
from dev.queue_pump import QueuePump
from dev.routes import routes_of
from dev.schedules import Scheduler, schedules_of
from dev.shopify_simulator import ShopifySimulator
from dev.stream_pump import StreamPump
from retrack.domain.cadences import hour_of
from retrack.storage.parameters import SsmWatermark

if TYPE_CHECKING:
    from collections.abc import Callable

    from dev.http_events import Answer, Request

STUCK_AFTER = 60.0  # seconds in which nothing in any queue or stream moved
PATIENCE = "3"  # seconds with a simulator: a machine that is busy may keep one waiting for a second
BESIDE_THE_FUNCTIONS = {
    # Logs below this would drown what the console is for.
    "POWERTOOLS_LOG_LEVEL": os.environ.get("POWERTOOLS_LOG_LEVEL", "WARNING"),
    "POWERTOOLS_TRACE_DISABLED": "true",
}


class Stack:
    """The running local stack."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.aws = AwsControl(place)
        self.clock = LocalClock(self._clock_moved)
        self.simulator = CarrierSimulator(self.clock, place.carrier_port)
        self.easypost = EasyPostSimulator(self.clock, place.easypost_port)
        self.simulators = (self.simulator, self.easypost)
        self.shopify = ShopifySimulator(self.clock, place.shopify_port)
        self.workshop = Workshop(place)
        self.environment: dict[str, str] = {}
        self.lambdas = Lambdas(lambda: self.clock.offset)
        self.made: provision.Stack
        self._endings: list[Callable[[], None]] = []

    def start(self) -> None:
        """Starts all but the way in, see `open`.

        Raises:
            Misconfigured: a port is taken, or the template holds what the stack does not know.
        """
        _require_free(self.place)
        process = AwsProcess(self.place)
        self._endings.append(process.stop)
        self.lambdas.start()
        self._endings.append(self.lambdas.stop)
        declared = template.read(
            {
                "PublicUrl": self.place.url,
                "ProviderUrls": json.dumps(_provider_urls(self.place)),
                "CarrierTimeoutSeconds": PATIENCE,
                "ShopifyUrl": self.shopify.url,
                "ShopifyTimeoutSeconds": PATIENCE,
                "WebhookAllowPrivate": "true",  # whoever listens does so on this machine
                "EmailsPerSecond": "1000",  # nobody waits for a turn here
                "TextsPerSecond": "1000",
                "DefaultSender": "retrack@example.com",  # so that every email can be looked at
                "SharedSenderDomains": "example,example.com,example.net,example.org",  # nobody's
            }
        )
        for simulator in (*self.simulators, self.shopify):
            simulator.start()
            self._endings.append(simulator.stop)
        process.wait_until_up(self.aws)
        self.made = provision.provision(declared, self.workshop)
        self.environment = {
            **variables_of(self.made),
            **aws_environment(self.place),
            **BESIDE_THE_FUNCTIONS,
            **_local_keys(self.made, self.place),
        }
        self.lambdas.configure(functions_of(self.made), self.environment)

    def start_pumps(self) -> None:
        """Has queues, streams and schedules reach their functions from now on."""
        sqs = self.workshop.client("sqs")
        functions, invoke = self.lambdas.functions, self.lambdas.invoke
        queues = sources.queue_sources(self.made, functions)
        streams = sources.stream_sources(self.made, functions)
        self._fed = {source.arn.rpartition(":")[2] for source in queues}
        self._streams = [StreamPump(self.aws, sqs, source, invoke) for source in streams]
        self.scheduler = Scheduler(
            schedules_of(self.made, functions),
            self.lambdas,
            self.clock,
            lambda url, body: sqs.send_message(QueueUrl=url, MessageBody=body),
        )
        pumps = [QueuePump(sqs, source, invoke) for source in queues]
        last = self.aws.backlog()["streams"]
        for pump in pumps:
            pump.start()
        for stream in self._streams:
            stream.start(last[stream.table])
        if self.place.hourly:
            self.scheduler.start()
        self._endings += [pump.stop for pump in pumps]
        self._endings += [stream.stop for stream in self._streams]
        self._endings.append(self.scheduler.stop)

    def gateway(self) -> Gateway:
        """The API, for requests from inside as well."""
        (api,) = self.made.of_type("AWS::ApiGatewayV2::Api").values()
        return Gateway(routes_of(api["Body"]), self.lambdas.functions, self.lambdas.invoke)

    def open(self, respond: Callable[[Request], Answer]) -> None:
        """Takes requests from now on.

        Raises:
            Misconfigured: the port was taken meanwhile.
        """
        try:
            server = http_server.Server(self.place.port, respond)
        except OSError as exc:
            raise _taken(self.place.port, "PORT") from exc
        server.start()
        self._endings.append(server.shutdown)

    def drain(self) -> list[str]:
        """Waits until queues and streams are empty; returns what is in them if nothing moves."""
        moved = time.monotonic()
        before: dict[str, int] = {}
        while left := self._left():
            if left != before:
                moved, before = time.monotonic(), left
            elif time.monotonic() - moved > STUCK_AFTER:
                return sorted(left)
            time.sleep(0.01)
        return []

    def _left(self) -> dict[str, int]:
        """How much is in each queue and stream that feeds a function, unless nothing is.

        The positions are read first: whatever they led to is then in what is asked for after.
        """
        positions = {pump.table: pump.position for pump in self._streams}
        backlog = self.aws.backlog()
        queues = {name: n for name, n in backlog["queues"].items() if n and name in self._fed}
        streams = {
            table: last - positions[table]
            for table, last in backlog["streams"].items()
            if positions.get(table, last) < last
        }
        return queues | streams

    def _clock_moved(self, offset: float) -> None:
        self.aws.clock_moved(offset)
        self._forget_later_sweeps()
        self.simulator.advance()

    def _forget_later_sweeps(self) -> None:
        """After a move back, the hours from now on come once more, and are to be swept then."""
        last_hour = hour_of(self.clock.now()) - 1
        ssm = self.workshop.client("ssm")
        watermark = SsmWatermark(ssm, self.environment["PARAMETER_PREFIX"])
        if (watermark.read() or 0) > last_hour:
            watermark.write(last_hour)

    def stop(self) -> None:
        """Ends everything, the newest part first; two seconds at most."""

        def end() -> None:
            for ending in reversed(self._endings):
                with suppress(Exception):
                    ending()

        thread = threading.Thread(target=end, daemon=True)
        thread.start()
        thread.join(2)


def _provider_urls(place: Place) -> dict[str, str]:
    """Every provider is on this machine."""
    return {
        "17track": f"{place.carrier_url}/track/v2.4",
        "easypost": f"{place.easypost_url}/v2",
    }


def _local_keys(made: provision.Stack, place: Place) -> dict[str, str]:
    """Where the keys that verify tokens are: tokens name the real AWS, which does not know them."""
    (pool,) = made.of_type("AWS::Cognito::UserPool")
    return {"COGNITO_JWKS_URL": f"{place.aws_url}/{made.ref(pool)}/.well-known/jwks.json"}


def _require_free(place: Place) -> None:
    for name, port in place.ports.items():
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError as exc:
                raise _taken(port, name) from exc


def _taken(port: int, name: str) -> Misconfigured:
    msg = f"Port {port} is taken; choose another, such as `{name}={port + 1} make run`."
    return Misconfigured(msg)
