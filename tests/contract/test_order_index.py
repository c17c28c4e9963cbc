"""`OrderIndex` and `SlotIndex`: the lists, exact to the second and page by page."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from retrack.domain.attention import IN_TRANSIT_TOO_LONG, NOT_FULFILLED
from retrack.domain.cadences import CADENCE_HOURS, Slot
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.periods import ALL_TIME, Span
from retrack.domain.statuses import Status
from retrack.services.order_row import RowReader
from retrack.services.ports import OrderRow
from tests.builders import (
    NOON,
    a_customer,
    a_shipment,
    an_order,
    days,
    fresh_store_id,
    hours,
)
from tests.contract.conftest import Storage

SECOND = hours(1) / 3600
Fetch = Callable[..., Sequence[OrderRow]]


def ids(rows: Sequence[OrderRow]) -> list[str]:
    reader = RowReader(now=NOON, tracking_url="", public_url="")
    return [json.loads(reader.json(row.row))["id"] for row in rows]


def given(storage: Storage, store_id: StoreId, *orders: Order) -> None:
    for order in orders:
        storage.orders.create(replace(order, store_id=store_id))


def numbered(count: int, **fields: object) -> list[Order]:
    """Orders o0, o1, ..., an hour apart."""
    return [
        an_order(id=OrderId(f"o{n}"), processed_at=NOON + hours(n), **fields) for n in range(count)
    ]


def test_orders_are_listed_newest_first(storage: Storage, store_id: StoreId) -> None:
    given(storage, store_id, *numbered(3))

    rows = storage.index.processed(store_id, ALL_TIME, after=None, limit=10)

    assert ids(rows) == ["o2", "o1", "o0"]


def test_a_span_has_its_first_moment_and_not_its_end(storage: Storage, store_id: StoreId) -> None:
    span = Span(NOON, NOON + hours(1))
    moments = {
        "too early": span.first - SECOND,
        "first": span.first,
        "last": span.end - SECOND,
        "too late": span.end,
    }
    given(
        storage,
        store_id,
        *(an_order(id=OrderId(name), processed_at=at) for name, at in moments.items()),
    )

    for after in (None, storage.index.processed(store_id, ALL_TIME, after=None, limit=1)[0]):
        position = after.position if after else None
        rows = storage.index.processed(store_id, span, after=position, limit=10)
        assert ids(rows) == ["last", "first"]


def test_pages_join_without_gap_or_repeat_within_one_second(
    storage: Storage, store_id: StoreId
) -> None:
    given(storage, store_id, *(an_order(id=OrderId(f"{n:02}")) for n in range(7)))

    pages = pages_of(lambda **page: storage.index.processed(store_id, ALL_TIME, **page), limit=3)

    assert pages == [["06", "05", "04"], ["03", "02", "01"], ["00"]]


def pages_of(fetch: Fetch, *, limit: int) -> list[list[str]]:
    pages: list[list[str]] = []
    after = None
    while rows := fetch(after=after, limit=limit):
        pages.append(ids(rows))
        after = rows[-1].position
        assert len(pages) < 10, "the list has no end"
    return pages


def test_a_page_goes_on_after_an_order_that_is_gone(storage: Storage, store_id: StoreId) -> None:
    given(storage, store_id, *numbered(3))
    first = storage.index.processed(store_id, ALL_TIME, after=None, limit=2)
    storage.orders.erase(storage.orders.load(store_id, OrderId("o1")))

    rows = storage.index.processed(store_id, ALL_TIME, after=first[-1].position, limit=2)

    assert ids(rows) == ["o0"]


def test_a_position_before_the_span_ends_the_list(storage: Storage, store_id: StoreId) -> None:
    given(storage, store_id, *numbered(3))
    oldest = storage.index.processed(store_id, ALL_TIME, after=None, limit=3)[-1]
    span = Span(NOON + hours(1), NOON + hours(3))

    assert not storage.index.processed(store_id, span, after=oldest.position, limit=3)


def test_the_fulfilled_are_listed_by_when_they_were(storage: Storage, store_id: StoreId) -> None:
    early, late = a_shipment(fulfilled_at=NOON), a_shipment(fulfilled_at=NOON + hours(5))
    given(
        storage,
        store_id,
        an_order(id=OrderId("old, late"), processed_at=NOON - days(9), shipments=(late,)),
        an_order(id=OrderId("new, early"), shipments=(early,)),
        an_order(id=OrderId("partly"), shipments=(a_shipment(final=False),)),
        an_order(id=OrderId("not yet")),
    )

    everything = storage.index.fulfilled(store_id, ALL_TIME, after=None, limit=10)
    first_hour = storage.index.fulfilled(
        store_id, Span(NOON, NOON + hours(1)), after=None, limit=10
    )
    rest = storage.index.fulfilled(store_id, ALL_TIME, after=everything[0].position, limit=10)

    assert ids(everything) == ["old, late", "new, early"]
    assert ids(first_hour) == ids(rest) == ["new, early"]


def test_an_order_is_listed_under_the_status_it_has(storage: Storage, store_id: StoreId) -> None:
    given(storage, store_id, *numbered(3, shipments=(a_shipment(),)))
    before = storage.orders.load(store_id, OrderId("o1"))
    alert = replace(before.shipments[0], status=Status.ALERT)
    storage.orders.save(before.with_changed(alert), before=before)

    def with_status(status: Status) -> list[str]:
        return ids(storage.index.with_status(store_id, status, ALL_TIME, after=None, limit=10))

    assert with_status(Status.PENDING) == ["o2", "o0"]
    assert with_status(Status.ALERT) == ["o1"]
    assert with_status(Status.DELIVERED) == []


def test_a_status_is_listed_within_a_span_page_by_page(storage: Storage, store_id: StoreId) -> None:
    given(storage, store_id, *numbered(5))
    span = Span(NOON + hours(1), NOON + hours(5))

    def fetch(**page: object) -> Sequence[OrderRow]:
        return storage.index.with_status(store_id, Status.UNFULFILLED, span, **page)  # type: ignore[arg-type]  # after, limit

    assert pages_of(fetch, limit=3) == [["o4", "o3", "o2"], ["o1"]]


@pytest.mark.parametrize(
    ("order", "line"),
    [
        (an_order(), NOON + NOT_FULFILLED),
        (an_order(shipments=(a_shipment(),)), NOON + IN_TRANSIT_TOO_LONG + SECOND),
        (an_order(shipments=(a_shipment(status=Status.ALERT),)), NOON),
    ],
)
def test_attention_begins_at_its_second(
    storage: Storage, store_id: StoreId, order: Order, line: object
) -> None:
    given(storage, store_id, order)

    def needing(now: object) -> list[str]:
        return ids(storage.index.needing_attention(store_id, now, after=None, limit=9))  # type: ignore[arg-type]  # a moment

    assert needing(line - SECOND) == []  # type: ignore[operator]  # a moment
    assert needing(line) == [order.id]


def test_attention_is_listed_by_when_it_began_page_by_page(
    storage: Storage, store_id: StoreId
) -> None:
    given(
        storage,
        store_id,
        *numbered(4),
        an_order(id=OrderId("done"), shipments=(a_shipment(status=Status.DELIVERED),)),
    )
    now = NOON + NOT_FULFILLED + hours(2)

    pages = pages_of(lambda **page: storage.index.needing_attention(store_id, now, **page), limit=2)

    assert pages == [["o2", "o1"], ["o0"]]


def test_attention_that_is_still_to_come_is_not_listed_after_any_position(
    storage: Storage, store_id: StoreId
) -> None:
    given(storage, store_id, *numbered(4))
    first_two = NOON + NOT_FULFILLED + hours(1)
    newest = storage.index.needing_attention(store_id, NOON + days(30), after=None, limit=1)[0]

    rows = storage.index.needing_attention(store_id, first_two, after=newest.position, limit=9)

    assert ids(rows) == ["o1", "o0"]


def test_a_list_is_one_stores_alone(storage: Storage, store_id: StoreId) -> None:
    given(storage, store_id, an_order(shipments=(a_shipment(status=Status.ALERT),)))
    other = fresh_store_id()
    index = storage.index

    assert not index.processed(other, ALL_TIME, after=None, limit=10)
    assert not index.fulfilled(other, ALL_TIME, after=None, limit=10)
    assert not index.with_status(other, Status.ALERT, ALL_TIME, after=None, limit=10)
    assert not index.needing_attention(other, NOON, after=None, limit=10)
    assert not index.search(other, "1001", limit=10)
    assert not index.with_number(other, a_shipment().tracking_number)


@pytest.mark.parametrize(
    "prefix",
    ["#Re-1001", "re-10", "#re", "LX000", "lx00000000s1cn", "Somchai@", "somchai@example.com"],
)
def test_search_finds_by_the_beginning_of_name_number_or_email(
    storage: Storage, store_id: StoreId, prefix: str
) -> None:
    given(storage, store_id, an_order(name="#RE-1001", shipments=(a_shipment(),)))

    assert ids(storage.index.search(store_id, prefix, limit=10)) == ["1001"]


@pytest.mark.parametrize(
    "prefix", ["", "#", "  ", "1001", "example.com", "X000", "RE-1001 and more"]
)
def test_search_finds_nothing_else(storage: Storage, store_id: StoreId, prefix: str) -> None:
    given(storage, store_id, an_order(name="#RE-1001", shipments=(a_shipment(),)))

    assert not storage.index.search(store_id, prefix, limit=10)


def test_search_tells_long_values_apart(storage: Storage, store_id: StoreId) -> None:
    long = f"{'ก' * 150}@example.com"
    given(storage, store_id, an_order(name="x" * 200, customer=a_customer(email=long)))

    assert ids(storage.index.search(store_id, long[:100], limit=9)) == ["1001"]
    assert ids(storage.index.search(store_id, "x" * 200, limit=9)) == ["1001"]
    assert not storage.index.search(store_id, "x" * 99 + "y", limit=9)


def test_search_finds_an_order_once_newest_first_and_within_its_limit(
    storage: Storage, store_id: StoreId
) -> None:
    customer = a_customer(email="lx@example.com")
    given(storage, store_id, *numbered(4, customer=customer, shipments=(a_shipment(),)))

    assert ids(storage.index.search(store_id, "lx", limit=10)) == ["o3", "o2", "o1", "o0"]
    assert len(storage.index.search(store_id, "lx", limit=3)) == 3


def test_search_keeps_to_its_limit_over_all_that_it_looks_at(
    storage: Storage, store_id: StoreId
) -> None:
    by_name = [replace(order, name="lx") for order in numbered(2)]
    by_email = an_order(id=OrderId("o9"), customer=a_customer(email="lx@example.com"))
    given(storage, store_id, *by_name, by_email)

    assert len(storage.index.search(store_id, "lx", limit=2)) == 2


def test_search_results_sort_as_the_list_does(storage: Storage, store_id: StoreId) -> None:
    given(storage, store_id, *numbered(3, name="#7"))

    found = storage.index.search(store_id, "7", limit=10)

    assert found == storage.index.processed(store_id, ALL_TIME, after=None, limit=10)


def test_a_number_finds_all_orders_that_have_it(storage: Storage, store_id: StoreId) -> None:
    same = TrackingNumber("LX123456789CN")
    longer = TrackingNumber("LX123456789CN0")
    given(
        storage,
        store_id,
        *numbered(2, shipments=(a_shipment(tracking_number=same),)),
        an_order(id=OrderId("other"), shipments=(a_shipment(tracking_number=longer),)),
    )

    assert sorted(storage.index.with_number(store_id, same)) == ["o0", "o1"]


def test_a_slot_has_the_orders_to_ask_about(storage: Storage, store_id: StoreId) -> None:
    on_its_way = a_shipment(status=Status.IN_TRANSIT, digest="d1")
    arrived = a_shipment(id=ShipmentId("s2"), status=Status.DELIVERED)
    order = an_order(store_id=store_id, shipments=(on_its_way, arrived))
    slot = order.slot
    assert slot
    given(storage, store_id, order, an_order(id=OrderId("unfulfilled")))

    due = [found for found in storage.slots.due(slot) if found.store_id == store_id]

    assert [[p.shipment_id for p in found.parcels] for found in due] == [["s1"]]
    parcel = due[0].parcels[0]
    assert (parcel.order_id, parcel.digest) == (order.id, "d1")
    assert parcel.number == on_its_way.tracking_number


def test_an_order_leaves_its_slot_when_all_has_arrived(storage: Storage, store_id: StoreId) -> None:
    order = an_order(store_id=store_id, shipments=(a_shipment(),))
    slot = order.slot
    assert slot
    before = storage.orders.create(order)

    delivered = replace(before.shipments[0], status=Status.DELIVERED)
    storage.orders.save(before.with_changed(delivered), before=before)

    assert store_id not in {found.store_id for found in storage.slots.due(slot)}


def test_a_slots_orders_come_store_by_store(storage: Storage) -> None:
    slot = Slot(CADENCE_HOURS[Status.PENDING], 0)
    stores = [fresh_store_id(), fresh_store_id()]
    candidates = (
        an_order(store_id=stores[n % 2], id=OrderId(f"o{n}"), shipments=(a_shipment(),))
        for n in itertools.count()
    )
    in_slot = [next(order for order in candidates if order.slot == slot) for _ in range(6)]
    for order in in_slot:
        storage.orders.create(order)

    found = [due.store_id for due in storage.slots.due(slot) if due.store_id in stores]

    assert found == sorted(order.store_id for order in in_slot)
