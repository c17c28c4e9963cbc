"""An import of earlier orders ends, whatever the shop does, and can be taken up again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrack.domain.errors import Conflict
from retrack.domain.identifiers import StoreId
from retrack.domain.shop_problems import SENTENCES, ShopProblem
from retrack.services.import_from_shop import TRIES, ImportFromShop, OrderPage
from retrack.services.ports import Job
from retrack.services.shop_connections import ShopChange, ShopConnection, ShopConnections
from retrack.services.shop_messages import ShopEvent, ShopImport
from retrack.services.tell_shop import ShopBusy, ShopGone, ShopRefused
from retrack.shops.shopify.hooks import order_event
from tests.architecture import template
from tests.fakes.clock import FixedClock
from tests.fakes.parameters import MemorySecrets
from tests.fakes.shops import FakeShopEventQueue
from tests.fakes.storage import MemoryJobs
from tests.shop_payloads import a_shopify_order

STORE = StoreId("s1")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class FakeShop:
    """`ShopOrders`: orders 1 to 5, two a page; a page that is in `failing` raises that instead."""

    def __init__(self) -> None:
        self.failing: dict[str | None, Exception] = {}
        self.read: list[str | None] = []
        self.since: datetime | None = None

    def count(self, connection: ShopConnection, since: datetime) -> int:
        self.since = since
        return 5

    def page(
        self, connection: ShopConnection, store_id: StoreId, since: datetime, *, after: str | None
    ) -> OrderPage:
        if after in self.failing:
            raise self.failing[after]
        self.read.append(after)
        first = int(after or 0) + 1
        numbers = range(first, min(first + 2, 6))
        events = [order_event(store_id, a_shopify_order(id=n)) for n in numbers]
        return OrderPage(events, None if numbers[-1] == 5 else str(numbers[-1]), 0)


class World:
    def __init__(self) -> None:
        self.secrets = MemorySecrets()
        self.connections = ShopConnections(self.secrets)
        self.shop, self.jobs = FakeShop(), MemoryJobs()
        self.queue, self.clock = FakeShopEventQueue(), FixedClock(NOW)
        self.importing = ImportFromShop(
            "shopify", self.connections, self.shop, self.jobs, self.queue, self.clock
        )
        self.connect()

    def connect(self) -> None:
        change = ShopChange(domain="example.myshopify.com", access_token="token")
        self.connections.change(STORE, "shopify", change)

    def begin(self) -> Job:
        return self.importing.begin(STORE)

    @property
    def job(self) -> Job:
        return self.jobs.load(STORE, "shopify-import")

    @property
    def pages(self) -> list[ShopEvent]:
        """What waits in the queue to be imported; a repetition is none."""
        waiting = [event for event in self.queue.events if event.topic == "import"]
        self.queue.sent.clear()
        return waiting

    def settle(self, *, last_try: bool = True) -> None:
        while pages := self.pages:
            for event in pages:
                self.importing.go_on(STORE, ShopImport.from_json(event.payload), last_try=last_try)


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("failure", "problem"),
    [
        (ShopGone(), ShopProblem.TOKEN_REFUSED),
        (ShopGone(ShopProblem.FROZEN), ShopProblem.FROZEN),
        (ShopRefused(ShopProblem.SCOPE_MISSING), ShopProblem.SCOPE_MISSING),
        (ShopBusy(), ShopProblem.NO_ANSWER),
        (ShopBusy(ShopProblem.OVERLOADED), ShopProblem.OVERLOADED),
    ],
)
def test_an_import_that_stopped_says_why_and_goes_on_from_there(
    world: World, failure: Exception, problem: ShopProblem
) -> None:
    world.begin()
    world.shop.failing["2"] = failure
    world.settle()
    stopped = world.job

    world.shop.failing.clear()
    world.connect()
    again = world.begin()
    world.settle()

    assert (stopped.state, stopped.done, stopped.problem) == ("failed", 2, SENTENCES[problem])
    assert (again.state, again.done) == ("running", 2)
    assert (world.job.state, world.job.done, world.job.problem) == ("done", 5, "")
    assert world.shop.read == [None, "2", "4"]


def test_a_busy_shop_is_asked_again_until_the_last_try(world: World) -> None:
    world.begin()
    (event,) = world.pages
    world.shop.failing[None] = ShopBusy()
    due = ShopImport.from_json(event.payload)

    with pytest.raises(ShopBusy):
        world.importing.go_on(STORE, due)
    assert world.job.state == "running"
    world.importing.go_on(STORE, due, last_try=True)

    assert world.job.state == "failed"


def test_a_page_is_tried_as_often_as_its_queue_hands_it_over() -> None:
    queue = template.resources("AWS::SQS::Queue")["ShopEventsQueue"]

    assert queue["RedrivePolicy"]["maxReceiveCount"] == TRIES


def test_a_fault_of_our_own_stops_it_too_and_is_not_hidden(world: World) -> None:
    world.begin()
    (event,) = world.pages
    world.shop.failing[None] = RuntimeError("a fault")
    due = ShopImport.from_json(event.payload)

    with pytest.raises(RuntimeError):
        world.importing.go_on(STORE, due)
    assert world.job.state == "running"
    with pytest.raises(RuntimeError):
        world.importing.go_on(STORE, due, last_try=True)

    assert world.job.problem == SENTENCES[ShopProblem.STOPPED]


def test_what_the_shop_will_never_give_is_begun_anew(world: World) -> None:
    world.begin()
    world.shop.failing["2"] = ShopRefused()
    world.settle()
    assert world.job.problem == SENTENCES[ShopProblem.REQUEST_REFUSED]

    world.shop.failing.clear()
    assert world.begin().done == 0
    world.settle()

    assert (world.job.state, world.job.done) == ("done", 5)
    assert world.shop.read == [None, None, "2", "4"]


def test_an_import_that_runs_is_not_begun_twice(world: World) -> None:
    first = world.begin()

    second = world.begin()

    assert second == first
    assert len(world.queue.sent) == 1


def test_an_import_that_nobody_is_at_any_more_goes_on(world: World) -> None:
    world.begin()
    world.queue.sent.clear()
    world.clock.moment += timedelta(hours=1, seconds=1)

    world.begin()
    world.settle()

    assert world.job.state == "done"


def test_an_import_that_stopped_long_ago_begins_anew(world: World) -> None:
    world.begin()
    world.shop.failing["2"] = ShopBusy()
    world.settle()
    world.shop.failing.clear()
    world.clock.moment += timedelta(days=1, seconds=1)

    world.begin()
    world.settle()

    assert world.job.created_at == world.clock.moment
    assert world.shop.since == world.clock.moment - timedelta(days=60)
    assert world.shop.read == [None, None, "2", "4"]


def test_one_that_is_done_may_be_begun_anew(world: World) -> None:
    world.begin()
    world.settle()

    assert world.begin().state == "running"
    world.settle()

    assert (world.job.state, world.job.done) == ("done", 5)


def test_a_page_that_comes_again_is_not_read_again_but_has_the_next_one_queued(
    world: World,
) -> None:
    world.begin()
    (first,) = world.pages
    due = ShopImport.from_json(first.payload)
    world.importing.go_on(STORE, due)
    (second,) = world.pages

    world.importing.go_on(STORE, due)

    assert world.pages == [second]
    assert world.shop.read == [None]


def test_a_page_of_an_earlier_attempt_changes_nothing(world: World) -> None:
    world.begin()
    (first,) = world.pages
    due = ShopImport.from_json(first.payload)
    world.shop.failing[None] = ShopBusy()
    world.importing.go_on(STORE, due, last_try=True)

    world.importing.go_on(STORE, due, last_try=True)

    assert world.pages == []
    assert world.job.state == "failed"
    world.shop.failing.clear()
    world.begin()
    world.importing.go_on(STORE, due)
    (queued,) = world.pages
    assert ShopImport.from_json(queued.payload) == replace(due, attempt=2)


def test_a_refused_token_shows_at_the_connection_until_there_is_a_new_one(world: World) -> None:
    world.begin()
    world.shop.failing[None] = ShopGone()
    world.settle()
    refused = world.connections.load(STORE, "shopify")

    with pytest.raises(Conflict):
        world.begin()
    world.connect()

    assert refused
    assert (refused.connected, refused.problem) == (False, ShopProblem.TOKEN_REFUSED)
    connected = world.connections.load(STORE, "shopify")
    assert connected
    assert (connected.connected, connected.problem) == (True, None)


def test_a_missing_scope_leaves_the_connection_and_is_gone_once_it_works(world: World) -> None:
    world.begin()
    world.shop.failing[None] = ShopRefused(ShopProblem.SCOPE_MISSING)
    world.settle()
    noted = world.connections.load(STORE, "shopify")

    world.begin()

    assert noted
    assert (noted.may_be_told, noted.problem) == (True, ShopProblem.SCOPE_MISSING)
    assert (connection := world.connections.load(STORE, "shopify"))
    assert connection.problem is None


def test_a_shop_that_was_disconnected_meanwhile_stops_it(world: World) -> None:
    world.begin()
    world.connections.remove(STORE, "shopify")

    world.settle()

    assert world.job.problem == SENTENCES[ShopProblem.NOT_CONNECTED]
