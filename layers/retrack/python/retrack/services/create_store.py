"""Making a store, with its first API key."""

from dataclasses import dataclass

from retrack.domain.identifiers import StoreId
from retrack.domain.plans import Plan
from retrack.domain.settings import Store
from retrack.services.authenticate import API_KEY_PREFIX, hash_of_key
from retrack.services.ports import ApiKey, Clock, Credentials, People, Randomness, StoreStore


@dataclass(frozen=True, slots=True)
class CreateStore:
    """An operator's task; the owner, if one is named, is invited to sign in.

    `provider` is the tracking provider that a store begins with.
    """

    stores: StoreStore
    credentials: Credentials
    people: People
    clock: Clock
    randomness: Randomness
    provider: str

    def __call__(self, name: str, plan: Plan, *, owner_email: str | None) -> tuple[Store, str]:
        """The store and its API key, which is shown this once."""
        store_id = StoreId(self.randomness.identifier())
        store = Store(
            store_id,
            name,
            plan,
            tracking_provider=self.provider,
            cursor_key=self.randomness.secret(),
        )
        created = self.stores.create(store)
        secret = API_KEY_PREFIX + self.randomness.secret()
        key = ApiKey(hash_of_key(secret), store_id, "first key", self.clock.now())
        self.credentials.add_api_key(key)
        if owner_email:
            person_id = self.people.invite(owner_email)
            self.credentials.add_person(person_id, store_id, "owner", email=owner_email)
        return created, secret
