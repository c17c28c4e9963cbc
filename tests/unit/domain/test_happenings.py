"""What a step from one saved version of an order to the next means."""

from __future__ import annotations

from dataclasses import replace

from retrack.domain.attention import Reason
from retrack.domain.happenings import (
    Happening,
    HappeningType,
    attention_began,
    attention_happening,
    happenings,
    newly_followed,
)
from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Address, Order
from retrack.domain.reports import EstimatedDelivery
from retrack.domain.shipments import apply_report, correct, set_by_hand
from retrack.domain.statuses import Status
from tests.builders import NOON, a_checkpoint, a_report, a_shipment, an_order, days, hours


def types_of(before: Order | None, after: Order) -> list[HappeningType]:
    return [told.type for told in happenings(before, after)]


def test_an_order_that_comes_late_needs_attention_from_when_it_did() -> None:
    """R12c: not fulfilled seven days after it was processed."""
    order = an_order()

    assert attention_began(None, order, now=NOON + days(6)) is None
    assert attention_began(None, order, now=NOON + days(8)) == attention_happening(
        order.store_id, order.id, Reason.NOT_FULFILLED, NOON + days(7)
    )


def test_attention_is_told_for_its_first_reason_alone() -> None:
    late = an_order(version=1)
    renamed = replace(late, name="another", version=2)
    alert = set_by_hand(a_shipment(), Status.ALERT, actor="me", now=NOON + hours(1))
    now = NOON + days(8)

    assert attention_began(late, renamed, now=now) is None
    told = attention_began(late, late.with_new(alert), now=now)

    assert told
    assert told.id == "s1.1001.alert.2026-11-01T13:00:00Z"


def test_a_new_order_without_parcels_is_nothing_to_tell() -> None:
    assert happenings(None, an_order(version=1)) == ()


def test_a_first_final_parcel_is_shipped_and_fulfils_the_order() -> None:
    before = an_order(version=1)
    after = replace(before.with_new(a_shipment(fulfilled_at=NOON + hours(1))), version=2)

    told = happenings(before, after)

    assert told == (
        Happening(
            id="s1.1001.s1.shipped",
            type=HappeningType.SHIPMENT_SHIPPED,
            store_id=StoreId("s1"),
            order_id=OrderId("1001"),
            at=NOON + hours(1),
            shipment_id=ShipmentId("s1"),
        ),
        Happening(
            id="s1.1001.fulfilled",
            type=HappeningType.ORDER_FULFILLED,
            store_id=StoreId("s1"),
            order_id=OrderId("1001"),
            at=NOON + hours(1),
        ),
    )


def test_a_parcel_that_does_not_complete_the_order_is_only_shipped() -> None:
    before = an_order(version=1)

    after = before.with_new(a_shipment(final=False))

    assert types_of(before, after) == [HappeningType.SHIPMENT_SHIPPED]


def test_an_order_is_fulfilled_once() -> None:
    before = an_order(version=2, shipments=(a_shipment(),))

    after = before.with_new(a_shipment(id=ShipmentId("s2")))

    assert types_of(before, after) == [HappeningType.SHIPMENT_SHIPPED]


def test_an_order_that_arrives_with_its_parcels_tells_all_of_it() -> None:
    after = an_order(version=1, shipments=(a_shipment(), a_shipment(id=ShipmentId("s2"))))

    assert types_of(None, after) == [
        HappeningType.SHIPMENT_SHIPPED,
        HappeningType.SHIPMENT_SHIPPED,
        HappeningType.ORDER_FULFILLED,
    ]


def test_a_changed_status_is_told_with_before_and_after() -> None:
    before = an_order(version=2, shipments=(a_shipment(),))
    moved = apply_report(before.shipments[0], a_report(at=NOON + hours(1)), now=NOON + hours(2))
    after = replace(before.with_changed(moved), version=3)

    (told,) = happenings(before, after)

    assert (told.before, told.after) == (Status.PENDING, Status.IN_TRANSIT)
    assert told.at == NOON + hours(1)
    assert told.id == "s1.1001.s1.3.status"


def test_every_change_of_a_status_has_an_id_of_its_own() -> None:
    moving = an_order(version=2, shipments=(a_shipment(status=Status.IN_TRANSIT),))
    alert = an_order(version=3, shipments=(a_shipment(status=Status.ALERT),))
    again = replace(moving, version=4)
    alert_again = replace(alert, version=5)

    told = [*happenings(moving, alert), *happenings(again, alert_again)]

    assert len({happening.id for happening in told}) == 2


