"""How a store proves that an address is its own to send from."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

GIVEN_UP_AFTER = timedelta(hours=72)  # Source: SES developer guide, "Verifying a domain": DKIM
FREE_MAIL = frozenset(
    {
        "aol.com", "gmail.com", "gmx.com", "gmx.de", "googlemail.com", "hotmail.com", "icloud.com",
        "live.com", "mail.com", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com",
        "qq.com", "yahoo.com", "yandex.com", "163.com", "126.com",
    }
)  # fmt: skip
"""Domains of mailboxes: nobody's own, and their mail is refused when it comes from elsewhere."""


class IdentityKind(StrEnum):
    """What is proved."""

    DOMAIN = "domain"
    ADDRESS = "address"


class IdentityState(StrEnum):
    """How far the proof has come."""

    PENDING = "pending"
    VERIFIED = "verified"
    FAILED = "failed"


class DnsRecord(NamedTuple):
    """A record for the domain's DNS."""

    type: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SenderIdentity:
    """A domain or an address, as a store proves it; `since` is when its state began.

    `tokens` make the records of a domain, `zone` is where they point to.
    """

    name: str
    kind: IdentityKind
    state: IdentityState
    begun_at: datetime
    since: datetime
    tokens: tuple[str, ...] = ()
    zone: str = ""

    @property
    def records(self) -> tuple[DnsRecord, ...]:
        """What to enter in the domain's DNS. Source: SES developer guide, "Easy DKIM"."""
        return tuple(
            DnsRecord("CNAME", f"{token}._domainkey.{self.name}", f"{token}.{self.zone}")
            for token in self.tokens
        )

    def covers(self, email: str) -> bool:
        """Whether the proof is one for this address."""
        if self.kind is IdentityKind.ADDRESS:
            return email.casefold() == self.name
        return is_within(domain_of(email), self.name)


def domain_of(email: str) -> str:
    """The part after the @, in lower case."""
    return email.rpartition("@")[2].casefold()


def is_within(domain: str, parent: str) -> bool:
    """Whether a domain is another, or below it."""
    return domain == parent or domain.endswith(f".{parent}")


def parents_of(domain: str) -> tuple[str, ...]:
    """The domains above this one, nearest first, down to two labels."""
    labels = domain.split(".")
    return tuple(".".join(labels[n:]) for n in range(1, len(labels) - 1))
