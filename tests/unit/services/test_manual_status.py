"""Statuses set by the merchant's hand, and given back (R8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.errors import NotFound, PlanRequired
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.plans import Plan
from retrack.domain.shipments import Shipment, apply_report, settle
from retrack.domain.statuses import TRACKING_STATUSES, Status, StatusSource
from retrack.services.apply_report import ApplyReport
from retrack.services.manual_status import ManualStatus
from tests.builders import (
    NOON,
    a_checkpoint,
    a_report,
    a_shipment,
    a_silent_report,
    an_order,
    days,
    hours,
)
from tests.fakes.clock import FixedClock
from tests.fakes.watched_orders import WatchedOrders

STORE, ORDER, SHIPMENT = StoreId("s1"), OrderId("1001"), ShipmentId("s1")


class World:
    """One order with one parcel, an hour after noon."""

    def __init__(self) -> None:
        self.orders = WatchedOrders()
        self.orders.create(an_order(shipments=(a_shipment(),)))
        self.clock = FixedClock(NOON + hours(1))
        self.manual = ManualStatus(self.orders, self.clock)
        self.apply = ApplyReport(self.orders, self.clock)

    def set(self, status: Status, plan: Plan = Plan.BOSS) -> None:
        self.manual.set(STORE, plan, ORDER, SHIPMENT, status=status, actor="key:mine")

    def release(self, plan: Plan = Plan.BOSS) -> None:
        self.manual.release(STORE, plan, ORDER, SHIPMENT, actor="key:mine")

    def put(self, shipment: Shipment) -> None:
        order = self.orders.saved[STORE, ORDER]
        self.orders.save(order.with_changed(shipment), before=order)

    @property
    def shipment(self) -> Shipment:
        return self.orders.saved[STORE, ORDER].shipments[0]


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("status", TRACKING_STATUSES)
def test_any_of_the_nine_statuses_can_be_set(world: World, status: Status) -> None:
    world.set(status)

    assert (world.shipment.status, world.shipment.status_source) == (status, StatusSource.MANUAL)


def test_a_status_set_by_hand_stands_until_a_newer_event(world: World) -> None:
    world.set(Status.DELIVERED)

    world.apply(STORE, ORDER, SHIPMENT, a_report(at=NOON))
    after_older = world.shipment.status
    world.apply(STORE, ORDER, SHIPMENT, a_report(at=NOON + hours(2)))

    assert after_older is Status.DELIVERED
    assert world.shipment.status is Status.IN_TRANSIT


def test_given_back_the_newest_event_with_a_status_holds_again(world: World) -> None:
    events = (
        a_checkpoint(at=NOON + hours(3), description="Note"),
        a_checkpoint(at=NOON + hours(2), description="Out", status=Status.PICK_UP),
        a_checkpoint(at=NOON, description="Left", status=Status.IN_TRANSIT),
    )
    world.apply(STORE, ORDER, SHIPMENT, a_report(checkpoints=events))
    world.set(Status.DELIVERED)

    world.release()

    assert world.shipment.status is Status.PICK_UP
    assert world.shipment.status_source is StatusSource.CARRIER


def test_given_back_with_nothing_known_it_is_pending_again(world: World) -> None:
    world.set(Status.DELIVERED)

    world.release()

    assert world.shipment.status is Status.PENDING


def test_a_settled_status_can_still_be_given_back(world: World) -> None:
    world.apply(STORE, ORDER, SHIPMENT, a_report())
    world.set(Status.DELIVERED)
    world.put(settle(world.shipment, now=NOON + days(40)))

    world.release()

    assert world.shipment.status is Status.IN_TRANSIT


def test_what_is_the_carriers_already_cannot_be_given_back(world: World) -> None:
    world.apply(STORE, ORDER, SHIPMENT, a_report())
    world.orders.calls.clear()

    world.release()

    assert world.orders.writes == []


def test_what_the_provider_gave_up_is_the_carriers(world: World) -> None:
    world.put(apply_report(world.shipment, a_silent_report(stopped=True), now=NOON))

    world.release()

    assert world.shipment.status is Status.EXPIRED


def test_events_of_an_earlier_number_do_not_hold_again(world: World) -> None:
    world.apply(STORE, ORDER, SHIPMENT, a_report(status=Status.ALERT))
    world.put(replace(a_shipment(), token=world.shipment.token))  # corrected: nothing is known
    world.set(Status.DELIVERED)

    world.release()

    assert world.shipment.status is Status.PENDING


def test_both_are_for_boss_stores(world: World) -> None:
    with pytest.raises(PlanRequired):
        world.set(Status.DELIVERED, Plan.BASIC)
    with pytest.raises(PlanRequired):
        world.release(Plan.BASIC)

    assert world.orders.calls == []


def test_what_is_not_there_has_no_status_to_set(world: World) -> None:
    missing = ShipmentId("s9")

    with pytest.raises(NotFound):
        world.manual.set(
            STORE, Plan.BOSS, ORDER, missing, status=Status.DELIVERED, actor="key:mine"
        )
    with pytest.raises(NotFound):
        world.manual.release(STORE, Plan.BOSS, ORDER, missing, actor="key:mine")
