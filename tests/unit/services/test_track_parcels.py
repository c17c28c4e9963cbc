"""The tracker: many parcels a call, nothing written for what did not change."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest

from retrack.domain.errors import CarrierRefused, CarrierSlow, CarrierUnavailable, NotFound
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.plans import Plan
from retrack.domain.reports import (
    CarrierReport,
    EstimatedDelivery,
    Parcel,
    Rejected,
    Rejection,
)
from retrack.domain.shipments import Shipment, set_by_hand
from retrack.domain.statuses import Status
from retrack.services.ports import Job
from retrack.services.tasks import FollowedParcel, TrackingTask
from retrack.services.track_parcels import Tracked, TrackParcels
from retrack.services.watch_account import WatchAccount
from tests.builders import NOON, a_report, a_shipment, a_store, an_order, days, hours
from tests.fakes.carriers import FakeCarriers, FakeGateway
from tests.fakes.clock import FixedClock
from tests.fakes.merchant import FakeMerchantQueue
from tests.fakes.messaging import FakeTrackingQueue
from tests.fakes.storage import MemoryJobs, MemoryOrderIndex, MemoryStores
from tests.fakes.watched_orders import WatchedOrders

STORE = StoreId("s1")


class FaultyGateway(FakeGateway):
    """Fails every look-up that has one of the numbers in `bad`; `down` are calls that fail."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: set[TrackingNumber] = set()
        self.fault: type[CarrierUnavailable] = CarrierUnavailable
        self.down: set[str] = set()

    def look_up(self, parcels: Sequence[Parcel]) -> Sequence[CarrierReport | Rejected]:
        answers = super().look_up(parcels)
        if self.bad & {p.number for p in parcels}:
            raise self.fault
        return answers

    def register(self, parcels: Sequence[Parcel]) -> Sequence[Rejected]:
        if "register" in self.down:
            raise self.fault
        return super().register(parcels)

    @property
    def look_ups(self) -> int:
        return sum(name == "look_up" for name, _ in self.calls)


class World:
    """A store on Boss, its orders, and a tracker."""

    def __init__(self) -> None:
        self.orders = WatchedOrders()
        self.stores = MemoryStores(a_store())
        self.gateway = FaultyGateway()
        self.carriers = FakeCarriers(self.gateway)
        self.jobs = MemoryJobs()
        self.clock = FixedClock(NOON + hours(1))
        index = MemoryOrderIndex(self.orders)
        self.queue, self.mails = FakeTrackingQueue(), FakeMerchantQueue()
        watch = WatchAccount(self.stores, self.mails, self.clock)
        self.track = TrackParcels(
            self.orders, index, self.stores, self.carriers, self.jobs, self.queue, self.clock, watch
        )

    def track_all(self, task: TrackingTask) -> None:
        """The task, and what it leaves for later."""
        waiting = [task]
        while waiting:
            with suppress(CarrierUnavailable):  # where only bad ones are left
                self.track(waiting.pop())
            waiting += self.queue.tasks
            self.queue.sent = []

    def an_order(self, order_id: str, number: str | None = None, **fields: object) -> Order:
        """One with a parcel that the provider follows and knows to be on its way."""
        tracking_number = TrackingNumber(number or f"NUMBER0000{order_id}")
        shipment = a_shipment(tracking_number=tracking_number, **fields)
        self.gateway.followed.add(tracking_number)
        self.gateway.tell(a_report(number=tracking_number))
        return self.orders.create(an_order(id=OrderId(order_id), shipments=(shipment,)))

    def many(self, count: int) -> list[Order]:
        return [self.an_order(str(number)) for number in range(count)]

    def task(self, *orders: Order, job_id: str | None = None) -> TrackingTask:
        now = [self.orders.saved[order.store_id, order.id] for order in orders]
        parcels = tuple(FollowedParcel.of(o.id, s) for o in now for s in o.shipments)
        return TrackingTask("check", STORE, "run", parcels, job_id=job_id)

    def job(self, total: int) -> str:
        self.jobs.create(Job("j1", STORE, "track", total, done=0, failed=0, created_at=NOON))
        return "j1"

    def progress(self) -> tuple[int, int, str]:
        job = self.jobs.load(STORE, "j1")
        return job.done, job.failed, job.state

    def shipment(self, order: Order) -> Shipment:
        return self.orders.saved[order.store_id, order.id].shipments[0]

    def statuses(self, orders: Sequence[Order]) -> list[Status]:
        return [self.shipment(order).status for order in orders]


