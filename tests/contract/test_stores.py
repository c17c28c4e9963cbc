"""`StoreStore` and `Credentials`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from retrack.domain.errors import Conflict, NotFound, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.domain.plans import Plan
from retrack.domain.settings import Channel, NotificationSettings, Sender, Trigger
from retrack.services import ports
from retrack.services.ports import ApiKey, Member
from tests.builders import NOON, a_store, fresh_store_id, hours
from tests.contract.conftest import Storage


def test_a_store_is_loaded_as_it_was_created(storage: Storage, store_id: StoreId) -> None:
    store = a_store(
        id=store_id,
        plan=Plan.BASIC,
        time_zone="Asia/Bangkok",
        notifications=NotificationSettings(
            email_enabled=False,
            sms_enabled=True,
            triggers={Trigger.SHIPPED: frozenset({Channel.SMS})},
            sender=Sender("Shop", "shop@example.com", "help@example.com", "SHOP"),
            manual_gateways=("cash",),
        ),
        templates={"shipped.email": "{{ order.name }} #1"},
        has_tracking_key=True,
        has_webhook_secret=True,
        cursor_key="k",
    )

    created = storage.stores.create(store)

    assert created == replace(store, version=1)
    assert storage.stores.load(store_id) == created


def test_there_is_one_store_of_an_id(storage: Storage, store_id: StoreId) -> None:
    first = storage.stores.create(a_store(id=store_id))

    with pytest.raises(Conflict):
        storage.stores.create(a_store(id=store_id, name="Another"))

    assert storage.stores.load(store_id) == first


@pytest.mark.parametrize("unknown", ["", "nobody", "a#b"])
def test_a_store_that_is_not_there_is_not_found(storage: Storage, unknown: str) -> None:
    with pytest.raises(NotFound):
        storage.stores.load(StoreId(unknown))


def test_settings_are_saved_over_what_was_read(storage: Storage, store_id: StoreId) -> None:
    read = storage.stores.create(a_store(id=store_id))

    saved = storage.stores.save(replace(read, locale="th"))

    assert (saved.locale, saved.version) == ("th", 2)
    assert storage.stores.load(store_id) == saved
    with pytest.raises(StaleVersion):
        storage.stores.save(replace(read, locale="de"))
    assert storage.stores.load(store_id) == saved


def test_a_store_is_saved_only_where_it_is(storage: Storage, store_id: StoreId) -> None:
    with pytest.raises(StaleVersion):
        storage.stores.save(a_store(id=store_id, version=1))


def test_an_api_key_is_known_by_its_hash(storage: Storage, store_id: StoreId) -> None:
    key = ApiKey(hash=f"hash-of-{store_id}", store_id=store_id, name="till", created_at=NOON)

    storage.credentials.add_api_key(key)

    assert storage.credentials.api_key(key.hash) == key
    assert storage.credentials.api_key("another") is None


def test_the_day_is_kept_on_which_a_key_was_used_last(storage: Storage, store_id: StoreId) -> None:
    key, other = a_key(store_id, "till"), a_key(store_id, "website")
    for made in (key, other):
        storage.credentials.add_api_key(made)

    for day in (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 2)):
        storage.credentials.note_use(key, day)

    used = key._replace(last_used=date(2026, 11, 3))
    assert storage.credentials.api_key(key.hash) == used
    assert storage.credentials.list_api_keys(store_id) == [used, other]


def test_a_key_that_is_taken_back_does_not_come_back_by_its_last_use(
    storage: Storage, store_id: StoreId
) -> None:
    key = a_key(store_id, "till")
    storage.credentials.add_api_key(key)
    storage.credentials.remove_api_key(store_id, key.hash)

    storage.credentials.note_use(key, NOON.date())

    assert storage.credentials.api_key(key.hash) is None


def test_a_person_may_act_for_several_stores(storage: Storage, store_id: StoreId) -> None:
    other, person = fresh_store_id(), f"person of {store_id}"

    storage.credentials.add_person(person, store_id, "owner")
    storage.credentials.add_person(person, other, "staff")
    storage.credentials.add_person("somebody else", store_id, "staff")

    assert storage.credentials.stores_of(person) == {store_id: "owner", other: "staff"}
    assert storage.credentials.stores_of("nobody") == {}


def a_key(store_id: StoreId, name: str, **fields: Any) -> ApiKey:
    return ApiKey(
        hash=f"hash of {name} of {store_id}", store_id=store_id, name=name,
        created_at=fields.get("created_at", NOON),
    )  # fmt: skip


def test_a_stores_keys_are_listed_oldest_first(storage: Storage, store_id: StoreId) -> None:
    young = a_key(store_id, "till", created_at=NOON + hours(1))
    old = a_key(store_id, "website")
    for key in (young, old, a_key(fresh_store_id(), "another's")):
        storage.credentials.add_api_key(key)

    assert storage.credentials.list_api_keys(store_id) == [old, young]
    assert storage.credentials.list_api_keys(fresh_store_id()) == []


def test_a_key_that_was_removed_is_neither_valid_nor_listed(
    storage: Storage, store_id: StoreId
) -> None:
    kept, gone = a_key(store_id, "kept"), a_key(store_id, "gone")
    for key in (kept, gone):
        storage.credentials.add_api_key(key)

    assert storage.credentials.remove_api_key(store_id, gone.hash)
    assert not storage.credentials.remove_api_key(store_id, gone.hash)

    assert storage.credentials.api_key(gone.hash) is None
    assert storage.credentials.api_key(kept.hash) == kept
    assert storage.credentials.list_api_keys(store_id) == [kept]


def test_no_store_removes_anothers_key(storage: Storage, store_id: StoreId) -> None:
    key = a_key(store_id, "till")
    storage.credentials.add_api_key(key)

    assert not storage.credentials.remove_api_key(fresh_store_id(), key.hash)

    assert storage.credentials.api_key(key.hash) == key
    assert storage.credentials.list_api_keys(store_id) == [key]


@pytest.fixture
def people(storage: Storage) -> ports.Memberships:
    """The same object holds these, too."""
    return cast("ports.Memberships", storage.credentials)


def test_a_stores_people_are_listed_by_address(
    people: ports.Memberships, store_id: StoreId
) -> None:
    people.add_person("p2", store_id, "owner", email="zoe@example.com")
    people.add_person("p1", store_id, "staff", email="ann@example.com")
    people.add_person("p3", fresh_store_id(), "staff", email="bob@example.com")

    assert people.people_of(store_id) == [
        Member("p1", "ann@example.com", "staff"),
        Member("p2", "zoe@example.com", "owner"),
    ]


def test_a_person_has_another_role_while_there_is_another_owner(
    people: ports.Memberships, store_id: StoreId
) -> None:
    people.add_person("p1", store_id, "owner", email="ann@example.com")
    people.add_person("p2", store_id, "owner", email="bob@example.com")
    demoted = Member("p1", "ann@example.com", "staff")

    assert people.change_person(store_id, demoted, while_owner="p2")
    assert not people.change_person(
        store_id, Member("p2", "bob@example.com", "staff"), while_owner="p1"
    )

    assert people.stores_of("p1")[store_id] == "staff"
    assert people.stores_of("p2")[store_id] == "owner"
    assert people.people_of(store_id) == [demoted, Member("p2", "bob@example.com", "owner")]


def test_who_was_removed_is_not_let_in_again_by_a_change_of_role(
    people: ports.Memberships, store_id: StoreId
) -> None:
    people.add_person("p2", store_id, "owner")

    assert not people.change_person(store_id, Member("p1", "", "owner"), while_owner="p2")
    assert store_id not in people.stores_of("p1")
    assert [member.id for member in people.people_of(store_id)] == ["p2"]


def test_a_person_is_removed_from_one_store_while_it_has_another_owner(
    people: ports.Memberships, store_id: StoreId
) -> None:
    other = fresh_store_id()
    for store in (store_id, other):
        people.add_person("p1", store, "owner")
    people.add_person("p2", store_id, "owner")

    assert people.remove_person(store_id, "p1", while_owner="p2")
    assert not people.remove_person(store_id, "p2", while_owner="p1")

    stores = people.stores_of("p1")
    assert store_id not in stores
    assert stores[other] == "owner"
    assert [member.id for member in people.people_of(store_id)] == ["p2"]
