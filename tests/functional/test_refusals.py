"""What the API refuses, and that a refusal leaves no trace."""

from __future__ import annotations

from typing import Any

import pytest

from retrack.storage.orders import TableOrders
from tests.functional.cloud import Cloud
from tests.functional.gateway import Answer, Gateway, routes
from tests.functional.orders import done, ship, take, take_and_ship

PROBLEM = {"type", "title", "status", "detail"}
# A body that every route with one would take.
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/v1/orders"): {"name": "#2"},
    ("PATCH", "/v1/orders/{id}"): {"customer": {"name": "Changed"}},
    ("POST", "/v1/orders/{id}/shipments"): {"tracking_number": "LX000000009CN"},
    ("PATCH", "/v1/orders/{id}/shipments/{sid}"): {"tracking_number": "LX000000009CN"},
    ("PUT", "/v1/orders/{id}/shipments/{sid}/status"): {"status": "delivered"},
    ("POST", "/v1/tracking/track"): {"order_ids": ["1001"]},
    ("PATCH", "/v1/settings"): {"name": "Changed"},
    ("POST", "/v1/api-keys"): {"name": "the till"},
}
OURS = {"orders_api", "tracking_api", "settings_api"}
AUTHORISED = [
    pytest.param(route.method, route.path, id=route.key)
    for route in routes()
    if route.authorizer and route.function in OURS and route.method != "ANY"
]
WRITING = [
    pytest.param(route.method, route.path, id=route.key)
    for route in routes()
    if route.authorizer and route.method in {"POST", "PUT", "PATCH"}
]
WITH_BODY = [pytest.param(method, path, id=f"{method} {path}") for method, path in BODIES]
ABOUT_AN_ORDER = [
    pytest.param(route.method, route.path, id=route.key)
    for route in routes()
    if route.path.startswith("/v1/orders/{id}")
]
NOT_JSON_OBJECTS = [
    b"", b"{", b"[]", b"null", b'"text"', b"1", b"name=%232", b"\xff\xfe", b"{'name': 1}",
    b'{"name": "\xe0\xb8"}', b"[" * 50_000, b'{"name":' + b"9" * 5000 + b"}", b"\x00",
]  # fmt: skip


def filled(path: str) -> str:
    return path.replace("{id}", "1001").replace("{sid}", "s1")


def call(api: Gateway, method: str, path: str, **options: Any) -> Answer:
    body = options.pop("body", BODIES.get((method, path)))
    return api.call(method, filled(path), body, **options)


def assert_is_a_problem(answer: Answer, status: int, slug: str) -> None:
    assert (answer.status, answer.slug) == (status, slug), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert PROBLEM <= set(answer.body) <= PROBLEM | {"errors"}
    assert answer.body["status"] == status
    assert answer.body["detail"]
    assert "Traceback" not in answer.text


# ---------------------------------------------------------------------------- 401: who is calling


@pytest.mark.parametrize(("method", "path"), AUTHORISED)
def test_without_a_credential_nothing_is_answered(
    api: Gateway, cloud: Cloud, method: str, path: str
) -> None:
    take_and_ship(api, "LX000000001CN")
    before = cloud.contents()

    answer = call(Gateway(cloud), method, path)

    assert_is_a_problem(answer, 401, "unauthenticated")
    assert cloud.contents() == before


@pytest.mark.parametrize(("method", "path"), WRITING)
def test_whoever_is_not_known_is_not_told_what_is_wrong_with_their_request(
    cloud: Cloud, method: str, path: str
) -> None:
    answer = Gateway(cloud).call(method, filled(path), {"nonsense": 1})

    assert_is_a_problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize(("method", "path"), AUTHORISED)
def test_with_a_bad_credential_nothing_is_answered(
    api: Gateway, cloud: Cloud, method: str, path: str
) -> None:
    take_and_ship(api, "LX000000001CN")
    before = cloud.contents()

    headers = {"Authorization": "Bearer rk_guessed"}
    answer = call(Gateway(cloud), method, path, headers=headers)

    assert_is_a_problem(answer, 401, "unauthenticated")
    assert cloud.contents() == before


