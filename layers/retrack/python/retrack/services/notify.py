"""Telling customers, once for each shipment, trigger and channel (R25 to R31)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from retrack.domain.addresses import address_id
from retrack.domain.errors import NotFound
from retrack.domain.happenings import Happening
from retrack.domain.notifications import (
    Notification,
    NotificationState,
    NotSent,
    address_of,
    is_owed,
    reason_not_to_send,
    reason_not_to_tell,
)
from retrack.domain.orders import Order
from retrack.domain.quiet_hours import quiet_for
from retrack.domain.senders import Senders
from retrack.domain.settings import Channel, Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.triggers import (
    WAIT_FOR_CARRIER_AT_MOST,
    awaits_carrier,
    triggers_of,
)
from retrack.services.mail_ports import Suppressions, Turns
from retrack.services.news import News
from retrack.services.ports import (
    Clock,
    Email,
    EmailSender,
    Later,
    MessageDelayed,
    MessageRefused,
    NotificationLog,
    OptedOut,
    OrderStore,
    PhoneZones,
    Sms,
    SmsSender,
    StoreStore,
)

LEASE = timedelta(minutes=2)  # longer than the notifier may run, so its holder is dead by then
_MAX_EMAIL_ATTEMPTS = 2  # a crash in mid-send costs at most one email more, and no SMS more

_UNSENT = frozenset({NotificationState.WAITING, NotificationState.NOT_SENT})


class MessageWriter(Protocol):
    """Words what a customer is told, in their language."""

    def email(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Email:
        """The email to the order's customer."""
        ...

    def sms(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Sms:
        """The text message to the order's customer."""
        ...


@dataclass(frozen=True, slots=True)
class NotifyCustomer:
    """Sends what a happening owes the customer, and records what it does not send and why.

    A message is written, then claimed in the log, then sent, so that repeats and rivals find it
    taken. A crash between claim and record leaves it open whether it went out: an email is then
    sent once more, a text message is not. What must wait (for the morning, for the carrier, for its
    turn) is recorded as waiting, and its happening put off before this call ends: it is looked at
    again, and again.
    """

    orders: OrderStore
    stores: StoreStore
    log: NotificationLog
    writer: MessageWriter
    emails: EmailSender
    texts: SmsSender
    clock: Clock
    later: Later
    zones: PhoneZones
    suppressions: Suppressions
    turns: Turns
    senders: Senders

    def __call__(self, happening: Happening) -> list[Notification]:
        """What was done about each channel; nothing for orders erased meanwhile.

        Raises:
            MessageDelayed: something could not be sent for now; repeat this later.
        """
        done: list[Notification] = []
        waits: list[timedelta] = []
        delayed: MessageDelayed | None = None
        for news in self._news(happening):
            try:
                wait = self._wait(news)
                if wait is None:
                    done += self._tell(news)
                else:
                    done += self._hold(news, *wait, waits)
            except MessageDelayed as exc:
                delayed = exc
        if delayed:
            raise delayed
        if waits:
            self.later.again(happening, after=min(waits))
        return done

    def _news(self, happening: Happening) -> Iterator[News]:
        """What the store wants told of this, channel by channel; orders may be gone by now."""
        if happening.shipment_id is None:
            return
        store = self.stores.load(happening.store_id)
        wishes = store.notifications
        triggers = triggers_of(happening, waits_until_known=wishes.wait_until_known)
        chosen = [
            t for t in triggers if t is Trigger.SHIPPED or any(wishes.chose(t, c) for c in Channel)
        ]
        if not chosen:
            return
        try:
            order = self.orders.load(happening.store_id, happening.order_id)
            shipment = order.shipment(happening.shipment_id)
        except NotFound:
            return
        for trigger in chosen:
            for channel in Channel:
                if is_owed(store, order, trigger, channel):
                    yield News(store, order, shipment, trigger, channel)

    def _reason(self, news: News) -> NotSent | None:
        """Why this is not to be sent, now or ever."""
        what = (news.store, news.order, news.shipment)
        return reason_not_to_send(
            *what, trigger=news.trigger, channel=news.channel, senders=self.senders
        ) or reason_not_to_tell(
            *what, trigger=news.trigger, channel=news.channel, now=self.clock.now()
        )

    def _suppressed(self, news: News) -> NotSent | None:
        """Why nothing is to be sent to this address; asked last, since it costs a read."""
        address, store = address_of(news.order, news.channel), news.store
        known = address_id(store.cursor_key, news.channel, address)
        found = self.suppressions.find(store.id, [known]).get(known)
        return NotSent(found.reason) if found else None

    def _wait(self, news: News) -> tuple[NotSent, timedelta] | None:
        """Why a message that is to be sent waits, and how long at most; None when it need not."""
        if self._reason(news):
            return None
        now, wishes = self.clock.now(), news.store.notifications
        first = news.trigger is Trigger.SHIPPED and wishes.wait_until_known
        if first and awaits_carrier(news.shipment, now=now):
            return NotSent.NOT_YET_KNOWN, news.shipment.added_at + WAIT_FOR_CARRIER_AT_MOST - now
        if news.channel is Channel.SMS and wishes.quiet_hours:
            zone = self.zones.zone_of(news.order.customer.phone) or news.store.time_zone
            if quiet := quiet_for(now, zone):
                return NotSent.QUIET_HOURS, quiet
        return self._line(news)

    def _line(self, news: News) -> tuple[NotSent, timedelta] | None:
        """How long until it is this message's turn. One that was given a turn keeps it."""
        now, earlier = self.clock.now(), self.log.load(news.key)
        if earlier and (earlier.is_over or earlier.state is NotificationState.SENDING):
            return None
        turn = earlier.turn_at if earlier and earlier.state is NotificationState.WAITING else None
        turn = turn or self.turns.take(news.store.id, news.channel, now=now)
        return (NotSent.TURN, turn - now) if now < turn else None

    def _hold(
        self, news: News, reason: NotSent, wait: timedelta, waits: list[timedelta]
    ) -> list[Notification]:
        """Records that a message waits; one that is over already waits for nothing."""
        now = self.clock.now()
        turn = now + wait if reason is NotSent.TURN else None
        held = replace(news.record(NotificationState.WAITING, now, reason), turn_at=turn)
        earlier = self.log.begin(held)
        if earlier is None:
            waits.append(wait)
            return [held]
        if earlier.is_over:
            return []
        waits.append(wait)
        if earlier.state is NotificationState.SENDING or earlier.reason is reason:
            return []
        held = news.record(NotificationState.WAITING, now, reason, earlier=earlier)
        held = replace(held, turn_at=turn)
        return [held] if self.log.take_over(held, seen=earlier) else []

    def _tell(self, news: News) -> list[Notification]:
        now, reason = self.clock.now(), self._reason(news) or self._suppressed(news)
        if reason:
            return self._record(news, reason)
        message = self._written(news)  # first: what fails here was surely not sent
        claim = replace(news.record(NotificationState.SENDING, now), attempts=1)
        earlier = self.log.begin(claim)
        if earlier is not None:
            taken_over = self._take_over(news, earlier)
            if taken_over is None:
                return []
            claim = taken_over
        if claim.state is NotificationState.NOT_SENT:
            return [claim]
        return [self._send(claim, message)]

    def _written(self, news: News) -> Email | Sms:
        what = (news.store, news.order, news.shipment, news.trigger)
        is_email = news.channel is Channel.EMAIL
        return self.writer.email(*what) if is_email else self.writer.sms(*what)

    def _record(self, news: News, reason: NotSent) -> list[Notification]:
        """Records why a message is not sent, unless more became of it already."""
        now = self.clock.now()
        refused = news.record(NotificationState.NOT_SENT, now, reason)
        earlier = self.log.begin(refused)
        if earlier is None:
            return [refused]
        if earlier.is_over or earlier.state is NotificationState.NOT_SENT:
            return []
        if earlier.state is NotificationState.SENDING:
            _require_abandoned(earlier, now=now)
            reason = NotSent.UNCONFIRMED
        refused = news.record(NotificationState.NOT_SENT, now, reason, earlier=earlier)
        return [refused] if self.log.take_over(refused, seen=earlier) else []

    def _take_over(self, news: News, earlier: Notification) -> Notification | None:
        """The claim of a message begun earlier, if it is ours to go on with; None if it is done."""
        now = self.clock.now()
        if earlier.is_over:
            return None
        if earlier.state in _UNSENT:
            again = news.record(NotificationState.SENDING, now, earlier=earlier)
            again = replace(again, attempts=earlier.attempts + 1)
            return again if self.log.take_over(again, seen=earlier) else None
        _require_abandoned(earlier, now=now)
        repeat = earlier.key.channel is Channel.EMAIL and earlier.attempts < _MAX_EMAIL_ATTEMPTS
        again = news.record(
            NotificationState.SENDING if repeat else NotificationState.NOT_SENT,
            now,
            None if repeat else NotSent.UNCONFIRMED,
            earlier=earlier,
        )
        again = replace(again, attempts=earlier.attempts + 1)
        return again if self.log.take_over(again, seen=earlier) else None

    def _send(self, claim: Notification, message: Email | Sms) -> Notification:
        try:
            if isinstance(message, Email):
                message_id = self.emails.send(message)
            else:
                message_id = self.texts.send(message)
        except MessageRefused as exc:
            done = replace(
                claim,
                state=NotificationState.NOT_SENT,
                reason=NotSent.OPTED_OUT if isinstance(exc, OptedOut) else NotSent.REFUSED,
                detail=str(exc),
            )
        except MessageDelayed:
            waiting = replace(claim, state=NotificationState.WAITING, attempts=claim.attempts - 1)
            self.log.finish(waiting)
            raise
        else:
            done = replace(claim, state=NotificationState.SENT, message_id=message_id)
        done = replace(done, at=self.clock.now())
        self.log.finish(done)
        return done


def _require_abandoned(earlier: Notification, *, now: datetime) -> None:
    """Lets whoever may still be sending a message go on with it."""
    if timedelta(0) <= now - earlier.at < LEASE:
        raise MessageDelayed