def test_an_edit_that_moves_no_parcel_is_nothing_to_tell() -> None:
    before = an_order(version=2, shipments=(a_shipment(),))

    assert happenings(before, replace(before, name="other", version=3)) == ()


def test_a_new_parcel_is_newly_followed() -> None:
    before = an_order(version=1)
    after = before.with_new(a_shipment())

    assert newly_followed(before, after) == after.shipments
    assert newly_followed(None, after) == after.shipments


def test_a_parcel_already_over_is_not_followed() -> None:
    assert newly_followed(None, an_order(shipments=(a_shipment(status=Status.DELIVERED),))) == ()


def test_a_parcel_that_only_moved_is_not_newly_followed() -> None:
    before = an_order(shipments=(a_shipment(),))
    moved = apply_report(before.shipments[0], a_report(), now=NOON)

    assert newly_followed(before, before.with_changed(moved)) == ()


def test_a_carrier_learnt_from_a_report_is_not_registered_again() -> None:
    before = an_order(shipments=(a_shipment(),))
    report = a_report(carrier=CarrierSlug("china-post"))
    after = before.with_changed(apply_report(before.shipments[0], report, now=NOON))

    assert after.shipments[0].carrier == "china-post"
    assert newly_followed(before, after) == ()


def test_a_corrected_number_or_carrier_is_newly_followed() -> None:
    before = an_order(shipments=(a_shipment(carrier=CarrierSlug("cainiao")),))
    shipment = before.shipments[0]

    def corrected(number: str, carrier: str) -> Order:
        fresh = correct(
            shipment,
            number=TrackingNumber(number),
            carrier=CarrierSlug(carrier),
            carrier_name=None,
            now=NOON + hours(1),
        )
        return before.with_changed(fresh)

    other_number = corrected("RB123456785GB", "cainiao")
    other_carrier = corrected(shipment.tracking_number, "china-post")

    assert newly_followed(before, other_number) == other_number.shipments
    assert newly_followed(before, other_carrier) == other_carrier.shipments


def test_another_carrier_within_the_same_second_is_newly_followed() -> None:
    before = an_order(shipments=(a_shipment(carrier=CarrierSlug("cainiao")),))
    after = an_order(shipments=(replace(before.shipments[0], carrier=CarrierSlug("china-post")),))

    assert newly_followed(before, after) == after.shipments


def test_a_status_set_by_hand_is_told_and_registers_nothing() -> None:
    before = an_order(shipments=(a_shipment(),))
    delivered = set_by_hand(before.shipments[0], Status.DELIVERED, actor="a", now=NOON)
    after = before.with_changed(delivered)

    assert types_of(before, after) == [HappeningType.SHIPMENT_STATUS_CHANGED]
    assert newly_followed(before, after) == ()


def test_a_parcel_is_told_to_have_arrived_once_it_is_scanned_where_it_goes() -> None:
    far = a_checkpoint(location="Guangzhou, CN")
    near = a_checkpoint(at=NOON + hours(1), location="Bangkok, TH")
    on_its_way = a_shipment(status=Status.IN_TRANSIT, last_event=far)
    order = an_order(shipments=(on_its_way,), shipping_address=Address(country_code="TH"))
    arrived = order.with_changed(replace(on_its_way, last_event=near))
    again = order.with_changed(replace(on_its_way, last_event=replace(near, at=NOON + hours(2))))

    assert types_of(order, arrived) == [HappeningType.SHIPMENT_ARRIVED]
    assert types_of(arrived, again) == []


def test_a_parcel_is_told_to_be_late_once_it_is_scanned_past_its_estimate() -> None:
    estimate = EstimatedDelivery(first=None, last=NOON.date())
    on_its_way = a_shipment(
        status=Status.IN_TRANSIT, last_event=a_checkpoint(), estimated_delivery=estimate
    )
    order = an_order(shipments=(on_its_way,))
    late = replace(on_its_way, last_event=a_checkpoint(at=NOON + days(1)))
    delayed = order.with_changed(late)
    later = order.with_changed(replace(late, last_event=a_checkpoint(at=NOON + days(2))))

    assert types_of(order, delayed) == [HappeningType.SHIPMENT_DELAYED]
    assert types_of(delayed, later) == []
