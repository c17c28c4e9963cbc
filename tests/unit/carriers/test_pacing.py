from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrack.carriers.pacing import WindowPacer


class StandIn:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def pacer(self) -> WindowPacer:
        return WindowPacer(calls=3, seconds=1.0, monotonic=self.monotonic, sleep=self.sleep)


def test_the_first_calls_are_free() -> None:
    time = StandIn()
    pacer = time.pacer()

    for _ in range(3):
        pacer.wait_turn()

    assert time.slept == []


def test_the_fourth_call_waits_until_the_first_is_a_second_old() -> None:
    time = StandIn()
    pacer = time.pacer()
    pacer.wait_turn()
    time.seconds += 0.25
    for _ in range(2):
        pacer.wait_turn()

    pacer.wait_turn()

    assert time.slept == [0.75]


def test_calls_that_come_slowly_never_wait() -> None:
    time = StandIn()
    pacer = time.pacer()

    for _ in range(10):
        pacer.wait_turn()
        time.seconds += 0.4

    assert time.slept == []


def test_a_pause_is_slept() -> None:
    time = StandIn()

    time.pacer().pause(0.35)

    assert time.slept == [0.35]


@given(st.lists(st.sampled_from([0.0, 0.125, 0.25, 0.5, 1.0, 4.0]), max_size=40))
def test_no_second_ever_sees_more_than_three_calls(gaps: list[float]) -> None:
    time = StandIn()
    pacer = time.pacer()
    made = []

    for gap in gaps:
        time.seconds += gap
        pacer.wait_turn()
        made.append(time.seconds)

    assert all(later - earlier >= 1.0 for earlier, later in zip(made, made[3:], strict=False))
