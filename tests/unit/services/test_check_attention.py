"""What nothing but time made need attention is looked for hour by hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from retrack.domain.attention import Reason
from retrack.domain.cadences import hour_of
from retrack.domain.happenings import HappeningType
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.webhooks import Webhook
from retrack.services.check_attention import CheckAttention
from retrack.services.webhook_ports import CameDue
from tests.builders import NOON, hours
from tests.fakes.clock import FixedClock
from tests.fakes.messaging import FakeAnnouncer
from tests.fakes.parameters import MemoryWatermark
from tests.fakes.webhooks import MemoryWebhooks

HOUR = hour_of(NOON)
EVENTS = frozenset({HappeningType.ORDER_NEEDS_ATTENTION})


class Due:
    """`AttentionIndex` with one order a store, due at noon; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[StoreId, datetime, datetime]] = []

    def came_due(self, store_id: StoreId, *, after: datetime, until: datetime) -> Iterator[CameDue]:
        self.asked.append((store_id, after, until))
        if after < NOON <= until:
            yield CameDue(OrderId("1001"), Reason.NOT_FULFILLED, NOON)


class World:
    def __init__(self) -> None:
        self.index = Due()
        self.announcer = FakeAnnouncer()
        self.watermark = MemoryWatermark(HOUR - 1)
        self.webhooks = MemoryWebhooks()
        self.clock = FixedClock()
        self.webhooks.add(Webhook("w1", StoreId("s1"), "https://example.com", EVENTS, NOON))
        self.check = CheckAttention(
            self.webhooks, self.index, self.announcer, self.watermark, self.clock
        )


@pytest.fixture
def world() -> World:
    return World()


def test_an_hour_is_checked_once(world: World) -> None:
    assert world.check() == 1
    assert world.check() == 0

    assert world.index.asked[0] == (StoreId("s1"), NOON - hours(1), NOON)
    assert world.watermark.hour == HOUR


def test_after_an_outage_all_that_was_missed_is_told(world: World) -> None:
    world.watermark.hour = HOUR - 30
    world.clock.moment = NOON + hours(3)

    assert world.check() == 1

    assert world.index.asked == [(StoreId("s1"), NOON - hours(30), NOON + hours(3))]


def test_a_year_is_not_caught_up_with(world: World) -> None:
    world.watermark.hour = 0

    world.check()

    assert world.index.asked[0][1] == NOON - hours(30 * 24)


@pytest.mark.parametrize("last", [None, HOUR + 1])
def test_the_first_check_looks_back(world: World, last: int | None) -> None:
    world.watermark.hour = last
    world.clock.moment = NOON + hours(0.5)

    assert world.check() == 1

    assert world.watermark.hour == HOUR


def test_a_crash_tells_the_same_again(world: World) -> None:
    world.watermark.crash = RuntimeError("down")
    with pytest.raises(RuntimeError):
        world.check()

    world.check()

    first, second = world.announcer.calls
    assert [told.id for told in first] == [told.id for told in second]
