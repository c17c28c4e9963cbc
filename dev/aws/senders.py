"""Identities at the emulated SES: pending first, and proved once somebody looks, or as scripted."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from moto.core.exceptions import JsonRESTError
from moto.sesv2.models import SESV2Backend

from dev.aws.sender_states import STATES

if TYPE_CHECKING:
    from moto.ses.models import EmailIdentity

_scripts: dict[str, str] = {}


class AlreadyExists(JsonRESTError):
    """SES knows an identity of this name."""

    code = 400

    def __init__(self, name: str) -> None:
        super().__init__("AlreadyExistsException", f"Email identity {name} already exist.")


def mend_identities() -> None:
    """Puts SES's ways in place of moto's, where every identity is made anew and proved at once."""
    _create = SESV2Backend.create_email_identity
    _get = SESV2Backend.get_email_identity

    def create(self: Any, email_identity: str, *rest: Any, **more: Any) -> EmailIdentity:
        if email_identity in self.core_backend.email_identities:
            raise AlreadyExists(email_identity)
        made = _create(self, email_identity, *rest, **more)
        if "@" not in email_identity:
            made.dkim_attributes["Tokens"] = [_token(email_identity, n) for n in range(3)]
            made.dkim_attributes["SigningHostedZone"] = "dkim.amazonses.com"
        _put(made, _scripts.get(email_identity, "PENDING"))
        return made

    def get(self: Any, email_identity: str) -> EmailIdentity:
        found = _get(self, email_identity)
        _put(found, _scripts.get(email_identity, "SUCCESS"))
        return found

    SESV2Backend.create_email_identity = create  # type: ignore[method-assign]  # wraps it
    SESV2Backend.get_email_identity = get  # type: ignore[method-assign]  # wraps it


def script(name: str, state: str) -> None:
    """From now on an identity is as far as this, whoever looks."""
    _scripts[name] = STATES[state]


def _put(identity: EmailIdentity, status: str) -> None:
    identity.verification_status = status
    identity.verified_for_sending_status = status == "SUCCESS"
    identity.dkim_attributes["Status"] = status


def _token(name: str, number: int) -> str:
    return hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:32]
