"""“Track again”, for one shipment and for many (R7)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from retrack.domain.account import TrackingAccount, Trouble
from retrack.domain.errors import (
    CarrierRefused,
    CarrierSlow,
    CarrierUnavailable,
    Invalid,
    NotFound,
    PlanRequired,
    TooSoon,
)
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.plans import Plan
from retrack.domain.reports import Rejected, Rejection
from retrack.domain.shipments import Shipment, apply_report, set_by_hand
from retrack.domain.statuses import Status
from retrack.services.ports import Job
from retrack.services.tasks import FollowedParcel
from retrack.services.track_again import MAX_ORDERS, TrackAgain, TrackMany
from retrack.services.watch_account import AccountWorks
from tests.builders import (
    NOON,
    a_report,
    a_shipment,
    a_silent_report,
    a_store,
    an_order,
    days,
    hours,
)
from tests.fakes.carriers import FakeCarriers, FakeGateway
from tests.fakes.clock import FixedClock
from tests.fakes.messaging import FakeTrackingQueue
from tests.fakes.randomness import CountedRandomness
from tests.fakes.storage import MemoryJobs, MemoryStores
from tests.fakes.watched_orders import WatchedOrders

STORE, ORDER, SHIPMENT = StoreId("s1"), OrderId("1001"), ShipmentId("s1")
A_SECOND = timedelta(seconds=1)


class World:
    """A store on Boss with one order, whose parcel the provider knows to be on its way."""

    def __init__(self) -> None:
        self.orders = WatchedOrders()
        self.order = self.orders.create(an_order(shipments=(a_shipment(),)))
        self.number = self.order.shipments[0].tracking_number
        self.stores = MemoryStores(a_store())
        self.gateway = FakeGateway(a_report())
        self.gateway.followed.add(self.number)
        self.carriers = FakeCarriers(self.gateway)
        self.queue = FakeTrackingQueue()
        self.jobs = MemoryJobs()
        self.clock = FixedClock(NOON + hours(1))
        self._track_again = TrackAgain(
            self.orders,
            self.stores,
            self.carriers,
            self.queue,
            self.clock,
            AccountWorks(self.stores, self.clock),
        )
        self.track_many = TrackMany(
            self.orders,
            self.stores,
            self.carriers,
            self.queue,
            self.jobs,
            self.clock,
            CountedRandomness(),
        )

    def track_again(self) -> tuple[Order, bool]:
        return self._track_again(STORE, ORDER, SHIPMENT)

    @property
    def shipment(self) -> Shipment:
        return self.orders.saved[STORE, ORDER].shipments[0]

    def put(self, shipment: Shipment) -> None:
        order = self.orders.saved[STORE, ORDER]
        self.orders.save(order.with_changed(shipment), before=order)
        self.orders.calls.clear()

    @property
    def calls(self) -> list[str]:
        return [name for name, _ in self.gateway.calls]


@pytest.fixture
def world() -> World:
    return World()


# ------------------------------------------------------------------------------------ for one


def test_the_carrier_is_asked_now_and_the_shipment_is_as_it_says(world: World) -> None:
    order, answered = world.track_again()

    assert answered
    assert order == world.orders.saved[STORE, ORDER]
    assert world.shipment.status is Status.IN_TRANSIT
    assert world.shipment.asked_at == world.shipment.checked_at == world.clock.moment
    assert world.calls == ["look_up"]


def test_that_it_was_asked_is_remembered_though_nothing_is_new(world: World) -> None:
    world.track_again()
    world.clock.advance(days(1))

    order, answered = world.track_again()

    assert answered
    assert order.shipments[0].asked_at == world.clock.moment


@pytest.mark.parametrize(("pause", "retry_after"), [(0, 60), (1, 59), (59, 1), (59.5, 1)])
def test_within_a_minute_it_is_too_soon(world: World, pause: float, retry_after: int) -> None:
    world.track_again()
    world.clock.advance(timedelta(seconds=pause))

    with pytest.raises(TooSoon) as refusal:
        world.track_again()

    assert refusal.value.retry_after == retry_after
    assert world.calls == ["look_up"]


def test_after_a_minute_it_is_not_too_soon(world: World) -> None:
    world.track_again()
    world.clock.advance(timedelta(minutes=1))

    assert world.track_again()[1]


def test_waiting_as_long_as_told_is_long_enough(world: World) -> None:
    world.track_again()
    world.clock.advance(timedelta(seconds=30, milliseconds=700))
    with pytest.raises(TooSoon) as refusal:
        world.track_again()

    world.clock.advance(timedelta(seconds=refusal.value.retry_after))

    assert world.track_again()[1]


def test_a_clock_set_back_does_not_lock_the_merchant_out(world: World) -> None:
    world.track_again()
    world.clock.advance(-days(3))

    assert world.track_again()[1]


def test_a_slow_carrier_is_asked_by_the_tracker_instead(world: World) -> None:
    world.gateway.failure = CarrierSlow()

    order, answered = world.track_again()

    assert not answered
    assert order.shipments[0].status is Status.PENDING
    (task,) = world.queue.tasks
    assert (task.kind, task.store_id, task.job_id) == ("check", STORE, None)
    assert task.parcels == (FollowedParcel.of(ORDER, world.order.shipments[0]),)


def test_a_slow_carrier_is_not_asked_again_within_a_minute(world: World) -> None:
    world.gateway.failure = CarrierSlow()
    world.track_again()

    with pytest.raises(TooSoon):
        world.track_again()

    assert len(world.queue.sent) == 1


def test_asking_a_slow_carrier_twice_is_work_twice(world: World) -> None:
    world.gateway.failure = CarrierSlow()

    world.track_again()
    world.clock.advance(timedelta(minutes=1))
    world.track_again()

    assert len(world.queue.tasks) == 2


@pytest.mark.parametrize("failure", [CarrierUnavailable, CarrierRefused])
def test_a_carrier_that_fails_leaves_the_shipment_as_it_was(
    world: World, failure: type[CarrierUnavailable]
) -> None:
    world.gateway.failure = failure()

    with pytest.raises(failure):
        world.track_again()

    assert world.orders.writes == []
    assert world.queue.sent == []


def test_after_a_failure_it_can_be_tried_at_once(world: World) -> None:
    world.gateway.failure = CarrierUnavailable()
    with pytest.raises(CarrierUnavailable):
        world.track_again()
    world.gateway.failure = None

    assert world.track_again()[1]


def test_a_store_without_a_key_is_told_so(world: World) -> None:
    world.carriers.without_key.add(STORE)

    with pytest.raises(CarrierRefused):
        world.track_again()


def test_what_is_not_registered_is_registered_and_asked_about_again(world: World) -> None:
    world.gateway.followed.clear()

    world.track_again()

    assert world.calls == ["look_up", "register", "look_up"]
    assert world.shipment.status is Status.IN_TRANSIT


def test_what_cannot_be_registered_says_why(world: World) -> None:
    world.gateway.followed.clear()
    world.gateway.known.clear()
    world.put(replace(world.shipment, tracking_number=TrackingNumber("NODIGITS")))

    world.track_again()

    assert world.shipment.rejection is Rejection.CARRIER_NOT_DETECTED


def test_what_is_still_not_registered_afterwards_is_only_not_known_yet(world: World) -> None:
    world.gateway.tell(Rejected(world.number, Rejection.NOT_REGISTERED))

    world.track_again()

    assert (world.shipment.status, world.shipment.rejection) == (Status.PENDING, None)


def test_a_carrier_that_answers_about_something_else_said_nothing(world: World) -> None:
    world.gateway.look_up = lambda parcels: [a_report(number=TrackingNumber("OTHER1"))]  # type: ignore[method-assign]  # a provider gone wrong

    _, answered = world.track_again()

    assert answered
    assert world.shipment.status is Status.PENDING


def test_a_parcel_that_was_given_up_is_followed_again(world: World) -> None:
    stopped = a_silent_report(stopped=True)
    world.put(apply_report(world.shipment, stopped, now=NOON))

    world.track_again()

    assert world.gateway.resumed == [world.number]
    assert world.calls == ["resume", "look_up"]


def test_a_parcel_with_a_status_by_hand_was_not_given_up(world: World) -> None:
    world.put(set_by_hand(world.shipment, Status.DELIVERED, actor="a", now=NOON + hours(1)))

    world.track_again()

    assert world.gateway.resumed == []
    assert world.shipment.status is Status.DELIVERED


def test_tracking_again_is_for_boss_stores(world: World) -> None:
    world.stores.saved[STORE] = a_store(plan=Plan.BASIC)

    with pytest.raises(PlanRequired):
        world.track_again()
    with pytest.raises(PlanRequired):
        world.track_many(STORE, [ORDER])

    assert world.gateway.calls == []


def test_what_is_not_there_cannot_be_tracked(world: World) -> None:
    with pytest.raises(NotFound):
        world._track_again(STORE, OrderId("other"), SHIPMENT)
    with pytest.raises(NotFound):
        world._track_again(STORE, ORDER, ShipmentId("s9"))


# ----------------------------------------------------------------------------------- for many


def orders_with(world: World, *parcels: int) -> list[OrderId]:
    """Orders with so many parcels each."""
    found = []
    for number, count in enumerate(parcels):
        shipments = tuple(
            a_shipment(id=ShipmentId(f"s{n}"), tracking_number=TrackingNumber(f"N{number}-{n}"))
            for n in range(1, count + 1)
        )
        order = an_order(id=OrderId(f"many{number}"), shipments=shipments)
        found.append(world.orders.create(order).id)
    return found


def test_many_orders_are_one_job_of_full_calls(world: World) -> None:
    ids = orders_with(world, *[1] * 100)

    job = world.track_many(STORE, ids)

    assert job == Job("id1", STORE, "track", 100, done=0, failed=0, created_at=world.clock.moment)
    assert job.state == "running"
    assert [len(task.parcels) for task in world.queue.tasks] == [40, 40, 20]
    assert {(task.kind, task.job_id) for task in world.queue.tasks} == {("check", "id1")}


def test_an_order_is_never_split_over_two_tasks(world: World) -> None:
    ids = orders_with(world, 30, 30, 10, 50, 1)

    world.track_many(STORE, ids)

    assert [len(task.parcels) for task in world.queue.tasks] == [30, 40, 50, 1]


def test_orders_without_parcels_are_done_at_once(world: World) -> None:
    ids = orders_with(world, 0, 1, 0)

    job = world.track_many(STORE, ids)
    only_empty = world.track_many(STORE, ids[:1])

    assert (job.done, job.total, job.state) == (2, 3, "running")
    assert (only_empty.done, only_empty.state) == (1, "done")
    assert len(world.queue.tasks) == 1


def test_an_order_named_twice_counts_once(world: World) -> None:
    job = world.track_many(STORE, [ORDER, ORDER])

    assert job.total == 1
    assert [len(task.parcels) for task in world.queue.tasks] == [1]


def test_an_order_that_is_not_there_is_named_and_nothing_is_queued(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.track_many(STORE, [ORDER, OrderId("nobodys")])

    assert "nobodys" in refusal.value.message
    assert [p.field for p in refusal.value.problems] == ["order_ids"]
    assert (world.queue.sent, world.jobs.jobs) == ([], {})


@pytest.mark.parametrize("count", [0, MAX_ORDERS + 1])
def test_no_orders_and_too_many_are_refused(world: World, count: int) -> None:
    with pytest.raises(Invalid):
        world.track_many(STORE, [OrderId(str(number)) for number in range(count)])

    assert world.orders.calls == []


def test_two_jobs_about_the_same_orders_are_work_twice(world: World) -> None:
    world.track_many(STORE, [ORDER])
    world.track_many(STORE, [ORDER])

    assert len(world.queue.tasks) == 2


def refused(world: World) -> None:
    account = TrackingAccount().troubled(Trouble.REFUSED, now=NOON)
    world.stores.saved[STORE] = replace(world.stores.saved[STORE], account=account)


def test_an_answer_ends_that_the_account_is_refused(world: World) -> None:
    refused(world)

    world.track_again()

    assert world.stores.saved[STORE].account.trouble is None


@pytest.mark.parametrize("failure", [CarrierRefused(), CarrierUnavailable(), CarrierSlow()])
def test_no_answer_ends_nothing(world: World, failure: CarrierUnavailable) -> None:
    refused(world)
    world.gateway.failure = failure

    with suppress(CarrierUnavailable):
        world.track_again()

    assert world.stores.saved[STORE].account.trouble is Trouble.REFUSED
