"""`RequestLog`: a request with an idempotency key is run once, and answered the same again."""

from __future__ import annotations

from datetime import datetime

import pytest

from retrack.domain.identifiers import OrderId, StoreId
from retrack.services.ports import Answer, EarlierRequest
from tests.builders import NOON, an_order, fresh_store_id, hours
from tests.contract.conftest import Storage

SECOND = hours(1) / 3600
DAY = hours(24)


def begin(
    storage: Storage, store_id: StoreId, *, now: datetime = NOON, request_hash: str = "h1"
) -> EarlierRequest | None:
    return storage.requests.begin(store_id, "key #1", request_hash=request_hash, now=now)


def test_a_new_key_is_ours_and_then_taken(storage: Storage, store_id: StoreId) -> None:
    assert begin(storage, store_id) is None
    assert begin(storage, store_id, request_hash="h2") == EarlierRequest("h1", NOON, None)


@pytest.mark.parametrize("key", ["x" * 255, "ก" * 255, "#"])
def test_a_client_may_choose_any_key(storage: Storage, store_id: StoreId, key: str) -> None:
    order = storage.orders.create(an_order(store_id=store_id))
    answer = Answer(201, "{}", order.id)
    storage.requests.begin(store_id, key, request_hash="h", now=NOON)

    storage.requests.finish(store_id, key, answer, now=NOON)

    earlier = storage.requests.begin(store_id, key, request_hash="h", now=NOON)
    assert earlier == EarlierRequest("h", NOON, answer)


def test_each_store_has_its_own_keys(storage: Storage, store_id: StoreId) -> None:
    begin(storage, store_id)

    assert begin(storage, fresh_store_id()) is None


@pytest.mark.parametrize("body", ["", '{"name":"สมชาย"}', "x" * 100_000])
def test_the_answer_is_kept(storage: Storage, store_id: StoreId, body: str) -> None:
    answer = Answer(201, body, headers={"Content-Type": "application/json", "ETag": '"1"'})
    begin(storage, store_id)

    storage.requests.finish(store_id, "key #1", answer, now=NOON)

    assert begin(storage, store_id) == EarlierRequest("h1", NOON, answer)


def test_an_answer_is_kept_for_a_day(storage: Storage, store_id: StoreId) -> None:
    begin(storage, store_id)
    storage.requests.finish(store_id, "key #1", Answer(200, "{}"), now=NOON)

    assert begin(storage, store_id, now=NOON + DAY - SECOND) is not None
    assert begin(storage, store_id, now=NOON + DAY, request_hash="h2") is None
    assert begin(storage, store_id, now=NOON + DAY) == EarlierRequest("h2", NOON + DAY, None)


def test_a_request_without_an_answer_is_given_up_after_a_minute(
    storage: Storage, store_id: StoreId
) -> None:
    begin(storage, store_id)

    assert begin(storage, store_id, now=NOON + 59 * SECOND) is not None
    assert begin(storage, store_id, now=NOON + 60 * SECOND) is None


def test_a_key_given_back_is_free(storage: Storage, store_id: StoreId) -> None:
    begin(storage, store_id)

    storage.requests.forget(store_id, "key #1")
    storage.requests.forget(store_id, "key #1")

    assert begin(storage, store_id, request_hash="h2") is None


def test_an_answer_about_an_order_is_kept(storage: Storage, store_id: StoreId) -> None:
    order = storage.orders.create(an_order(store_id=store_id))
    answer = Answer(201, '{"id":"1001"}', order.id)
    begin(storage, store_id)

    storage.requests.finish(store_id, "key #1", answer, now=NOON)

    assert begin(storage, store_id) == EarlierRequest("h1", NOON, answer)
    assert storage.orders.load_file(store_id, order.id).order == order


def test_an_answer_about_an_order_is_erased_with_it(storage: Storage, store_id: StoreId) -> None:
    order = storage.orders.create(an_order(store_id=store_id))
    begin(storage, store_id)
    storage.requests.finish(store_id, "key #1", Answer(201, "personal", order.id), now=NOON)

    storage.orders.erase(order)

    earlier = begin(storage, store_id)
    assert earlier
    assert earlier.answer
    assert earlier.answer.status == 410
    assert "personal" not in earlier.answer.body


def test_an_answer_to_a_key_that_was_given_back_is_not_kept(
    storage: Storage, store_id: StoreId
) -> None:
    storage.requests.finish(store_id, "key #1", Answer(200, "{}"), now=NOON)

    assert begin(storage, store_id) is None


def test_one_key_may_be_about_an_order_of_any_name(storage: Storage, store_id: StoreId) -> None:
    order = storage.orders.create(an_order(store_id=store_id, id=OrderId("a#b%")))
    answer = Answer(201, "{}", order.id)
    begin(storage, store_id)

    storage.requests.finish(store_id, "key #1", answer, now=NOON)

    earlier = begin(storage, store_id)
    assert earlier
    assert earlier.answer == answer
