"""`GET /v1/reports/fulfillment`, from the gateway's event to its answer, over a table in moto."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from moto import mock_aws

from retrack.domain.identifiers import CarrierSlug, OrderId
from retrack.domain.orders import Address, Order
from retrack.domain.plans import Plan
from retrack.domain.settings import Store
from retrack.domain.statuses import Status
from retrack.http.authorizing import context_of
from retrack.runtime import wiring
from retrack.services.authenticate import Caller
from retrack.storage.orders import TableOrders
from retrack.storage.table import bind_table
from tests.aws_table import create_table
from tests.builders import NOON, a_shipment, a_store, an_order, days, fresh_store_id
from tests.fakes.clock import FixedClock

# Powertools' word on an invocation that measured nothing.
pytestmark = pytest.mark.filterwarnings("ignore:No application metrics:UserWarning")

TABLE = "retrack-reports"
NOW = NOON + days(20)  # 2026-11-21, 19:00 in Bangkok
ENVIRONMENT = {
    "TABLE_NAME": TABLE,
    "TRACKING_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/123456789012/tracking.fifo",
    "PARAMETER_PREFIX": "/retrack/test",
    "PROVIDER_URLS": "{}",
    "CARRIER_TIMEOUT_SECONDS": "1",
}
CONTEXT = SimpleNamespace(
    function_name="tracking-api",
    function_version="$LATEST",
    memory_limit_in_mb="512",
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:tracking-api",
    aws_request_id="r1",
)
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]


@pytest.fixture(scope="module")
def handler() -> Iterator[Handler]:
    with mock_aws(), pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        create_table(boto3.client("dynamodb"), TABLE)
        module = importlib.import_module("functions.tracking_api.app")
        bind_table(TABLE, region="eu-west-1")
        yield module.lambda_handler


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    earlier = wiring._clock.source
    wiring.set_clock(FixedClock(NOW))
    yield
    wiring.set_clock(earlier)


@pytest.fixture
def store() -> Store:
    return a_store(id=fresh_store_id(), time_zone="Asia/Bangkok", cursor_key="k")


def ask(handler: Handler, store: Store, **query: str) -> tuple[int, Any]:
    event = {
        "version": "2.0",
        "routeKey": "GET /v1/reports/fulfillment",
        "rawPath": "/v1/reports/fulfillment",
        "rawQueryString": "",
        "headers": {},
        "queryStringParameters": query,
        "requestContext": {
            "http": {"method": "GET", "path": "/v1/reports/fulfillment"},
            "stage": "$default",
            "domainName": "track.example.com",
            "authorizer": {"lambda": context_of(Caller(store, "key:test", "owner"))},
        },
        "isBase64Encoded": False,
    }
    answer = handler(event, CONTEXT)
    return answer["statusCode"], json.loads(answer["body"])


def save(store: Store, *orders: Order) -> None:
    for order in orders:
        TableOrders().create(replace(order, store_id=store.id))


def journey() -> tuple[Order, ...]:
    """One order that arrived, one on its way, one that waits."""
    arrived = a_shipment(
        carrier=CarrierSlug("dhl"),
        fulfilled_at=NOON + days(2),
        status=Status.DELIVERED,
        delivered_at=NOON + days(9.5),
    )
    leaving = a_shipment(carrier=CarrierSlug("thailand-post"), fulfilled_at=NOON + days(4))
    return (
        an_order(id=OrderId("1"), shipments=(arrived,), shipping_address=Address("", "DE")),
        an_order(
            id=OrderId("2"),
            processed_at=NOON + days(3),
            shipments=(leaving,),
            shipping_address=Address("", "TH"),
        ),
        an_order(id=OrderId("3"), processed_at=NOON + days(3)),
    )


def test_a_report_tells_how_a_period_went(handler: Handler, store: Store) -> None:
    save(store, *journey())

    status, told = ask(handler, store)

    assert status == 200
    assert (told["from"], told["to"], told["group_by"]) == ("2026-10-23", "2026-11-21", "day")
    assert told["time_zone"] == "Asia/Bangkok"
    assert told["shipped"] == 2
    assert told["totals"] == {
        "processed": 3,
        "fulfilled": 2,
        "not_fulfilled": 1,
        "delivered": 1,
        "attention": 1,
        "time_to_fulfil_days": {"median": 1.5, "p90": 1.9},
        "time_in_transit_days": {"median": 7.5, "p90": 7.5},
    }
    assert [(g["key"], g["processed"]) for g in told["groups"]] == [
        ("2026-11-01", 1),
        ("2026-11-04", 2),
    ]


@pytest.mark.parametrize(
    ("group_by", "groups"),
    [
        ("carrier", [("dhl", "DHL Express"), ("thailand-post", "Thailand Post"), (None, None)]),
        ("country", [("DE", None), ("TH", None), (None, None)]),
    ],
)
def test_a_report_is_split_as_asked(
    handler: Handler, store: Store, group_by: str, groups: list[tuple[str, str]]
) -> None:
    save(store, *journey())

    _, told = ask(handler, store, group_by=group_by)

    assert [(g["key"], g.get("name")) for g in told["groups"]] == groups
    assert told["groups"][-1]["time_to_fulfil_days"] == {"median": None, "p90": None}


def test_days_are_the_stores(handler: Handler, store: Store) -> None:
    save(store, an_order(id=OrderId("late"), processed_at=NOON + days(0.25)))  # 01:00 next day

    _, of_the_next_day = ask(handler, store, **{"from": "2026-11-02", "to": "2026-11-02"})
    _, of_the_day = ask(handler, store, **{"from": "2026-11-01", "to": "2026-11-01"})

    assert of_the_next_day["totals"]["processed"] == 1
    assert [g["key"] for g in of_the_next_day["groups"]] == ["2026-11-02"]
    assert of_the_day["totals"]["processed"] == 0
    assert of_the_day["groups"] == []


def test_what_was_shipped_counts_by_its_own_date(handler: Handler, store: Store) -> None:
    save(store, *journey())

    _, told = ask(handler, store, **{"from": "2026-11-05", "to": "2026-11-21"})

    assert (told["shipped"], told["totals"]["processed"]) == (1, 0)


def test_a_report_is_one_stores_alone(handler: Handler, store: Store) -> None:
    save(store, *journey())

    _, told = ask(handler, replace(store, id=fresh_store_id()))

    assert (told["shipped"], told["totals"]["processed"]) == (0, 0)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"group_by": "month"}, "group_by"),
        ({"group_by": ""}, "group_by"),
        ({"from": "1 May"}, "from"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "from"),
    ],
)
def test_what_cannot_be_reported_is_refused_with_its_field(
    handler: Handler, store: Store, query: dict[str, str], field: str
) -> None:
    status, told = ask(handler, store, **query)

    assert status == 422
    assert [error["field"] for error in told["errors"]] == [field]


def test_a_report_needs_the_boss_plan(handler: Handler, store: Store) -> None:
    status, told = ask(handler, replace(store, plan=Plan.BASIC), group_by="month")

    assert status == 403
    assert told["type"].endswith("/plan-required")
