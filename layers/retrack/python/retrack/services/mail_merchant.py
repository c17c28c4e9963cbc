"""Mailing merchants: the daily digest, and that their tracking account is in trouble."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from retrack.domain.addresses import deliverable
from retrack.domain.digests import LOOK_BACK, MailKind, MailState, SentMail, Told, first_told
from retrack.domain.errors import NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_links import recipient_hash
from retrack.domain.mail_returns import return_of
from retrack.domain.senders import Senders
from retrack.domain.settings import Channel, Store
from retrack.domain.times import whole_seconds
from retrack.services.grant_access import OWNER
from retrack.services.merchant_ports import DueOrder, DueOrders, MailLog, MerchantWriter
from retrack.services.ports import (
    Clock,
    Email,
    EmailSender,
    Memberships,
    MessageDelayed,
    MessageRefused,
    StoreStore,
)

LEASE = timedelta(minutes=2)  # longer than the mailer may run, so its holder is dead by then
_MAX_ATTEMPTS = 2  # a crash in mid-send costs at most one mail more


def recipients_of(store: Store, people: Memberships) -> tuple[str, ...]:
    """Who is to be mailed about a store: whom it named, or else its owners."""
    named: Sequence[str] = store.merchant_mail.recipients or [
        member.email for member in people.people_of(store.id) if member.role == OWNER
    ]
    good = (deliverable(Channel.EMAIL, email) for email in named)
    return tuple(dict.fromkeys(email for email in good if email))


def reachable_of(store: Store, people: Memberships) -> tuple[str, ...]:
    """Those of them whom nothing is known against."""
    everybody = recipients_of(store, people)
    return tuple(to for to in everybody if not return_of(store.mail_returns, recipient_hash(to)))


@dataclass(frozen=True, slots=True)
class MailMerchant:
    """Sends each mail once to each recipient, however often it is asked to.

    A mail is claimed in the log before it is sent, under a name that its day or its incident
    gives, and whom it reached is recorded after each. A crash in between leaves it open whether one
    went out: that one is sent once more, and never again.
    """

    stores: StoreStore
    people: Memberships
    mails: MailLog
    due: DueOrders
    writer: MerchantWriter
    emails: EmailSender
    senders: Senders
    clock: Clock

    def digest(self, store_id: StoreId, day: str) -> MailState | None:
        """What became of a day's digest; None where there is none to be, or another has it.

        Raises:
            MessageDelayed: it cannot be sent for now; repeat this later.
        """
        store = self._store(store_id)
        if store is None or not store.merchant_mail.digest:
            return None
        return self._mail(store, f"{MailKind.DIGEST}.{day}", self._digest)

    def warning(self, store_id: StoreId, incident_id: str) -> MailState | None:
        """The same for the warning of an incident; none once that is over.

        Raises:
            MessageDelayed: as above.
        """
        store = self._store(store_id)
        incident = store.account.incident if store and store.merchant_mail.warnings else None
        if store is None or incident is None or incident.id != incident_id:
            return None

        def warn(claimed: SentMail) -> SentMail:
            return self._reach(
                store, claimed, lambda to: self.writer.warning(store, incident, to=to)
            )

        return self._mail(store, f"{MailKind.WARNING}.{incident_id}", lambda _, mail: warn(mail))

    def all_clear(self, store_id: StoreId, incident_id: str) -> MailState | None:
        """The same for the word that an incident is over; none where nobody was warned of it.

        Raises:
            MessageDelayed: as above.
        """
        store = self._store(store_id)
        over = store.account.last if store and store.merchant_mail.warnings else None
        if store is None or over is None or over.ended is None or over.id != incident_id:
            return None
        warned = self.mails.find(store_id, f"{MailKind.WARNING}.{incident_id}")
        if warned is None or warned.state is not MailState.SENT:
            return None

        def tell(store: Store, claimed: SentMail) -> SentMail:
            return self._reach(store, claimed, lambda to: self.writer.all_clear(store, to=to))

        return self._mail(store, f"over.{incident_id}", tell)

    def _store(self, store_id: StoreId) -> Store | None:
        """The store, if there is anybody to mail and any way to."""
        try:
            store = self.stores.load(store_id)
        except NotFound:
            return None
        can_send = store.plan.includes_tracking and self.senders.to_merchant(store)
        return store if can_send and reachable_of(store, self.people) else None

    def _mail(
        self, store: Store, mail_id: str, send: Callable[[Store, SentMail], SentMail]
    ) -> MailState | None:
        claimed = self._claim(store.id, mail_id)
        if claimed is None:
            return None
        if claimed.state is not MailState.SENDING:
            return claimed.state
        sent = send(store, claimed)
        done = MailState.SENT if sent.reached else MailState.NOT_SENT
        self.mails.save(store.id, replace(sent, state=done))
        return done

    def _claim(self, store_id: StoreId, mail_id: str) -> SentMail | None:
        """The mail, if it is ours to go on with; None when it is done with, or another's."""
        now = whole_seconds(self.clock.now())
        mail = SentMail(mail_id, MailState.SENDING, now)
        earlier = self.mails.begin(store_id, mail)
        if earlier is None:
            return replace(mail, version=1)
        if earlier.state is not MailState.SENDING:
            return None
        if timedelta(0) <= now - earlier.at < LEASE:
            raise MessageDelayed
        is_last = earlier.attempts >= _MAX_ATTEMPTS
        state = MailState.NOT_SENT if is_last else MailState.SENDING
        again = replace(earlier, state=state, at=now, attempts=earlier.attempts + 1)
        saved = self.mails.save(store_id, again)
        return replace(again, version=again.version + 1) if saved else None

    def _digest(self, store: Store, claimed: SentMail) -> SentMail:
        now = self.clock.now()
        told = self.mails.told(store.id)
        orders = list(self.due.between(store.id, after=now - LOOK_BACK, until=now))
        news = _news(orders, told, first=first_told(now))
        if news:
            claimed = self._reach(
                store, claimed, lambda to: self.writer.digest(store, news, to=to, now=now)
            )
        known = frozenset((order.order_id, order.since) for order in orders)
        self.mails.save_told(store.id, Told(whole_seconds(now), known))
        return claimed

    def _reach(self, store: Store, mail: SentMail, write: Callable[[str], Email]) -> SentMail:
        """Sends it to every recipient that it has not reached yet."""
        for to in reachable_of(store, self.people):
            who = recipient_hash(to)
            if who in mail.reached:
                continue
            try:
                self.emails.send(write(to))
            except MessageRefused:
                continue  # the others are to have it all the same
            except MessageDelayed:
                again = replace(mail, attempts=mail.attempts - 1, at=mail.at - LEASE)
                self.mails.save(store.id, again)
                raise
            mail = self._reached(store.id, mail, who)
        return mail

    def _reached(self, store_id: StoreId, mail: SentMail, who: str) -> SentMail:
        """The mail as one more has it; recorded, so that a crash later mails them no second one."""
        reached = replace(mail, reached=(*mail.reached, who))
        saved = self.mails.save(store_id, reached)
        return replace(reached, version=mail.version + saved)


def _news(orders: Sequence[DueOrder], told: Told | None, *, first: Told) -> list[DueOrder]:
    """The orders that no digest has told, though carriers may have told of them late."""
    if told is None:
        since = first.until.strftime("%Y-%m-%dT%H:%M:%SZ")
        return [order for order in orders if order.since > since]
    return [order for order in orders if (order.order_id, order.since) not in told.orders]
