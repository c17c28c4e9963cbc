"""Tokens of the Cognito user pool."""

from dataclasses import dataclass, field
from typing import Any

from retrack.domain.errors import Unauthenticated
from retrack.services.ports import Clock

_KEYS_SECONDS = 3600  # how long the pool's public keys are kept
_TIMEOUT_SECONDS = 3
_LEEWAY_SECONDS = 10
_NAMES_CLIENT = {"access": "client_id", "id": "aud"}  # by the kind of token


@dataclass(frozen=True, slots=True)
class PoolTokens:
    """Reads access and id tokens: signature, issuer, client and times are checked.

    Source: Cognito's guide, "Verifying JSON web tokens": an access token names its client in
    `client_id`, an id token in `aud`; `token_use` tells which it is.
    """

    issuer: str
    keys_url: str
    client_id: str
    clock: Clock
    _keys: list[Any] = field(default_factory=list)

    def person_id(self, token: str) -> str:
        """The `sub` that a token was issued to.

        Raises:
            Unauthenticated: forged, expired, or another pool's or client's.
        """
        import jwt  # noqa: PLC0415  only people with tokens wait for it

        try:
            key = self._client(jwt).get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                issuer=self.issuer,
                leeway=_LEEWAY_SECONDS,
                options={"verify_aud": False, "require": ["exp", "iss", "sub", "token_use"]},
            )
        except jwt.PyJWTError as exc:
            msg = "The token is not valid; sign in again."
            raise Unauthenticated(msg) from exc
        if claims.get(_NAMES_CLIENT.get(claims["token_use"], "")) != self.client_id:
            msg = "The token was issued for another application."
            raise Unauthenticated(msg)
        return str(claims["sub"])

    def _client(self, jwt: Any) -> Any:
        if not self._keys:
            client = jwt.PyJWKClient(
                self.keys_url, lifespan=_KEYS_SECONDS, timeout=_TIMEOUT_SECONDS
            )
            self._keys.append(client)
        return self._keys[0]
