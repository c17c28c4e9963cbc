"""The hourly sweep: every parcel once in its cadence, whatever was missed, and nothing written."""

from __future__ import annotations

from collections import Counter

import pytest

from retrack.domain.cadences import LONGEST_CADENCE, hour_of
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.plans import Plan
from retrack.domain.statuses import Status
from retrack.services.sweep import Sweep, Swept
from retrack.services.tasks import TrackingTask
from tests.builders import NOON, a_shipment, a_store, an_order, days, hours
from tests.fakes.carriers import FakeCarriers
from tests.fakes.clock import FixedClock
from tests.fakes.messaging import FakeTrackingQueue
from tests.fakes.parameters import MemoryWatermark
from tests.fakes.storage import MemorySlots, MemoryStores
from tests.fakes.watched_orders import WatchedOrders

A_DAY, A_HOUR = 24, 1


class World:
    """Stores with parcels on their way, and a sweep that ran until noon."""

    def __init__(self) -> None:
        self.orders = WatchedOrders()
        self.stores = MemoryStores()
        self.queue = FakeTrackingQueue()
        self.watermark = MemoryWatermark(hour_of(NOON))
        self.clock = FixedClock(NOON)
        self.sweep = Sweep(
            MemorySlots(self.orders),
            self.stores,
            FakeCarriers(),
            self.queue,
            self.watermark,
            self.clock,
        )

    def a_store(self, store_id: str, *, orders: int, plan: Plan = Plan.BOSS) -> list[Order]:
        self.stores.create(a_store(id=StoreId(store_id), plan=plan))
        return [self.an_order(store_id, str(number)) for number in range(orders)]

    def an_order(self, store_id: str, order_id: str, status: Status = Status.IN_TRANSIT) -> Order:
        number = TrackingNumber(f"{store_id}-{order_id}")
        shipment = a_shipment(status=status, tracking_number=number)
        order = an_order(store_id=StoreId(store_id), id=OrderId(order_id), shipments=(shipment,))
        return self.orders.create(order)

    def sweep_hourly(self, count: int) -> None:
        for _ in range(count):
            self.clock.advance(hours(1))
            self.sweep()

    def sweep_after(self, hours_later: float) -> Swept:
        self.clock.advance(hours(hours_later))
        return self.sweep()

    def checked(self) -> Counter[str]:
        return Counter(p.number for task in self.queue.sent for p in task.parcels)


@pytest.fixture
def world() -> World:
    return World()


def sizes(tasks: list[TrackingTask]) -> list[int]:
    return [len(task.parcels) for task in tasks]


def test_hour_by_hour_every_parcel_is_checked_once_in_its_cadence(world: World) -> None:
    orders = world.a_store("s1", orders=100)

    world.sweep_hourly(A_DAY)

    assert world.checked() == Counter({o.shipments[0].tracking_number: 1 for o in orders})


def test_a_parcel_is_checked_as_often_as_its_status_asks_for(world: World) -> None:
    world.a_store("s1", orders=0)
    world.an_order("s1", "post office", Status.PICK_UP)
    world.an_order("s1", "unknown", Status.UNKNOWN)
    world.an_order("s1", "arrived", Status.DELIVERED)

    world.sweep_hourly(LONGEST_CADENCE)

    assert world.checked() == {"s1-post office": 12, "s1-unknown": 1}


@pytest.mark.parametrize(("parcels", "messages"), [(1, 1), (40, 1), (41, 2), (100, 3)])
def test_parcels_are_queued_in_full_groups(world: World, parcels: int, messages: int) -> None:
    world.a_store("s1", orders=parcels)

    swept = world.sweep_after(A_DAY)

    assert swept == Swept(hours=24, parcels=parcels, messages=messages)
    assert len(world.queue.tasks) == messages
    assert sizes(world.queue.tasks)[:-1] == [40] * (messages - 1)


