"""The pages over everything in memory: two stores, one on each plan, and who belongs to them."""

from __future__ import annotations

import pytest

from tests.functional.web.visitor import Visitor
from tests.functional.web.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(world.site)


@pytest.fixture
def mali(world: World) -> Visitor:
    """The owner of the store on Boss, signed in."""
    visitor = Visitor(world.site)
    assert visitor.sign_in().status == 303
    return visitor


@pytest.fixture
def basil(world: World) -> Visitor:
    """The owner of the store on Basic, signed in."""
    visitor = Visitor(world.site)
    assert visitor.sign_in("basil@example.com", "his password").status == 303
    return visitor
