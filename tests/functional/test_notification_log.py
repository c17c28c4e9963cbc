"""`/v1/notifications` and its file: what customers were told, and for how long that is kept."""

from __future__ import annotations

import base64
import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.functional.cloud import NOW, SENDER, Cloud, MovableClock
from tests.functional.gateway import Answer, Gateway
from tests.functional.orders import done, take_and_ship
from tests.functional.pipeline import Pipeline

NUMBER = "LX123456785TH"


@pytest.fixture
def shop(api: Gateway) -> Gateway:
    """A store that tells its customers by email and SMS."""
    change = {"notifications": {"sms_enabled": True, "sender": {"email": SENDER}}}
    done(api.patch("/v1/settings", change))
    return api


@pytest.fixture
def told(shop: Gateway, pipeline: Pipeline, clock: MovableClock) -> Gateway:
    """Three orders, an hour apart; each customer was sent an email and no text message."""
    for number in ("1001", "1002", "1003"):
        take_and_ship(shop, NUMBER, number, customer={"email": f"c{number}@example.com"})
        pipeline.settle()
        clock.advance(hours=1)
    return shop


def ask(api: Gateway, address: str) -> Answer:
    path, _, query = address.partition("?")
    return api.get(path, query=dict(parse_qsl(query)))


def names(api: Gateway, query: str = "") -> list[tuple[str, str, str]]:
    items = done(ask(api, f"/v1/notifications{query}"))["items"]
    return [(item["order_name"], item["channel"], item["state"]) for item in items]


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200, answer.text
    text = base64.b64decode(answer.text).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_what_customers_were_told_is_listed_newest_first(told: Gateway) -> None:
    items = done(ask(told, "/v1/notifications?limit=2"))["items"]

    assert [item["order_name"] for item in items] == ["#1003", "#1003"]
    email = next(item for item in items if item["channel"] == "email")
    expected = {
        "order_id": "1003",
        "shipment_id": "s1",
        "trigger": "shipped",
        "state": "sent",
        "reason": None,
        "at": "2026-11-23T11:30:00Z",
        "first_at": "2026-11-23T11:30:00Z",
    }
    assert {name: email[name] for name in expected} == expected


def test_no_address_and_no_name_is_in_it(told: Gateway) -> None:
    assert "example.com" not in told.get("/v1/notifications").text


def test_pages_follow_each_other(told: Gateway) -> None:
    first = done(ask(told, "/v1/notifications?limit=4"))
    second = done(ask(told, f"/v1/notifications?limit=4&cursor={first['next_cursor']}"))

    assert [item["order_id"] for item in first["items"]] == ["1003", "1003", "1002", "1002"]
    assert [item["order_id"] for item in second["items"]] == ["1001", "1001"]
    assert second["next_cursor"] is None


def test_a_cursor_is_of_its_store_its_list_and_its_filters(
    told: Gateway, other_api: Gateway
) -> None:
    cursor = done(ask(told, "/v1/notifications?limit=1"))["next_cursor"]

    for api, path in (
        (other_api, f"/v1/notifications?cursor={cursor}"),
        (told, f"/v1/notifications?channel=email&cursor={cursor}"),
        (told, f"/v1/orders?cursor={cursor}"),
        (told, f"/v1/notifications?cursor={cursor[:-1]}"),
    ):
        assert ask(api, path).status == 400


ALL = {"#1001", "#1002", "#1003"}
NARROWED: dict[str, set[str]] = {
    "?state=sent": ALL,
    "?reason=no_address": ALL,
    "?channel=sms&state=sent": set(),
    "?trigger=delivered,alert": set(),
    "?outcome=bounced": set(),
    "?order=1002": {"#1002"},
    "?order=%231002": {"#1002"},
    "?order=1009": set(),
    "?from=2026-11-23&to=2026-11-23": ALL,
    "?to=2026-11-22": set(),
}


def test_a_filter_narrows_list_and_file_alike(told: Gateway) -> None:
    listed = {query: {name for name, *_ in names(told, query)} for query in NARROWED}
    filed = {
        query: {row["order_name"] for row in rows(ask(told, f"/v1/notifications.csv{query}"))}
        for query in NARROWED
    }

    assert listed == filed == NARROWED


def test_a_wrong_parameter_is_named(api: Gateway) -> None:
    wrong = {
        "state=lost": "state",
        "reason=sent": "reason",
        "trigger=email": "trigger",
        "channel=pigeon": "channel",
        "outcome=read": "outcome",
        "from=yesterday": "from",
        "from=2026-11-02&to=2026-11-01": "from",
        f"order={'x' * 201}": "order",
        "limit=0": "limit",
    }

    answers = {query: ask(api, f"/v1/notifications?{query}") for query in wrong}

    assert {query: answer.fields for query, answer in answers.items()} == {
        query: [field] for query, field in wrong.items()
    }


def test_another_store_sees_none_of_it(told: Gateway, other_api: Gateway) -> None:
    assert names(other_api) == names(other_api, "?order=1001") == []
    assert rows(other_api.get("/v1/notifications.csv")) == []


def test_a_store_without_notifications_is_told_why(basic_api: Gateway) -> None:
    for path in ("/v1/notifications", "/v1/notifications.csv"):
        assert (basic_api.get(path).status, basic_api.get(path).slug) == (403, "plan-required")


def test_a_file_runs_no_formula(shop: Gateway, pipeline: Pipeline) -> None:
    take_and_ship(shop, NUMBER, name="=cmd|' /C calc'!A0", customer={"email": "a@example.com"})
    pipeline.settle()

    (email, sms) = sorted(rows(shop.get("/v1/notifications.csv")), key=lambda row: row["channel"])

    assert email["order_name"] == sms["order_name"] == "'=cmd|' /C calc'!A0"
    assert (email["state"], sms["reason"]) == ("sent", "no_address")


def test_an_erased_orders_messages_are_gone_at_once(told: Gateway) -> None:
    assert told.delete("/v1/orders/1002").status == 204

    assert {name for name, *_ in names(told)} == {"#1001", "#1003"}
    assert names(told, "?order=1002") == []


def kept_until(cloud: Cloud) -> dict[str, Any]:
    """When DynamoDB may delete each message, by its order and channel."""
    return {
        "/".join((*pk.split("#")[-1:], sk.split("#")[-1])): item["expires_at"]
        for (pk, sk), item in cloud.items().items()
        if sk.startswith("NOTIFICATION#")
    }


def test_messages_are_kept_for_as_long_as_the_store_chose(
    shop: Gateway, cloud: Cloud, pipeline: Pipeline, clock: MovableClock
) -> None:
    done(shop.patch("/v1/settings", {"notifications": {"retention_days": 30}}))
    take_and_ship(shop, NUMBER, customer={"email": "a@example.com"})
    pipeline.settle()
    month = int((NOW + timedelta(days=30)).timestamp())
    assert {int(at["N"]) for at in kept_until(cloud).values()} == {month}

    clock.moment = NOW + timedelta(days=30)

    assert names(shop) == []
