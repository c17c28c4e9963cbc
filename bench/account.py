"""An emulated AWS account in this process, with a clock that is moved, for what a bench needs long.

The functions, their wiring and the calls to AWS are the real ones; moto answers them. What moto
keeps of each call and nobody looks at here is switched off, since it would grow with the flood.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends

import tests.conftest
import tests.quick_aws  # noqa: F401  credentials of nobody, no network, and a quicker moto
from retrack.domain.orders import Order
from retrack.runtime import wiring
from retrack.storage.orders import item_of
from tests.functional.cloud import ACCOUNT, REGION, TABLE, Cloud, MovableClock


@contextlib.contextmanager
def emulated() -> Iterator[Cloud]:
    """An account for as long as the block runs; what functions log goes nowhere."""
    clock = MovableClock()
    with mock_aws(), Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        wiring.set_clock(clock)
        cloud = Cloud(clock, {})
        without_stream()
        yield cloud
        cloud.close()


def without_stream() -> None:
    """Nobody reads the table's stream here: moto would keep both images of every write."""
    table = dynamodb_backends[ACCOUNT][REGION].get_table(TABLE)
    table.stream_shard = None


def put(orders: Iterable[Order]) -> None:
    """Puts orders into the table as they are stored, without the calls that would take."""
    table = dynamodb_backends[ACCOUNT][REGION].get_table(TABLE)
    for order in orders:
        table.put_item(item_of(order).to_dynamodb_dict())
