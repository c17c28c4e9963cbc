"""The waiting that is real: pacing of calls to tracking providers."""

import time

from retrack.carriers.pacing import WindowPacer


class Sleeper:
    """Really waits; the only one in the product that does."""

    def __call__(self, seconds: float) -> None:
        """Blocks for so many seconds."""
        time.sleep(seconds)


def pacer(*, calls: int, seconds: float) -> WindowPacer:
    """A pacer on the machine's own time. One for each account, for as long as the process lives."""
    return WindowPacer(calls=calls, seconds=seconds, monotonic=time.monotonic, sleep=Sleeper())
