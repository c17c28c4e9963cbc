"""Proving that an address is a store's own to send from, and giving it up again.

An identity at the sending service is the whole deployment's, so whose it is is written down before
it is made there: one store, and others only where somebody who owns both says so. What is there
and was never written down is the operator's, and no store's.
"""

from dataclasses import dataclass, replace
from typing import Final

from retrack.domain.errors import Conflict, Invalid, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.domain.sender_identity import (
    FREE_MAIL,
    GIVEN_UP_AFTER,
    IdentityKind,
    IdentityState,
    SenderIdentity,
    domain_of,
    parents_of,
)
from retrack.domain.senders import Senders
from retrack.domain.settings import Store
from retrack.domain.times import whole_seconds
from retrack.services.grant_access import OWNER
from retrack.services.merchant_ports import (
    IdentityClaim,
    IdentityClaims,
    IdentityTaken,
    Proof,
    SenderIdentities,
    StandingStore,
)
from retrack.services.ports import Clock, Memberships, StoreStore

_PERSON: Final = "person:"
_TAKEN = (
    "Another store has {name} for its sender. If it is yours too, sign in to the dashboard as"
    " somebody who owns both stores, and try again there."
)
_OPERATORS = "{name} belongs to whoever operates this service; choose an address of your own."


@dataclass(frozen=True, slots=True)
class SetUpSender:
    """What a store's owner does about its sender, and what is found out about it since."""

    stores: StoreStore
    standing: StandingStore
    claims: IdentityClaims
    identities: SenderIdentities
    people: Memberships
    senders: Senders
    clock: Clock

    def begin(self, store_id: StoreId, email: str, kind: IdentityKind, *, actor: str) -> Store:
        """Makes this the store's sender, and begins to prove it; the same again goes on.

        Raises:
            Invalid: no address, or a domain that can be nobody's own.
            Conflict: another store's, or the operator's.
        """
        store = self._with_sender(store_id, email)
        if self.senders.is_proved(store):
            return store
        name = domain_of(email) if kind is IdentityKind.DOMAIN else email.casefold()
        if kind is IdentityKind.DOMAIN and name in FREE_MAIL:
            raise Invalid.field("kind", f"address: {name} is a provider of mailboxes")
        earlier = store.identity
        goes_on = earlier is not None and earlier.name == name
        if earlier and goes_on and earlier.state is not IdentityState.FAILED:
            return self.look_again(store_id)
        proof = self._claimed(store, name, actor=actor)
        now = whole_seconds(self.clock.now())
        identity = SenderIdentity(
            name, kind, proof.state, now, now, tokens=proof.tokens, zone=proof.zone
        )
        if not self.standing.save_identity(store_id, identity, seen=earlier):
            raise StaleVersion
        if earlier and not goes_on:
            self._let_go(store_id, earlier.name)
        return replace(store, identity=identity)

    def look_again(self, store_id: StoreId) -> Store:
        """The store, with how far the proof is now; writes when that has changed."""
        store = self.stores.load(store_id)
        known = store.identity
        if known is None:
            return store
        now = whole_seconds(self.clock.now())
        state, proof = self._state(store_id, known)
        if state is IdentityState.PENDING and now - known.begun_at > GIVEN_UP_AFTER:
            state = IdentityState.FAILED
        looked = replace(known, state=state, since=known.since if state is known.state else now)
        if proof and proof.tokens:
            looked = replace(looked, tokens=proof.tokens, zone=proof.zone)
        if looked == known or not self.standing.save_identity(store_id, looked, seen=known):
            return store
        return replace(store, identity=looked)

    def remove(self, store_id: StoreId) -> Store:
        """Gives the sender up; the address stays in the settings, and cannot be sent from."""
        store = self.stores.load(store_id)
        if store.identity is None:
            return store
        if not self.standing.save_identity(store_id, None, seen=store.identity):
            raise StaleVersion
        self._let_go(store_id, store.identity.name)
        return replace(store, identity=None)

    def _with_sender(self, store_id: StoreId, email: str) -> Store:
        store = self.stores.load(store_id)
        if store.notifications.sender.email == email:
            return store
        sender = replace(store.notifications.sender, email=email)
        wishes = replace(store.notifications, sender=sender)
        return self.stores.save(replace(store, notifications=wishes))

    def _claimed(self, store: Store, name: str, *, actor: str) -> Proof:
        """The proof as it begins, once the name is the store's.

        Raises:
            Conflict: it is not to be had.
        """
        domain = domain_of(name)
        for above in (domain, *parents_of(domain)):
            if above != name and (held := self.claims.load(above)):
                self._require_share(store.id, held, actor=actor)
        held = self.claims.load(name)
        if held and store.id not in held.stores and self._has_lapsed(held):
            self.identities.remove(name)
            held = self._saved(held._replace(stores=(store.id,), begun_at=self.clock.now()))
        elif held and store.id not in held.stores:
            self._require_share(store.id, held, actor=actor)
            held = self._saved(held._replace(stores=(*held.stores, store.id)))
        was_ours = held is not None
        if held is None:
            held = self._saved(IdentityClaim(name, (store.id,), whole_seconds(self.clock.now())))
        if was_ours and self._is_given_up(store, name, held):
            self.identities.remove(name)
        return self._proof(held, was_ours=was_ours)

    def _proof(self, claim: IdentityClaim, *, was_ours: bool) -> Proof:
        try:
            return self.identities.create(claim.name)
        except IdentityTaken as exc:
            found = self.identities.look(claim.name) if was_ours else None
            if found:
                return found
            if not was_ours:
                self.claims.save(claim._replace(stores=()))
            raise Conflict(_OPERATORS.format(name=claim.name)) from exc

    def _require_share(self, store_id: StoreId, held: IdentityClaim, *, actor: str) -> None:
        """Whoever acts must own a store that the name is; keys act for nobody.

        Raises:
            Conflict: they do not.
        """
        if store_id in held.stores:
            return
        person = actor.removeprefix(_PERSON) if actor.startswith(_PERSON) else ""
        roles = self.people.stores_of(person) if person else {}
        if not any(roles.get(other) == OWNER for other in held.stores):
            raise Conflict(_TAKEN.format(name=held.name))

    def _has_lapsed(self, held: IdentityClaim) -> bool:
        """Whether nobody proved it in time, so that it is no more theirs than anybody's."""
        if self.clock.now() - held.begun_at <= GIVEN_UP_AFTER:
            return False
        proof = self.identities.look(held.name)
        return proof is None or proof.state is not IdentityState.VERIFIED

    def _is_given_up(self, store: Store, name: str, held: IdentityClaim) -> bool:
        """Whether the service stopped looking for the store's proof, so that it begins anew."""
        identity = store.identity
        failed = identity and identity.name == name and identity.state is IdentityState.FAILED
        return bool(failed) and held.stores == (store.id,)

    def _state(
        self, store_id: StoreId, known: SenderIdentity
    ) -> tuple[IdentityState, Proof | None]:
        """How far it is; somebody else's proof is none of this store's."""
        held = self.claims.load(known.name)
        proof = self.identities.look(known.name) if held and store_id in held.stores else None
        if proof is None:
            return IdentityState.FAILED, None
        is_in_doubt = proof.state is IdentityState.PENDING
        stands = known.state is IdentityState.VERIFIED and is_in_doubt  # SES cannot reach the DNS
        return (known.state if stands else proof.state), proof

    def _let_go(self, store_id: StoreId, name: str) -> None:
        """Frees a name; the identity goes with the last store that it was."""
        held = self.claims.load(name)
        if held is None or store_id not in held.stores:
            return
        left = tuple(other for other in held.stores if other != store_id)
        if not left:
            self.identities.remove(name)
        self._saved(held._replace(stores=left))

    def _saved(self, claim: IdentityClaim) -> IdentityClaim:
        if not self.claims.save(claim):
            raise StaleVersion
        return claim._replace(version=claim.version + 1)
