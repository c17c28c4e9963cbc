"""What a provider said is saved once, with its events, and nothing when it is no news."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.errors import StaleVersion
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.reports import CarrierReport, Rejected, Rejection
from retrack.domain.shipments import Shipment, correct, set_by_hand
from retrack.domain.statuses import Status
from retrack.services.apply_report import ApplyReport
from tests.builders import NOON, a_checkpoint, a_report, a_shipment, an_order, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.watched_orders import WatchedOrders

STORE, ORDER, SHIPMENT = StoreId("s1"), OrderId("1001"), ShipmentId("s1")


@pytest.fixture
def orders() -> WatchedOrders:
    orders = WatchedOrders()
    orders.create(an_order(shipments=(a_shipment(),)))
    return orders


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON + hours(1))


@pytest.fixture
def apply(orders: WatchedOrders, clock: FixedClock) -> ApplyReport:
    return ApplyReport(orders, clock)


def saved(orders: WatchedOrders) -> Shipment:
    return orders.saved[STORE, ORDER].shipments[0]


def events(orders: WatchedOrders) -> list[str]:
    return [c.description for c in orders.checkpoints[STORE, ORDER][SHIPMENT]]


def grown(*descriptions: str) -> CarrierReport:
    """A report of these events, an hour apart, the last one at noon plus one hour a word."""
    checkpoints = [
        a_checkpoint(at=NOON + hours(number), description=words, status=Status.IN_TRANSIT)
        for number, words in enumerate(descriptions)
    ]
    return a_report(checkpoints=tuple(reversed(checkpoints)))


def test_news_is_saved_with_one_put_of_events_and_one_save(
    apply: ApplyReport, orders: WatchedOrders
) -> None:
    changed = apply(STORE, ORDER, SHIPMENT, a_report())

    assert changed
    assert saved(orders).status is Status.IN_TRANSIT
    assert orders.calls == ["load_file", "save_checkpoints", "save"]


def test_the_same_report_again_writes_nothing(apply: ApplyReport, orders: WatchedOrders) -> None:
    apply(STORE, ORDER, SHIPMENT, a_report())
    orders.calls.clear()

    changed = apply(STORE, ORDER, SHIPMENT, a_report())

    assert not changed
    assert orders.writes == []


def test_an_older_report_writes_nothing(apply: ApplyReport, orders: WatchedOrders) -> None:
    apply(STORE, ORDER, SHIPMENT, grown("one", "two"))
    orders.calls.clear()

    assert not apply(STORE, ORDER, SHIPMENT, grown("one"))
    assert orders.writes == []
    assert events(orders) == ["two", "one"]


def test_news_without_new_events_saves_the_order_alone(
    apply: ApplyReport, orders: WatchedOrders
) -> None:
    apply(STORE, ORDER, SHIPMENT, a_report())
    orders.calls.clear()

    changed = apply(STORE, ORDER, SHIPMENT, a_report(sub_status="InTransit_Departure"))

    assert changed
    assert orders.writes == ["save"]


def test_a_rejection_saves_the_order_alone(apply: ApplyReport, orders: WatchedOrders) -> None:
    number = saved(orders).tracking_number

    changed = apply(STORE, ORDER, SHIPMENT, Rejected(number, Rejection.INVALID_NUMBER))

    assert changed
    assert saved(orders).status is Status.UNKNOWN
    assert orders.writes == ["save"]


def test_events_of_several_reports_come_together(apply: ApplyReport, orders: WatchedOrders) -> None:
    apply(STORE, ORDER, SHIPMENT, grown("one", "two"))

    only_the_last = a_report(checkpoints=(a_checkpoint(at=NOON + hours(2), description="three"),))
    apply(STORE, ORDER, SHIPMENT, only_the_last)

    assert events(orders) == ["three", "two", "one"]


@given(st.permutations([1, 2, 3, 3, 2]))
def test_reports_in_any_order_end_in_the_same_events(lengths: list[int]) -> None:
    orders = WatchedOrders()
    orders.create(an_order(shipments=(a_shipment(),)))
    apply = ApplyReport(orders, FixedClock(NOON + days(1)))

    for length in lengths:
        apply(STORE, ORDER, SHIPMENT, grown(*["one", "two", "three"][:length]))

    assert events(orders) == ["three", "two", "one"]


def test_asking_is_remembered_even_when_there_is_no_news(
    apply: ApplyReport, orders: WatchedOrders, clock: FixedClock
) -> None:
    apply(STORE, ORDER, SHIPMENT, a_report())
    clock.advance(days(1))

    changed = apply(STORE, ORDER, SHIPMENT, a_report(), asked=True)

    assert not changed
    assert saved(orders).asked_at == saved(orders).checked_at == clock.moment


def test_a_number_corrected_meanwhile_is_left_alone(
    apply: ApplyReport, orders: WatchedOrders
) -> None:
    other = a_report(number=TrackingNumber("ANOTHER1"))

    assert not apply(STORE, ORDER, SHIPMENT, other)
    assert orders.writes == []


def test_what_is_gone_is_left_alone(apply: ApplyReport, orders: WatchedOrders) -> None:
    assert not apply(STORE, OrderId("erased"), SHIPMENT, a_report())
    assert not apply(STORE, ORDER, ShipmentId("removed"), a_report())
    assert orders.writes == []


def test_a_number_corrected_between_reading_and_saving_is_left_alone(
    apply: ApplyReport, orders: WatchedOrders
) -> None:
    def correct_it() -> None:
        order = orders.saved[STORE, ORDER]
        fresh = correct(
            order.shipments[0],
            number=TrackingNumber("ANOTHER1"),
            carrier=None,
            carrier_name=None,
            now=NOON,
        )
        orders.saved[STORE, ORDER] = replace(order.with_changed(fresh), version=order.version + 1)

    orders.rivals = [correct_it]

    assert not apply(STORE, ORDER, SHIPMENT, a_report())
    assert saved(orders).status is Status.PENDING


def test_events_of_a_number_corrected_since_are_not_taken_for_the_new_ones(
    apply: ApplyReport, orders: WatchedOrders
) -> None:
    apply(STORE, ORDER, SHIPMENT, grown("of the old number"))
    order = orders.saved[STORE, ORDER]
    number = TrackingNumber("ANOTHER1")
    fresh = correct(
        order.shipments[0], number=number, carrier=None, carrier_name=None, now=NOON + hours(1)
    )
    corrected = orders.save(order.with_changed(fresh), before=order)

    shown_before = orders.load_file(STORE, ORDER).events_of(corrected.shipments[0])
    apply(STORE, ORDER, SHIPMENT, replace(grown("of the new"), number=number))

    assert shown_before == ()
    assert events(orders) == ["of the new"]


def test_a_change_of_a_rival_is_kept(apply: ApplyReport, orders: WatchedOrders) -> None:
    def rename() -> None:
        order = orders.saved[STORE, ORDER]
        orders.saved[STORE, ORDER] = replace(order, name="renamed", version=order.version + 1)

    orders.rivals = [rename, rename, rename, rename]

    assert apply(STORE, ORDER, SHIPMENT, a_report())
    assert saved(orders).status is Status.IN_TRANSIT
    assert orders.saved[STORE, ORDER].name == "renamed"


def test_after_five_losses_it_is_given_up(apply: ApplyReport, orders: WatchedOrders) -> None:
    orders.rivals = [lambda: orders.touch(orders.saved[STORE, ORDER])] * 5

    with pytest.raises(StaleVersion):
        apply(STORE, ORDER, SHIPMENT, a_report())


def test_a_crash_between_events_and_order_is_mended_by_the_next_report(
    apply: ApplyReport, orders: WatchedOrders
) -> None:
    def crash() -> None:
        raise KeyboardInterrupt

    orders.rivals = [crash]
    with pytest.raises(KeyboardInterrupt):
        apply(STORE, ORDER, SHIPMENT, grown("one"))

    assert saved(orders).status is Status.PENDING
    assert apply(STORE, ORDER, SHIPMENT, grown("one"))
    assert saved(orders).status is Status.IN_TRANSIT
    assert events(orders) == ["one"]


def test_what_was_made_final_by_hand_settles_after_30_days_though_nothing_is_new(
    apply: ApplyReport, orders: WatchedOrders, clock: FixedClock
) -> None:
    apply(STORE, ORDER, SHIPMENT, a_report())
    order = orders.saved[STORE, ORDER]
    held = set_by_hand(order.shipments[0], Status.DELIVERED, actor="a", now=clock.now())
    orders.save(order.with_changed(held), before=order)

    clock.advance(days(30))
    apply(STORE, ORDER, SHIPMENT, a_report())
    followed = saved(orders).followed_as
    clock.advance(hours(1))
    apply(STORE, ORDER, SHIPMENT, a_report())

    assert followed is Status.IN_TRANSIT
    assert saved(orders).followed_as is None
    assert saved(orders).status is Status.DELIVERED
