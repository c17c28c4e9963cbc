"""Lists narrowed to what has been fulfilled, to a carrier, to a country (R23, R24)."""

from __future__ import annotations

from typing import Any

import pytest

from retrack.domain.identifiers import CarrierSlug, OrderId, StoreId
from retrack.domain.orders import Address
from retrack.services.list_orders import ListOrders, OrderFilter
from tests.builders import NOON, a_shipment, an_order, days
from tests.fakes.clock import FixedClock
from tests.fakes.storage import MemoryOrderIndex, MemoryOrders

STORE = StoreId("s1")


@pytest.fixture
def lists() -> ListOrders:
    stored = MemoryOrders()
    thailand, nowhere = Address("", "TH"), Address()
    dhl = a_shipment(carrier=CarrierSlug("dhl"))
    a_van = a_shipment(carrier_name="A van", final=False)
    for name, address, parcels in (
        ("waits", thailand, ()),
        ("partly", nowhere, (a_van,)),
        ("fulfilled", thailand, (dhl,)),
    ):
        stored.create(
            an_order(id=OrderId(name), name=name, shipping_address=address, shipments=parcels)
        )
    return ListOrders(MemoryOrderIndex(stored), FixedClock(NOON + days(8)))


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({}, {"waits", "partly", "fulfilled"}),
        ({"fulfilled": True}, {"fulfilled"}),
        ({"fulfilled": False}, {"waits", "partly"}),
        ({"carrier": "dhl"}, {"fulfilled"}),
        ({"carrier": "A van"}, {"partly"}),
        ({"carrier": "none"}, {"waits"}),
        ({"carrier": "ups"}, set()),
        ({"country": "TH"}, {"waits", "fulfilled"}),
        ({"country": "none"}, {"partly"}),
        ({"country": "TH", "fulfilled": False}, {"waits"}),
        ({"attention": True, "country": "TH"}, {"waits"}),
        ({"by": "fulfilled", "carrier": "dhl"}, {"fulfilled"}),
        ({"by": "fulfilled", "carrier": "none"}, set()),
        ({"search": "wai", "country": "none"}, set()),
    ],
)
def test_a_list_is_narrowed(
    lists: ListOrders, narrowed: dict[str, Any], expected: set[str]
) -> None:
    page = lists(STORE, OrderFilter(**narrowed), limit=50)

    assert {row.position.split()[1] for row in page.rows} == expected
    assert page.next_after is None


def test_a_narrowed_list_goes_on_page_by_page(lists: ListOrders) -> None:
    wanted = OrderFilter(fulfilled=False)

    first = lists(STORE, wanted, limit=1)
    second = lists(STORE, wanted, limit=1, after=first.next_after)

    assert [row.position.split()[1] for row in (*first.rows, *second.rows)] == ["waits", "partly"]
