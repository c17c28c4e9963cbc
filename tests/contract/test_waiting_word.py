"""`WaitingWord`: what was told of an order before the order itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.identifiers import OrderId, StoreId, TrackingNumber
from retrack.domain.shop_records import FulfillmentRecord
from retrack.services.shop_ports import WaitingWord
from retrack.storage.waiting import TableWaitingWord
from tests.builders import NOON, an_order, fresh_store_id, hours
from tests.contract.conftest import Storage
from tests.fakes.shops import MemoryWaitingWord
from tests.fakes.storage import MemoryOrders

ORDER = OrderId("1001")
TOLD = FulfillmentRecord("f1", NOON, NOON, (TrackingNumber("RR123456785CN"),), "China Post")


@pytest.fixture
def waiting(storage: Storage) -> WaitingWord:
    if isinstance(storage.orders, MemoryOrders):
        return MemoryWaitingWord()
    return TableWaitingWord()


def test_what_was_kept_is_there_for_its_order_alone(
    waiting: WaitingWord, store_id: StoreId
) -> None:
    other = replace(TOLD, id="f2", cancelled=True, numbers=())
    waiting.keep(store_id, ORDER, TOLD)
    waiting.keep(store_id, ORDER, other)
    waiting.keep(store_id, OrderId("1002"), TOLD)

    assert sorted(waiting.of_order(store_id, ORDER), key=lambda f: f.id) == [TOLD, other]
    assert list(waiting.of_order(store_id, OrderId("1003"))) == []
    assert list(waiting.of_order(fresh_store_id(), ORDER)) == []


def test_of_the_same_fulfillment_the_newest_is_kept(
    waiting: WaitingWord, store_id: StoreId
) -> None:
    newer = replace(TOLD, updated_at=NOON + hours(1), carrier="EMS")
    waiting.keep(store_id, ORDER, TOLD)
    waiting.keep(store_id, ORDER, newer)
    waiting.keep(store_id, ORDER, TOLD)

    assert list(waiting.of_order(store_id, ORDER)) == [newer]


def test_what_waits_is_no_order_and_no_part_of_its_file(
    storage: Storage, waiting: WaitingWord, store_id: StoreId
) -> None:
    waiting.keep(store_id, ORDER, TOLD)

    created = storage.orders.create(an_order(store_id=store_id, id=ORDER))

    assert storage.orders.load_file(store_id, ORDER).order == created


def test_that_a_customer_is_to_be_forgotten_waits_for_its_order_alone(
    storage: Storage, waiting: WaitingWord, store_id: StoreId
) -> None:
    waiting.keep_erased(store_id, ORDER, NOON)
    waiting.keep_erased(store_id, ORDER, NOON + hours(1))

    assert waiting.is_erased(store_id, ORDER)
    assert not waiting.is_erased(store_id, OrderId("1002"))
    assert not waiting.is_erased(fresh_store_id(), ORDER)
    assert list(waiting.of_order(store_id, ORDER)) == []

    created = storage.orders.create(an_order(store_id=store_id, id=ORDER))
    assert storage.orders.load_file(store_id, ORDER).order == created


def test_that_a_shop_was_erased_is_kept_for_that_shop_of_that_store_alone(
    waiting: WaitingWord, store_id: StoreId
) -> None:
    assert waiting.shop_erased_at(store_id, "shopify") is None

    waiting.keep_shop_erased(store_id, "shopify", NOON)
    waiting.keep_shop_erased(store_id, "shopify", NOON + hours(1))

    assert waiting.shop_erased_at(store_id, "shopify") == NOON + hours(1)
    assert waiting.shop_erased_at(store_id, "woocommerce") is None
    assert waiting.shop_erased_at(fresh_store_id(), "shopify") is None