@pytest.fixture
def world() -> World:
    return World()


# -------------------------------------------------------------------------------------- checks


def test_a_parcel_whose_estimate_passes_in_silence_is_saved_as_late_once(world: World) -> None:
    order = world.an_order("1", estimated_delivery=EstimatedDelivery(None, NOON.date()))
    world.track(world.task(order))
    saves = len(world.orders.writes)
    world.clock.moment = NOON + days(1) - hours(1)
    world.track(world.task(order))
    assert len(world.orders.writes) == saves

    world.clock.moment = NOON + days(1)
    world.track(world.task(order))
    world.track(world.task(order))

    assert world.orders.writes[saves:] == ["save"]
    assert world.shipment(order).overdue_since == NOON + days(1)


def test_forty_parcels_are_one_call(world: World) -> None:
    orders = world.many(40)

    tracked = world.track(world.task(*orders))

    assert tracked == Tracked(checked=40, changed=40, failed=0)
    assert world.gateway.look_ups == 1
    assert set(world.statuses(orders)) == {Status.IN_TRANSIT}


def test_more_than_a_call_takes_are_several_calls(world: World) -> None:
    orders = world.many(41)

    tracked = world.track(world.task(*orders))

    assert (tracked.checked, world.gateway.look_ups) == (41, 2)


def test_what_did_not_change_is_neither_read_nor_written(world: World) -> None:
    orders = world.many(40)
    world.track(world.task(*orders))
    task = world.task(*orders)
    world.orders.calls.clear()
    world.clock.advance(days(3))

    tracked = world.track(task)

    assert tracked == Tracked(checked=40, changed=0, failed=0)
    assert world.orders.calls == []


def test_silence_that_grows_too_long_is_written_once(world: World) -> None:
    order = world.an_order("1")
    world.gateway.known.clear()
    world.track(world.task(order))

    world.clock.advance(days(7))
    tracked = world.track(world.task(order))
    again = world.track(world.task(order))

    assert (tracked.changed, again.changed) == (1, 0)
    assert world.shipment(order).status is Status.UNKNOWN


def test_the_same_task_twice_changes_nothing_more(world: World) -> None:
    orders = world.many(3)
    task = world.task(*orders)

    world.track(task)
    versions = [world.orders.saved[STORE, order.id].version for order in orders]
    again = world.track(task)

    assert again.changed == 0
    assert [world.orders.saved[STORE, order.id].version for order in orders] == versions


def test_two_orders_with_one_number_are_asked_about_once_and_both_change(world: World) -> None:
    orders = [world.an_order("1", "SHARED1"), world.an_order("2", "SHARED1")]

    tracked = world.track(world.task(*orders))

    assert [parcels for _, parcels in world.gateway.calls] == [(Parcel(TrackingNumber("SHARED1")),)]
    assert tracked.changed == 2
    assert world.statuses(orders) == [Status.IN_TRANSIT, Status.IN_TRANSIT]


def test_a_number_corrected_meanwhile_is_not_touched(world: World) -> None:
    order = world.an_order("1")
    task = world.task(order)
    corrected = replace(world.shipment(order), tracking_number=TrackingNumber("ANOTHER1"))
    world.orders.save(order.with_changed(corrected), before=order)

    tracked = world.track(task)

    assert tracked.changed == 0
    assert world.shipment(order) == corrected


