"""Telling customers, once for each shipment, trigger and channel (R25 to R31)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from retrack.domain.errors import NotFound
from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.notifications import (
    Notification,
    NotificationKey,
    NotificationState,
    NotSent,
    reason_not_to_send,
)
from retrack.domain.orders import Order
from retrack.domain.settings import Channel, Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.services.ports import (
    Clock,
    Email,
    EmailSender,
    MessageDelayed,
    MessageRefused,
    NotificationLog,
    OrderStore,
    Sms,
    SmsSender,
    StoreStore,
)

LEASE = timedelta(minutes=2)  # longer than the notifier may run, so its holder is dead by then
_MAX_EMAIL_ATTEMPTS = 2  # a crash in mid-send costs at most one email more, and no SMS more

TRIGGERS = {HappeningType.SHIPMENT_SHIPPED: Trigger.SHIPPED}


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

    A message is claimed in the log before it is sent, so that repeats and rivals find it taken. A
    crash between claim and record leaves it open whether it went out: an email is then sent once
    more, a text message is not.
    """

    orders: OrderStore
    stores: StoreStore
    log: NotificationLog
    writer: MessageWriter
    emails: EmailSender
    texts: SmsSender
    clock: Clock

    def __call__(self, happening: Happening) -> list[Notification]:
        """What was done about each channel; nothing for orders erased meanwhile.

        Raises:
            MessageDelayed: something could not be sent for now; repeat this later.
        """
        trigger = TRIGGERS.get(happening.type)
        if trigger is None or happening.shipment_id is None:
            return []
        try:
            order = self.orders.load(happening.store_id, happening.order_id)
            shipment = order.shipment(happening.shipment_id)
        except NotFound:
            return []
        store = self.stores.load(order.store_id)
        done: list[Notification] = []
        delayed: MessageDelayed | None = None
        for channel in Channel:
            try:
                done += self._tell(store, order, shipment, trigger, channel)
            except MessageDelayed as exc:
                delayed = exc
        if delayed:
            raise delayed
        return done

    def _tell(
        self, store: Store, order: Order, shipment: Shipment, trigger: Trigger, channel: Channel
    ) -> list[Notification]:
        key = NotificationKey(store.id, order.id, shipment.id, trigger, channel)
        now = self.clock.now()
        reason = reason_not_to_send(store, order, shipment, trigger=trigger, channel=channel)
        if reason:
            return self._record(Notification(key, NotificationState.NOT_SENT, now, reason))
        claim = Notification(key, NotificationState.SENDING, now, attempts=1)
        earlier = self.log.begin(claim)
        if earlier is not None:
            taken_over = self._take_over(earlier)
            if taken_over is None:
                return []
            claim = taken_over
        if claim.state is NotificationState.NOT_SENT:
            return [claim]
        return [self._send(claim, store, order, shipment)]

    def _record(self, refused: Notification) -> list[Notification]:
        """Records why a message is not sent, unless more became of it already."""
        earlier = self.log.begin(refused)
        if earlier is None:
            return [refused]
        refused = replace(refused, attempts=earlier.attempts)
        waited = earlier.state is NotificationState.WAITING
        return [refused] if waited and self.log.take_over(refused, seen=earlier) else []

    def _take_over(self, earlier: Notification) -> Notification | None:
        """The claim of a message begun earlier, if it is ours to go on with; None if it is done."""
        now = self.clock.now()
        if earlier.state is NotificationState.WAITING:
            again = replace(
                earlier, state=NotificationState.SENDING, at=now, attempts=earlier.attempts + 1
            )
            return again if self.log.take_over(again, seen=earlier) else None
        if earlier.state is not NotificationState.SENDING:
            return None
        if timedelta(0) <= now - earlier.at < LEASE:
            raise MessageDelayed
        repeat = earlier.key.channel is Channel.EMAIL and earlier.attempts < _MAX_EMAIL_ATTEMPTS
        again = replace(
            earlier,
            state=NotificationState.SENDING if repeat else NotificationState.NOT_SENT,
            reason=None if repeat else NotSent.UNCONFIRMED,
            at=now,
            attempts=earlier.attempts + 1,
        )
        return again if self.log.take_over(again, seen=earlier) else None

    def _send(
        self, claim: Notification, store: Store, order: Order, shipment: Shipment
    ) -> Notification:
        trigger = claim.key.trigger
        try:
            if claim.key.channel is Channel.EMAIL:
                message_id = self.emails.send(self.writer.email(store, order, shipment, trigger))
            else:
                message_id = self.texts.send(self.writer.sms(store, order, shipment, trigger))
        except MessageRefused as exc:
            done = replace(
                claim,
                state=NotificationState.NOT_SENT,
                reason=NotSent.REFUSED,
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
