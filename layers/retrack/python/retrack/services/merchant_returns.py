"""Mails to a store's own people that came back: no more go there until somebody says so."""

from dataclasses import dataclass
from datetime import timedelta

from retrack.domain.errors import NotFound, StaleVersion
from retrack.domain.feedback import FeedbackKind
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_links import recipient_hash
from retrack.domain.mail_returns import MailReturn, return_of, with_return
from retrack.domain.settings import Store
from retrack.domain.times import whole_seconds
from retrack.services.apply_mail_report import Applied
from retrack.services.mail_merchant import recipients_of
from retrack.services.mail_ports import MerchantMailReport
from retrack.services.merchant_ports import StandingStore
from retrack.services.ports import Clock, Memberships, StoreStore

_ENDS_IT = frozenset({FeedbackKind.BOUNCED, FeedbackKind.COMPLAINED})
_MAX_LOSSES = 5
_A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class MerchantReturns:
    """What is known of them is kept with the store, by a hash of the address.

    It is told with its moment, so that a report that comes again, or late, takes back nothing that
    somebody allowed since.
    """

    stores: StoreStore
    standing: StandingStore
    people: Memberships
    clock: Clock

    def apply(self, report: MerchantMailReport) -> Applied:
        """Notes a bounce or a complaint; nothing else is of interest.

        Raises:
            StaleVersion: others kept saving.
        """
        kind = report.feedback.kind
        if kind not in _ENDS_IT:
            return Applied.UNWANTED
        at = min(report.feedback.at, whole_seconds(self.clock.now()))
        told = [MailReturn(recipient_hash(to), kind, at) for to in report.recipients]
        try:
            changes = [self._note(report.store_id, one) for one in told]
        except NotFound:
            return Applied.STRANGE
        return Applied.RECORDED if any(changes) else Applied.KNOWN

    def allow(self, store_id: StoreId, who: str) -> None:
        """Has a recipient mailed again; nothing for one who is."""
        if known := return_of(self.stores.load(store_id).mail_returns, who):
            later = max(whole_seconds(self.clock.now()), known.at + _A_MOMENT)
            self._note(store_id, MailReturn(who, None, later))

    def unreached(self, store: Store) -> list[tuple[str, MailReturn]]:
        """The addresses that would be mailed and are not, and why."""
        if not store.mail_returns:
            return []
        known = {to: recipient_hash(to) for to in recipients_of(store, self.people)}
        found = ((to, return_of(store.mail_returns, who)) for to, who in known.items())
        return [(to, why) for to, why in found if why]

    def _note(self, store_id: StoreId, told: MailReturn) -> bool:
        for _ in range(_MAX_LOSSES):
            seen = self.stores.load(store_id).mail_returns
            noted = with_return(seen, told)
            if noted == seen:
                return False
            if self.standing.save_mail_returns(store_id, noted, seen=seen):
                return True
        raise StaleVersion
