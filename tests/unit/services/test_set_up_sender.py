"""A sender is proved once, by whose it is; no store comes by another's, or by the operator's."""

from __future__ import annotations

import pytest

from retrack.domain.errors import Conflict, Invalid
from retrack.domain.identifiers import StoreId
from retrack.domain.sender_identity import (
    GIVEN_UP_AFTER,
    IdentityKind,
    IdentityState,
    SenderIdentity,
)
from retrack.domain.senders import Senders
from retrack.services.set_up_sender import SetUpSender
from tests.builders import NOON, a_store, days, hours
from tests.fakes.clock import FixedClock
from tests.fakes.merchant import FakeIdentities, MemoryClaims
from tests.fakes.storage import MemoryCredentials, MemoryStores

ONE, TWO = StoreId("s1"), StoreId("s2")
DOMAIN, ADDRESS = IdentityKind.DOMAIN, IdentityKind.ADDRESS
SHOP = "shop@shop.example"


class World:
    """Two stores: Ann owns both, Bob the second alone."""

    def __init__(self) -> None:
        self.stores = MemoryStores(a_store(id=ONE), a_store(id=TWO))
        self.claims, self.identities = MemoryClaims(), FakeIdentities()
        self.people = MemoryCredentials()
        self.people.add_person("ann", ONE, "owner")
        self.people.add_person("ann", TWO, "owner")
        self.people.add_person("bob", TWO, "owner")
        self.people.add_person("bob", ONE, "staff")
        self.clock = FixedClock(NOON)
        self.senders = Senders(shared_domains=frozenset({"shared.example"}))
        self.use = SetUpSender(
            self.stores, self.stores, self.claims, self.identities,
            self.people, self.senders, self.clock,
        )  # fmt: skip

    def begin(
        self,
        store_id: StoreId = ONE,
        email: str = SHOP,
        kind: IdentityKind = DOMAIN,
        *,
        actor: str = "key:till",
    ) -> SenderIdentity | None:
        return self.use.begin(store_id, email, kind, actor=actor).identity

    def prove(self, name: str = "shop.example") -> None:
        self.identities.states[name] = IdentityState.VERIFIED

    def state(self, store_id: StoreId = ONE) -> IdentityState | None:
        identity = self.use.look_again(store_id).identity
        return identity.state if identity else None

    def can_send(self, store_id: StoreId = ONE) -> bool:
        return self.senders.is_proved(self.stores.load(store_id))


@pytest.fixture
def world() -> World:
    return World()


def test_a_domain_is_proved_by_records_for_its_dns(world: World) -> None:
    identity = world.begin()

    assert identity
    assert [record.name for record in identity.records] == [
        "one._domainkey.shop.example",
        "two._domainkey.shop.example",
        "three._domainkey.shop.example",
    ]
    assert world.stores.load(ONE).notifications.sender.email == SHOP
    assert not world.can_send()

    world.prove()
    assert world.state() is IdentityState.VERIFIED
    assert world.can_send()


def test_an_address_alone_is_proved_by_itself(world: World) -> None:
    identity = world.begin(email="Shop@Mail.example", kind=ADDRESS)

    assert identity
    assert (identity.name, identity.records) == ("shop@mail.example", ())
    world.prove("shop@mail.example")
    assert world.state() is IdentityState.VERIFIED


def test_looking_writes_when_something_changed_alone(world: World) -> None:
    world.begin()
    before = world.stores.saved[ONE]

    world.state()

    assert world.stores.saved[ONE] is before


def test_the_same_again_goes_on(world: World) -> None:
    first = world.begin()
    world.clock.moment += hours(1)

    assert world.begin() == first


def test_another_address_of_a_proved_domain_needs_nothing_more(world: World) -> None:
    world.begin()
    world.prove()
    world.state()

    world.begin(email="hello@mail.shop.example", kind=ADDRESS)

    assert world.can_send()
    assert set(world.identities.states) == {"shop.example"}


def test_a_shared_domain_needs_no_proof(world: World) -> None:
    assert world.begin(email="shop@shared.example") is None
    assert world.can_send()


