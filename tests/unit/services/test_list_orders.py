"""The lists: every order that fits, once, newest first, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.identifiers import OrderId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.periods import Span
from retrack.domain.statuses import Status
from retrack.services.list_orders import ListOrders, OrderFilter, every_row
from retrack.services.order_row import RowReader
from retrack.services.ports import OrderRow
from tests.builders import NOON, a_customer, a_shipment, an_order, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.storage import MemoryOrderIndex, MemoryOrders

STORE = StoreId("s1")
NOVEMBER = Span(NOON - hours(12), NOON + days(30) - hours(12))


class CountingIndex(MemoryOrderIndex):
    """Counts the queries that a list takes."""

    def __init__(self, orders: MemoryOrders) -> None:
        super().__init__(orders)
        self.queries = 0

    def _page(self, *args: Any, **options: Any) -> list[OrderRow]:
        self.queries += 1
        return super()._page(*args, **options)


class World:
    """A store, and how its lists look forty days after noon."""

    def __init__(self) -> None:
        self.orders = MemoryOrders()
        self.index = CountingIndex(self.orders)
        self.clock = FixedClock(NOON + days(40))
        self.list = ListOrders(self.index, self.clock)

    def add(self, order_id: str, *, at: float = 0, status: Status | None = None, **f: Any) -> Order:
        """An order processed so many hours after noon, with a parcel if it has a status."""
        moment = NOON + hours(at)
        parcel = {"fulfilled_at": moment, "status_changed_at": moment, "status": status}
        defaults: dict[str, Any] = {"processed_at": moment, "id": OrderId(order_id)}
        if status:
            number = TrackingNumber(f"NUMBER{order_id}")
            defaults["shipments"] = (a_shipment(tracking_number=number, **parcel),)
        return self.orders.create(an_order(**defaults | f))

    def first(self, limit: int = 50, **wanted: Any) -> list[str]:
        return self.ids(self.list(STORE, OrderFilter(**wanted), limit=limit).rows)

    def pages(self, limit: int, **wanted: Any) -> list[list[str]]:
        found: list[list[str]] = []
        after = None
        while True:
            page = self.list(STORE, OrderFilter(**wanted), limit=limit, after=after)
            found.append(self.ids(page.rows))
            after = page.next_after
            if after is None:
                return found

    def ids(self, rows: Iterable[OrderRow]) -> list[str]:
        reader = RowReader(now=self.clock.now(), tracking_url="", public_url="")
        texts = [reader.json(row.row) for row in rows]
        return [text.partition('"id":"')[2].partition('"')[0] for text in texts]


@pytest.fixture
def world() -> World:
    return World()


# ------------------------------------------------------------------------------------- filters


def test_orders_are_listed_newest_first(world: World) -> None:
    world.add("old", at=0)
    world.add("new", at=2)
    world.add("middle", at=1)

    assert world.first() == ["new", "middle", "old"]


def test_another_stores_orders_are_not_listed(world: World) -> None:
    world.add("theirs", store_id=StoreId("other"), status=Status.ALERT)
    filters: list[dict[str, Any]] = [
        {},
        {"attention": True},
        {"search": "theirs"},
        {"by": "fulfilled"},
        {"statuses": frozenset(Status)},
    ]

    assert [world.first(**wanted) for wanted in filters] == [[], [], [], [], []]


def test_a_period_has_its_first_moment_and_not_its_last(world: World) -> None:
    world.add("before", processed_at=NOVEMBER.first - hours(1))
    world.add("first", processed_at=NOVEMBER.first)
    world.add("end", processed_at=NOVEMBER.end)

    assert world.first(span=NOVEMBER) == ["first"]


def test_orders_can_be_listed_by_when_they_were_fulfilled(world: World) -> None:
    late = a_shipment(fulfilled_at=NOON + days(20))
    world.add("shipped late", at=0, shipments=(late,))
    world.add("shipped early", at=5, status=Status.IN_TRANSIT)
    world.add("not shipped", at=9)
    partial = a_shipment(final=False, fulfilled_at=NOON + days(1))
    world.add("partly shipped", at=9, shipments=(partial,))

    assert world.first(by="fulfilled") == ["shipped late", "shipped early"]
    assert world.first(by="fulfilled", span=Span(NOON + days(19), NOON + days(21))) == [
        "shipped late"
    ]


def test_several_statuses_are_one_list_newest_first(world: World) -> None:
    for number, status in enumerate([Status.ALERT, Status.PENDING, Status.DELIVERED] * 3):
        world.add(str(number), at=number, status=status)

    wanted = frozenset({Status.ALERT, Status.DELIVERED})

    assert world.first(statuses=wanted) == ["8", "6", "5", "3", "2", "0"]
    assert world.first(statuses=wanted, span=Span(NOON + hours(3), NOON + hours(7))) == [
        "6",
        "5",
        "3",
    ]


def test_unfulfilled_is_a_status_to_filter_by(world: World) -> None:
    world.add("waiting")
    world.add("shipped", status=Status.IN_TRANSIT)

    assert world.first(statuses=frozenset({Status.UNFULFILLED})) == ["waiting"]


def test_statuses_narrow_what_was_fulfilled(world: World) -> None:
    world.add("1", status=Status.ALERT)
    world.add("2", status=Status.DELIVERED)

    assert world.first(by="fulfilled", statuses=frozenset({Status.ALERT})) == ["1"]


def test_attention_lists_what_needs_it_now_of_all_time(world: World) -> None:
    world.clock.moment = NOON + days(45)
    world.add("alert", at=100, status=Status.ALERT)
    world.add("not fulfilled", at=24)
    world.add("too long", at=-1, status=Status.IN_TRANSIT)
    world.add("at the line", at=0, status=Status.IN_TRANSIT)
    world.add("fine", at=1, status=Status.IN_TRANSIT)
    world.add("over", at=-1000, status=Status.DELIVERED)

    now = world.first(attention=True)
    world.clock.advance(hours(1))
    later = world.first(attention=True)

    assert now == ["too long", "not fulfilled", "alert"]
    assert later == ["at the line", *now]


def test_attention_can_be_narrowed_by_status_and_period(world: World) -> None:
    world.add("alert", at=1, status=Status.ALERT)
    world.add("expired", at=2, status=Status.EXPIRED)
    world.add("old", at=-2000, status=Status.ALERT)

    assert world.first(attention=True, statuses=frozenset({Status.EXPIRED})) == ["expired"]
    assert world.first(attention=True, span=NOVEMBER) == ["expired", "alert"]
    assert world.first(attention=True, by="fulfilled", span=NOVEMBER) == ["expired", "alert"]


def test_attention_by_fulfilment_leaves_out_what_is_not_fulfilled(world: World) -> None:
    world.add("not fulfilled")

    assert world.first(attention=True, span=NOVEMBER) == ["not fulfilled"]
    assert world.first(attention=True, by="fulfilled", span=NOVEMBER) == []


# ------------------------------------------------------------------------------------- search


def test_a_search_finds_by_the_beginning_of_name_number_and_email(world: World) -> None:
    world.add("1001", at=1, customer=a_customer(email="somchai@example.com"))
    world.add("1002", at=2, status=Status.IN_TRANSIT, customer=a_customer(email="x@example.com"))

    assert world.first(search="#100") == ["1002", "1001"]
    assert world.first(search="1001") == ["1001"]
    assert world.first(search="number1002") == ["1002"]
    assert world.first(search="somchai") == ["1001"]
    assert world.first(search="nobody") == []


def test_a_search_can_be_narrowed(world: World) -> None:
    world.add("100", at=0, status=Status.ALERT)
    world.add("101", at=1, status=Status.IN_TRANSIT)
    world.add("102", at=-2000, status=Status.DELIVERED)

    assert world.first(search="10", statuses=frozenset({Status.ALERT})) == ["100"]
    assert world.first(search="10", attention=True) == ["100"]
    assert world.first(search="10", span=NOVEMBER) == ["101", "100"]


def test_a_search_is_paged_without_gap_or_double(world: World) -> None:
    for number in range(7):
        world.add(f"10{number}", at=number)

    assert world.pages(3, search="10") == [
        ["106", "105", "104"],
        ["103", "102", "101"],
        ["100"],
    ]


# -------------------------------------------------------------------------------------- pages


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.sampled_from([None, Status.ALERT, Status.IN_TRANSIT])),
        max_size=25,
    ),
    st.integers(1, 10),
    st.sampled_from(
        [
            {},
            {"span": Span(NOON + hours(3), NOON + hours(15))},
            {"statuses": frozenset({Status.ALERT})},
            {"statuses": frozenset({Status.ALERT, Status.IN_TRANSIT, Status.UNFULFILLED})},
            {"by": "fulfilled"},
            {"by": "fulfilled", "statuses": frozenset({Status.ALERT})},
            {"attention": True},
            {"attention": True, "statuses": frozenset({Status.ALERT})},
            {"attention": True, "span": Span(NOON + hours(3), NOON + hours(15))},
            {"search": "1", "statuses": frozenset({Status.ALERT})},
            {"search": "#1"},
        ]
    ),
)
def test_pages_together_are_the_whole_list_without_gap_or_double(
    made: list[tuple[int, Status | None]], limit: int, wanted: dict[str, Any]
) -> None:
    world = World()
    for number, (at, status) in enumerate(made):
        world.add(str(number), at=at, status=status)

    pages = world.pages(limit, **wanted)

    assert [order for page in pages for order in page] == world.first(1000, **wanted)
    assert all(len(page) <= limit for page in pages)


def test_a_page_is_one_query_wherever_an_index_answers(world: World) -> None:
    for number in range(10):
        world.add(str(number), at=number, status=Status.ALERT)

    for wanted in ({}, {"by": "fulfilled"}, {"attention": True}, {"statuses": {Status.ALERT}}):
        world.index.queries = 0
        world.first(5, **wanted)

        assert world.index.queries == 1


def test_a_full_last_page_is_followed_by_none_or_an_empty_one(world: World) -> None:
    for number in range(4):
        world.add(str(number), at=number)

    assert [len(page) for page in world.pages(2)] in ([2, 2], [2, 2, 0])


def test_a_filter_that_drops_nearly_everything_gives_up_a_page_and_goes_on(world: World) -> None:
    for number in range(60):
        world.add(str(number), at=number + 1, status=Status.ALERT)
    world.add("wanted", at=0, status=Status.EXPIRED)
    wanted = {"attention": True, "statuses": frozenset({Status.EXPIRED})}

    pages = world.pages(2, **wanted)

    assert [order for page in pages for order in page] == ["wanted"]
    assert pages[0] == []
    assert len(pages) > 1


def test_every_row_reads_page_after_page(world: World) -> None:
    for number in range(7):
        world.add(str(number), at=number)
    world.add("outside", at=-2000)

    rows = list(every_row(world.index, STORE, NOVEMBER, page_size=3))

    assert world.ids(rows) == ["6", "5", "4", "3", "2", "1", "0"]
    assert world.index.queries == 3


def test_every_row_of_nothing_is_none(world: World) -> None:
    assert list(every_row(world.index, STORE, NOVEMBER)) == []
