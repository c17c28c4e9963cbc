"""Finding out who calls, and for which store."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from retrack.domain.errors import NotFound, Unauthenticated, Unreadable
from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Store
from retrack.services.ports import ApiKey, Clock, Credentials, StoreStore

API_KEY_PREFIX = "rk_"
_BEARER = "bearer "


class TokenReader(Protocol):
    """Reads the tokens of the user pool."""

    def person_id(self, token: str) -> str:
        """Who a token was issued to.

        Raises:
            Unauthenticated: forged, expired, or another pool's.
        """
        ...


@dataclass(frozen=True, slots=True)
class Caller:
    """A credential that was accepted: one store, and who acts for it."""

    store: Store
    actor: str
    role: str


@dataclass(frozen=True, slots=True)
class Authenticate:
    """Accepts an API key or a token of the user pool."""

    credentials: Credentials
    stores: StoreStore
    tokens: TokenReader
    clock: Clock

    def __call__(self, headers: Mapping[str, str]) -> Caller:
        """Who a request is from; header names are in lower case.

        Raises:
            Unauthenticated: there is no credential, or a bad one.
            Unreadable: the person belongs to several stores and named none.
        """
        credential = headers.get("authorization", "")
        if credential[: len(_BEARER)].lower() != _BEARER:
            msg = "Send the header 'Authorization: Bearer <API key>'."
            raise Unauthenticated(msg)
        secret = credential[len(_BEARER) :].strip()
        if secret.startswith(API_KEY_PREFIX):
            return self._by_key(secret)
        return self._by_token(secret, headers.get("retrack-store", ""))

    def _by_key(self, secret: str) -> Caller:
        key = self.credentials.api_key(hash_of_key(secret))
        if key is None:
            raise _refusal()
        caller = Caller(self._store(key.store_id), actor=f"key:{key.name}", role="owner")
        self._note_use(key)
        return caller

    def _note_use(self, key: ApiKey) -> None:
        """One write a key and day, so that knowing it does not cost a write for every request."""
        today = self.clock.now().date()
        if key.last_used is None or key.last_used < today:
            self.credentials.note_use(key, today)

    def _by_token(self, token: str, wanted: str) -> Caller:
        person_id = self.tokens.person_id(token)
        roles = self.credentials.stores_of(person_id)
        if not wanted and len(roles) > 1:
            msg = "You belong to several stores; name one with the header Retrack-Store."
            raise Unreadable(msg)
        store_id = StoreId(wanted) if wanted else next(iter(roles), None)
        if store_id is None or store_id not in roles:
            raise _refusal()
        return Caller(self._store(store_id), actor=f"person:{person_id}", role=roles[store_id])

    def _store(self, store_id: StoreId) -> Store:
        try:
            return self.stores.load(store_id)
        except NotFound as exc:
            raise _refusal() from exc


def hash_of_key(secret: str) -> str:
    """How an API key is kept: SHA-256 in hex. Keys are random, so that needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _refusal() -> Unauthenticated:
    return Unauthenticated("This credential is not valid.")