# ------------------------------------------------------------------------- 404: another store's


@pytest.mark.parametrize(("method", "path"), ABOUT_AN_ORDER)
def test_another_stores_order_is_not_there(
    api: Gateway, other_api: Gateway, cloud: Cloud, method: str, path: str
) -> None:
    take_and_ship(api, "LX000000001CN")
    before = cloud.contents()

    theirs = call(other_api, method, path)
    nobodys = other_api.call(
        method, filled(path).replace("1001", "nowhere"), BODIES.get((method, path))
    )

    assert_is_a_problem(theirs, 404, "not-found")
    assert (theirs.status, theirs.text) == (nobodys.status, nobodys.text)
    assert cloud.contents() == before


def test_another_stores_order_is_not_tracked_with_ones_own(
    api: Gateway, other_api: Gateway, cloud: Cloud
) -> None:
    take_and_ship(api, "LX000000001CN")
    take(other_api, "mine")
    before = cloud.contents()

    answer = other_api.post("/v1/tracking/track", {"order_ids": ["mine", "1001"]})

    assert (answer.status, answer.fields) == (422, ["order_ids"])
    assert cloud.contents() == before


def test_lists_searches_and_counts_are_of_one_store(api: Gateway, other_api: Gateway) -> None:
    take_and_ship(api, "LX000000001CN", customer={"email": "s@example.com"})

    for query in ({}, {"q": "1001"}, {"q": "LX0"}, {"q": "s@"}, {"attention": "true"}):
        assert done(other_api.get("/v1/orders", query=query))["items"] == []
    assert done(other_api.get("/v1/tracking/summary"))["total"] == 0


@pytest.mark.parametrize(
    "order_id", ["nowhere", "1002", "1001 ", "#1001", "%", "ก", "STORE", "a" * 3000, "..", "\x00"]
)
def test_an_order_that_is_not_there_is_not_found(api: Gateway, order_id: str) -> None:
    take(api)

    assert_is_a_problem(api.get(f"/v1/orders/{order_id}"), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/nothing"), ("PUT", "/v1/orders"), ("POST", "/v1/settings"), ("GET", "/v1/jobs/x"),
     ("DELETE", "/v1/orders"), ("GET", "/v1/orders/1001/x"), ("OPTIONS", "/v1/orders")],
)  # fmt: skip
def test_an_address_without_anything_is_a_problem_document(
    api: Gateway, method: str, path: str
) -> None:
    assert_is_a_problem(api.call(method, path, {}), 404, "not-found")


# ------------------------------------------------------------------- 400 and 413: bodies as such


@pytest.mark.parametrize("body", NOT_JSON_OBJECTS, ids=range(len(NOT_JSON_OBJECTS)))
@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_a_body_that_is_no_json_object_is_unreadable(
    api: Gateway, cloud: Cloud, method: str, path: str, body: bytes
) -> None:
    take_and_ship(api, "LX000000001CN")
    before = cloud.contents()

    answer = call(api, method, path, body=body)

    assert_is_a_problem(answer, 400, "unreadable")
    assert cloud.contents() == before


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream"])
@pytest.mark.parametrize(("method", "path"), [*WITH_BODY, ("POST", "/hooks/17track/s1")])
def test_a_body_of_more_than_a_megabyte_is_too_large(
    api: Gateway, cloud: Cloud, method: str, path: str, kind: str
) -> None:
    take_and_ship(api, "LX000000001CN")
    before = cloud.contents()
    body = b'{"name": "' + b"a" * 1_000_000 + b'"}'

    answer = call(api, method, path, body=body, headers={"content-type": kind})

    assert_is_a_problem(answer, 413, "too-large")
    assert cloud.contents() == before


def test_a_body_of_a_megabyte_is_read(api: Gateway) -> None:
    body = b'{"name": "#1", "more": "' + b"a" * (1_000_000 - 26) + b'"}'
    assert len(body) == 1_000_000

    assert done(api.post("/v1/orders", body), 201)["name"] == "#1"


def test_a_body_in_binary_is_read_the_same(api: Gateway) -> None:
    headers = {"content-type": "application/octet-stream"}

    answer = api.post("/v1/orders", '{"name": "ก"}'.encode(), headers=headers)

    assert done(answer, 201)["name"] == "ก"


