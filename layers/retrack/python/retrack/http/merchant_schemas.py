"""The bodies of requests about mails to the merchant and a store's sender."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StringConstraints

from retrack.domain.addresses import deliverable
from retrack.domain.sender_identity import IdentityKind
from retrack.domain.settings import Channel

MAX_RECIPIENTS = 10
_LAST_HOUR = 23


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


def _reachable(text: str) -> str:
    """The address as the mail service takes it: domains of other scripts as punycode."""
    written = deliverable(Channel.EMAIL, text)
    if not written:
        msg = "an e-mail address, such as ann@example.com"
        raise ValueError(msg)
    return written


_Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_reachable)
]


class DigestBody(_Body):
    """The daily digest; its hour is one of the store's own clock."""

    enabled: bool | None = None
    hour: Annotated[int, Field(ge=0, le=_LAST_HOUR)] | None = None


class WarningsBody(_Body):
    """Warnings of the tracking account."""

    enabled: bool | None = None


class MerchantMailBody(_Body):
    """What the merchant is mailed, and to whom; without recipients to the store's owners."""

    recipients: Annotated[list[_Email], Field(max_length=MAX_RECIPIENTS)] | None = None
    digest: DigestBody | None = None
    warnings: WarningsBody | None = None


class SenderSetUpBody(_Body):
    """`POST /v1/settings/sender`: the address, and whether its whole domain is to be proved."""

    email: _Email
    kind: Annotated[IdentityKind, Strict(strict=False)] = IdentityKind.DOMAIN
