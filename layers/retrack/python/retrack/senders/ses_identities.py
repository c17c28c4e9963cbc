"""Domains and addresses that SES lets us send from."""

from contextlib import suppress
from typing import TYPE_CHECKING

from retrack.domain.sender_identity import IdentityState
from retrack.services.merchant_ports import IdentityTaken, Proof

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import DkimAttributesTypeDef

# Source: SES API v2, "DkimAttributes" and "GetEmailIdentity": what a status means for sending.
_STATES = {"SUCCESS": IdentityState.VERIFIED, "FAILED": IdentityState.FAILED}
_USUAL_ZONE = "dkim.amazonses.com"


class SesIdentities:
    """`SenderIdentities` over SES version 2."""

    def __init__(self, client: "SESV2Client") -> None:
        """Asks with this client."""
        self._client = client

    def create(self, name: str) -> Proof:
        """CreateEmailIdentity: the address is mailed a link; a domain gets three DKIM tokens."""
        try:
            answer = self._client.create_email_identity(EmailIdentity=name)
        except self._client.exceptions.AlreadyExistsException as exc:
            raise IdentityTaken(name) from exc
        return _proof(name, answer.get("DkimAttributes", {}), verified=IdentityState.PENDING)

    def look(self, name: str) -> Proof | None:
        """GetEmailIdentity."""
        try:
            answer = self._client.get_email_identity(EmailIdentity=name)
        except self._client.exceptions.NotFoundException:
            return None
        status = answer.get("VerificationStatus", "")
        state = _STATES.get(status, IdentityState.PENDING)
        if answer.get("VerifiedForSendingStatus"):
            state = IdentityState.VERIFIED
        return _proof(name, answer.get("DkimAttributes", {}), verified=state)

    def remove(self, name: str) -> None:
        """DeleteEmailIdentity."""
        with suppress(self._client.exceptions.NotFoundException):
            self._client.delete_email_identity(EmailIdentity=name)


def _proof(name: str, dkim: "DkimAttributesTypeDef", *, verified: IdentityState) -> Proof:
    """An address is proved by its link; a domain by DKIM alone, whatever else SES knows of it.

    A domain above may let SES send as one below it, and that is no proof of the one below.
    """
    if "@" in name:
        return Proof(verified)
    state = _STATES.get(dkim.get("Status", ""), IdentityState.PENDING)
    zone = dkim.get("SigningHostedZone") or _USUAL_ZONE
    return Proof(state, tuple(dkim.get("Tokens", ())), zone)