def test_an_order_erased_meanwhile_is_no_error(world: World) -> None:
    gone, kept = world.many(2)
    task = world.task(gone, kept)
    world.orders.erase(gone)

    tracked = world.track(task)

    assert tracked == Tracked(checked=2, changed=1, failed=0)


def test_what_was_made_final_by_hand_long_ago_is_settled_though_nothing_is_new(
    world: World,
) -> None:
    order = world.an_order("1")
    world.track(world.task(order))
    now = world.orders.saved[STORE, order.id]
    held = set_by_hand(now.shipments[0], Status.DELIVERED, actor="a", now=world.clock.now())
    world.orders.save(now.with_changed(held), before=now)
    world.clock.advance(days(31))

    world.track(world.task(order))

    assert world.shipment(order).followed_as is None
    assert world.shipment(order).status is Status.DELIVERED


def test_a_store_on_another_plan_is_not_tracked(world: World) -> None:
    order = world.an_order("1")
    world.stores.saved[STORE] = a_store(plan=Plan.BASIC)
    job_id = world.job(1)

    tracked = world.track(world.task(order, job_id=job_id))

    assert tracked == Tracked()
    assert world.gateway.calls == []
    assert world.progress() == (1, 0, "done")


def test_a_store_without_a_key_is_refused(world: World) -> None:
    order = world.an_order("1")
    world.carriers.without_key.add(STORE)

    with pytest.raises(CarrierRefused):
        world.track(world.task(order))


# ------------------------------------------------------------------------------------ failures


@pytest.mark.parametrize("fault", [CarrierUnavailable, CarrierSlow])
@pytest.mark.parametrize("position", range(40))
def test_one_bad_number_among_forty_fails_alone(
    world: World, position: int, fault: type[CarrierUnavailable]
) -> None:
    orders = world.many(40)
    world.gateway.fault = fault
    world.gateway.bad = {world.shipment(orders[position]).tracking_number}

    tracked = world.track(world.task(*orders))

    assert tracked == Tracked(checked=39, changed=39, failed=1)
    assert world.shipment(orders[position]).status is Status.PENDING


def test_two_bad_numbers_among_forty_fail_alone(world: World) -> None:
    orders = world.many(40)
    world.gateway.bad = {world.shipment(orders[n]).tracking_number for n in (0, 39)}

    tracked = world.track(world.task(*orders))

    assert tracked.failed == 2


@pytest.mark.parametrize("fault", [CarrierUnavailable, CarrierSlow])
@pytest.mark.parametrize("bad", [(0, 1), (0, 13, 26, 39), tuple(range(0, 40, 5))])
def test_however_many_numbers_are_bad_all_others_are_told_of(
    world: World, bad: tuple[int, ...], fault: type[CarrierUnavailable]
) -> None:
    orders = world.many(40)
    world.gateway.fault = fault
    world.gateway.bad = {world.shipment(orders[n]).tracking_number for n in bad}

    world.track_all(world.task(*orders))

    pending = {n for n in range(40) if world.shipment(orders[n]).status is Status.PENDING}
    assert pending == set(bad)


def test_a_job_counts_each_order_once_though_its_task_is_gone_on_with(world: World) -> None:
    orders = world.many(40)
    world.gateway.bad = {world.shipment(orders[n]).tracking_number for n in range(0, 40, 5)}
    task = world.task(*orders, job_id=world.job(40))

    world.track(task)
    world.track_all(task)

    assert world.progress() == (32, 8, "done")


def test_a_provider_that_is_down_is_tried_again_later(world: World) -> None:
    orders = world.many(40)
    world.gateway.failure = CarrierUnavailable()

    with pytest.raises(CarrierUnavailable):
        world.track(world.task(*orders))

    assert world.orders.calls == []


