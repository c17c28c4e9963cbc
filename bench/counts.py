"""What the system does, counted by the emulated AWS and the carrier simulator themselves.

Starts the local stack, empty, puts orders into its table, and looks at `/_dev/usage` around each
deed. Counts do not depend on the machine.
"""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

from bench.budgets import Line, exactly
from bench.orders import example_orders
from dev.place import REGION
from retrack.storage.orders import TableOrders
from retrack.storage.table import bind_table
from tests.end_to_end.local_stack import (
    LocalStack,
    Store,
    running,
)

_ORDERS = 1000
_CALL = 40  # 17TRACK API v2.4: numbers a call
_BATCH = 10  # SQS SendMessageBatch: messages a call
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


def lines() -> list[Line]:
    """A line for each count."""
    with running(tell=lambda _: None) as stack:
        store = Store(stack.url, stack.info)
        _fill(stack)
        stack.put("/_dev/clock", {"advance_hours": 72})
        stack.sweep()  # the first round learns of every parcel, and saves that
        found = [*_lists(stack, store), *_swept(stack), *_changed(stack)]
        store.close()
    return found


def _fill(stack: LocalStack) -> None:
    os.environ |= {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
    client = boto3.client("dynamodb", endpoint_url=stack.aws_url, region_name=REGION)
    table = client.list_tables()["TableNames"][0]
    bind_table(table, region=REGION, endpoint=stack.aws_url)
    orders = TableOrders()
    for order in example_orders(_ORDERS, store_id=stack.info["store_id"]):
        orders.create(order)
    stack.drain()


def _lists(stack: LocalStack, store: Store) -> list[Line]:
    found = []
    for what, path in (
        ("list page of 100 orders", "/v1/orders?limit=100&from=2026-11-01&to=2026-12-31"),
        ("needs attention, any age", "/v1/orders?limit=100&attention=true"),
        ("one order, with shipments and history", "/v1/orders/5489512341"),
    ):
        with _counted(stack) as used:
            assert store.get(path).status_code == 200
        found.append(exactly(what, _calls(used, "Query"), 1, unit=" Query"))
    return found


def _swept(stack: LocalStack) -> list[Line]:
    stack.put("/_dev/clock", {"advance_hours": 72})
    with _counted(stack) as used:
        swept = stack.sweep()
    groups = math.ceil(_ORDERS / _CALL)
    what = f"sweep of {_ORDERS} orders, none changed"
    writes = sum(_calls(used, operation) for operation in _WRITES)
    return [
        exactly(f"{what}: carrier calls", swept["carrier_calls"], groups),
        exactly(f"{what}: writes", writes, 0),
        exactly(f"{what}: calls to the queue", _queued(used), math.ceil(groups / _BATCH)),
        Line(
            f"{what}: read units",
            "what the index holds",
            f"{used['read_units']:g} ({swept['checked']} checked)",
            swept["checked"] == _ORDERS,
        ),
    ]


def _changed(stack: LocalStack) -> list[Line]:
    number = "LP00000000000007"
    with _counted(stack) as used:
        stack.script(number, status="Delivered", push=True)
        stack.drain()
    puts = used["dynamodb"].get("PutItem", {})
    return [
        exactly("one status change: writes (order, events)", puts.get("calls", 0), 2),
        Line(
            "one status change: write units",
            "with its indexes",
            f"{puts['write_units']:g}",
            holds=True,
        ),
    ]


def _calls(used: dict[str, Any], operation: str) -> int:
    return int(used["dynamodb"].get(operation, {}).get("calls", 0))


def _queued(used: dict[str, Any]) -> int:
    return int(used["sqs"].get("SendMessageBatch", 0))


@contextmanager
def _counted(stack: LocalStack) -> Iterator[dict[str, Any]]:
    """Fills with what `/_dev/usage` counted while the block ran."""
    used: dict[str, Any] = {}
    stack.delete("/_dev/usage")
    yield used
    used |= stack.get("/_dev/usage").json()
