from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests

from dev.carrier_simulator import CarrierSimulator

KEY = "0123456789ABCDEF0123456789ABCDEF"


class SetClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 1, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, **span: float) -> None:
        self.moment += timedelta(**span)


class Account:
    """Calls the simulator as a customer does."""

    def __init__(self, simulator: CarrierSimulator, session: requests.Session) -> None:
        self.simulator = simulator
        self.session = session

    def post(
        self, operation: str, body: object, *, key: str = KEY, version: str = "v2.4"
    ) -> requests.Response:
        url = self.simulator.url.replace("v2.4", version)
        return self.session.post(f"{url}/{operation}", json=body, headers={"17token": key})

    def call(self, operation: str, *items: dict[str, Any]) -> dict[str, Any]:
        """The `data` of an answer."""
        data: dict[str, Any] = self.post(operation, list(items)).json()["data"]
        return data

    def codes(self, operation: str, *items: dict[str, Any]) -> list[int]:
        """The error code per rejected number."""
        rejected = self.call(operation, *items)["rejected"]
        return [item["error"]["code"] for item in rejected]

    def known(self, number: str) -> dict[str, Any]:
        """What is known of a number."""
        [item] = self.call("gettrackinfo", {"number": number})["accepted"]
        info: dict[str, Any] = item["track_info"]
        return info


class Receiver:
    """Takes pushes, and answers them with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.taken: list[tuple[bytes, dict[str, str]]] = []
        self.url = ""
        self.has_taken = threading.Event()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def simulator(clock: SetClock) -> Iterator[CarrierSimulator]:
    simulator = CarrierSimulator(clock, calls_per_second=None).start()
    simulator.add_account(KEY)
    yield simulator
    simulator.stop()


@pytest.fixture
def account(simulator: CarrierSimulator) -> Iterator[Account]:
    with requests.Session() as session:
        session.trust_env = False
        yield Account(simulator, session)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.taken.append((body, {k.lower(): v for k, v in self.headers.items()}))
            self.send_response(receiver.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
            receiver.has_taken.set()

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hooks/17track/s1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield receiver
    server.shutdown()
    server.server_close()
    thread.join()
