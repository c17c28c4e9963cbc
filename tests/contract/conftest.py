"""Both implementations of what is stored: in memory, and on the template's table in moto."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import boto3
import pytest
from moto import mock_aws

import tests.quick_aws  # noqa: F401  what it does, it does at once
from retrack.domain.identifiers import StoreId
from retrack.services import ports
from retrack.storage.credentials import TableCredentials
from retrack.storage.jobs import TableJobs
from retrack.storage.notifications import TableNotifications
from retrack.storage.order_index import TableOrderIndex
from retrack.storage.orders import TableOrders
from retrack.storage.requests import TableRequests
from retrack.storage.slots import TableSlots
from retrack.storage.stores import TableStores
from retrack.storage.table import bind_table
from retrack.storage.tokens import TableTokens
from tests.aws_table import create_table
from tests.builders import fresh_store_id
from tests.fakes.storage import (
    MemoryCredentials,
    MemoryJobs,
    MemoryNotifications,
    MemoryOrderIndex,
    MemoryOrders,
    MemoryRequests,
    MemorySlots,
    MemoryStores,
    MemoryTokens,
)

TABLE = "retrack-contract"


class Orders(ports.OrderStore, ports.ShownOrders, Protocol):
    """To be changed, and to be shown."""


@dataclass(frozen=True)
class Storage:
    """One implementation of every Protocol, over the same orders."""

    orders: Orders
    index: ports.OrderIndex
    slots: ports.SlotIndex
    tokens: ports.TokenIndex
    stores: ports.StoreStore
    credentials: ports.Credentials
    notifications: ports.NotificationLog
    jobs: ports.JobStore
    requests: ports.RequestLog


@pytest.fixture(scope="module")
def table() -> Iterator[str]:
    """One table a file; each test has a store of its own in it."""
    with mock_aws():
        create_table(boto3.client("dynamodb"), TABLE)
        bind_table(TABLE, region="eu-west-1")
        yield TABLE


def in_memory() -> Storage:
    notifications = MemoryNotifications()
    orders = MemoryOrders(notifications)
    return Storage(
        orders=orders,
        index=MemoryOrderIndex(orders),
        slots=MemorySlots(orders),
        tokens=MemoryTokens(orders),
        stores=MemoryStores(),
        credentials=MemoryCredentials(),
        notifications=notifications,
        jobs=MemoryJobs(),
        requests=MemoryRequests(orders),
    )


def on_table() -> Storage:
    return Storage(
        orders=TableOrders(),
        index=TableOrderIndex(),
        slots=TableSlots(),
        tokens=TableTokens(),
        stores=TableStores(),
        credentials=TableCredentials(),
        notifications=TableNotifications(),
        jobs=TableJobs(),
        requests=TableRequests(),
    )


@pytest.fixture(params=["memory", "table"])
def storage(request: pytest.FixtureRequest) -> Storage:
    if request.param == "memory":
        return in_memory()
    request.getfixturevalue("table")
    return on_table()


@pytest.fixture
def store_id() -> StoreId:
    return fresh_store_id()