@pytest.mark.parametrize(("fault", "most"), [(CarrierUnavailable, 15), (CarrierSlow, 8)])
def test_a_provider_that_is_down_is_not_asked_for_ever(
    world: World, fault: type[CarrierUnavailable], most: int
) -> None:
    orders = world.many(40)
    world.gateway.failure = fault()

    with pytest.raises(fault):
        world.track(world.task(*orders))

    assert world.gateway.look_ups == most


def test_a_refused_account_is_not_asked_twice(world: World) -> None:
    orders = world.many(40)
    world.gateway.failure = CarrierRefused()

    with pytest.raises(CarrierRefused):
        world.track(world.task(*orders))

    assert world.gateway.look_ups == 1


def test_what_was_told_is_saved_though_registering_the_rest_fails(world: World) -> None:
    known, unregistered = world.many(2)
    world.gateway.followed.discard(world.shipment(unregistered).tracking_number)
    world.gateway.down = {"register"}

    with pytest.raises(CarrierUnavailable):
        world.track(world.task(known, unregistered))

    assert world.shipment(known).status is Status.IN_TRANSIT


# --------------------------------------------------------------------------------------- jobs


def test_a_job_counts_each_order_once_though_new_ones_cannot_be_followed(world: World) -> None:
    orders = world.many(40)
    numbers = [order.shipments[0].tracking_number for order in orders]
    world.gateway.bad = set(numbers[::2])  # more than the budget of failures comes to
    world.gateway.followed -= set(numbers[1::2])
    world.gateway.down = {"register"}
    job_id = world.job(40)

    world.track_all(world.task(*orders, job_id=job_id))

    job = world.jobs.jobs[STORE, job_id]
    assert job.done + job.failed == 40


def test_a_jobs_part_counts_orders_once_however_often_it_is_done(world: World) -> None:
    orders = world.many(3)
    task = world.task(*orders, job_id=world.job(3))

    world.track(task)
    world.track(task)

    assert world.progress() == (3, 0, "done")


def test_a_job_counts_what_failed(world: World) -> None:
    orders = world.many(3)
    world.gateway.bad = {world.shipment(orders[1]).tracking_number}

    world.track(world.task(*orders, job_id=world.job(3)))

    assert world.progress() == (2, 1, "done")


def test_a_job_counts_an_order_as_failed_once_though_two_parcels_fail(world: World) -> None:
    order = world.an_order("1")
    second = a_shipment(id=ShipmentId("s2"), tracking_number=TrackingNumber("SECOND1"))
    world.orders.save(order.with_new(second), before=order)
    other = world.an_order("2")
    world.gateway.bad = {TrackingNumber("SECOND1"), world.shipment(order).tracking_number}

    world.track(world.task(order, other, job_id=world.job(2)))

    assert world.progress() == (1, 1, "done")


def test_a_job_counts_all_as_failed_when_the_provider_is_down(world: World) -> None:
    orders = world.many(3)
    world.gateway.failure = CarrierUnavailable()

    tracked = world.track(world.task(*orders, job_id=world.job(3)))

    assert tracked == Tracked(failed=3)
    assert world.progress() == (0, 3, "done")


# -------------------------------------------------------------------------------- registration


def register(world: World, *orders: Order) -> Tracked:
    return world.track(replace(world.task(*orders), kind="register"))


def test_registering_makes_the_provider_follow_and_writes_nothing(world: World) -> None:
    orders = world.many(41)
    world.gateway.followed.clear()

    tracked = register(world, *orders)

    assert tracked == Tracked()
    assert len(world.gateway.followed) == 41
    assert [name for name, _ in world.gateway.calls] == ["register", "register"]
    assert world.orders.writes == []


def test_a_refused_registration_is_kept_with_the_shipment(world: World) -> None:
    good, bad = world.an_order("1"), world.an_order("2", "NODIGITS")
    world.gateway.known.clear()
    world.gateway.followed.clear()

    tracked = register(world, good, bad)

    assert tracked == Tracked(changed=1, failed=1)
    assert world.shipment(bad).rejection is Rejection.CARRIER_NOT_DETECTED
    assert world.shipment(good).rejection is None


