"""Making a store, with its first API key and, if one is named, its owner."""

from __future__ import annotations

from retrack.domain.plans import Plan
from retrack.services.authenticate import API_KEY_PREFIX, hash_of_key
from retrack.services.create_store import CreateStore
from tests.builders import NOON
from tests.fakes.clock import FixedClock
from tests.fakes.people import FakePeople
from tests.fakes.randomness import CountedRandomness
from tests.fakes.storage import MemoryCredentials, MemoryStores


class World:
    def __init__(self) -> None:
        self.stores = MemoryStores()
        self.credentials = MemoryCredentials()
        self.people = FakePeople()
        self.create = CreateStore(
            self.stores, self.credentials, self.people, FixedClock(), CountedRandomness(), "first"
        )


def test_a_store_is_made_with_a_key_that_opens_it() -> None:
    world = World()

    store, key = world.create("My shop", Plan.BOSS, owner_email=None)

    assert (store.name, store.plan, store.version) == ("My shop", Plan.BOSS, 1)
    assert store.tracking_provider == "first"
    assert world.stores.saved == {store.id: store}
    assert key.startswith(API_KEY_PREFIX)
    kept = world.credentials.api_key(hash_of_key(key))
    assert kept is not None
    assert (kept.store_id, kept.created_at) == (store.id, NOON)


def test_every_store_signs_its_cursors_with_a_key_of_its_own() -> None:
    world = World()

    stores = [world.create("shop", Plan.BASIC, owner_email=None)[0] for _ in range(2)]

    assert all(store.cursor_key for store in stores)
    assert stores[0].cursor_key != stores[1].cursor_key


def test_without_an_owner_nobody_is_invited() -> None:
    world = World()

    world.create("My shop", Plan.BOSS, owner_email=None)

    assert world.people.invited == []


def test_an_owner_is_invited_and_belongs_to_the_store() -> None:
    world = World()

    store, _ = world.create("My shop", Plan.BOSS, owner_email="owner@example.com")

    assert world.people.invited == ["owner@example.com"]
    assert world.credentials.stores_of("id of owner@example.com") == {store.id: "owner"}


def test_an_owner_of_one_store_can_own_another() -> None:
    world = World()

    first, _ = world.create("First", Plan.BOSS, owner_email="owner@example.com")
    second, _ = world.create("Second", Plan.BOSS, owner_email="owner@example.com")

    belongs_to = world.credentials.stores_of("id of owner@example.com")
    assert set(belongs_to) == {first.id, second.id}
