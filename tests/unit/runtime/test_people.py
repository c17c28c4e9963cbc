"""Signing in at an emulated user pool, and what the pool refuses in our words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from retrack.domain.errors import Invalid, RetrackError, TooSoon, Unauthenticated
from retrack.runtime.people import PoolSignIn
from retrack.services.ports import FirstPasswordNeeded, SessionTokens

EMAIL, PASSWORD = "mali@example.com", "Correct-Horse-1"


@dataclass
class Pool:
    client: Any
    id: str
    sign_in: PoolSignIn

    def add(self, *, temporary: bool = False) -> None:
        self.client.admin_create_user(
            UserPoolId=self.id, Username=EMAIL, TemporaryPassword=PASSWORD
        )
        if not temporary:
            self.client.admin_set_user_password(
                UserPoolId=self.id, Username=EMAIL, Password=PASSWORD, Permanent=True
            )


@pytest.fixture
def pool() -> Iterator[Pool]:
    with mock_aws():
        client = boto3.client("cognito-idp")
        pool_id = client.create_user_pool(PoolName="p", UsernameAttributes=["email"])["UserPool"][
            "Id"
        ]
        made = client.create_user_pool_client(UserPoolId=pool_id, ClientName="c")
        client_id = made["UserPoolClient"]["ClientId"]
        yield Pool(client, pool_id, PoolSignIn(client, client_id))


class RefusingClient:
    """Answers every call with one error."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __getattr__(self, name: str) -> Any:
        def refused(**_: Any) -> None:
            raise ClientError({"Error": {"Code": self.code, "Message": "said by AWS"}}, name)

        return refused


def test_the_right_password_gives_tokens(pool: Pool) -> None:
    pool.add()

    tokens = pool.sign_in.with_password(EMAIL, PASSWORD)

    assert isinstance(tokens, SessionTokens)
    assert tokens.access
    assert tokens.refresh
    assert tokens.seconds == 3600


def test_a_temporary_password_asks_for_another(pool: Pool) -> None:
    pool.add(temporary=True)

    asked = pool.sign_in.with_password(EMAIL, PASSWORD)
    assert isinstance(asked, FirstPasswordNeeded)
    tokens = pool.sign_in.with_first_password(EMAIL, "Battery-Staple-22", asked.challenge)

    assert tokens.access
    assert isinstance(pool.sign_in.with_password(EMAIL, "Battery-Staple-22"), SessionTokens)


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_refused(pool: Pool, password: str) -> None:
    pool.add()

    with pytest.raises(Unauthenticated):
        pool.sign_in.with_password(EMAIL, password)


def test_an_unknown_address_is_refused_in_the_same_way(pool: Pool) -> None:
    with pytest.raises(Unauthenticated):
        pool.sign_in.with_password("nobody@example.com", PASSWORD)


def test_a_session_is_renewed_and_keeps_its_refresh_token(pool: Pool) -> None:
    pool.add()
    tokens = pool.sign_in.with_password(EMAIL, PASSWORD)
    assert isinstance(tokens, SessionTokens)

    renewed = pool.sign_in.again(tokens.refresh)

    assert renewed.access
    assert renewed.refresh == tokens.refresh


def test_a_session_that_never_was_is_over(pool: Pool) -> None:
    with pytest.raises(Unauthenticated):
        pool.sign_in.again("no such token")


def test_a_code_sets_a_new_password(pool: Pool) -> None:
    pool.add()
    pool.sign_in.send_code(EMAIL)

    pool.sign_in.reset_password(EMAIL, "123456", "Battery-Staple-22")

    assert isinstance(pool.sign_in.with_password(EMAIL, "Battery-Staple-22"), SessionTokens)


def test_asking_for_a_code_is_quiet_about_an_unknown_address(pool: Pool) -> None:
    pool.sign_in.send_code("nobody@example.com")
    pool.sign_in.send_code("")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("NotAuthorizedException", Unauthenticated),
        ("UserNotFoundException", Unauthenticated),
        ("PasswordResetRequiredException", Unauthenticated),
        ("InvalidParameterException", Unauthenticated),
        ("TooManyRequestsException", TooSoon),
        ("LimitExceededException", TooSoon),
        ("InternalErrorException", ClientError),
    ],
)
def test_the_pools_refusals_are_ours(code: str, error: type[Exception]) -> None:
    sign_in = PoolSignIn(RefusingClient(code), "client")  # type: ignore[arg-type]  # a fake

    with pytest.raises(error):
        sign_in.with_password(EMAIL, PASSWORD)
    with pytest.raises(error):
        sign_in.again("token")


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("CodeMismatchException", "code"),
        ("ExpiredCodeException", "code"),
        ("UserNotFoundException", "code"),
        ("NotAuthorizedException", "code"),
        ("InvalidPasswordException", "password"),
    ],
)
def test_a_reset_that_fails_names_the_field_and_nobody(code: str, field: str) -> None:
    sign_in = PoolSignIn(RefusingClient(code), "client")  # type: ignore[arg-type]  # a fake

    with pytest.raises(Invalid) as refused:
        sign_in.reset_password(EMAIL, "000000", "short")

    assert [problem.field for problem in refused.value.problems] == [field]


def test_signing_out_does_what_can_be_done() -> None:
    revoked: list[str] = []

    class Client:
        @staticmethod
        def revoke_token(*, Token: str, ClientId: str) -> None:  # noqa: N803
            revoked.append(Token)

    assert PoolSignIn(Client(), "client").out("token")  # type: ignore[arg-type]  # a fake
    assert revoked == ["token"]
    refusing = RefusingClient("InternalErrorException")
    assert not PoolSignIn(refusing, "client").out("token")  # type: ignore[arg-type]  # a fake


def test_a_way_of_signing_in_that_we_do_not_have_is_refused() -> None:
    class Client:
        @staticmethod
        def initiate_auth(**_: Any) -> dict[str, str]:
            return {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s"}

    with pytest.raises(RetrackError, match="way of signing in"):
        PoolSignIn(Client(), "client").with_password(EMAIL, PASSWORD)  # type: ignore[arg-type]  # a fake
