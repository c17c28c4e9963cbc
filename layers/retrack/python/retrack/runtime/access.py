"""Where the use cases of access meet what they need: `wiring` for sign-in, people and API keys."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from functools import cache
from typing import TYPE_CHECKING

from retrack.runtime import wiring
from retrack.runtime.settings import (
    AuthorizerSettings,
    CreateStoreSettings,
    DashboardSettings,
    PeopleApiSettings,
)

if TYPE_CHECKING:
    from retrack.http.tokens import PoolTokens
    from retrack.runtime.people import PoolPeople, PoolSignIn
    from retrack.services.authenticate import Authenticate
    from retrack.services.create_store import CreateStore
    from retrack.services.grant_access import ApiKeys, StorePeople
    from retrack.services.keep_session import KeepSession


@cache
def _tokens(settings: AuthorizerSettings) -> "PoolTokens":
    """The pool's tokens; its public keys are kept while the function stays warm."""
    from retrack.http.tokens import PoolTokens

    return PoolTokens(
        issuer=settings.cognito_issuer,
        keys_url=settings.cognito_jwks_url,
        client_id=settings.cognito_client_id,
        clock=wiring.clock(),
    )


def authenticate(settings: AuthorizerSettings) -> "Authenticate":
    """Who calls."""
    from retrack.services.authenticate import Authenticate
    from retrack.storage.credentials import TableCredentials

    return Authenticate(TableCredentials(), wiring.stores(), _tokens(settings), wiring.clock())


@cache
def sign_in(settings: AuthorizerSettings) -> "PoolSignIn":
    """Signing in and out."""
    from retrack.runtime.people import PoolSignIn

    return PoolSignIn(wiring.client("cognito-idp"), settings.cognito_client_id)


def keep_session(settings: DashboardSettings) -> "KeepSession":
    """Who is signed in."""
    from retrack.services.keep_session import KeepSession
    from retrack.storage.credentials import TableCredentials

    return KeepSession(TableCredentials(), wiring.stores(), _tokens(settings), sign_in(settings))


def store_people(settings: PeopleApiSettings) -> "StorePeople":
    """Who acts for a store."""
    from retrack.services.grant_access import StorePeople
    from retrack.storage.credentials import TableCredentials

    return StorePeople(TableCredentials(), people(settings))


def people(settings: CreateStoreSettings) -> "PoolPeople":
    """The people of the user pool."""
    from retrack.runtime.people import PoolPeople

    return PoolPeople(wiring.client("cognito-idp"), settings.user_pool_id)


def create_store(settings: CreateStoreSettings) -> "CreateStore":
    """Making a store."""
    from retrack.carriers.providers import DEFAULT_PROVIDER
    from retrack.services.create_store import CreateStore
    from retrack.storage.credentials import TableCredentials

    return CreateStore(
        wiring.stores(),
        TableCredentials(),
        people(settings),
        wiring.clock(),
        wiring.randomness(),
        DEFAULT_PROVIDER,
    )


def api_keys() -> "ApiKeys":
    """A store's API keys."""
    from retrack.services.grant_access import ApiKeys
    from retrack.storage.credentials import TableCredentials

    return ApiKeys(TableCredentials(), wiring.clock(), wiring.randomness())
