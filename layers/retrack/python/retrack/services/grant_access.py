"""Who may act for a store: its API keys, and the people who sign in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrack.domain.errors import Conflict, Invalid, NotFound, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.services.authenticate import API_KEY_PREFIX, hash_of_key
from retrack.services.ports import (
    ApiKey,
    Clock,
    Credentials,
    Member,
    Memberships,
    People,
    Randomness,
)

OWNER, STAFF = "owner", "staff"
MAX_KEYS = 50
MAX_NAME = 100
_MAX_EMAIL = 254  # RFC 5321 with the brackets of its path taken off
_EMAIL = re.compile(r"[^@\s<>\",;:\\]+@[^@\s.<>\",;:\\]+(\.[^@\s.<>\",;:\\]+)+")


@dataclass(frozen=True, slots=True)
class ApiKeys:
    """A store's keys; the secret itself is known to whoever made it, and to nobody else."""

    credentials: Credentials
    clock: Clock
    randomness: Randomness

    def of(self, store_id: StoreId) -> Sequence[ApiKey]:
        """The store's keys, oldest first."""
        return self.credentials.list_api_keys(store_id)

    def make(self, store_id: StoreId, name: str) -> tuple[ApiKey, str]:
        """A new key and its secret, which is shown this once.

        Raises:
            Invalid: it needs a name, of at most 100 characters.
            Conflict: the store has as many keys as a store can have.
        """
        name = name.strip()
        if not (1 <= len(name) <= MAX_NAME and name.isprintable()):
            raise Invalid.field("name", f"1 to {MAX_NAME} characters")
        if len(self.of(store_id)) >= MAX_KEYS:
            msg = f"A store has at most {MAX_KEYS} API keys; take one back first."
            raise Conflict(msg)
        secret = API_KEY_PREFIX + self.randomness.secret()
        key = ApiKey(hash_of_key(secret), store_id, name, self.clock.now())
        self.credentials.add_api_key(key)
        return key, secret

    def take_back(self, store_id: StoreId, key_hash: str) -> None:
        """Makes a key invalid at once.

        Raises:
            NotFound: the store has no such key.
        """
        if not self.credentials.remove_api_key(store_id, key_hash):
            msg = "There is no such API key in this store."
            raise NotFound(msg)


@dataclass(frozen=True, slots=True)
class StorePeople:
    """The people who act for a store; there is always an owner among them."""

    memberships: Memberships
    people: People

    def of(self, store_id: StoreId) -> Sequence[Member]:
        """Everybody, by e-mail address."""
        return self.memberships.people_of(store_id)

    def invite(self, store_id: StoreId, email: str, role: str) -> Member:
        """Lets a person in, who is mailed a first password unless they have one already.

        Whoever is in already keeps the role they have.

        Raises:
            Invalid: this is no address, or no role.
        """
        _require_role(role)
        if len(email) > _MAX_EMAIL or not (email.isprintable() and _EMAIL.fullmatch(email)):
            raise Invalid.field("email", "an e-mail address, such as ann@example.com")
        for member in self.of(store_id):
            if member.email.casefold() == email.casefold():
                return member
        person_id = self.people.invite(email)
        present = self.memberships.stores_of(person_id).get(store_id)
        if present is None:
            self.memberships.add_person(person_id, store_id, role, email=email)
        return Member(person_id, email, present or role)

    def change_role(self, store_id: StoreId, person_id: str, role: str) -> Member:
        """Gives a person another role, which holds with their next request.

        Raises:
            NotFound: they are not of this store.
            Invalid: this is no role.
            Conflict: they are the last owner.
            StaleVersion: somebody changed who is an owner at the same moment.
        """
        _require_role(role)
        people = self.of(store_id)
        member = _named(people, person_id)
        if member.role == role:
            return member
        changed, other = member._replace(role=role), _owner_beside(people, member)
        if not self.memberships.change_person(store_id, changed, while_owner=other.id):
            raise StaleVersion
        return changed

    def remove(self, store_id: StoreId, person_id: str) -> None:
        """Lets a person in no more, from their next request on; to invite them again undoes it.

        Raises:
            NotFound: they are not of this store.
            Conflict: they are the last owner.
            StaleVersion: somebody changed who is an owner at the same moment.
        """
        people = self.of(store_id)
        member = _named(people, person_id)
        other = _owner_beside(people, member)
        if not self.memberships.remove_person(store_id, member.id, while_owner=other.id):
            raise StaleVersion


def _named(people: Sequence[Member], person_id: str) -> Member:
    for member in people:
        if member.id == person_id:
            return member
    msg = "There is no such person in this store."
    raise NotFound(msg)


def _owner_beside(people: Sequence[Member], member: Member) -> Member:
    """An owner who is somebody else."""
    for one in people:
        if one.role == OWNER and one.id != member.id:
            return one
    msg = "A store needs an owner: make somebody else an owner first."
    raise Conflict(msg)


def _require_role(role: str) -> None:
    if role not in {OWNER, STAFF}:
        raise Invalid.field("role", f"{OWNER} or {STAFF}")
