"""The report over stored orders: which ones it is about, and what it takes from them."""

from __future__ import annotations

from typing import Any

import pytest

from retrack.domain.errors import PlanRequired
from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Address, Order
from retrack.domain.periods import ALL_TIME, Span
from retrack.domain.plans import Plan
from retrack.domain.reporting import Duration, GroupBy
from retrack.domain.statuses import Status
from retrack.services.report_fulfillment import ReportFulfillment
from tests.builders import NOON, a_shipment, an_order, days
from tests.fakes.clock import FixedClock
from tests.fakes.storage import MemoryOrderIndex, MemoryOrders

STORE = StoreId("s1")
NOW = NOON + days(20)


def reporting(*orders: Order) -> ReportFulfillment:
    stored = MemoryOrders()
    for order in orders:
        stored.create(order)
    return ReportFulfillment(MemoryOrderIndex(stored), FixedClock(NOW))


def shipped(order_id: str, *, after: float, **shipment: Any) -> Order:
    """An order whose one parcel left so many days after it was processed."""
    parcel = a_shipment(fulfilled_at=NOON + days(after), **shipment)
    address = Address("Chiang Mai", "TH")
    return an_order(id=OrderId(order_id), shipments=(parcel,), shipping_address=address)


def test_a_report_is_part_of_the_boss_plan() -> None:
    use = reporting()

    with pytest.raises(PlanRequired):
        use(STORE, Plan.BASIC, ALL_TIME, group_by=[GroupBy.DAY], time_zone="UTC")
    with pytest.raises(PlanRequired):
        use.shipped(STORE, Plan.BASIC, ALL_TIME)


def test_a_report_takes_what_it_counts_from_the_orders_as_saved() -> None:
    use = reporting(
        an_order(id=OrderId("waiting")),
        shipped("on its way", after=2, carrier=CarrierSlug("dhl")),
        shipped(
            "arrived",
            after=4,
            carrier_name="A van",
            status=Status.DELIVERED,
            delivered_at=NOON + days(9),
        ),
    )

    found = use(
        STORE,
        Plan.BOSS,
        ALL_TIME,
        group_by=[GroupBy.CARRIER, GroupBy.COUNTRY],
        time_zone="UTC",
    )

    totals = found.totals
    assert (totals.processed, totals.fulfilled, totals.delivered) == (3, 2, 1)
    assert totals.attention == 1  # the one that waits has done so for 20 days
    assert totals.time_to_fulfil == Duration(3.0, 3.8)
    assert totals.time_in_transit == Duration(5.0, 5.0)
    assert [g.key for g in found.groups[GroupBy.CARRIER]] == ["A van", "dhl", None]
    assert [g.key for g in found.groups[GroupBy.COUNTRY]] == ["TH", None]


def test_an_order_with_several_parcels_names_each_carrier_once() -> None:
    parcels = tuple(
        a_shipment(
            id=ShipmentId(f"s{n}"), tracking_number=TrackingNumber(f"N{n}"), carrier=CarrierSlug(c)
        )
        for n, c in enumerate(("ups", "dhl", "ups"))
    )

    found = reporting(an_order(shipments=parcels))(
        STORE, Plan.BOSS, ALL_TIME, group_by=[GroupBy.CARRIER], time_zone="UTC"
    )

    assert [(g.key, g.figures.processed) for g in found.groups[GroupBy.CARRIER]] == [
        ("dhl", 1),
        ("ups", 1),
    ]


def test_a_report_is_about_the_orders_processed_in_its_time() -> None:
    use = reporting(
        an_order(id=OrderId("before"), processed_at=NOON - days(1)),
        an_order(id=OrderId("within")),
        an_order(id=OrderId("after"), processed_at=NOON + days(1)),
        an_order(id=OrderId("elsewhere"), store_id=StoreId("s2")),
    )
    span = Span(NOON, NOON + days(1))

    found = use(STORE, Plan.BOSS, span, group_by=[GroupBy.DAY], time_zone="UTC")

    assert found.totals.processed == 1


def test_what_was_shipped_in_a_time_is_counted_whenever_it_was_ordered() -> None:
    use = reporting(
        shipped("early", after=1),
        shipped("first moment", after=5),
        shipped("within", after=7),
        shipped("first moment after", after=8),
        an_order(id=OrderId("never")),
    )

    assert use.shipped(STORE, Plan.BOSS, Span(NOON + days(5), NOON + days(8))) == 2


def test_everything_is_counted_beyond_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrack.services.report_fulfillment._PAGE", 2)
    use = reporting(*(shipped(f"o{n}", after=1) for n in range(5)))

    found = use(STORE, Plan.BOSS, ALL_TIME, group_by=[GroupBy.DAY], time_zone="UTC")

    assert found.totals.processed == 5
    assert use.shipped(STORE, Plan.BOSS, ALL_TIME) == 5
