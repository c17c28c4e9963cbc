"""The people of the user pool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from retrack.domain.errors import Invalid, TooSoon, Unauthenticated
from retrack.services.ports import FirstPasswordNeeded, SessionTokens

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


class PoolPeople:
    """Invites people to sign in; Cognito mails them their first password."""

    def __init__(self, client: CognitoIdentityProviderClient, pool_id: str) -> None:
        """The people of this pool."""
        self._client, self._pool_id = client, pool_id

    def invite(self, email: str) -> str:
        """The id (`sub`) of the person with this address, who is invited unless they are there."""
        try:
            answer = self._client.admin_create_user(
                UserPoolId=self._pool_id,
                Username=email,
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
                DesiredDeliveryMediums=["EMAIL"],
            )
            attributes = answer["User"].get("Attributes", [])
        except self._client.exceptions.UsernameExistsException:
            found = self._client.admin_get_user(UserPoolId=self._pool_id, Username=email)
            attributes = found["UserAttributes"]
        return next(a["Value"] for a in attributes if a["Name"] == "sub")


_PAUSE_SECONDS = 60  # what to wait after too many tries; Cognito does not say
_WRONG = {
    "NotAuthorizedException",
    "UserNotFoundException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
}
_TOO_OFTEN = {
    "LimitExceededException",
    "TooManyRequestsException",
    "TooManyFailedAttemptsException",
}
_OLD_CODE = {"CodeMismatchException", "ExpiredCodeException"}
_WEAK = {"InvalidPasswordException", "PasswordHistoryPolicyViolationException"}


class PoolSignIn:
    """`SignIn` over Cognito. Every call of it is public: none needs a permission."""

    def __init__(self, client: CognitoIdentityProviderClient, client_id: str) -> None:
        """Signs in to the pool of this app client."""
        self._client, self._client_id = client, client_id

    def with_password(self, email: str, password: str) -> SessionTokens | FirstPasswordNeeded:
        """Signs in."""
        with _refusals():
            answer = self._client.initiate_auth(
                ClientId=self._client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )
        if answer.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
            return FirstPasswordNeeded(answer["Session"])
        return _tokens(answer)

    def with_first_password(self, email: str, password: str, challenge: str) -> SessionTokens:
        """Answers the pool's challenge."""
        with _refusals():
            answer = self._client.respond_to_auth_challenge(
                ClientId=self._client_id,
                ChallengeName="NEW_PASSWORD_REQUIRED",
                Session=challenge,
                ChallengeResponses={"USERNAME": email, "NEW_PASSWORD": password},
            )
        return _tokens(answer)

    def again(self, refresh: str) -> SessionTokens:
        """Uses the refresh token, which stays the same unless the pool hands out another."""
        with _refusals():
            answer = self._client.initiate_auth(
                ClientId=self._client_id,
                AuthFlow="REFRESH_TOKEN_AUTH",
                AuthParameters={"REFRESH_TOKEN": refresh},
            )
        return _tokens(answer, refresh)

    def out(self, refresh: str) -> bool:
        """Revokes the refresh token and what was issued with it."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  rarely needed

        try:
            self._client.revoke_token(Token=refresh, ClientId=self._client_id)
        except (ClientError, BotoCoreError):
            return False
        return True

    def send_code(self, email: str) -> None:
        """Has the pool mail a code."""
        try:
            with _refusals():
                self._client.forgot_password(ClientId=self._client_id, Username=email)
        except (Unauthenticated, Invalid):
            return

    def reset_password(self, email: str, code: str, password: str) -> None:
        """Confirms the code."""
        try:
            with _refusals():
                self._client.confirm_forgot_password(
                    ClientId=self._client_id,
                    Username=email,
                    ConfirmationCode=code,
                    Password=password,
                )
        except Unauthenticated as exc:  # an unknown address must look like a wrong code
            raise _wrong_code() from exc


def _tokens(answer: Any, refresh: str = "") -> SessionTokens:
    result = answer.get("AuthenticationResult")
    if not result:
        raise Unauthenticated("This account needs a way of signing in that Retrack does not have.")
    return SessionTokens(
        result["AccessToken"], result.get("RefreshToken", refresh), int(result["ExpiresIn"])
    )


def _wrong_code() -> Invalid:
    return Invalid.field("code", "The code is wrong, or too old.")


@contextmanager
def _refusals() -> Iterator[None]:
    """Says what Cognito refused in our words, by its code alone.

    Source: Cognito's API reference, the errors of InitiateAuth, RespondToAuthChallenge,
    ForgotPassword and ConfirmForgotPassword.
    """
    from botocore.exceptions import (  # noqa: PLC0415  loaded with the client already
        ClientError,
        ParamValidationError,
    )

    try:
        yield
    except ParamValidationError as exc:  # such as an empty code
        raise Unauthenticated from exc
    except ClientError as exc:
        code = exc.response["Error"]["Code"]
        if code in _TOO_OFTEN:
            raise TooSoon("Too many tries; wait a little.", retry_after=_PAUSE_SECONDS) from exc
        if code in _OLD_CODE:
            raise _wrong_code() from exc
        if code in _WEAK:
            raise Invalid.field("password", "The password is too weak.") from exc
        if code in _WRONG or code == "InvalidParameterException":
            raise Unauthenticated from exc
        raise