# -------------------------------------------------------------------------- 422: single fields

LONG = "a" * 100_000
WRONG_ORDERS: list[tuple[dict[str, Any], str]] = [
    ({}, "name"),
    ({"name": None}, "name"),
    ({"name": ""}, "name"),
    ({"name": " \t "}, "name"),
    ({"name": 1001}, "name"),
    ({"name": ["#1"]}, "name"),
    ({"name": "a" * 201}, "name"),
    ({"name": LONG}, "name"),
    ({"name": "a\u0000b"}, "name"),
    ({"name": "\ud83d"}, "name"),
    ({"name": "#", "id": ""}, "id"),
    ({"name": "#", "id": 5}, "id"),
    ({"name": "#", "id": "a b"}, "id"),
    ({"name": "#", "id": "a/b"}, "id"),
    ({"name": "#", "id": "a#b"}, "id"),
    ({"name": "#", "id": "ก"}, "id"),
    ({"name": "#", "id": "a" * 65}, "id"),
    ({"name": "#", "processed_at": "yesterday"}, "processed_at"),
    ({"name": "#", "processed_at": "2026-11-01"}, "processed_at"),
    ({"name": "#", "processed_at": "2026-11-01T10:00:00"}, "processed_at"),
    ({"name": "#", "processed_at": 1795512345}, "processed_at"),
    ({"name": "#", "processed_at": ""}, "processed_at"),
    ({"name": "#", "processed_at": "2026-13-01T10:00:00Z"}, "processed_at"),
    ({"name": "#", "processed_at": "2026-11-24T09:30:01Z"}, "processed_at"),
    ({"name": "#", "processed_at": "9999-12-31T23:59:59-14:00"}, "processed_at"),
    ({"name": "#", "processed_at": "0001-01-01T00:00:00+14:00"}, "processed_at"),
    ({"name": "#", "processed_at": "1999-12-31T23:59:59Z"}, "processed_at"),
    ({"name": "#", "customer": "Somchai"}, "customer"),
    ({"name": "#", "customer": []}, "customer"),
    ({"name": "#", "customer": None}, "customer"),
    ({"name": "#", "customer": {"name": 1}}, "customer.name"),
    ({"name": "#", "customer": {"name": LONG}}, "customer.name"),
    ({"name": "#", "customer": {"email": "somchai"}}, "customer.email"),
    ({"name": "#", "customer": {"email": "a@b"}}, "customer.email"),
    ({"name": "#", "customer": {"email": "a@b@example.com"}}, "customer.email"),
    ({"name": "#", "customer": {"email": "a@example.com, b@example.com"}}, "customer.email"),
    ({"name": "#", "customer": {"email": "a@example.com\nBcc: b@c.de"}}, "customer.email"),
    ({"name": "#", "customer": {"email": "<a@example.com>"}}, "customer.email"),
    ({"name": "#", "customer": {"email": "a" * 250 + "@b.cd"}}, "customer.email"),
    ({"name": "#", "customer": {"phone": "0812345678"}}, "customer.phone"),
    ({"name": "#", "customer": {"phone": "+66 81 234 5678"}}, "customer.phone"),
    ({"name": "#", "customer": {"phone": "+0812345678"}}, "customer.phone"),
    ({"name": "#", "customer": {"phone": "+๖๖812345678"}}, "customer.phone"),
    ({"name": "#", "customer": {"phone": 66812345678}}, "customer.phone"),
    ({"name": "#", "customer": {"phone": "+6681234567890123"}}, "customer.phone"),
    ({"name": "#", "customer": {"locale": "thai language"}}, "customer.locale"),
    ({"name": "#", "customer": {"locale": "t"}}, "customer.locale"),
    ({"name": "#", "shipping_address": {"city": LONG}}, "shipping_address.city"),
    ({"name": "#", "shipping_address": {"country_code": "th"}}, "shipping_address.country_code"),
    ({"name": "#", "shipping_address": {"country_code": "THA"}}, "shipping_address.country_code"),
    ({"name": "#", "payment": {"financial_status": "free"}}, "payment.financial_status"),
    ({"name": "#", "payment": {"financial_status": None}}, "payment.financial_status"),
    ({"name": "#", "payment": {"financial_status": "\ud800"}}, "payment.financial_status"),
    ({"name": "#", "payment": {"marked_paid_manually": "no"}}, "payment.marked_paid_manually"),
    ({"name": "#", "payment": {"marked_paid_manually": 0}}, "payment.marked_paid_manually"),
    ({"name": "#", "items": {}}, "items"),
    ({"name": "#", "items": [{"title": "x"}] * 101}, "items"),
    ({"name": "#", "items": ["x"]}, "items.0"),
    ({"name": "#", "items": [{"title": "x"}, {}]}, "items.1.title"),
    ({"name": "#", "items": [{"title": LONG}]}, "items.0.title"),
    ({"name": "#", "items": [{"title": "x", "quantity": 0}]}, "items.0.quantity"),
    ({"name": "#", "items": [{"title": "x", "quantity": "1"}]}, "items.0.quantity"),
    ({"name": "#", "items": [{"title": "x", "quantity": 1.5}]}, "items.0.quantity"),
    ({"name": "#", "items": [{"title": "x", "quantity": True}]}, "items.0.quantity"),
    ({"name": "#", "items": [{"title": "x", "quantity": float("nan")}]}, "items.0.quantity"),
    ({"name": "#", "items": [{"title": "x", "quantity": 10**400}]}, "items.0.quantity"),
    ({"name": "#", "items": [{"title": "x", "sku": 7}]}, "items.0.sku"),
]
WRONG_CHANGES = [
    ({name: value for name, value in body.items() if name != "name"}, field)
    for body, field in WRONG_ORDERS
    if field.split(".")[0] in {"customer", "shipping_address", "payment"}
    and body.get("customer", {}) is not None
]
WRONG_SHIPMENTS: list[tuple[dict[str, Any], str]] = [
    ({}, "tracking_number"),
    ({"tracking_number": None}, "tracking_number"),
    ({"tracking_number": ""}, "tracking_number"),
    ({"tracking_number": "LX1"}, "tracking_number"),
    ({"tracking_number": 1234567890}, "tracking_number"),
    ({"tracking_number": "A" * 51}, "tracking_number"),
    ({"tracking_number": LONG}, "tracking_number"),
    ({"tracking_number": "ไปรษณีย์ไทย"}, "tracking_number"),
    ({"tracking_number": "LX0000<b>01CN"}, "tracking_number"),
    ({"tracking_number": "https://example.com/"}, "tracking_number"),
    ({"tracking_number": "http://[::1"}, "tracking_number"),
    ({"tracking_number": "\ud800\ud800\ud800\ud800\ud800"}, "tracking_number"),
    ({"tracking_number": "LX000000001CN"}, "tracking_number"),  # s1 has it
    ({"tracking_number": "LX000000002CN", "carrier": 7}, "carrier"),
    ({"tracking_number": "LX000000002CN", "carrier": LONG}, "carrier"),
    ({"tracking_number": "LX000000002CN", "carrier": "a\u0000"}, "carrier"),
    ({"tracking_number": "LX000000002CN", "notify": "yes"}, "notify"),
    ({"tracking_number": "LX000000002CN", "notify": None}, "notify"),
    ({"tracking_number": "LX000000002CN", "final": 1}, "final"),
    ({"tracking_number": "LX000000002CN", "fulfilled_at": "soon"}, "fulfilled_at"),
    (
        {"tracking_number": "LX000000002CN", "fulfilled_at": "2026-11-01T09:59:59Z"},
        "fulfilled_at",
    ),  # a second before the order
    ({"tracking_number": "LX000000002CN", "fulfilled_at": "2026-12-01T00:00:00Z"}, "fulfilled_at"),
    (
        {"tracking_number": "LX000000002CN", "fulfilled_at": "9999-12-31T23:59:59-12:00"},
        "fulfilled_at",
    ),
]
WRONG_CORRECTIONS: list[tuple[dict[str, Any], str]] = [
    ({"tracking_number": ""}, "tracking_number"),
    ({"tracking_number": "LX1"}, "tracking_number"),
    ({"tracking_number": 5}, "tracking_number"),
    ({"tracking_number": "LX000000003CN"}, "tracking_number"),  # s2 has it
    ({"carrier": 5}, "carrier"),
    ({"carrier": LONG}, "carrier"),
    ({"carrier": "a\u0000"}, "carrier"),
    ({"final": "yes"}, "final"),
]


