"""Feedback on emails: recorded with the message, and heeded by the next one."""

from dataclasses import dataclass
from enum import StrEnum

from retrack.domain.addresses import address_id
from retrack.domain.errors import NotFound
from retrack.domain.feedback import FeedbackKind
from retrack.domain.settings import Channel, Store
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.services.mail_ports import FeedbackLog, MailReport, Suppressions
from retrack.services.ports import StoreStore

_SUPPRESSES = {
    FeedbackKind.BOUNCED: SuppressionReason.BOUNCED,
    FeedbackKind.COMPLAINED: SuppressionReason.COMPLAINED,
}


class Applied(StrEnum):
    """What came of a report."""

    RECORDED = "recorded"
    KNOWN = "known"  # it was told before
    STRANGE = "strange"  # we know of no such message; it may have been erased
    UNWANTED = "unwanted"  # the store wants to know of no opened emails


@dataclass(frozen=True, slots=True)
class ApplyMailReport:
    """Records what became of an email, once, whenever and however often it is told.

    An address that does not exist, or whose reader called an email spam, is suppressed first and
    recorded after it: a crash in between is repeated, and a repeat of what was recorded suppresses
    nobody whom the merchant has allowed again since.
    """

    log: FeedbackLog
    stores: StoreStore
    suppressions: Suppressions

    def __call__(self, report: MailReport) -> Applied:
        """What came of it."""
        notification = self.log.load(report.key)
        if notification is None or not notification.could_be(report.message_id):
            return Applied.STRANGE
        try:
            store = self.stores.load(report.key.store_id)
        except NotFound:
            return Applied.STRANGE
        kind = report.feedback.kind
        if kind is FeedbackKind.OPENED and not store.notifications.track_opens:
            return Applied.UNWANTED
        if kind in _SUPPRESSES:
            told = self.log.feedback_of(report.key, report.message_id)
            if any(feedback.kind is kind for feedback in told):
                return Applied.KNOWN
            self._suppress(store, report, _SUPPRESSES[kind])
        is_new = self.log.add_feedback(notification, report.message_id, report.feedback)
        return Applied.RECORDED if is_new else Applied.KNOWN

    def _suppress(self, store: Store, report: MailReport, reason: SuppressionReason) -> None:
        for address in report.recipients:
            self.suppressions.add(
                Suppression(
                    store_id=store.id,
                    address_id=address_id(store.cursor_key, Channel.EMAIL, address),
                    channel=Channel.EMAIL,
                    reason=reason,
                    at=report.feedback.at,
                    message=report.key,
                )
            )
