"""The local stack, started once for all tests over it, empty, on ports of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.local_stack import (
    LocalStack,
    Store,
    end,
    free_ports,
    start_process,
    wait_until_ready,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these run in one worker: there is one stack, and its clock is shared."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("local-stack"))


@pytest.fixture(scope="session")
def _running() -> Iterator[LocalStack]:
    ports = free_ports()
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    process = start_process(ports)
    wait_until_ready(process, urls[0])
    stack = LocalStack(*urls)
    yield stack
    stack.close()
    end(process)
    if process.stdout:
        sys.stdout.write(process.stdout.read())
        process.stdout.close()


@pytest.fixture
def stack(_running: LocalStack) -> Iterator[LocalStack]:
    """The stack, its clock given back to the wall afterwards."""
    yield _running
    _running.delete("/_dev/clock")


@pytest.fixture
def store(stack: LocalStack) -> Iterator[Store]:
    """A store of the test's own, on Boss."""
    made = stack.new_store()
    yield made
    made.close()