def assert_refuses(api: Gateway, method: str, path: str, body: dict[str, Any], field: str) -> None:
    before = api.cloud.contents()

    answer = api.call(method, path, body)

    assert_is_a_problem(answer, 422, "invalid")
    assert answer.fields == [field]
    assert all(error["message"] for error in answer.body["errors"])
    assert api.cloud.contents() == before


@pytest.mark.parametrize(("body", "field"), WRONG_ORDERS)
def test_a_wrong_order_is_refused(api: Gateway, body: dict[str, Any], field: str) -> None:
    assert_refuses(api, "POST", "/v1/orders", body, field)


@pytest.mark.parametrize(("body", "field"), WRONG_CHANGES)
def test_a_wrong_change_is_refused(api: Gateway, body: dict[str, Any], field: str) -> None:
    take(api)

    assert_refuses(api, "PATCH", "/v1/orders/1001", body, field)


@pytest.mark.parametrize(("body", "field"), WRONG_SHIPMENTS)
def test_a_wrong_shipment_is_refused(api: Gateway, body: dict[str, Any], field: str) -> None:
    take(api, processed_at="2026-11-01T10:00:00Z")
    ship(api, "LX000000001CN")

    assert_refuses(api, "POST", "/v1/orders/1001/shipments", body, field)


