"""`make run`: starts the local stack, says where it is, and runs until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from dev import console
from dev.bootstrap import StoreNotMade
from dev.lambdas import Stopped
from dev.place import Misconfigured, Place, aws_environment

if TYPE_CHECKING:
    from dev.bootstrap import LocalStore


def main() -> int:
    """The exit code: 0 when stopped, 1 when it could not start."""
    begun = time.monotonic()
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    try:
        place = Place.from_env(dict(os.environ))
        console.say("Starting the local stack ...")
        return _run(place, over, begun)
    except Misconfigured as exc:
        console.complain(str(exc))
        return 1


def _run(place: Place, over: threading.Event, begun: float) -> int:
    from dev.starting import Start  # noqa: PLC0415  a wrong port is told before a second of imports

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(aws_environment(place))
    start = Start(place)
    problem: list[BaseException] = []
    thread = threading.Thread(target=_guarded, args=(start, problem, over), daemon=True)
    thread.start()
    try:
        while thread.is_alive() and not over.is_set():
            thread.join(0.05)
        if problem:
            raise problem[0]
        if not over.is_set() and start.store:
            console.say(_greeting(place, start.store, time.monotonic() - begun))
        over.wait()
    finally:
        start.stack.stop()
    return 0


def _guarded(start: Any, problem: list[BaseException], over: threading.Event) -> None:
    """Starts in a thread of its own, so that Ctrl-C is heard meanwhile."""
    try:
        start()
    except (Misconfigured, StoreNotMade) as exc:
        problem.append(Misconfigured(str(exc)))
    except Stopped:
        pass
    except BaseException as exc:  # noqa: BLE001  raised again by the main thread
        if not over.is_set():
            problem.append(exc)


def _greeting(place: Place, store: LocalStore, took: float) -> str:
    return f"""
Retrack runs on this machine (ready after {took:.1f} s); Ctrl-C stops it.

  API and dashboard   {place.url}
  Emulated AWS        {place.aws_url}
  Carrier simulators  {place.carrier_url} and {place.easypost_url}
  Shopify simulator   {place.shopify_url}
  Outbox              {place.url}/_dev/outbox.html

  API key             {store.api_key}
  Sign in as          {store.email}  password {store.password}

  curl -H 'Authorization: Bearer {store.api_key}' {place.url}/v1/orders
"""


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # threads that wait for an answer are not waited for
