"""`/v1/orders` and `/v1/orders/{id}`: taking, reading, changing and erasing orders."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.cloud import Cloud
from tests.functional.gateway import Gateway
from tests.functional.orders import done, ship, take, take_and_ship
from tests.functional.pipeline import Pipeline

FULL = {
    "id": "5489512341",
    "name": "#1001",
    "processed_at": "2026-11-01T17:00:00.75+07:00",
    "customer": {
        "name": "Somchai J.",
        "email": "s@example.com",
        "phone": "+66812345678",
        "locale": "th",
    },
    "shipping_address": {"city": "Chiang Mai", "country_code": "TH"},
    "payment": {"financial_status": "paid", "marked_paid_manually": False},
    "items": [{"title": "Phone case", "quantity": 1, "sku": "PC-1"}],
}


def test_an_order_is_taken_and_answered_in_full(api: Gateway) -> None:
    answer = api.post("/v1/orders", FULL)

    assert done(answer, 201) == {
        "id": "5489512341",
        "name": "#1001",
        "source": "api",
        "processed_at": "2026-11-01T10:00:00Z",
        "fulfilled_at": None,
        "delivered_at": None,
        "cancelled_at": None,
        "fulfillment_status": "unfulfilled",
        "status": "unfulfilled",
        "status_changed_at": "2026-11-01T10:00:00Z",
        "attention": {
            "needed": True,
            "reasons": ["not_fulfilled"],
            "since": "2026-11-08T10:00:00Z",
            "next_at": None,
        },
        "customer": FULL["customer"],
        "shipping_address": FULL["shipping_address"],
        "payment": FULL["payment"],
        "items": FULL["items"],
        "shipments": [],
    }
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["etag"] == '"1"'


def test_only_a_name_is_needed(api: Gateway) -> None:
    order = done(api.post("/v1/orders", {"name": "  #7  "}), 201)

    assert order["name"] == "#7"
    assert order["processed_at"] == "2026-11-23T09:30:00Z"
    assert order["customer"] == {"name": None, "email": None, "phone": None, "locale": None}
    assert order["shipping_address"] == {"city": None, "country_code": None}
    assert order["payment"] == {"financial_status": "paid", "marked_paid_manually": False}
    assert done(api.get(f"/v1/orders/{order['id']}"))["name"] == "#7"


def test_the_same_id_again_is_a_conflict_and_leaves_the_first(api: Gateway, cloud: Cloud) -> None:
    take(api, customer={"name": "First"})
    before = cloud.contents()

    answer = api.post("/v1/orders", {"id": "1001", "name": "#2", "customer": {"name": "Second"}})

    assert (answer.status, answer.slug) == (409, "order-exists")
    assert cloud.contents() == before


def test_two_stores_may_use_the_same_id(api: Gateway, other_api: Gateway) -> None:
    take(api, customer={"name": "Mine"})
    take(other_api, customer={"name": "Theirs"})

    assert done(api.get("/v1/orders/1001"))["customer"]["name"] == "Mine"


def test_an_order_is_read_with_its_messages(api: Gateway) -> None:
    taken = take(api)

    answer = api.get("/v1/orders/1001")

    assert done(answer) == {**taken, "notifications": []}
    assert answer.headers["etag"] == '"1"'


def test_why_a_customer_is_sent_nothing_is_told_where_it_is_asked_for(api: Gateway) -> None:
    take(api, customer={"email": "s@example.com"})
    done(api.post("/v1/suppressions", {"address": "s@example.com"}), 201)

    order = done(api.get("/v1/orders/1001", query={"suppressions": "true"}))

    assert [(s["channel"], s["reason"]) for s in order["suppressions"]] == [("email", "blocked")]
    assert "suppressions" not in done(api.get("/v1/orders/1001"))
    assert api.get("/v1/orders/1001", query={"suppressions": "maybe"}).status == 422


@pytest.mark.parametrize(
    "text",
    ["สมชาย ใจดี", "Zoë 🎁", "<b>&amp;</b>", 'O\'Brien "Bob"', "🧵" * 200, "e\u0301", "\u202eabc"],
)
def test_names_of_every_script_come_back_as_they_were_sent(api: Gateway, text: str) -> None:
    taken = done(api.post("/v1/orders", {"name": text, "customer": {"name": text}}), 201)

    order = done(api.get(f"/v1/orders/{taken['id']}"))

    assert (order["name"], order["customer"]["name"]) == (text, text)
    assert done(api.get("/v1/orders"))["items"][0]["name"] == text


def test_a_change_touches_only_what_it_names(api: Gateway) -> None:
    done(api.post("/v1/orders", FULL), 201)

    change = {"customer": {"email": "new@example.com"}, "payment": {"marked_paid_manually": True}}
    answer = api.patch("/v1/orders/5489512341", change)

    order = done(answer)
    assert order["customer"] == FULL["customer"] | {"email": "new@example.com"}  # type: ignore[operator]  # both are objects
    assert order["payment"] == {"financial_status": "paid", "marked_paid_manually": True}
    assert order["shipping_address"] == FULL["shipping_address"]
    assert order["items"] == FULL["items"]
    assert answer.headers["etag"] == '"2"'


def test_null_takes_a_detail_away(api: Gateway) -> None:
    done(api.post("/v1/orders", FULL), 201)

    change = {"customer": {"phone": None}, "shipping_address": {"city": None}}
    order = done(api.patch("/v1/orders/5489512341", change))

    assert order["customer"]["phone"] is None
    assert order["customer"]["name"] == "Somchai J."
    assert order["shipping_address"] == {"city": None, "country_code": "TH"}


@pytest.mark.parametrize("change", [{}, {"customer": None}, {"customer": {}}, {"id": "2", "x": 1}])
def test_a_change_that_says_nothing_writes_nothing(
    api: Gateway, cloud: Cloud, change: dict[str, Any]
) -> None:
    done(api.post("/v1/orders", FULL), 201)
    before = cloud.contents()

    answer = api.patch("/v1/orders/5489512341", change)

    assert done(answer)["id"] == "5489512341"
    assert answer.headers["etag"] == '"1"'
    assert cloud.contents() == before


def test_a_change_on_the_version_that_was_read_goes_through(api: Gateway) -> None:
    take(api)
    tag = api.get("/v1/orders/1001").headers["etag"]

    change = {"customer": {"name": "A"}}
    answer = api.patch("/v1/orders/1001", change, headers={"If-Match": tag})

    assert done(answer)["customer"]["name"] == "A"
    assert answer.headers["etag"] != tag


@pytest.mark.parametrize(
    "tag", ['"1"', '"x"', '"1", "2"', '"-2"', '""', '"²"', f'"{"9" * 5000}"', 'W/"1"']
)
def test_a_change_on_a_stale_version_is_refused(api: Gateway, cloud: Cloud, tag: str) -> None:
    take(api)
    done(api.patch("/v1/orders/1001", {"customer": {"name": "A"}}))
    before = cloud.contents()

    change = {"customer": {"name": "B"}}
    answer = api.patch("/v1/orders/1001", change, headers={"If-Match": tag})

    assert (answer.status, answer.slug) == (412, "precondition-failed")
    assert cloud.contents() == before


@pytest.mark.parametrize("tag", ["*", '"1"', 'W/"1"'])
def test_a_change_on_the_present_version_is_made(api: Gateway, tag: str) -> None:
    take(api)

    change = {"customer": {"name": "B"}}
    answer = api.patch("/v1/orders/1001", change, headers={"If-Match": tag})

    assert done(answer)["customer"]["name"] == "B"


def test_an_erased_order_leaves_nothing_of_anybody(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, number: str
) -> None:
    before = set(cloud.items())
    headers = {"Idempotency-Key": "once"}
    done(api.post("/v1/orders", FULL, headers=headers), 201)
    ship(api, number, "5489512341")
    pipeline.settle()

    answer = api.delete("/v1/orders/5489512341")
    pipeline.settle()

    assert (answer.status, answer.text) == (204, "")
    assert api.get("/v1/orders/5489512341").status == 404
    left = {key: item for key, item in cloud.items().items() if key not in before}
    assert [item["type"]["S"] for item in left.values()] == ["request"]
    personal = ("Somchai", "s@example", "+6681", "Chiang", number)
    assert not [word for word in personal if word in str(left)]
    assert done(api.get("/v1/orders", query={"q": number}))["items"] == []


def test_erasing_twice_is_not_found_the_second_time(api: Gateway) -> None:
    take(api)
    assert api.delete("/v1/orders/1001").status == 204

    assert api.delete("/v1/orders/1001").status == 404


def test_an_erased_order_may_come_again(api: Gateway, number: str) -> None:
    take_and_ship(api, number)
    api.delete("/v1/orders/1001")

    assert take_and_ship(api, number)["id"] == "s1"


def test_the_most_that_an_order_can_hold_is_taken(api: Gateway) -> None:
    """Every text as long as it may be, in the letters that take most bytes."""
    items = [{"title": "🧵" * 200, "sku": "🧵" * 200, "quantity": 100_000}] * 100
    customer = {"name": "🧵" * 200, "locale": "th-TH"}
    body = {"id": "1" * 64, "name": "🧵" * 200, "items": items, "customer": customer}

    assert len(done(api.post("/v1/orders", body), 201)["items"]) == 100


def test_a_full_order_takes_fifty_shipments(api: Gateway) -> None:
    items = [{"title": "ก" * 200, "sku": "ก" * 200}] * 100
    take(api, items=items)

    for number in range(50):
        ship(api, f"{'A' * 40}{number:010d}", carrier="ก" * 200)

    refused = api.post("/v1/orders/1001/shipments", {"tracking_number": "LX000000050CN"})
    assert (refused.status, refused.fields) == (422, ["tracking_number"])
