"""`GET /v1/orders`: periods, filters, search, paging."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.cloud import Cloud, MovableClock
from tests.functional.gateway import Gateway
from tests.functional.orders import done, ship, take, take_and_ship


def names(api: Gateway, **query: object) -> list[str]:
    """The ids of all orders in a list, page by page."""
    found: list[str] = []
    while True:
        page = done(api.get("/v1/orders", query=query))
        found += [order["id"] for order in page["items"]]
        if page["next_cursor"] is None:
            return found
        query["cursor"] = page["next_cursor"]


def test_the_last_thirty_days_are_listed_newest_first(api: Gateway) -> None:
    for day in ("2026-10-24T23:59:59Z", "2026-10-25T00:00:00Z", "2026-11-23T09:00:00Z"):
        take(api, day[:10], processed_at=day)

    assert names(api) == ["2026-11-23", "2026-10-25"]


def test_a_listed_order_is_the_order(api: Gateway, number: str) -> None:
    take_and_ship(api, number, customer={"name": 'a"b\\c', "email": "s@example.com"})

    page = done(api.get("/v1/orders"))

    order = done(api.get("/v1/orders/1001"))
    del order["notifications"]
    assert page == {"items": [order], "next_cursor": None}


def test_a_store_without_orders_has_an_empty_list(api: Gateway) -> None:
    assert done(api.get("/v1/orders")) == {"items": [], "next_cursor": None}


def test_days_are_those_of_the_stores_time_zone(api: Gateway) -> None:
    done(api.patch("/v1/settings", {"time_zone": "Asia/Bangkok"}))
    moments = {
        "before": "2026-11-09T16:59:59Z",
        "first": "2026-11-09T17:00:00Z",
        "last": "2026-11-10T16:59:59Z",
        "after": "2026-11-10T17:00:00Z",
    }
    for order_id, moment in moments.items():
        take(api, order_id, processed_at=moment)

    assert names(api, **{"from": "2026-11-10", "to": "2026-11-10"}) == ["last", "first"]


def test_from_alone_ends_today_and_to_alone_has_thirty_days(api: Gateway) -> None:
    for day in ("2026-06-02", "2026-06-03", "2026-07-02", "2026-07-03", "2026-11-23"):
        take(api, day, processed_at=f"{day}T05:00:00Z")

    assert names(api, **{"from": "2026-07-03"}) == ["2026-11-23", "2026-07-03"]
    assert names(api, to="2026-07-02") == ["2026-07-02", "2026-06-03"]


def test_orders_are_found_by_when_they_were_fulfilled(api: Gateway, number: str) -> None:
    take(api, processed_at="2026-11-01T00:00:00Z")
    take(api, "2", processed_at="2026-11-12T00:00:00Z")
    ship(api, number, fulfilled_at="2026-11-12T08:00:00Z")

    query = {"date_field": "fulfilled", "from": "2026-11-12", "to": "2026-11-12"}

    assert names(api, **query) == ["1001"]


def test_statuses_narrow_a_list(api: Gateway) -> None:
    for order_id, status in (("a", "delivered"), ("b", "alert"), ("c", "in_transit")):
        take_and_ship(api, f"LX00000000{order_id.upper()}CN", order_id)
        done(api.put(f"/v1/orders/{order_id}/shipments/s1/status", {"status": status}))
    take(api, "d")

    assert names(api, status="delivered,alert") == ["b", "a"]
    assert names(api, status=" unfulfilled , delivered,") == ["d", "a"]
    assert names(api, status="") == ["d", "c", "b", "a"]


def test_what_needs_attention_is_found_at_any_age(
    api: Gateway, clock: MovableClock, number: str
) -> None:
    take(api, "old", processed_at="2024-01-01T00:00:00Z")
    take(api, "new")
    take_and_ship(api, number, "shipped", processed_at="2026-10-10T09:30:00Z")

    assert names(api, attention="true") == ["old"]

    clock.advance(days=1, seconds=1)  # the 45 days since the one that was shipped
    assert names(api, attention="true") == ["shipped", "old"]
    assert names(api, attention="true", **{"from": "2026-10-01"}) == ["shipped"]
    assert names(api, attention="true", status="unfulfilled") == ["old"]


def test_attention_begins_to_the_second(api: Gateway, clock: MovableClock) -> None:
    take(api)
    clock.advance(days=7, seconds=-1)
    assert names(api, attention="true") == []

    clock.advance(seconds=1)

    assert names(api, attention="true") == ["1001"]
    order = done(api.get("/v1/orders/1001"))
    assert order["attention"]["since"] == "2026-11-30T09:30:00Z"


@pytest.mark.parametrize(
    "q", ["#1001", "1001", "100", "LX0000", "lx000000000th", "Somchai@ex", "somchai@example.com"]
)
def test_search_goes_by_name_number_or_email(api: Gateway, q: str) -> None:
    take_and_ship(
        api,
        "LX000000000TH",
        customer={"email": "Somchai@Example.com"},
        processed_at="2024-02-03T00:00:00Z",
    )
    take(api, "2002", customer={"email": "other@example.com"})

    assert names(api, q=q) == ["1001"]


@pytest.mark.parametrize("q", ["001", "nobody", "#", "%", "ก", "'", '"', "\x00", "a" * 100])
def test_search_finds_nothing_that_does_not_begin_so(api: Gateway, q: str) -> None:
    take(api, "1001", customer={"email": "somchai@example.com"})

    assert names(api, q=q) == []


def test_search_can_be_narrowed(api: Gateway) -> None:
    take(api, "1001", processed_at="2026-11-01T00:00:00Z")
    take(api, "1002", processed_at="2026-11-20T00:00:00Z")

    assert names(api, q="100", **{"from": "2026-11-10"}) == ["1002"]
    assert names(api, q="100", status="delivered") == []
    assert names(api, q="100", attention="true") == ["1001"]
    assert names(api, q="100", limit=1) == ["1002", "1001"]


def test_a_change_moves_what_an_order_is_found_by(api: Gateway) -> None:
    take(api, customer={"email": "old@example.com"})
    done(api.patch("/v1/orders/1001", {"customer": {"email": "new@example.com"}}))

    assert names(api, q="old@") == []
    assert names(api, q="new@") == ["1001"]


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 200])
def test_paging_shows_every_order_once(api: Gateway, limit: int) -> None:
    for order_id in "abcdefg":  # three at the same second
        moment = f"2026-11-2{min('abcdefg'.index(order_id), 3)}T00:00:00Z"
        take(api, order_id, processed_at=moment)

    assert names(api, limit=limit) == list("gfedcba")


def test_orders_that_come_in_between_do_not_shift_the_pages(api: Gateway) -> None:
    for order_id in "abc":
        take(api, order_id)
    first = done(api.get("/v1/orders", query={"limit": 2}))
    take(api, "z")

    second = api.get("/v1/orders", query={"limit": 2, "cursor": first["next_cursor"]})

    assert [order["id"] for order in done(second)["items"]] == ["a"]


@pytest.fixture
def paged(api: Gateway) -> dict[str, Any]:
    """The first of two pages."""
    take(api, "a")
    take(api, "b")
    page: dict[str, Any] = done(api.get("/v1/orders", query={"limit": 1}))
    return page


def test_a_cursor_with_any_byte_changed_is_refused(api: Gateway, paged: dict[str, Any]) -> None:
    cursor = paged["next_cursor"]
    changed = [
        cursor[:place] + other + cursor[place + 1 :]
        for place, letter in enumerate(cursor)
        for other in ("A", "B", "_", "%", "=")
        if other != letter
    ][:: 1 if len(cursor) < 40 else 7]
    changed += [cursor[:-1], cursor + "A", cursor + "=", "", "x", "ก", "%00", cursor[4:]]

    for wrong in changed:
        answer = api.get("/v1/orders", query={"limit": 1, "cursor": wrong})
        assert (answer.status, answer.slug) == (400, "unreadable"), wrong


def test_a_cursor_is_of_one_store(paged: dict[str, Any], other_api: Gateway) -> None:
    answer = other_api.get("/v1/orders", query={"cursor": paged["next_cursor"]})

    assert (answer.status, answer.slug) == (400, "unreadable")


@pytest.mark.parametrize(
    "change",
    [
        {"status": "alert"},
        {"attention": "true"},
        {"q": "a"},
        {"date_field": "fulfilled"},
        {"from": "2026-11-01"},
        {"to": "2026-11-30"},
    ],
)
def test_a_cursor_is_of_one_list(
    api: Gateway, paged: dict[str, Any], change: dict[str, str]
) -> None:
    answer = api.get("/v1/orders", query={**change, "cursor": paged["next_cursor"]})

    assert (answer.status, answer.slug) == (400, "unreadable")


def test_a_cursor_goes_on_with_another_limit(api: Gateway, paged: dict[str, Any]) -> None:
    query = {"limit": 200, "cursor": paged["next_cursor"]}

    assert [order["id"] for order in done(api.get("/v1/orders", query=query))["items"]] == ["a"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        *[
            ({"limit": limit}, "limit")
            for limit in (
                "0", "201", "abc", "-1", "1.5", "", "1e2", "٣", "²", " 5", "0000001009",
                "000000100" + "9" * 5000,
            )
        ],
        *[({"status": status}, "status") for status in ("lost", "ALERT", "alert,x", "\x00")],
        *[({"attention": wanted}, "attention") for wanted in ("yes", "1", "")],
        ({"date_field": "delivered"}, "date_field"),
        ({"date_field": ""}, "date_field"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "from"),
        ({"from": "2027-01-01"}, "from"),
        ({"from": "yesterday"}, "from"),
        ({"from": "20261101"}, "from"),
        ({"from": "2026-W45-1"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"from": ""}, "from"),
        ({"to": "2026-11-1"}, "to"),
        ({"to": "2026-11-01T00:00:00Z"}, "to"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "to"),
        ({"to": "0001-01-01"}, "to"),
        ({"to": "9999-12-31"}, "to"),
        ({"q": "a" * 101}, "q"),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_named(
    api: Gateway, cloud: Cloud, query: dict[str, str], field: str
) -> None:
    before = cloud.contents()

    answer = api.get("/v1/orders", query=query)

    assert (answer.status, answer.slug) == (422, "invalid"), answer.text
    assert answer.fields == [field]
    assert cloud.contents() == before
