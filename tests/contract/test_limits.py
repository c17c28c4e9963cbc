"""`Limiter`: tries are counted for everybody together, and nobody is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import boto3
import pytest

from retrack.runtime.clock import SystemRandomness
from retrack.services.ports import Limit, Limiter
from retrack.storage.limits import TableLimiter
from tests.builders import NOON, days, fresh_store_id, hours
from tests.fakes.customer_page import MemoryLimiter

TWICE = Limit("look-up", tries=2, seconds=3600)
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["memory", "table"])
def limiter(request: pytest.FixtureRequest) -> Limiter:
    if request.param == "memory":
        return MemoryLimiter()
    request.getfixturevalue("table")
    return TableLimiter(SystemRandomness())


@pytest.fixture
def subject() -> str:
    return f"192.0.2.1 of {fresh_store_id()}"


def test_tries_within_the_limit_need_not_wait(limiter: Limiter, subject: str) -> None:
    waits = [limiter.seconds_to_wait(TWICE, subject, now=NOON) for _ in range(3)]

    assert waits == [0, 0, 3600]


def test_the_wait_is_over_when_the_window_is(limiter: Limiter, subject: str) -> None:
    for _ in range(3):
        limiter.seconds_to_wait(TWICE, subject, now=NOON)

    last = NOON + hours(1) - SECOND
    assert limiter.seconds_to_wait(TWICE, subject, now=last) == 1
    assert limiter.seconds_to_wait(TWICE, subject, now=last + SECOND) == 0


def test_each_subject_and_each_limit_is_counted_for_itself(limiter: Limiter, subject: str) -> None:
    for _ in range(3):
        limiter.seconds_to_wait(TWICE, subject, now=NOON)

    other = Limit("another", tries=2, seconds=3600)
    assert limiter.seconds_to_wait(TWICE, subject + " too", now=NOON) == 0
    assert limiter.seconds_to_wait(other, subject, now=NOON) == 0


def test_another_process_counts_on(table: str, subject: str) -> None:
    for _ in range(2):
        TableLimiter(SystemRandomness()).seconds_to_wait(TWICE, subject, now=NOON)

    assert TableLimiter(SystemRandomness()).seconds_to_wait(TWICE, subject, now=NOON) == 3600


def test_nothing_kept_tells_who_tried(table: str, subject: str) -> None:
    TableLimiter(SystemRandomness()).seconds_to_wait(TWICE, subject, now=NOON)

    assert "192.0.2.1" not in str(_items(table, "LIMIT#"))


def test_what_is_kept_goes_away(table: str, subject: str) -> None:
    once = Limit("once", tries=1, seconds=60)
    TableLimiter(SystemRandomness()).seconds_to_wait(once, subject, now=NOON)

    for beginning in ("LIMIT#TRIES#once#", "LIMIT#SALT#2026-11-01"):
        (item,) = _items(table, beginning)
        assert NOON.timestamp() < int(item["expires_at"]["N"]) <= (NOON + days(2)).timestamp()


def test_on_another_day_the_same_person_is_somebody_else(table: str, subject: str) -> None:
    limiter, daily = TableLimiter(SystemRandomness()), Limit("daily", tries=1, seconds=3600)
    for now in (NOON, NOON + days(1)):
        limiter.seconds_to_wait(daily, subject, now=now)

    hashes = {item["PK"]["S"].rpartition("#")[2] for item in _items(table, "LIMIT#TRIES#daily#")}
    assert len(hashes) == 2


def _items(table: str, beginning: str) -> list[dict[str, Any]]:
    items = boto3.client("dynamodb").scan(TableName=table)["Items"]
    return [item for item in items if item["PK"]["S"].startswith(beginning)]
