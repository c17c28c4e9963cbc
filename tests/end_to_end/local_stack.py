"""The local stack as tests start it and call it."""

from __future__ import annotations

import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest
import requests

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PORTS = ("PORT", "AWS_PORT", "CARRIER_PORT", "EASYPOST_PORT", "SHOPIFY_PORT")
STARTS_WITHIN = 120  # seconds; it takes about five
PATIENCE = 300  # seconds for one call: a busy machine is not what is tested
# Below those that the system gives to outgoing connections: one of these may be somebody's before
# the stack, seconds later, listens there.
OUR_PORTS = range(15_000, 32_000)


class Caller:
    """Calls the stack over HTTP, with a store's key or without any."""

    def __init__(self, url: str, api_key: str | None = None) -> None:
        self.url = url
        self._session = requests.Session()
        if api_key:
            self._session.headers["Authorization"] = f"Bearer {api_key}"

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        return self._session.request(method, self.url + path, timeout=PATIENCE, **more)

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self.call("POST", path, json=body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self.call("PUT", path, json=body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> requests.Response:
        return self.call("PATCH", path, json=body, **more)

    def delete(self, path: str, **more: Any) -> requests.Response:
        return self.call("DELETE", path, **more)

    def close(self) -> None:
        self._session.close()


class Store(Caller):
    """A store of the stack, with what `/_dev/info` tells of it in `info`."""

    def __init__(self, url: str, info: dict[str, str]) -> None:
        super().__init__(url, info["api_key"])
        self.info = info


class LocalStack(Caller):
    """The running stack. Calls are made without a credential; see `new_store`."""

    def __init__(self, url: str, aws_url: str, carrier_url: str, *others: str) -> None:
        super().__init__(url)
        self.aws_url, self.carrier_url = aws_url, carrier_url
        self.easypost_url, self.shopify_url = others
        self.info: dict[str, str] = self.get("/_dev/info").json()

    def new_store(self, plan: str = "boss", name: str = "A store") -> Store:
        answer = self.post("/_dev/stores", {"plan": plan, "name": name})
        assert answer.status_code == 200, answer.text
        return Store(self.url, answer.json())

    def script(self, number: str, **story: Any) -> requests.Response:
        return self.put(f"/_dev/carrier/{number}", story)

    def drain(self) -> None:
        answer = self.post("/_dev/drain")
        assert answer.status_code == 200, answer.text

    def sweep(self) -> dict[str, int]:
        answer = self.post("/_dev/sweep")
        assert answer.status_code == 200, answer.text
        swept: dict[str, int] = answer.json()
        return swept

    def outbox(self, order_id: str | None = None) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = self.get("/_dev/outbox").json()
        return [m for m in messages if order_id in {None, m["order_id"]}]


def free_ports(count: int = len(PORTS)) -> list[int]:
    """Ports that nobody has now, by the system's dice: those of all workers are seeded alike."""
    shuffled = iter(random.SystemRandom().sample(OUR_PORTS, len(OUR_PORTS)))
    return list(itertools.islice(filter(_is_free, shuffled), count))


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def start_process(
    ports: list[int], console: int | IO[str] = subprocess.PIPE, **variables: str
) -> subprocess.Popen[str]:
    """`python -m dev`, in a process group of its own, so that a test can press Ctrl-C."""
    own = {*PORTS, "SEED", "HOURLY"}
    environment = {k: v for k, v in os.environ.items() if k not in own}
    environment |= dict(zip(PORTS, map(str, ports), strict=True))
    return subprocess.Popen(
        [sys.executable, "-m", "dev"],
        cwd=ROOT,
        env={**environment, "SEED": "0", "HOURLY": "0", **variables},
        stdout=console,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def running(*, tell: Callable[[str], object] = print, **variables: str) -> Iterator[LocalStack]:
    """A stack of one's own until the end, when what it said is told.

    Its console is a file: a pipe that nobody reads is full some day, and all stands still.
    """
    ports = free_ports()
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as console:
        process = start_process(ports, console, **variables)
        try:
            _wait_until_ready(process, urls[0])
            stack = LocalStack(*urls)
            yield stack
            stack.close()
        finally:
            end(process)
            console.seek(0)
            tell(console.read())


def _wait_until_ready(process: subprocess.Popen[str], url: str) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            requests.get(f"{url}/_dev/info", timeout=30).raise_for_status()
        except requests.RequestException:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the local stack did not start; what it said is printed")


def end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
