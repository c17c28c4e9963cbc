"""API keys and people: who may act for a store, and who may not any more."""

from __future__ import annotations

import pytest

from retrack.domain.errors import Conflict, Invalid, NotFound, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.services.authenticate import API_KEY_PREFIX, hash_of_key
from retrack.services.grant_access import ApiKeys, StorePeople
from retrack.services.ports import ApiKey, Member
from tests.builders import NOON
from tests.fakes.clock import FixedClock
from tests.fakes.people import FakePeople
from tests.fakes.randomness import CountedRandomness
from tests.fakes.storage import MemoryCredentials

STORE, OTHER = StoreId("s1"), StoreId("s2")


@pytest.fixture
def credentials() -> MemoryCredentials:
    return MemoryCredentials()


@pytest.fixture
def keys(credentials: MemoryCredentials) -> ApiKeys:
    return ApiKeys(credentials, FixedClock(NOON), CountedRandomness())


@pytest.fixture
def people(credentials: MemoryCredentials) -> StorePeople:
    return StorePeople(credentials, FakePeople())


def test_a_key_is_known_by_its_hash_alone(keys: ApiKeys, credentials: MemoryCredentials) -> None:
    key, secret = keys.make(STORE, "  The till ")

    assert secret.startswith(API_KEY_PREFIX)
    assert key == ApiKey(hash_of_key(secret), STORE, "The till", NOON)
    assert credentials.keys == {key.hash: key}
    assert keys.of(STORE) == [key]


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\nb"])
def test_a_key_without_a_good_name_is_not_made(
    keys: ApiKeys, credentials: MemoryCredentials, name: str
) -> None:
    with pytest.raises(Invalid):
        keys.make(STORE, name)

    assert credentials.keys == {}


def test_a_store_has_50_keys_at_most(keys: ApiKeys) -> None:
    for _ in range(50):
        keys.make(STORE, "x" * 100)

    with pytest.raises(Conflict):
        keys.make(STORE, "one more")
    keys.make(OTHER, "another store's")


def test_a_key_taken_back_is_gone_and_no_other(keys: ApiKeys) -> None:
    gone, _ = keys.make(STORE, "gone")
    kept, _ = keys.make(OTHER, "kept")

    keys.take_back(STORE, gone.hash)
    for key in (gone, kept):
        with pytest.raises(NotFound):
            keys.take_back(STORE, key.hash)

    assert (keys.of(STORE), keys.of(OTHER)) == ([], [kept])


def test_somebody_invited_is_let_in(people: StorePeople, credentials: MemoryCredentials) -> None:
    people.invite(STORE, "ann@example.com", "staff")

    assert people.of(STORE) == [Member("id of ann@example.com", "ann@example.com", "staff")]
    assert credentials.stores_of("id of ann@example.com") == {STORE: "staff"}


@pytest.mark.parametrize("email", ["mali@example.com", "Mali@Example.com"])
def test_who_is_in_already_keeps_their_role(
    people: StorePeople, credentials: MemoryCredentials, email: str
) -> None:
    credentials.add_person("id of mali@example.com", STORE, "owner", email="mali@example.com")

    people.invite(STORE, email, "staff")

    assert [member.role for member in people.of(STORE)] == ["owner"]


def test_who_was_let_in_without_an_address_keeps_their_role(
    people: StorePeople, credentials: MemoryCredentials
) -> None:
    credentials.add_person("id of mali@example.com", STORE, "owner")

    people.invite(STORE, "mali@example.com", "staff")

    assert credentials.stores_of("id of mali@example.com") == {STORE: "owner"}


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("ann@example.com", "admin"),
        ("ann@example.com", ""),
        ("", "staff"),
        ("ann", "staff"),
        ("ann@example", "staff"),
        ("a nn@example.com", "staff"),
        ("ann@exa\x07mple.com", "staff"),
        ("a" * 243 + "@example.com", "staff"),
    ],
)
def test_nobody_is_let_in_by_a_bad_address_or_role(
    people: StorePeople, credentials: MemoryCredentials, email: str, role: str
) -> None:
    with pytest.raises(Invalid):
        people.invite(STORE, email, role)

    assert people.of(STORE) == []
    assert credentials.people == {}


@pytest.fixture
def ann_and_bob(credentials: MemoryCredentials) -> MemoryCredentials:
    """Ann owns the store, and Bob is of its staff."""
    credentials.add_person("ann", STORE, "owner", email="ann@example.com")
    credentials.add_person("bob", STORE, "staff", email="bob@example.com")
    return credentials


def test_a_role_is_changed(people: StorePeople, ann_and_bob: MemoryCredentials) -> None:
    people.change_role(STORE, "bob", "owner")
    people.change_role(STORE, "ann", "staff")

    assert ann_and_bob.stores_of("ann") == {STORE: "staff"}
    assert people.of(STORE)[1] == Member("bob", "bob@example.com", "owner")


def test_somebody_is_removed_from_this_store_alone(
    people: StorePeople, ann_and_bob: MemoryCredentials
) -> None:
    ann_and_bob.add_person("bob", OTHER, "owner")

    people.remove(STORE, "bob")

    assert ann_and_bob.stores_of("bob") == {OTHER: "owner"}
    assert [member.id for member in people.of(STORE)] == ["ann"]


def test_the_last_owner_stays_one(people: StorePeople, ann_and_bob: MemoryCredentials) -> None:
    with pytest.raises(Conflict, match="needs an owner"):
        people.remove(STORE, "ann")
    with pytest.raises(Conflict, match="needs an owner"):
        people.change_role(STORE, "ann", "staff")

    assert ann_and_bob.stores_of("ann") == {STORE: "owner"}


def test_what_is_so_already_is_no_change(
    people: StorePeople, ann_and_bob: MemoryCredentials
) -> None:
    people.change_role(STORE, "bob", "staff")

    assert ann_and_bob.stores_of("bob") == {STORE: "staff"}


def test_an_owner_who_is_none_any_more_at_the_last_moment_stands_in_the_way(
    people: StorePeople, ann_and_bob: MemoryCredentials
) -> None:
    ann_and_bob.people["ann"][STORE] = "staff"  # the list says otherwise still

    with pytest.raises(StaleVersion):
        people.remove(STORE, "bob")
    with pytest.raises(StaleVersion):
        people.change_role(STORE, "bob", "owner")


@pytest.mark.parametrize("role", ["", "Owner", "boss"])
def test_there_are_two_roles(
    people: StorePeople, ann_and_bob: MemoryCredentials, role: str
) -> None:
    with pytest.raises(Invalid):
        people.change_role(STORE, "bob", role)


def test_nobody_of_another_store_is_changed(
    people: StorePeople, ann_and_bob: MemoryCredentials
) -> None:
    ann_and_bob.add_person("eve", OTHER, "staff")

    with pytest.raises(NotFound):
        people.change_role(STORE, "eve", "owner")
    with pytest.raises(NotFound):
        people.remove(STORE, "eve")