def test_stores_are_kept_apart(world: World) -> None:
    world.a_store("s1", orders=41)
    world.a_store("s10", orders=3)
    world.a_store("s2", orders=39)

    world.sweep_after(A_DAY)

    assert [(task.store_id, len(task.parcels)) for task in world.queue.tasks] == [
        ("s1", 40),
        ("s1", 1),
        ("s10", 3),
        ("s2", 39),
    ]
    assert all(
        parcel.number.startswith(f"{task.store_id}-")
        for task in world.queue.tasks
        for parcel in task.parcels
    )


def test_after_ten_days_of_outage_each_parcel_is_checked_once(world: World) -> None:
    orders = world.a_store("s1", orders=50)
    for status in (Status.PICK_UP, Status.UNKNOWN, Status.UNDELIVERED, Status.ALERT):
        orders.append(world.an_order("s1", status, status))

    swept = world.sweep_after(240)

    assert swept.hours == 240
    assert world.checked() == Counter({o.shipments[0].tracking_number: 1 for o in orders})


def test_within_the_hour_nothing_is_due_again(world: World) -> None:
    world.a_store("s1", orders=50)
    world.sweep_after(A_HOUR)
    sent = len(world.queue.sent)

    assert world.sweep_after(0.9) == Swept()
    assert len(world.queue.sent) == sent


def test_the_first_sweep_ever_checks_everything_once(world: World) -> None:
    orders = world.a_store("s1", orders=50)
    world.watermark.hour = None

    swept = world.sweep()

    assert swept == Swept(hours=LONGEST_CADENCE, parcels=len(orders), messages=2)
    assert world.watermark.hour == hour_of(NOON)


def test_a_clock_set_back_checks_everything_once_and_goes_on(world: World) -> None:
    world.a_store("s1", orders=50)
    world.clock.moment = NOON - days(10)

    set_back = world.sweep()
    world.sweep_hourly(A_DAY)

    assert set_back.parcels == 50
    assert set(world.checked().values()) == {2}
    assert world.watermark.hour == hour_of(NOON - days(9))


def test_a_crash_before_the_watermark_queues_the_same_again_and_once(world: World) -> None:
    world.a_store("s1", orders=100)
    world.watermark.crash = RuntimeError("out of memory")

    with pytest.raises(RuntimeError):
        world.sweep_after(A_DAY)
    world.sweep()

    assert len(world.queue.sent) == 6
    assert len(world.queue.tasks) == 3
    assert world.watermark.hour == hour_of(world.clock.now())


def test_the_same_parcels_an_hour_later_are_other_work(world: World) -> None:
    world.a_store("s1", orders=0)
    world.an_order("s1", "1", Status.PICK_UP)

    world.sweep_after(6)
    world.sweep_after(6)

    assert len(world.queue.tasks) == 2


def test_stores_on_another_plan_are_left_out(world: World) -> None:
    world.a_store("basic", orders=50, plan=Plan.BASIC)
    world.a_store("boss", orders=1)

    swept = world.sweep_after(A_DAY)

    assert swept == Swept(hours=24, parcels=1, messages=1)
    assert [task.store_id for task in world.queue.tasks] == ["boss"]


def test_orders_of_a_store_that_is_gone_are_left_out(world: World) -> None:
    world.a_store("s1", orders=1)
    world.an_order("nobodys", "1")

    assert world.sweep_after(A_DAY).parcels == 1


def test_nothing_to_do_is_remembered_as_done(world: World) -> None:
    swept = world.sweep_after(A_HOUR)

    assert swept == Swept(hours=1)
    assert world.watermark.hour == hour_of(NOON) + 1


def test_a_sweep_reads_no_order_and_writes_none(world: World) -> None:
    world.a_store("s1", orders=100)

    world.sweep_after(A_DAY)

    assert world.orders.calls == []


def test_all_parcels_of_an_order_that_are_followed_are_checked(world: World) -> None:
    world.a_store("s1", orders=0)
    order = world.an_order("s1", "1")
    second = a_shipment(id=ShipmentId("s2"), tracking_number=TrackingNumber("second"))
    over = a_shipment(id=ShipmentId("s3"), status=Status.DELIVERED)
    world.orders.save(order.with_new(second).with_new(over), before=order)

    world.sweep_after(A_DAY)

    assert world.checked() == {"s1-1": 1, "second": 1}
