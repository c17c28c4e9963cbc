"""The simulated Shopify refuses what Shopify refuses, in its words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dev.shopify_simulator.payloads import NotSo
from tests.unit.shopify_simulator.conftest import NOW, App, SetClock

TELL = (
    "mutation tell($event: FulfillmentEventInput!) { fulfillmentEventCreate("
    "fulfillmentEvent: $event) { fulfillmentEvent { id status happenedAt } userErrors { field"
    " message } } }"
)
ORDERS = (
    "query($first: Int!, $after: String, $query: String) { orders(first: $first, after: $after,"
    " query: $query, sortKey: PROCESSED_AT, reverse: true) { pageInfo { hasNextPage endCursor }"
    " nodes { legacyResourceId } } }"
)

COUNTS = {"query": "{ ordersCount { count } }"}


def codes(answer: Any) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ orders(first: 1) { nodes { trackingNumber } } }", "undefinedField"),
        ("{ orders(first: 1, status: OPEN) { nodes { id } } }", "argumentNotAccepted"),
        (
            "{ orders(first: 1, sortKey: NEWEST) { nodes { id } } }",
            "argumentLiteralsIncompatible",
        ),
        ("{ orders(first: 1) { nodes } }", "selectionMismatch"),
        ("{ order { id } }", "missingRequiredArguments"),
        ("query($n: String) { orders(first: $n) { nodes { id } } }", "variableMismatch"),
    ],
)
def test_what_is_not_in_the_schema_is_refused(app: App, query: str, code: str) -> None:
    assert codes(app.ask(query)) == [code]


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "LOST"},
        {"status": "delivered"},
        {"happenedAt": "yesterday"},
        {"happenedAt": "2026-11-23T09:30:00"},
        {"trackingNumber": "RR123456785CN"},
        {"fulfillmentId": None},
        {"fulfillmentId": "gid://shopify/Order/1"},
        {"fulfillmentId": "255858046"},
    ],
)
def test_an_event_that_cannot_be_is_refused(app: App, wrong: dict[str, Any]) -> None:
    app.sold(1)
    event = {"fulfillmentId": f"gid://shopify/Fulfillment/{app.sent(1)}", "status": "DELIVERED"}

    answer = app.ask(TELL, event=event | wrong)

    assert codes(answer) == ["INVALID_VARIABLE"]
    assert app.shop.events == []


def test_an_event_is_kept(app: App) -> None:
    app.sold(1)
    fulfillment = app.sent(1, "RR123456785CN")
    event = {
        "fulfillmentId": f"gid://shopify/Fulfillment/{fulfillment}",
        "status": "DELIVERED",
        "happenedAt": "2026-11-22T16:00:00+07:00",
    }

    answer = app.ask(TELL, event=event)

    told = answer["data"]["fulfillmentEventCreate"]["fulfillmentEvent"]
    assert (told["status"], told["happenedAt"]) == ("DELIVERED", "2026-11-22T09:00:00Z")
    assert [e.shown()["order_id"] for e in app.shop.events] == ["1"]


def test_a_fulfilment_of_another_shop_or_that_was_cancelled_is_a_users_error(app: App) -> None:
    app.sold(1)
    cancelled = app.sent(1)
    app.shop.change(app.shop.order(1), cancelled, {"status": "cancelled"}, NOW)

    for number in (1, cancelled):
        event = {"fulfillmentId": f"gid://shopify/Fulfillment/{number}", "status": "DELIVERED"}
        told = app.ask(TELL, event=event)["data"]["fulfillmentEventCreate"]
        assert told["fulfillmentEvent"] is None
        assert told["userErrors"][0]["field"] == ["fulfillmentEvent", "fulfillmentId"]


def test_orders_come_page_by_page_newest_first_and_none_older_than_60_days(app: App) -> None:
    app.sold(61)
    pages, after = [], None
    while True:
        found = app.ask(ORDERS, first=25, after=after)["data"]["orders"]
        pages.append([int(node["legacyResourceId"]) for node in found["nodes"]])
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break

    assert [len(page) for page in pages] == [25, 25, 10]
    assert [number for page in pages for number in page] == list(range(1, 61))


def test_a_search_by_time_finds_what_is_within(app: App) -> None:
    app.sold(10)
    since = (NOW - timedelta(days=3)).isoformat()

    found = app.ask(ORDERS, first=10, query=f"processed_at:>='{since}'")["data"]["orders"]
    strange = app.ask(ORDERS, first=10, query="tag:vip")

    assert len(found["nodes"]) == 3
    assert strange["data"] is None
    assert "cannot search" in strange["errors"][0]["message"]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"first": 10, "after": "bm9uc2Vuc2U="}, "Invalid cursor"),
        ({"first": 251}, "cannot exceed 250"),
    ],
)
def test_a_page_that_cannot_be_is_refused(app: App, variables: dict[str, Any], said: str) -> None:
    app.sold(1)

    assert said in app.ask(ORDERS, **variables)["errors"][0]["message"]


def test_a_scope_that_is_missing_is_told(app: App) -> None:
    app.shop.scopes = ("read_orders",)
    event = {"fulfillmentId": "gid://shopify/Fulfillment/1", "status": "DELIVERED"}

    assert codes(app.ask(TELL, event=event)) == ["ACCESS_DENIED"]
    app.shop.scopes = ()
    assert codes(app.ask("{ ordersCount { count } }")) == ["ACCESS_DENIED"]


def test_a_call_is_paid_for_and_the_bucket_fills_with_time(app: App) -> None:
    app.sold(3)
    cost = app.ask(ORDERS, first=50)["extensions"]["cost"]
    app.simulator.fail(app.shop, "throttled")
    throttled = app.ask(ORDERS, first=1)
    app.clock.moment += timedelta(seconds=61)

    assert cost["requestedQueryCost"] == 52
    assert cost["actualQueryCost"] < 10
    left = cost["throttleStatus"]["currentlyAvailable"]
    assert (cost["throttleStatus"]["maximumAvailable"], left) == (
        2000,
        2000 - cost["actualQueryCost"],
    )
    assert codes(throttled) == ["THROTTLED"]
    assert throttled["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 0
    assert "errors" not in app.ask(ORDERS, first=1)


def test_a_query_that_is_too_dear_is_refused_whatever_is_left(app: App) -> None:
    dear = "{ orders(first: 100) { nodes { lineItems(first: 50) { nodes { id } } } } }"

    assert codes(app.ask(dear)) == ["MAX_COST_EXCEEDED"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"token": "shpat_of-another-shop"}, 401),
        ({"domain": "nobodys.myshopify.com"}, 404),
        ({"body": {"hello": "there"}}, 400),
        ({"body": []}, 400),
    ],
)
def test_what_is_no_call_of_this_app_is_refused(
    app: App, more: dict[str, Any], status: int
) -> None:
    body = more.pop("body", {"query": "{ shop { name } }"})

    assert app.post(body, **more).status_code == status


def test_faults_come_after_so_many_calls_and_go_when_mended(app: App) -> None:
    query = {"query": "{ shop { name } }"}
    app.simulator.fail(app.shop, "http429", after=1)

    first, second = app.post(query), app.post(query)
    app.simulator.fail(app.shop, "unauthorized")
    third = app.post(query)
    app.simulator.mend(app.shop)

    assert (first.status_code, second.status_code, third.status_code) == (200, 429, 401)
    assert second.headers["Retry-After"] == "2.0"
    assert app.post(query).status_code == 200


def test_a_script_that_cannot_be_meant_is_refused(app: App) -> None:
    app.sold(1)
    with pytest.raises(NotSo, match="fulfilment_status"):
        app.shop.put(2, {"fulfilment_status": "fulfilled"}, NOW)
    with pytest.raises(NotSo, match="fault: one of"):
        app.simulator.fail(app.shop, "fire")
    with pytest.raises(NotSo, match="no order 7"):
        app.shop.order(7)


def test_no_two_changes_of_an_order_are_made_at_the_same_time(app: App) -> None:
    app.sold(1)
    order = app.shop.order(1)
    times = [order.updated_at]
    for step in ({"financial_status": "pending"}, {"note": "ring twice"}):
        app.shop.put(1, step, NOW)
        times.append(order.updated_at)

    assert times == sorted(set(times))


# ------------------------------------------------------------------------- tokens that end


def test_a_token_that_an_app_asked_for_ends_after_a_day(app: App, clock: SetClock) -> None:
    given = app.grant()
    assert (given.status_code, given.json()["expires_in"]) == (200, 86_399)
    token = given.json()["access_token"]

    clock.moment += timedelta(seconds=86_398)
    assert app.post(COUNTS, token=token).status_code == 200
    clock.moment += timedelta(seconds=1)
    assert app.post(COUNTS, token=token).status_code == 401
    assert app.post(COUNTS).status_code == 200  # one that does not end


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"client_id": "another"}, "application_cannot_be_found"),
        ({"client_secret": "another"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_secret": ""}, "invalid_request"),
    ],
)
def test_an_app_that_is_none_gets_a_page_that_says_why(
    app: App, wrong: dict[str, str], error: str
) -> None:
    answer = app.grant(**wrong)

    assert (answer.status_code, app.shop.issued) == (400, {})
    assert f"Oauth error {error}: " in answer.text
