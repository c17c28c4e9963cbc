"""Adding, correcting and removing the shipments of an order (R4, R25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from retrack.domain.errors import Invalid, NotFound
from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId
from retrack.domain.orders import Order
from retrack.domain.statuses import FulfillmentStatus, Status
from retrack.services.apply_report import ApplyReport
from retrack.services.ship import NewShipment, Ship
from tests.builders import NOON, a_report, an_order, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.randomness import CountedRandomness
from tests.fakes.watched_orders import WatchedOrders

STORE, ORDER, SHIPMENT = StoreId("s1"), OrderId("1001"), ShipmentId("s1")
ROYAL_MAIL, CHINA_POST = "RB123456785GB", "RR123456785CN"


class World:
    """An order of yesterday, at noon."""

    def __init__(self) -> None:
        self.orders = WatchedOrders()
        self.orders.create(an_order(processed_at=NOON - days(1)))
        self.clock = FixedClock(NOON + timedelta(microseconds=5))
        self.ship = Ship(self.orders, self.clock, CountedRandomness())

    def add(self, number: str = ROYAL_MAIL, **fields: object) -> Order:
        return self.ship.add(STORE, ORDER, NewShipment(number, **fields))  # type: ignore[arg-type]  # of any field

    def correct(self, **changes: object) -> Order:
        return self.ship.correct(STORE, ORDER, SHIPMENT, **changes)  # type: ignore[arg-type]  # of any field

    def report(self) -> None:
        order = self.orders.saved[STORE, ORDER]
        apply = ApplyReport(self.orders, self.clock)
        apply(STORE, ORDER, SHIPMENT, a_report(number=order.shipments[0].tracking_number))
        self.orders.calls.clear()


@pytest.fixture
def world() -> World:
    return World()


def fields_of(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.field for problem in refusal.value.problems]


# ------------------------------------------------------------------------------------- adding


def test_a_parcel_is_added_with_its_number_in_normal_form(world: World) -> None:
    order = world.add(" http://www.17track.net/?nums=rb123456785gb ")

    (shipment,) = order.shipments
    assert (shipment.id, shipment.tracking_number) == ("s1", ROYAL_MAIL)
    assert shipment.added_at == shipment.fulfilled_at == shipment.status_changed_at == NOON
    assert (shipment.status, shipment.notify, shipment.final) == (Status.PENDING, True, True)
    assert order == world.orders.saved[STORE, ORDER]


def test_each_parcel_has_an_id_and_a_link_of_its_own(world: World) -> None:
    world.add(ROYAL_MAIL)

    order = world.add(CHINA_POST)

    assert [s.id for s in order.shipments] == ["s1", "s2"]
    assert len({s.token for s in order.shipments}) == 2


def test_a_parcel_completes_the_order_unless_it_is_said_not_to(world: World) -> None:
    partial = world.add(ROYAL_MAIL, final=False)
    complete = world.add(CHINA_POST)

    assert partial.fulfillment_status is FulfillmentStatus.PARTIAL
    assert complete.fulfillment_status is FulfillmentStatus.FULFILLED


@pytest.mark.parametrize(
    ("number", "said", "slug", "name"),
    [
        (ROYAL_MAIL, "", "royal-mail", "Royal Mail"),
        (ROYAL_MAIL, "  ", "royal-mail", "Royal Mail"),
        (ROYAL_MAIL, "china-post", "china-post", "China Post"),
        (ROYAL_MAIL, "SingPost", "singapore-post", "Singapore Post"),
        (ROYAL_MAIL, " Bob's Boats ", None, "Bob's Boats"),
        ("123456789012", "", None, None),
    ],
)
def test_the_carrier_is_whom_the_shop_means_or_whom_the_number_speaks_for(
    world: World, number: str, said: str, slug: str | None, name: str | None
) -> None:
    (shipment,) = world.add(number, carrier=said).shipments

    assert (shipment.carrier, shipment.carrier_name) == (slug, name)


def test_a_parcel_may_have_been_shipped_earlier(world: World) -> None:
    order = world.add(fulfilled_at=NOON - days(1))

    assert order.shipments[0].fulfilled_at == NOON - days(1)
    assert order.shipments[0].added_at == NOON


@pytest.mark.parametrize(
    "moment", [NOON - days(1) - timedelta(seconds=1), NOON + days(1) + timedelta(seconds=1)]
)
def test_a_parcel_was_not_shipped_before_its_order_nor_in_the_future(
    world: World, moment: object
) -> None:
    with pytest.raises(Invalid) as refusal:
        world.add(fulfilled_at=moment)

    assert fields_of(refusal) == ["fulfilled_at"]
    assert world.orders.writes == []


def test_an_order_dated_by_a_clock_ahead_of_ours_can_be_shipped_now(world: World) -> None:
    order = world.orders.saved[STORE, ORDER]
    world.orders.saved[STORE, ORDER] = replace(order, processed_at=NOON + hours(5))

    assert world.add().shipments[0].fulfilled_at == NOON


@pytest.mark.parametrize("number", ["", "1234", "not a number!"])
def test_what_is_no_number_is_refused(world: World, number: str) -> None:
    with pytest.raises(Invalid) as refusal:
        world.add(number)

    assert fields_of(refusal) == ["tracking_number"]


def test_a_number_is_used_once_in_an_order(world: World) -> None:
    world.add()

    with pytest.raises(Invalid) as refusal:
        world.add("rb 123456785 gb")

    assert fields_of(refusal) == ["tracking_number"]


def test_a_parcel_of_nobodys_order_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        world.ship.add(StoreId("other"), ORDER, NewShipment(ROYAL_MAIL))


# --------------------------------------------------------------------------------- correcting


def test_a_corrected_number_is_tracked_afresh_and_its_carrier_told_from_it(world: World) -> None:
    token = world.add().shipments[0].token
    world.report()
    world.clock.advance(hours(1))

    (shipment,) = world.correct(tracking_number=CHINA_POST).shipments

    assert (shipment.tracking_number, shipment.carrier) == (CHINA_POST, "china-post")
    assert (shipment.status, shipment.last_event, shipment.digest) == (Status.PENDING, None, "")
    assert shipment.added_at == NOON + hours(1)
    assert shipment.token == token


def test_events_of_the_old_number_are_not_shown_with_the_new(world: World) -> None:
    world.add()
    world.report()

    (shipment,) = world.correct(tracking_number=CHINA_POST).shipments

    assert world.orders.load_file(STORE, ORDER).events_of(shipment) == ()


def test_a_corrected_carrier_is_tracked_afresh(world: World) -> None:
    world.add()
    world.report()

    (shipment,) = world.correct(carrier="DHL Paket").shipments

    assert (shipment.carrier, shipment.carrier_name) == ("dhl-paket", "DHL Paket")
    assert shipment.status is Status.PENDING


def test_a_number_and_its_carrier_can_be_corrected_together(world: World) -> None:
    world.add()

    (shipment,) = world.correct(tracking_number="123456789012", carrier="fedex").shipments

    assert (shipment.tracking_number, shipment.carrier) == ("123456789012", "fedex")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"tracking_number": ROYAL_MAIL},
        {"tracking_number": "rb 123456785 gb"},
        {"carrier": "Royal Mail"},
        {"carrier": ""},
        {"final": True},
        {"tracking_number": ROYAL_MAIL, "carrier": "royal-mail", "final": True},
    ],
)
def test_saying_what_holds_already_changes_nothing(
    world: World, changes: dict[str, object]
) -> None:
    world.add()
    world.report()

    order = world.correct(**changes)

    assert order.shipments[0].status is Status.IN_TRANSIT
    assert world.orders.writes == []


def test_a_carrier_learnt_from_a_report_is_what_holds(world: World) -> None:
    world.add("123456789012")
    order = world.orders.saved[STORE, ORDER]
    learnt = replace(order.shipments[0], carrier=CarrierSlug("fedex"))
    world.orders.save(order.with_changed(learnt), before=order)
    world.orders.calls.clear()

    world.correct(carrier="FedEx")

    assert world.orders.writes == []


def test_the_name_of_a_carrier_that_we_do_not_know_can_be_corrected(world: World) -> None:
    world.add("123456789012", carrier="Bob's Boats")
    world.report()

    (shipment,) = world.correct(carrier="Ann's Boats").shipments

    assert (shipment.carrier, shipment.carrier_name) == (None, "Ann's Boats")
    assert shipment.status is Status.IN_TRANSIT


def test_whether_a_parcel_completes_the_order_can_be_corrected_alone(world: World) -> None:
    world.add()
    world.report()

    order = world.correct(final=False)

    assert order.fulfillment_status is FulfillmentStatus.PARTIAL
    assert order.shipments[0].status is Status.IN_TRANSIT


def test_a_number_cannot_be_corrected_to_another_parcels(world: World) -> None:
    world.add(ROYAL_MAIL)
    world.add(CHINA_POST)

    with pytest.raises(Invalid) as refusal:
        world.correct(tracking_number=CHINA_POST)

    assert fields_of(refusal) == ["tracking_number"]


def test_what_is_not_there_cannot_be_corrected(world: World) -> None:
    with pytest.raises(NotFound):
        world.correct(tracking_number=CHINA_POST)


# ----------------------------------------------------------------------------------- removing


def test_without_its_parcel_an_order_is_unfulfilled_again(world: World) -> None:
    world.add()

    order = world.ship.remove(STORE, ORDER, SHIPMENT)

    assert order.fulfillment_status is FulfillmentStatus.UNFULFILLED
    assert order.status is Status.UNFULFILLED


def test_a_parcel_added_after_another_was_removed_has_an_id_of_its_own(world: World) -> None:
    world.add()
    world.ship.remove(STORE, ORDER, SHIPMENT)

    assert [s.id for s in world.add().shipments] == ["s2"]


def test_what_is_not_there_cannot_be_removed(world: World) -> None:
    with pytest.raises(NotFound):
        world.ship.remove(STORE, ORDER, SHIPMENT)
