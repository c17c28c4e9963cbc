"""What mailing merchants, and proving their senders, needs from the outside."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from retrack.domain.account import Incident, TrackingAccount
from retrack.domain.digests import SentMail, Told
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_returns import MailReturn
from retrack.domain.sender_identity import IdentityState, SenderIdentity
from retrack.domain.settings import Store
from retrack.services.ports import Email


class StandingStore(Protocol):
    """What Retrack found out about a store, kept beside its settings and not part of them."""

    def save_account(
        self, store_id: StoreId, account: TrackingAccount, *, seen: TrackingAccount
    ) -> bool:
        """Saves it if it still is as seen; False if somebody else was faster."""
        ...

    def save_identity(
        self, store_id: StoreId, identity: SenderIdentity | None, *, seen: SenderIdentity | None
    ) -> bool:
        """The same for the sender."""
        ...

    def save_mail_returns(
        self,
        store_id: StoreId,
        returns: Sequence[MailReturn],
        *,
        seen: Sequence[MailReturn],
    ) -> bool:
        """The same for who of its people is not mailed."""
        ...


class StoreDirectory(Protocol):
    """All stores, for those few things that are to be looked for in each of them."""

    def everybody(self) -> Iterator[Store]:
        """Every store, as last saved or a moment earlier."""
        ...


class MailLog(Protocol):
    """The mails to merchants, each claimed before it is sent."""

    def begin(self, store_id: StoreId, mail: SentMail) -> SentMail | None:
        """Claims a mail by recording it; None when the claim is ours, else what was there."""
        ...

    def find(self, store_id: StoreId, mail_id: str) -> SentMail | None:
        """A mail that was ever begun (consistent)."""
        ...

    def save(self, store_id: StoreId, mail: SentMail) -> bool:
        """Records how far it came, over the version it was read at; False if that was overtaken."""
        ...

    def told(self, store_id: StoreId) -> Told | None:
        """What the digests have told."""
        ...

    def save_told(self, store_id: StoreId, told: Told) -> None:
        """Keeps it, in place of what was there."""
        ...


class DueOrder(NamedTuple):
    """An order that needs attention: the reason that began first, the moment, and its row."""

    order_id: str
    reason: str
    since: str
    row: str


class DueOrders(Protocol):
    """Which orders came to need attention in a time."""

    def between(self, store_id: StoreId, *, after: datetime, until: datetime) -> Iterator[DueOrder]:
        """The oldest first, read as they are consumed."""
        ...


class MerchantTask(NamedTuple):
    """Work about one store.

    `digest` of a day, `warning` of an incident, `all_clear` once that is over, or `identity` to
    check.
    """

    kind: str
    store_id: StoreId
    subject: str = ""


class MerchantQueue(Protocol):
    """Work for the merchant mailer."""

    def send(self, tasks: Sequence[MerchantTask]) -> None:
        """Queues it."""
        ...


class MerchantWriter(Protocol):
    """Words what a merchant is mailed, in the store's language.

    Whoever gets it can have no more of its kind with one click.
    """

    def digest(self, store: Store, orders: Sequence[DueOrder], *, to: str, now: datetime) -> Email:
        """The daily digest of at least one order."""
        ...

    def warning(self, store: Store, incident: Incident, *, to: str) -> Email:
        """That the tracking account is in trouble."""
        ...

    def all_clear(self, store: Store, *, to: str) -> Email:
        """That it is in trouble no more."""
        ...


# --------------------------------------------------------------------------- proving a sender


class IdentityTaken(Exception):
    """The sending service knows an identity of this name already."""


class Proof(NamedTuple):
    """How far an identity is proved, and what the proof of a domain takes."""

    state: IdentityState
    tokens: tuple[str, ...] = ()
    zone: str = ""


class SenderIdentities(Protocol):
    """The identities at the sending service, shared by all stores of the deployment."""

    def create(self, name: str) -> Proof:
        """Begins to prove a domain or an address.

        Raises:
            IdentityTaken: it is there already, whoever made it.
        """
        ...

    def look(self, name: str) -> Proof | None:
        """How far it is; None when it is not there."""
        ...

    def remove(self, name: str) -> None:
        """Nobody can send as this any more; one that is not there is no error."""
        ...


class IdentityClaim(NamedTuple):
    """Which stores an identity is, and since when; nobody else may begin to prove it."""

    name: str
    stores: tuple[StoreId, ...]
    begun_at: datetime
    version: int = 0


class IdentityClaims(Protocol):
    """Whose each identity is."""

    def load(self, name: str) -> IdentityClaim | None:
        """The claim to a domain or an address (consistent)."""
        ...

    def save(self, claim: IdentityClaim) -> bool:
        """Saves it over the version it was read at, 0 for none; without stores it is given up.

        False if somebody else was faster; nothing was written then.
        """
        ...
