"""`OrderFinder`: an order is found by its name and its customer's e-mail together."""

from __future__ import annotations

import pytest

from retrack.domain.identifiers import OrderId, StoreId
from retrack.services.ports import OrderFinder
from retrack.storage.lookups import TableOrderFinder
from tests.builders import a_customer, an_order, fresh_store_id
from tests.contract.conftest import Storage
from tests.fakes.customer_page import MemoryOrderFinder
from tests.fakes.storage import MemoryOrders


@pytest.fixture
def finder(storage: Storage) -> OrderFinder:
    if isinstance(storage.orders, MemoryOrders):
        return MemoryOrderFinder(storage.orders)
    return TableOrderFinder()


@pytest.mark.parametrize("name", ["#1001", "1001", " 1001 "])
@pytest.mark.parametrize("email", ["somchai@example.com", " Somchai@Example.COM"])
def test_an_order_is_found_however_its_customer_writes_it(
    storage: Storage, finder: OrderFinder, store_id: StoreId, name: str, email: str
) -> None:
    order = storage.orders.create(an_order(store_id=store_id))

    assert finder.placed_by(store_id, name, email) == [order.id]


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("#100", "somchai@example.com"),
        ("#1001", "somchai@example.co"),
        ("#1001", "somchai"),
        ("#1002", "somchai@example.com"),
        ("somchai@example.com", "#1001"),
    ],
)
def test_half_of_it_is_not_enough(
    storage: Storage, finder: OrderFinder, store_id: StoreId, name: str, email: str
) -> None:
    storage.orders.create(an_order(store_id=store_id))
    other = a_customer(email="other@example.com")
    storage.orders.create(
        an_order(store_id=store_id, id=OrderId("2"), name="#1002", customer=other)
    )

    assert finder.placed_by(store_id, name, email) == []


def test_another_stores_order_is_not_found(
    storage: Storage, finder: OrderFinder, store_id: StoreId
) -> None:
    storage.orders.create(an_order(store_id=fresh_store_id()))

    assert finder.placed_by(store_id, "#1001", "somchai@example.com") == []


def test_orders_of_the_same_name_are_all_found(
    storage: Storage, finder: OrderFinder, store_id: StoreId
) -> None:
    for order_id in ("a", "b"):
        storage.orders.create(an_order(store_id=store_id, id=OrderId(order_id), name="#7"))

    assert finder.placed_by(store_id, "7", "somchai@example.com") == ["a", "b"]
