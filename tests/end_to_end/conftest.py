"""The local stack, started once for all tests over it, empty, on ports of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.local_stack import LocalStack, Store, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def _running() -> Iterator[LocalStack]:
    with running() as stack:
        yield stack


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