def test_what_turns_out_not_to_be_registered_is_registered(world: World) -> None:
    order = world.an_order("1")
    world.gateway.followed.clear()

    world.track(world.task(order))
    pending = world.shipment(order)
    world.track(world.task(order))

    assert (pending.status, pending.rejection) == (Status.PENDING, None)
    assert world.shipment(order).status is Status.IN_TRANSIT


def test_what_cannot_be_registered_says_why_and_is_written_once(world: World) -> None:
    order = world.an_order("1", "NODIGITS")
    world.gateway.known.clear()
    world.gateway.followed.clear()

    world.track(world.task(order))
    written = world.orders.saved[STORE, order.id].version
    world.track(world.task(order))

    assert world.shipment(order).rejection is Rejection.CARRIER_NOT_DETECTED
    assert world.orders.saved[STORE, order.id].version == written == 2


# -------------------------------------------------------------------------------------- pushes


def push(world: World, *reports: CarrierReport) -> Tracked:
    world.carriers.pushes["pushed"] = list(reports)
    return world.track(TrackingTask("push", STORE, "run", payload="pushed"))


def test_a_push_changes_every_order_with_its_number(world: World) -> None:
    shared = [world.an_order("1", "SHARED1"), world.an_order("2", "SHARED1")]
    other = world.an_order("3")

    tracked = push(world, a_report(number=TrackingNumber("SHARED1"), status=Status.DELIVERED))

    assert tracked == Tracked(checked=2, changed=2, failed=0)
    assert world.statuses([*shared, other]) == [
        Status.DELIVERED,
        Status.DELIVERED,
        Status.PENDING,
    ]
    assert world.gateway.calls == []


def test_a_push_changes_only_the_parcel_with_its_number(world: World) -> None:
    order = world.an_order("1")
    second = a_shipment(id=ShipmentId("s2"), tracking_number=TrackingNumber("SECOND1"))
    world.orders.save(order.with_new(second), before=order)

    push(world, a_report(number=TrackingNumber("SECOND1")))

    shipments = world.orders.saved[STORE, order.id].shipments
    assert [s.status for s in shipments] == [Status.PENDING, Status.IN_TRANSIT]


def test_the_same_push_twice_changes_nothing_more(world: World) -> None:
    world.an_order("1", "SHARED1")
    report = a_report(number=TrackingNumber("SHARED1"))

    assert push(world, report).changed == 1
    assert push(world, report).changed == 0


def test_a_push_about_a_number_of_nobodys_is_no_error(world: World) -> None:
    assert push(world, a_report(number=TrackingNumber("NOBODYS1"))) == Tracked()


def test_a_push_about_an_order_erased_meanwhile_is_no_error(world: World) -> None:
    order = world.an_order("1", "SHARED1")
    kept = world.an_order("2", "SHARED1")
    world.orders.erase(order)
    stale = [order.id, kept.id]
    index = MemoryOrderIndex(world.orders)
    index.with_number = lambda store_id, number: stale  # type: ignore[method-assign]  # references lag
    world.track = replace(world.track, index=index)

    tracked = push(world, a_report(number=TrackingNumber("SHARED1")))

    assert tracked == Tracked(checked=1, changed=1, failed=0)


def test_another_stores_order_with_the_same_number_is_not_touched(world: World) -> None:
    other_store = a_store(id=StoreId("other"))
    world.stores.saved[other_store.id] = other_store
    shipment = a_shipment(tracking_number=TrackingNumber("SHARED1"))
    other = world.orders.create(an_order(store_id=other_store.id, shipments=(shipment,)))

    push(world, a_report(number=TrackingNumber("SHARED1")))

    assert world.shipment(other) == shipment


def test_a_task_for_a_store_that_is_not_there_is_an_error(world: World) -> None:
    with pytest.raises(NotFound):
        world.track(TrackingTask("check", StoreId("nobody"), "run"))
