"""A store's settings, and its key at the tracking provider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from retrack.domain.errors import Invalid, NotFound, PreconditionFailed, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Store
from retrack.services.change_settings import ChangeSettings, secret_name, webhook_secret_name
from retrack.services.tracking_providers import ProviderTerms
from tests.builders import a_store
from tests.fakes.parameters import MemorySecrets
from tests.fakes.storage import MemoryStores

STORE = StoreId("s1")
SECRET = "stores/s1/17track"


def _terms(name: str, *, has_webhook_secret: bool) -> ProviderTerms:
    return ProviderTerms(
        name=name,
        title=name.title(),
        key_place="Keys",
        webhook_place="Webhooks",
        has_webhook_secret=has_webhook_secret,
    )


TERMS = {
    "17track": _terms("17track", has_webhook_secret=False),
    "second": _terms("second", has_webhook_secret=True),
}


class ContestedStores(MemoryStores):
    """Stores that `rivals` save first, one a save."""

    def __init__(self, *stores: Store) -> None:
        super().__init__(*stores)
        self.rivals = 0
        self.saves = 0

    def save(self, store: Store) -> Store:
        self.saves += 1
        if self.rivals:
            self.rivals -= 1
            super().save(replace(self.saved[store.id], locale="th"))
        return super().save(store)


class FrailSecrets(MemorySecrets):
    """Secrets that cannot be kept while `is_down`, and `meanwhile` of which something happens."""

    is_down = False
    meanwhile: Callable[[], None] | None = None

    def write(self, name: str, value: str) -> None:
        if self.is_down:
            raise ConnectionError
        if self.meanwhile:
            self.meanwhile()
        super().write(name, value)


class World:
    def __init__(self) -> None:
        self.stores = ContestedStores(a_store(version=1))
        self.secrets = FrailSecrets()
        self.change = ChangeSettings(self.stores, self.secrets, TERMS)

    @property
    def store(self) -> Store:
        return self.stores.saved[STORE]


@pytest.fixture
def world() -> World:
    return World()


def renamed(store: Store) -> Store:
    return replace(store, name="renamed")


def unchanged(store: Store) -> Store:
    return store


def test_changed_settings_are_saved(world: World) -> None:
    saved = world.change(STORE, renamed)

    assert saved == world.store
    assert (saved.name, saved.version) == ("renamed", 2)


def test_what_changes_nothing_writes_nothing(world: World) -> None:
    assert world.change(STORE, unchanged).version == 1
    assert world.stores.saves == 0


def test_a_key_goes_to_the_secrets_alone(world: World) -> None:
    saved = world.change(STORE, unchanged, tracking_key="key")

    assert world.secrets.kept == {SECRET: "key"}
    assert saved.has_tracking_key
    assert "'key'" not in str(world.store)


def test_another_key_takes_the_place_of_the_first(world: World) -> None:
    world.change(STORE, unchanged, tracking_key="first")

    saved = world.change(STORE, unchanged, tracking_key="second")

    assert world.secrets.kept == {SECRET: "second"}
    assert saved.has_tracking_key


def test_a_key_makes_a_new_version_also_where_nothing_else_changes(world: World) -> None:
    first = world.change(STORE, unchanged, tracking_key="first")

    second = world.change(STORE, unchanged, tracking_key="second", version=first.version)

    assert second.version > first.version
    with pytest.raises(PreconditionFailed):
        world.change(STORE, unchanged, tracking_key="third", version=first.version)
    assert world.secrets.kept == {SECRET: "second"}


def test_whoever_loses_the_race_leaves_no_key_behind(world: World) -> None:
    world.stores.rivals = 1

    with pytest.raises(PreconditionFailed):
        world.change(STORE, renamed, tracking_key="key", version=1)

    assert world.secrets.kept == {}
    assert not world.store.has_tracking_key


def test_a_store_never_says_that_it_has_a_key_which_is_not_kept(world: World) -> None:
    world.secrets.is_down = True
    with pytest.raises(ConnectionError):
        world.change(STORE, renamed, tracking_key="key")
    world.secrets.is_down = False
    assert (world.store.name, world.store.has_tracking_key) == ("renamed", False)

    assert world.change(STORE, unchanged, tracking_key="key").has_tracking_key


def test_a_key_that_is_kept_and_not_told_of_is_told_of_when_handed_in_again(world: World) -> None:
    world.secrets.kept[SECRET] = "key"  # a crash before the last step

    assert world.change(STORE, unchanged, tracking_key="key").has_tracking_key


def test_rivals_between_a_key_and_its_being_told_of_lose_nothing(world: World) -> None:
    def others_save() -> None:
        world.stores.rivals = 2

    world.secrets.meanwhile = others_save

    saved = world.change(STORE, renamed, tracking_key="key", version=1)

    assert (saved.name, saved.locale, saved.has_tracking_key) == ("renamed", "th", True)


def test_a_key_belongs_to_the_provider_that_is_chosen_with_it(world: World) -> None:
    world.change(STORE, lambda s: replace(s, tracking_provider="second"), tracking_key="key")

    assert world.secrets.kept == {secret_name(STORE, "second"): "key"}


def test_a_webhook_secret_is_kept_beside_the_key(world: World) -> None:
    def second(store: Store) -> Store:
        return replace(store, tracking_provider="second")

    saved = world.change(STORE, second, tracking_key="key", webhook_secret="word")

    assert world.secrets.kept == {
        secret_name(STORE, "second"): "key",
        webhook_secret_name(STORE, "second"): "word",
    }
    assert (saved.has_tracking_key, saved.has_webhook_secret) == (True, True)


def test_a_webhook_secret_is_refused_where_the_key_signs(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.change(STORE, renamed, webhook_secret="word")

    assert [p.field for p in refusal.value.problems] == ["tracking.webhook_secret"]
    assert world.secrets.kept == {}
    assert world.store == a_store(version=1)


@pytest.mark.parametrize("times", [1, 4])
def test_a_change_is_made_again_on_what_others_saved_meanwhile(world: World, times: int) -> None:
    world.stores.rivals = times

    saved = world.change(STORE, renamed)

    assert (saved.name, saved.locale, saved.version) == ("renamed", "th", 2 + times)


def test_after_five_losses_it_is_given_up(world: World) -> None:
    world.stores.rivals = 5

    with pytest.raises(StaleVersion):
        world.change(STORE, renamed)


def test_only_the_version_that_was_seen_is_changed(world: World) -> None:
    with pytest.raises(PreconditionFailed):
        world.change(STORE, renamed, tracking_key="key", version=7)

    assert world.store == a_store(version=1)
    assert world.secrets.kept == {}
    assert world.change(STORE, renamed, version=1).version == 2


def test_a_rival_makes_the_version_that_was_seen_stale(world: World) -> None:
    world.stores.rivals = 1

    with pytest.raises(PreconditionFailed):
        world.change(STORE, renamed, version=1)

    assert world.store.name != "renamed"


def test_a_provider_that_does_not_exist_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        world.change(STORE, lambda s: replace(s, tracking_provider="third"), tracking_key="key")

    assert "17track, second" in refusal.value.message
    assert world.secrets.kept == {}


@pytest.mark.parametrize("change", [renamed, unchanged])
def test_a_store_that_is_not_there_has_no_settings(
    world: World, change: Callable[[Store], Store]
) -> None:
    with pytest.raises(NotFound):
        world.change(StoreId("other"), change)
