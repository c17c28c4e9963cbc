"""Keeping below a provider's rate limit, with time handed in."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol


class Pacer(Protocol):
    """Makes a caller wait where a provider would refuse it otherwise."""

    def wait_turn(self) -> None:
        """Returns as soon as one more call is allowed, and counts it."""
        ...

    def pause(self, seconds: float) -> None:
        """Waits before a refused call is made again."""
        ...


class WindowPacer:
    """At most `calls` in any `seconds`: a few at once are free, a stream of them is spread.

    `monotonic` gives seconds that never go back; `sleep` waits that many. Threads may share it.
    """

    def __init__(
        self,
        *,
        calls: int,
        seconds: float,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._recent: deque[float] = deque(maxlen=calls)

    def wait_turn(self) -> None:
        """Waits until the call that was `calls` before this one is `seconds` old."""
        with self._lock:  # also while waiting: who comes later has to wait longer
            if len(self._recent) == self._recent.maxlen:
                due = self._recent[0] + self._seconds - self._monotonic()
                if due > 0:
                    self._sleep(due)
            self._recent.append(self._monotonic())

    def pause(self, seconds: float) -> None:
        """Waits."""
        self._sleep(seconds)