@pytest.mark.parametrize(("body", "field"), WRONG_CORRECTIONS)
def test_a_wrong_correction_is_refused(api: Gateway, body: dict[str, Any], field: str) -> None:
    take_and_ship(api, "LX000000001CN")
    ship(api, "LX000000003CN")

    assert_refuses(api, "PATCH", "/v1/orders/1001/shipments/s1", body, field)


def test_every_wrong_field_is_named_at_once(api: Gateway) -> None:
    body = {"name": "", "customer": {"phone": "1", "email": "2"}, "items": [{"quantity": "x"}]}

    answer = api.post("/v1/orders", body)

    assert sorted(answer.fields) == [
        "customer.email", "customer.phone", "items.0.quantity", "items.0.title", "name",
    ]  # fmt: skip


def test_a_very_wrong_request_is_not_answered_at_length(api: Gateway) -> None:
    answer = api.post("/v1/orders", {"name": "#", "items": [{}] * 100})

    assert answer.status == 422
    assert 1 <= len(answer.fields) <= 20


@pytest.mark.parametrize(
    "processed_at",
    ["2026-11-24T09:30:00Z", "2000-01-01T00:00:00Z", "2026-11-23T09:30:00.999+00:00"],
)
def test_a_clock_that_is_a_little_ahead_is_no_reason_to_refuse(
    api: Gateway, processed_at: str
) -> None:
    assert api.post("/v1/orders", {"name": "#", "processed_at": processed_at}).status == 201


# ------------------------------------------------------------------------------ 500: our own


def test_a_fault_of_ours_tells_nothing(
    capsys: pytest.CaptureFixture[str], api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(api, customer={"email": "somchai@example.com"})
    secret = "the table's name and somebody's address"

    def fail(*arguments: object) -> None:
        raise RuntimeError(secret)

    monkeypatch.setattr(TableOrders, "show", fail)

    answer = api.get("/v1/orders/1001")

    assert_is_a_problem(answer, 500, "internal")
    assert secret not in answer.text
    assert "RuntimeError" not in answer.text
    assert "unexpected error" in capsys.readouterr().out


def test_every_route_that_takes_a_body_is_tried() -> None:
    without = {"POST /v1/orders/{id}/shipments/{sid}/track"}
    taking = {
        (route.method, route.path)
        for route in routes()
        if route.function in OURS
        and route.method in {"POST", "PUT", "PATCH"}
        and route.key not in without
    }

    assert taking == set(BODIES)
