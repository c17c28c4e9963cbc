"""The link at the end of every mail to a merchant, by which whoever has it gets no more."""

import hashlib
import hmac
from typing import NamedTuple

from retrack.domain.digests import MailKind
from retrack.domain.errors import NotFound
from retrack.domain.identifiers import StoreId

_PURPOSE = "mail to the merchant"
_DIGITS = 32  # of a signature that are kept: 128 bits


class MailLink(NamedTuple):
    """What a link is about; `who` is a hash of the recipient's address."""

    store_id: StoreId
    kind: MailKind
    who: str


def recipient_hash(email: str) -> str:
    """What a recipient is known by without being named."""
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:16]


def link_text(link: MailLink, key: str) -> str:
    """The link as a text for addresses, signed with the store's key."""
    return f"{link.store_id}.{link.kind}.{link.who}.{_signature(link, key)}"


def read_link(text: str) -> tuple[MailLink, str]:
    """What a text says, and the signature that is to be checked.

    Raises:
        NotFound: it is none.
    """
    parts = text.split(".")
    if len(parts) != len(MailLink._fields) + 1 or parts[1] not in set(MailKind):
        raise NotFound
    store_id, kind, who, signature = parts
    return MailLink(StoreId(store_id), MailKind(kind), who), signature


def require_signature(link: MailLink, signature: str, key: str) -> None:
    """Checks that the store's key made it.

    Raises:
        NotFound: not.
    """
    if not (key and hmac.compare_digest(signature.encode(), _signature(link, key).encode())):
        raise NotFound


def _signature(link: MailLink, key: str) -> str:
    said = f"{_PURPOSE}\n{link.store_id}\n{link.kind}\n{link.who}"
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).hexdigest()[:_DIGITS]
