"""Changing an order that others change at the same moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.errors import NotFound, PreconditionFailed, StaleVersion
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Order
from retrack.services.saving import change_order
from tests.builders import an_order
from tests.fakes.watched_orders import WatchedOrders

STORE, ORDER = StoreId("s1"), OrderId("1001")


@pytest.fixture
def orders() -> WatchedOrders:
    orders = WatchedOrders()
    orders.create(an_order(name="first"))
    return orders


def renamed(order: Order) -> Order:
    return replace(order, name=f"{order.name}, renamed")


def rival(orders: WatchedOrders, *, times: int) -> None:
    def save() -> None:
        now = orders.saved[STORE, ORDER]
        orders.saved[STORE, ORDER] = replace(now, source="rival", version=now.version + 1)

    orders.rivals = [save] * times


def test_a_change_is_saved(orders: WatchedOrders) -> None:
    saved = change_order(orders, STORE, ORDER, renamed)

    assert (saved.name, saved.version) == ("first, renamed", 2)
    assert orders.saved[STORE, ORDER] == saved


def test_a_change_that_changes_nothing_writes_nothing(orders: WatchedOrders) -> None:
    same = change_order(orders, STORE, ORDER, lambda order: order)

    assert same.version == 1
    assert orders.writes == []


@pytest.mark.parametrize("times", [1, 4])
def test_a_change_is_made_again_on_what_others_saved_meanwhile(
    orders: WatchedOrders, times: int
) -> None:
    rival(orders, times=times)

    saved = change_order(orders, STORE, ORDER, renamed)

    assert (saved.name, saved.source) == ("first, renamed", "rival")
    assert saved.version == 2 + times


def test_after_five_losses_it_is_given_up(orders: WatchedOrders) -> None:
    rival(orders, times=5)

    with pytest.raises(StaleVersion):
        change_order(orders, STORE, ORDER, renamed)

    assert orders.saved[STORE, ORDER].name == "first"


def test_only_the_version_that_was_seen_is_changed(orders: WatchedOrders) -> None:
    with pytest.raises(PreconditionFailed):
        change_order(orders, STORE, ORDER, renamed, version=7)

    assert change_order(orders, STORE, ORDER, renamed, version=1).version == 2


def test_a_rival_makes_the_version_that_was_seen_stale(orders: WatchedOrders) -> None:
    rival(orders, times=1)

    with pytest.raises(PreconditionFailed):
        change_order(orders, STORE, ORDER, renamed, version=1)

    assert orders.saved[STORE, ORDER].source == "rival"


def test_what_is_not_there_cannot_be_changed(orders: WatchedOrders) -> None:
    with pytest.raises(NotFound):
        change_order(orders, STORE, OrderId("other"), renamed)
