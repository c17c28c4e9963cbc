"""Who calls: API keys and tokens of the user pool, up to what a route is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from retrack.domain.identifiers import StoreId
from retrack.storage.credentials import TableCredentials
from tests.functional.cloud import Cloud, NewStore
from tests.functional.gateway import Answer, Gateway
from tests.functional.orders import done

PERSON = "0b1f6a52-0000-4000-8000-000000000001"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class _Keys(BaseHTTPRequestHandler):
    """The user pool's public keys."""

    def do_GET(self) -> None:
        told = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        body = json.dumps({"keys": [told | {"kid": "k1", "use": "sig", "alg": "RS256"}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def keys_url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Keys)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/jwks.json"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def _pool(cloud: Cloud, keys_url: str, request: pytest.FixtureRequest) -> None:
    cloud.variables["COGNITO_JWKS_URL"] = keys_url


def token(cloud: Cloud, *, key: Any = KEY, kid: str = "k1", **claims: Any) -> str:
    """An access token, such as Cognito issues."""
    now = int(time.time())
    told = {
        "sub": PERSON,
        "iss": cloud.variables["COGNITO_ISSUER"],
        "client_id": cloud.variables["COGNITO_CLIENT_ID"],
        "token_use": "access",
        "iat": now,
        "exp": now + 3600,
    } | claims
    told = {name: value for name, value in told.items() if value is not None}
    algorithm = "RS256" if not isinstance(key, str) else "HS256"
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": kid})


def settings(cloud: Cloud, **headers: str) -> Answer:
    """A call that any member of a store may make."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return Gateway(cloud).get("/v1/settings", headers=sent)


def join(person: str, store: NewStore, role: str = "staff") -> None:
    TableCredentials().add_person(person, StoreId(store.id), role)


# ------------------------------------------------------------------------------------- API keys


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER  "])
def test_a_key_stands_for_its_store(cloud: Cloud, store: NewStore, scheme: str) -> None:
    answer = settings(cloud, authorization=scheme + store.api_key)

    assert done(answer)["store_id"] == store.id


def test_a_key_stands_for_its_store_whatever_store_is_named(
    cloud: Cloud, store: NewStore, other_api: Gateway
) -> None:
    assert other_api.store
    answer = settings(
        cloud, authorization=f"Bearer {store.api_key}", retrack_store=other_api.store.id
    )

    assert done(answer)["store_id"] == store.id


@pytest.mark.parametrize(
    "credential",
    ["", "Bearer", "Bearer ", "Bearer rk_", "Bearer rk_wrong", "Basic dXNlcjpwYXNz", "rk_wrong",
     "Bearer x", "Bearer a.b.c", "Bearer ก.ข.ค", "Bearer ....", "Bearer rk_\x00", "Bearer rk_ก",
     "Bearer " + "a" * 8000, "Bearer null", "Bearer {}"],
)  # fmt: skip
def test_anything_else_is_nobody(cloud: Cloud, store: NewStore, credential: str) -> None:
    answer = settings(cloud, authorization=credential)

    assert (answer.status, answer.slug) == (401, "unauthenticated")
    assert answer.headers["content-type"] == "application/problem+json"


def test_keys_are_not_in_the_table(cloud: Cloud, store: NewStore) -> None:
    assert store.api_key not in str(cloud.items())
    assert store.api_key[3:] not in str(cloud.items())


# --------------------------------------------------------------------------------------- people


@pytest.mark.parametrize(
    "claims", [{}, {"token_use": "id", "client_id": None, "aud": "client"}], ids=["access", "id"]
)
def test_a_member_acts_for_their_only_store(
    cloud: Cloud, store: NewStore, claims: dict[str, Any]
) -> None:
    join(PERSON, store)

    answer = settings(cloud, authorization=f"Bearer {token(cloud, **claims)}")

    assert done(answer)["store_id"] == store.id


def test_a_member_of_several_stores_names_one(
    cloud: Cloud, store: NewStore, other_api: Gateway
) -> None:
    assert other_api.store
    join(PERSON, store)
    join(PERSON, other_api.store)
    bearer = f"Bearer {token(cloud)}"

    unnamed = settings(cloud, authorization=bearer)

    assert (unnamed.status, unnamed.slug) == (400, "unreadable")
    assert "Retrack-Store" in unnamed.body["detail"]
    for wanted in (store, other_api.store):
        answer = settings(cloud, authorization=bearer, retrack_store=wanted.id)
        assert done(answer)["store_id"] == wanted.id


@pytest.mark.parametrize("named", ["another", "nowhere", ""])
def test_nobody_acts_for_a_store_that_they_do_not_belong_to(
    cloud: Cloud, store: NewStore, other_api: Gateway, named: str
) -> None:
    assert other_api.store
    wanted = other_api.store.id if named == "another" else named
    if named:
        join(PERSON, store)

    answer = settings(cloud, authorization=f"Bearer {token(cloud)}", retrack_store=wanted)

    assert (answer.status, answer.slug) == (401, "unauthenticated")


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"exp": None},
        {"iss": "https://cognito-idp.eu-west-1.amazonaws.com/another"},
        {"iss": None},
        {"client_id": "another"},
        {"client_id": None},
        {"token_use": None},
        {"token_use": "refresh", "aud": "client"},
        {"token_use": "id", "aud": "another"},
        {"sub": None},
        {"key": OTHER_KEY},
        {"kid": "k2"},
        {"key": "the public key, taken for a secret"},
        {"nbf": 4_000_000_000},
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_token_that_is_not_good_is_nobodys(
    cloud: Cloud, store: NewStore, claims: dict[str, Any]
) -> None:
    join(PERSON, store)

    answer = settings(cloud, authorization=f"Bearer {token(cloud, **claims)}")

    assert (answer.status, answer.slug) == (401, "unauthenticated")


def test_an_unsigned_token_is_nobodys(cloud: Cloud, store: NewStore) -> None:
    join(PERSON, store)
    claims = jwt.decode(token(cloud), options={"verify_signature": False})
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": "k1"})

    assert settings(cloud, authorization=f"Bearer {unsigned}").status == 401


# ------------------------------------------------------------------------------- making a store


def test_a_new_stores_owner_is_invited(cloud: Cloud) -> None:
    event = {"name": "New", "plan": "boss", "email": "owner@example.com"}

    made = cloud.invoke("create_store", event)

    assert made["api_key"].startswith("rk_")
    pool = cloud.variables["USER_POOL_ID"]
    person = cloud.cognito.admin_get_user(UserPoolId=pool, Username="owner@example.com")
    sub = next(a["Value"] for a in person["UserAttributes"] if a["Name"] == "sub")
    assert TableCredentials().stores_of(sub) == {made["store_id"]: "owner"}


def test_an_owner_may_have_a_second_store(cloud: Cloud) -> None:
    event = {"name": "One", "email": "twice@example.com"}
    first = cloud.invoke("create_store", event)

    second = cloud.invoke("create_store", event)

    pool = cloud.variables["USER_POOL_ID"]
    person = cloud.cognito.admin_get_user(UserPoolId=pool, Username="twice@example.com")
    sub = next(a["Value"] for a in person["UserAttributes"] if a["Name"] == "sub")
    assert set(TableCredentials().stores_of(sub)) == {first["store_id"], second["store_id"]}


def test_a_store_is_on_the_basic_plan_unless_it_is_said(cloud: Cloud) -> None:
    made = cloud.invoke("create_store", {"name": "Plain"})

    answer = settings(cloud, authorization=f"Bearer {made['api_key']}")

    assert done(answer)["plan"] == "basic"


@pytest.mark.parametrize("event", [{}, {"name": "X", "plan": "gold"}])
def test_an_operators_mistake_makes_no_store(cloud: Cloud, event: dict[str, str]) -> None:
    before = cloud.contents()

    with pytest.raises((KeyError, ValueError)):
        cloud.invoke("create_store", event)

    assert cloud.contents() == before
