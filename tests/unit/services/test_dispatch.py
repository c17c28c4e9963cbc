"""What follows from saved changes: found, followed, told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.happenings import HappeningType
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.shipments import apply_report
from retrack.services.dispatch import Change, Dispatch
from tests.builders import NOON, a_report, a_shipment, an_order
from tests.fakes.clock import FixedClock
from tests.fakes.messaging import FakeAnnouncer, FakeTrackingQueue
from tests.fakes.watched_orders import WatchedOrders


class World:
    def __init__(self) -> None:
        self.orders = WatchedOrders()
        self.announcer = FakeAnnouncer()
        self.queue = FakeTrackingQueue()
        self.dispatch = Dispatch(self.orders, self.announcer, self.queue, FixedClock())

    def told(self) -> list[HappeningType]:
        return [happening.type for call in self.announcer.calls for happening in call]


@pytest.fixture
def world() -> World:
    return World()


def shipped(order_id: str, *, parcels: int = 1, store_id: str = "s1") -> Change:
    """The step of an order that got all its parcels."""
    before = an_order(store_id=StoreId(store_id), id=OrderId(order_id), version=1)
    shipments = tuple(
        a_shipment(
            id=ShipmentId(f"s{number}"), tracking_number=TrackingNumber(f"N{order_id}-{number}")
        )
        for number in range(1, parcels + 1)
    )
    return Change(f"step of {order_id}", before, replace(before, shipments=shipments, version=2))


def moved(order: Order) -> Order:
    shipment = apply_report(order.shipments[0], a_report(), now=NOON)
    return replace(order.with_changed(shipment), version=order.version + 1)


def test_a_shipped_parcel_is_registered_and_told(world: World) -> None:
    count = world.dispatch([shipped("1")])

    assert count == 2
    assert world.told() == [HappeningType.SHIPMENT_SHIPPED, HappeningType.ORDER_FULFILLED]
    (task,) = world.queue.tasks
    assert (task.kind, task.store_id, task.run) == ("register", "s1", "step of 1")
    assert [(p.order_id, p.number) for p in task.parcels] == [("1", "N1-1")]


def test_what_many_changes_mean_is_told_in_one_call(world: World) -> None:
    world.dispatch([shipped(str(number)) for number in range(20)])

    assert [len(call) for call in world.announcer.calls] == [40]


@pytest.mark.parametrize(("parcels", "tasks"), [(1, 1), (40, 1), (41, 2), (100, 3)])
def test_new_parcels_of_all_changes_are_registered_in_full_calls(
    world: World, parcels: int, tasks: int
) -> None:
    world.dispatch([shipped(str(number)) for number in range(parcels)])

    assert len(world.queue.tasks) == tasks
    assert sum(len(task.parcels) for task in world.queue.tasks) == parcels


def test_parcels_of_one_order_may_be_registered_in_several_calls(world: World) -> None:
    world.dispatch([shipped("1", parcels=50)])

    assert [len(task.parcels) for task in world.queue.tasks] == [40, 10]


def test_stores_are_kept_apart(world: World) -> None:
    world.dispatch(
        [shipped("1", store_id="a"), shipped("2", store_id="b"), shipped("3", store_id="a")]
    )

    assert [(t.store_id, [p.order_id for p in t.parcels]) for t in world.queue.tasks] == [
        ("a", ["1", "3"]),
        ("b", ["2"]),
    ]


def test_a_parcel_that_moved_is_told_and_not_registered(world: World) -> None:
    before = shipped("1").after
    assert before is not None
    same_number = replace(before.shipments[0], tracking_number=TrackingNumber("LX00000000S1CN"))
    before = replace(before, shipments=(same_number,))

    world.dispatch([Change("step", before, moved(before))])

    assert world.told() == [HappeningType.SHIPMENT_STATUS_CHANGED]
    assert world.queue.sent == []


def test_a_change_that_means_nothing_calls_nobody(world: World) -> None:
    order = an_order(version=1)

    assert world.dispatch([Change("step", order, replace(order, name="x", version=2))]) == 0
    assert world.announcer.calls == []
    assert world.queue.sent == []


def test_an_erased_order_is_unfindable_and_not_told(world: World) -> None:
    order = shipped("1").after

    assert world.dispatch([Change("step", order, None)]) == 0
    assert world.orders.calls == ["restore_references"]
    assert (world.announcer.calls, world.queue.sent) == ([], [])


def test_every_change_has_its_references_restored(world: World) -> None:
    world.dispatch([shipped("1"), shipped("2"), Change("new", None, an_order(version=1))])

    assert world.orders.calls == ["restore_references"] * 3


def test_the_same_changes_told_twice_are_the_same_work_and_happenings(world: World) -> None:
    changes = [shipped("1"), shipped("2")]

    world.dispatch(changes)
    world.dispatch(changes)

    assert len(world.queue.tasks) == 1
    first, second = world.announcer.calls
    assert [h.id for h in first] == [h.id for h in second]
    assert len({h.id for h in first}) == len(first)


def test_no_changes_are_no_work(world: World) -> None:
    assert world.dispatch([]) == 0
    assert world.queue.sent == []
