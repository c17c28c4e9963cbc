from __future__ import annotations

import time

from retrack.runtime.pacing import Sleeper, pacer


def test_the_first_calls_of_a_real_pacer_do_not_wait_for_an_hour() -> None:
    real = pacer(calls=3, seconds=3600)

    for _ in range(3):
        real.wait_turn()


def test_the_sleeper_sleeps_on_the_clock_the_pacer_reads() -> None:
    begun = time.monotonic()

    Sleeper()(0.01)

    assert time.monotonic() - begun >= 0.01
