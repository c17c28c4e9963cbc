"""What the use cases around emails need from the outside: see `ports`."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from retrack.domain.feedback import Feedback
from retrack.domain.identifiers import StoreId
from retrack.domain.notifications import Notification, NotificationKey
from retrack.domain.settings import Channel
from retrack.domain.suppressions import Suppression, SuppressionReason


class MailReport(NamedTuple):
    """What the mail service reports of one email.

    `message_id` is the service's; `recipients` are the addresses that a bounce or a complaint is
    about, and are never kept.
    """

    key: NotificationKey
    message_id: str
    feedback: Feedback
    recipients: tuple[str, ...] = ()


class MerchantMailReport(NamedTuple):
    """The same of a mail to a store's own people."""

    store_id: StoreId
    feedback: Feedback
    recipients: tuple[str, ...] = ()


class Turns(Protocol):
    """The lines in which stores' messages stand: see `domain.turns`."""

    def take(self, store_id: StoreId, channel: Channel, *, now: datetime) -> datetime:
        """From when on one more message of a store may go: now, or a whole second to come."""
        ...


class Suppressions(Protocol):
    """The addresses that stores send nothing to, each known by its hash (`address_id`)."""

    def find(self, store_id: StoreId, address_ids: Collection[str]) -> Mapping[str, Suppression]:
        """Those of these addresses that are suppressed, by their hash (consistent)."""
        ...

    def add(self, suppression: Suppression) -> bool:
        """Suppresses an address; False where that changes nothing.

        A weightier reason stays, and so does an address that was allowed again after `at`.
        """
        ...

    def allow(
        self,
        store_id: StoreId,
        address_id: str,
        *,
        now: datetime,
        only: SuppressionReason | None = None,
    ) -> None:
        """Lets an address be written to again; what happened before counts no more.

        `only`: where it is suppressed for this reason, and for no weightier one.
        """
        ...

    def page(self, store_id: StoreId, *, after: str | None, limit: int) -> Sequence[Suppression]:
        """The store's suppressed addresses by their hash, from after this one on."""
        ...


class FeedbackLog(Protocol):
    """What the mail service reported of emails, kept beside the record of their sending."""

    def load(self, key: NotificationKey) -> Notification | None:
        """The record of a message, without its feedback."""
        ...

    def feedback_of(self, key: NotificationKey, message_id: str) -> Sequence[Feedback]:
        """What was reported of one email so far."""
        ...

    def add_feedback(self, notification: Notification, message_id: str, told: Feedback) -> bool:
        """Keeps what was reported; False when something of its kind was before."""
        ...