def test_a_provider_of_mailboxes_is_nobodys_own_domain(world: World) -> None:
    with pytest.raises(Invalid):
        world.begin(email="shop@gmail.com")

    assert world.begin(email="shop@gmail.com", kind=ADDRESS)


# ----------------------------------------------------------------------------------- whose it is


@pytest.mark.parametrize("state", [IdentityState.PENDING, IdentityState.VERIFIED])
@pytest.mark.parametrize(
    ("email", "kind"),
    [
        (SHOP, DOMAIN),
        ("ceo@shop.example", ADDRESS),
        ("x@mail.shop.example", DOMAIN),
        ("x@a.mail.shop.example", ADDRESS),
    ],
)
@pytest.mark.parametrize("actor", ["key:till", "person:bob", "person:nobody"])
def test_no_store_takes_what_is_another_stores(
    world: World, state: IdentityState, email: str, kind: IdentityKind, actor: str
) -> None:
    world.begin()
    world.identities.states["shop.example"] = state
    world.state()

    with pytest.raises(Conflict):
        world.begin(TWO, email, kind, actor=actor)

    assert world.state(TWO) is None
    assert not world.can_send(TWO)
    assert set(world.identities.states) == {"shop.example"}


def test_whoever_owns_both_stores_shares_it(world: World) -> None:
    world.begin()
    world.prove()

    world.begin(TWO, actor="person:ann")
    world.state(TWO)

    assert world.can_send(TWO)
    assert len(world.identities.states) == 1


def test_it_goes_with_the_last_store_that_it_was(world: World) -> None:
    world.begin()
    world.begin(TWO, actor="person:ann")

    world.use.remove(ONE)
    assert list(world.identities.states) == ["shop.example"]
    world.use.remove(TWO)

    assert (world.identities.states, world.claims.claims) == ({}, {})
    assert world.state(TWO) is None


def test_what_was_there_without_a_claim_is_the_operators(world: World) -> None:
    world.prove("operator.example")

    with pytest.raises(Conflict):
        world.begin(email="news@operator.example")

    assert world.claims.claims == {}
    assert not world.can_send()


def test_a_claim_that_nobody_proves_in_time_keeps_nobody_off(world: World) -> None:
    world.begin()
    world.clock.moment += GIVEN_UP_AFTER
    with pytest.raises(Conflict):
        world.begin(TWO, actor="person:bob")

    world.clock.moment += hours(1)
    world.begin(TWO, actor="person:bob")
    world.prove()

    assert world.state(TWO) is IdentityState.VERIFIED
    assert world.state(ONE) is IdentityState.FAILED  # another's proof is none of its own


def test_a_proof_that_was_given_is_never_lost_to_time(world: World) -> None:
    world.begin()
    world.prove()
    world.clock.moment += days(400)

    with pytest.raises(Conflict):
        world.begin(TWO, actor="person:bob")


def test_what_was_not_proved_in_time_has_failed_and_can_begin_anew(world: World) -> None:
    world.begin()
    world.clock.moment += GIVEN_UP_AFTER + hours(1)
    assert world.state() is IdentityState.FAILED

    again = world.begin()

    assert again
    assert (again.state, again.begun_at) == (IdentityState.PENDING, world.clock.moment)


def test_a_proof_that_is_taken_out_of_the_dns_is_none_any_more(world: World) -> None:
    world.begin()
    world.prove()
    world.state()

    world.identities.states["shop.example"] = IdentityState.PENDING  # the DNS cannot be reached
    assert world.state() is IdentityState.VERIFIED
    world.identities.states["shop.example"] = IdentityState.FAILED

    assert world.state() is IdentityState.FAILED
    assert not world.can_send()


def test_another_domain_takes_the_place_of_the_first(world: World) -> None:
    world.begin()
    world.begin(email="shop@other.example")

    assert list(world.identities.states) == ["other.example"]
    assert list(world.claims.claims) == ["other.example"]


def test_a_crash_between_claim_and_identity_is_gone_on_from(world: World) -> None:
    world.begin()
    world.stores.saved[ONE] = a_store(id=ONE)  # the identity was made, and nothing saved of it

    assert world.begin() is not None
    assert world.state() is IdentityState.PENDING


def test_giving_up_what_is_not_there_is_no_error(world: World) -> None:
    assert world.use.remove(ONE).identity is None
