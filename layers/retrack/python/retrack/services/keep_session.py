"""Who is signed in to the dashboard, and for which of their stores."""

from dataclasses import dataclass

from retrack.domain.errors import NotAllowed, NotFound, Unauthenticated
from retrack.domain.identifiers import StoreId
from retrack.services.authenticate import Caller, TokenReader
from retrack.services.ports import Credentials, SessionTokens, SignIn, StoreStore


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in; `renewed` holds the tokens to go on with, where the old ones ran out."""

    caller: Caller
    store_ids: tuple[StoreId, ...]
    renewed: SessionTokens | None


@dataclass(frozen=True, slots=True)
class KeepSession:
    """Accepts the tokens of a session, and renews them without anybody noticing."""

    credentials: Credentials
    stores: StoreStore
    tokens: TokenReader
    sign_in: SignIn

    def __call__(self, access: str, refresh: str, *, wanted: str) -> Session:
        """The session that tokens stand for; empty ones are none.

        `wanted` is the store that the person chose last; without a good one it is their first.

        Raises:
            Unauthenticated: there is no session, or it is over.
            NotAllowed: the person belongs to no store.
        """
        person_id, renewed = self._person(access, refresh)
        roles = self.credentials.stores_of(person_id)
        store_ids = tuple(sorted(roles))
        if not store_ids:
            raise NotAllowed("You are signed in, but belong to no store.")
        store_id = StoreId(wanted) if wanted in roles else store_ids[0]
        try:
            store = self.stores.load(store_id)
        except NotFound as exc:
            raise NotAllowed("The store is not there any more.") from exc
        caller = Caller(store, actor=f"person:{person_id}", role=roles[store_id])
        return Session(caller, store_ids, renewed)

    def _person(self, access: str, refresh: str) -> tuple[str, SessionTokens | None]:
        if access:
            try:
                return self.tokens.person_id(access), None
            except Unauthenticated:
                if not refresh:
                    raise
        if not refresh:
            raise Unauthenticated
        renewed = self.sign_in.again(refresh)
        return self.tokens.person_id(renewed.access), renewed
