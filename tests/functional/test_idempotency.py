"""The header Idempotency-Key."""

from __future__ import annotations

from typing import Any

import pytest

from retrack.services.take_order import TakeOrder
from tests.functional.cloud import Cloud, MovableClock
from tests.functional.gateway import Gateway
from tests.functional.orders import done, take

KEY = {"Idempotency-Key": "5f0c2a"}


def test_a_repeated_request_is_answered_the_same_and_done_once(api: Gateway, cloud: Cloud) -> None:
    first = api.post("/v1/orders", {"name": "#1"}, headers=KEY)
    before = cloud.contents()

    again = api.post("/v1/orders", {"name": "#1"}, headers=KEY)

    assert again == first
    assert {"etag", "content-type", "cache-control"} <= again.headers.keys()
    assert cloud.contents() == before
    assert len(done(api.get("/v1/orders"))["items"]) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/orders", {"name": "#2"}), ("/v1/orders", {"name": "#1 "}),
     ("/v1/orders/1001/shipments", {"name": "#1"})],
)  # fmt: skip
def test_the_same_key_for_another_request_is_refused(
    api: Gateway, cloud: Cloud, path: str, body: dict[str, Any]
) -> None:
    take(api)
    done(api.post("/v1/orders", {"name": "#1"}, headers=KEY), 201)
    before = cloud.contents()

    answer = api.post(path, body, headers=KEY)

    assert (answer.status, answer.fields) == (422, ["Idempotency-Key"])
    assert cloud.contents() == before


def test_a_request_that_was_refused_may_be_corrected_under_the_same_key(api: Gateway) -> None:
    assert api.post("/v1/orders", {"name": ""}, headers=KEY).status == 422

    assert api.post("/v1/orders", {"name": "#1"}, headers=KEY).status == 201


def test_a_key_is_a_stores_own(api: Gateway, other_api: Gateway) -> None:
    done(api.post("/v1/orders", {"name": "Mine"}, headers=KEY), 201)

    answer = other_api.post("/v1/orders", {"name": "Theirs"}, headers=KEY)

    assert done(answer, 201)["name"] == "Theirs"


def test_a_key_is_free_again_after_a_day(api: Gateway, clock: MovableClock) -> None:
    first = done(api.post("/v1/orders", {"name": "#1"}, headers=KEY), 201)
    clock.advance(hours=24, seconds=-1)
    assert api.post("/v1/orders", {"name": "#1"}, headers=KEY).body == first

    clock.advance(seconds=1)

    assert done(api.post("/v1/orders", {"name": "#1"}, headers=KEY), 201)["id"] != first["id"]


def test_an_answer_about_an_erased_order_is_gone(api: Gateway) -> None:
    order = done(api.post("/v1/orders", {"name": "#1"}, headers=KEY), 201)
    api.delete(f"/v1/orders/{order['id']}")

    answer = api.post("/v1/orders", {"name": "#1"}, headers=KEY)

    assert answer.status == 410
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.body["status"] == 410
    assert "type" in answer.body


@pytest.mark.parametrize("key", ["a" * 256, "ก", "a" * 255 + "ก", "\x00", "é", "a\tb"])
def test_a_key_that_cannot_be_one_is_refused(api: Gateway, cloud: Cloud, key: str) -> None:
    before = cloud.contents()

    answer = api.post("/v1/orders", {"name": "#1"}, headers={"Idempotency-Key": key})

    assert (answer.status, answer.fields) == (422, ["Idempotency-Key"])
    assert cloud.contents() == before


@pytest.mark.parametrize("key", ["a" * 255, "a b", "#" * 255, "%" * 255, '"8e03978e-40d5-43dd"'])
def test_every_key_of_visible_letters_works(api: Gateway, key: str) -> None:
    headers = {"Idempotency-Key": key}
    first = done(api.post("/v1/orders", {"name": "#1"}, headers=headers), 201)

    assert api.post("/v1/orders", {"name": "#1"}, headers=headers).body == first


def test_a_request_that_is_still_running_is_a_conflict(
    api: Gateway, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []

    def meanwhile(*arguments: object) -> None:
        answers.append(api.post("/v1/orders", {"name": "#1"}, headers=KEY))
        raise RuntimeError

    as_it_was = TakeOrder.__call__
    monkeypatch.setattr(TakeOrder, "__call__", meanwhile)

    assert api.post("/v1/orders", {"name": "#1"}, headers=KEY).status == 500

    assert [(answer.status, answer.slug) for answer in answers] == [(409, "in-progress")]
    monkeypatch.setattr(TakeOrder, "__call__", as_it_was)
    # What became of it is not known, so it is not simply run again...
    assert api.post("/v1/orders", {"name": "#1"}, headers=KEY).status == 409
    # ... until it cannot be running any more.
    clock.advance(seconds=61)
    assert api.post("/v1/orders", {"name": "#1"}, headers=KEY).status == 201


def test_without_a_credential_a_key_is_of_no_use(api: Gateway, cloud: Cloud) -> None:
    done(api.post("/v1/orders", {"name": "#1"}, headers=KEY), 201)

    assert Gateway(cloud).post("/v1/orders", {"name": "#1"}, headers=KEY).status == 401
