"""Who calls, and for which one store."""

from __future__ import annotations

import pytest

from retrack.domain.errors import Unauthenticated, Unreadable
from retrack.domain.identifiers import StoreId
from retrack.services.authenticate import Authenticate, Caller, hash_of_key
from retrack.services.ports import ApiKey
from tests.builders import NOON, a_store, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.people import FakeTokens
from tests.fakes.storage import MemoryCredentials, MemoryStores

MINE, OTHER = a_store(id=StoreId("mine")), a_store(id=StoreId("other"))
KEY = "rk_secret"


class World:
    """A store with a key, and people who belong to one, both or none of two stores."""

    def __init__(self) -> None:
        self.credentials = MemoryCredentials()
        self.credentials.add_api_key(ApiKey(hash_of_key(KEY), MINE.id, "laptop", NOON))
        self.credentials.add_person("of one", MINE.id, "owner")
        self.credentials.add_person("of both", MINE.id, "owner")
        self.credentials.add_person("of both", OTHER.id, "staff")
        self.stores = MemoryStores(MINE, OTHER)
        tokens = FakeTokens(one="of one", both="of both", none="of none")
        self.clock = FixedClock(NOON)
        self.authenticate = Authenticate(self.credentials, self.stores, tokens, self.clock)

    def caller(self, credential: str, store: str | None = None) -> Caller:
        headers = {"authorization": credential}
        return self.authenticate(headers if store is None else headers | {"retrack-store": store})


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("credential", [f"Bearer {KEY}", f"bearer {KEY}", f"BEARER  {KEY} "])
def test_a_key_acts_for_its_store(world: World, credential: str) -> None:
    assert world.caller(credential) == Caller(MINE, actor="key:laptop", role="owner")


def test_a_key_stays_with_its_store_whatever_store_is_named(world: World) -> None:
    assert world.caller(f"Bearer {KEY}", store="other").store == MINE


def test_a_person_of_one_store_acts_for_it(world: World) -> None:
    expected = Caller(MINE, actor="person:of one", role="owner")

    assert world.caller("Bearer one") == expected
    assert world.caller("Bearer one", store="mine") == expected


def test_a_person_of_several_stores_names_one(world: World) -> None:
    caller = world.caller("Bearer both", store="other")

    assert caller == Caller(OTHER, actor="person:of both", role="staff")


def test_a_person_of_several_stores_who_names_none_is_asked_to(world: World) -> None:
    with pytest.raises(Unreadable, match="Retrack-Store"):
        world.caller("Bearer both")


@pytest.mark.parametrize(
    ("credential", "store"),
    [
        ("", None),
        (KEY, None),
        ("Bearer", None),
        ("Bearer ", None),
        (f"Basic {KEY}", None),
        ("Bearer rk_other", None),
        ("Bearer rk_", None),
        ("Bearer forged", None),
        ("Bearer none", None),
        ("Bearer one", "other"),
        ("Bearer both", "nobodys"),
        ("Bearer none", "mine"),
    ],
)
def test_a_bad_credential_is_refused(world: World, credential: str, store: str | None) -> None:
    with pytest.raises(Unauthenticated):
        world.caller(credential, store)


def test_the_first_use_of_a_key_on_a_day_is_noted(world: World) -> None:
    world.caller(f"Bearer {KEY}")
    noted = world.credentials.keys[hash_of_key(KEY)]
    world.clock.advance(hours(11))  # still that day, where the store is or not
    world.caller(f"Bearer {KEY}")
    assert noted.last_used == NOON.date()
    assert world.credentials.keys[hash_of_key(KEY)] is noted

    world.clock.advance(hours(1))
    world.caller(f"Bearer {KEY}")

    assert world.credentials.keys[hash_of_key(KEY)].last_used == NOON.date() + days(1)


def test_a_key_that_is_refused_was_not_used(world: World) -> None:
    world.stores.saved.clear()

    with pytest.raises(Unauthenticated):
        world.caller(f"Bearer {KEY}")

    assert world.credentials.keys[hash_of_key(KEY)].last_used is None


def test_no_credential_at_all_is_refused(world: World) -> None:
    with pytest.raises(Unauthenticated):
        world.authenticate({})


@pytest.mark.parametrize("credential", [f"Bearer {KEY}", "Bearer one"])
def test_a_credential_of_a_store_that_is_gone_is_refused(world: World, credential: str) -> None:
    world.stores.saved.clear()

    with pytest.raises(Unauthenticated):
        world.caller(credential)


def test_the_key_itself_is_not_kept(world: World) -> None:
    assert KEY not in str(world.credentials.keys)
