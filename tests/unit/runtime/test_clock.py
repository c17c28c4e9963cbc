"""The machine's time and chance, and the places where others are put."""

from __future__ import annotations

from datetime import UTC, datetime

from retrack.runtime import wiring
from retrack.runtime.clock import SystemClock, SystemRandomness
from retrack.runtime.pacing import pacer
from tests.builders import NOON


def test_the_time_is_the_machines_in_utc() -> None:
    before = datetime.now(UTC)

    now = SystemClock().now()

    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_ids_and_secrets_are_never_the_same() -> None:
    chance = SystemRandomness()

    ids = {chance.identifier() for _ in range(1000)}
    secrets = {chance.secret() for _ in range(1000)}

    assert (len(ids), len(secrets)) == (1000, 1000)
    assert all(len(i) == 32 and i.isalnum() for i in ids)
    assert all(len(s) == 32 and not s.strip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
               "0123456789-_") for s in secrets)  # fmt: skip


def test_another_clock_holds_for_what_was_made_before() -> None:
    class Noon:
        def now(self) -> datetime:
            return NOON

    made_before = wiring.clock()
    try:
        wiring.set_clock(Noon())

        assert made_before.now() == NOON
    finally:
        wiring.set_clock(SystemClock())


def test_a_pacer_lets_the_first_calls_through_at_once() -> None:
    made = pacer(calls=3, seconds=1000)

    for _ in range(3):
        made.wait_turn()
