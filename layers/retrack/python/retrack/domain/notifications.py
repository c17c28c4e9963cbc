"""Messages to customers: what is owed, what is held back, and why (R25 to R31)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from retrack.domain.addresses import deliverable
from retrack.domain.feedback import Feedback, most_telling
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.orders import Order, Payment
from retrack.domain.senders import Senders
from retrack.domain.settings import Channel, NotificationSettings, Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.triggers import WHOLE_ORDER, is_overtaken, is_stale, was_final_at_once


class NotificationState(StrEnum):
    """How far a message has come. `sending` past its lease means: a crash in mid-send."""

    SENDING = "sending"
    WAITING = "waiting"  # for the reason named; without one: the sending service is throttled
    SENT = "sent"
    NOT_SENT = "not_sent"


class NotSent(StrEnum):
    """Why a message was not sent, or why it waits."""

    NOT_WANTED = "not_wanted"  # the shipment was added with notify: false
    CHANNEL_OFF = "channel_off"
    PLAN = "plan"
    CANCELLED = "cancelled"  # the order is
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"  # what the shop told is none
    NO_SENDER = "no_sender"
    SENDER_UNVERIFIED = "sender_unverified"  # nobody proved yet that it is the store's own
    UNPAID = "unpaid"  # R31, SMS only
    MARKED_PAID_MANUALLY = "marked_paid_manually"  # R31, SMS only
    REFUSED = "refused"  # the mail or SMS service refused the message or the address
    OPTED_OUT = "opted_out"  # of text messages, with the customer's phone company
    UNSUBSCRIBED = "unsubscribed"  # from this store's emails, by the link in one of them
    BOUNCED = "bounced"  # an earlier email found no such address
    COMPLAINED = "complained"  # an earlier email was called spam
    BLOCKED = "blocked"  # the merchant wants nothing sent there
    OUTDATED = "outdated"  # the news is older than 7 days
    OVERTAKEN = "overtaken"  # the parcel had moved on before it could be told
    FINAL_AT_ONCE = "final_at_once"  # it had arrived before the carrier was first asked
    TOLD_AS_ORDER = "told_as_order"  # one message tells that all parcels arrived
    NOT_YET_KNOWN = "not_yet_known"  # waits until the carrier knows the code
    QUIET_HOURS = "quiet_hours"  # waits for the morning
    TURN = "turn"  # waits while earlier messages of its store go out
    UNCONFIRMED = "unconfirmed"  # a crash in mid-send; not repeated, since it may have gone out


@dataclass(frozen=True, slots=True)
class NotificationKey:
    """A message, named so that the same one is never begun twice."""

    store_id: StoreId
    order_id: OrderId
    shipment_id: ShipmentId
    trigger: Trigger
    channel: Channel


@dataclass(frozen=True, slots=True)
class Notification:
    """A message and what became of it. It holds no address: that is the order's.

    `attempts` counts the times sending began; `message_id` is the sending service's. `feedback` is
    what the service reported since, by moment: it is kept beside the message, and only read with
    the whole order. `at` is when its state changed last, `begun_at` when it was first recorded,
    which is its place in the store's log. From `expires_at` on it may be forgotten, and from
    `turn_at` on it may go.
    """

    key: NotificationKey
    state: NotificationState
    at: datetime
    reason: NotSent | None = None
    detail: str = ""
    message_id: str = ""
    attempts: int = 0
    feedback: tuple[Feedback, ...] = ()
    order_name: str = ""
    begun_at: datetime | None = None
    expires_at: datetime | None = None
    turn_at: datetime | None = None

    def __post_init__(self) -> None:
        """A record that is not told otherwise is the first."""
        if self.begun_at is None:
            object.__setattr__(self, "begun_at", self.at)

    @property
    def is_over(self) -> bool:
        """Whether nothing more becomes of it.

        What was past before it could be told may happen once more, and is to be told then.
        """
        if self.state is NotificationState.NOT_SENT:
            return self.reason not in {NotSent.OVERTAKEN, NotSent.OUTDATED}
        return self.state is NotificationState.SENT

    @property
    def first_at(self) -> datetime:
        """When it was first recorded."""
        return self.begun_at or self.at

    def with_feedback(self, feedback: Iterable[Feedback]) -> "Notification":
        """The message with what was reported of it."""
        return replace(self, feedback=tuple(sorted(feedback, key=lambda told: told.at)))

    @property
    def outcome(self) -> Feedback | None:
        """What the message came to, as far as the service reported."""
        return most_telling(self.feedback)

    def could_be(self, message_id: str) -> bool:
        """Whether what the service reports of a message of its own can be about this one.

        It may report before the answer to the sending was recorded, and of an earlier attempt
        whose answer was lost.
        """
        if not self.message_id:
            is_open = self.state is NotificationState.SENDING or self.reason is NotSent.UNCONFIRMED
            was_open = self.state is NotificationState.WAITING and self.attempts > 0
            return is_open or was_open
        return self.message_id == message_id or self.attempts > 1


def message_key(
    order: Order, shipment_id: ShipmentId, trigger: Trigger, channel: Channel
) -> NotificationKey:
    """The name of the message about a shipment, or about its whole order."""
    about = WHOLE_ORDER if trigger is Trigger.ALL_DELIVERED else shipment_id
    return NotificationKey(order.store_id, order.id, about, trigger, channel)


def is_owed(store: Store, order: Order, trigger: Trigger, channel: Channel) -> bool:
    """Whether there is such a message at all: to be sent, or recorded with why it was not.

    What a store never chose is no message, save that an order was shipped (R25). Of an order's
    parcels that all have arrived is told once they have.
    """
    if trigger is Trigger.ALL_DELIVERED and not _has_all_arrived(order):
        return False
    return trigger is Trigger.SHIPPED or store.notifications.chose(trigger, channel)


def reason_not_to_send(
    store: Store,
    order: Order,
    shipment: Shipment,
    *,
    trigger: Trigger,
    channel: Channel,
    senders: Senders,
) -> NotSent | None:
    """Why this message must not go out, whenever it is; None when it should."""
    wishes = store.notifications
    if not store.plan.includes_tracking:
        return NotSent.PLAN
    if order.cancelled_at:
        return NotSent.CANCELLED
    if not shipment.notify:
        return NotSent.NOT_WANTED
    if not wishes.wants(trigger, channel):
        return NotSent.CHANNEL_OFF
    if not address_of(order, channel):
        return NotSent.NO_ADDRESS
    if not deliverable(channel, address_of(order, channel)):
        return NotSent.BAD_ADDRESS
    if channel is Channel.EMAIL and not senders.address_for(store):
        return NotSent.SENDER_UNVERIFIED if wishes.sender.email else NotSent.NO_SENDER
    return _unpaid(order.payment, wishes) if channel is Channel.SMS else None


def reason_not_to_tell(
    store: Store,
    order: Order,
    shipment: Shipment,
    *,
    trigger: Trigger,
    channel: Channel,
    now: datetime,
) -> NotSent | None:
    """Why this news is none any more; None while it is."""
    if is_overtaken(trigger, shipment):
        return NotSent.OVERTAKEN
    if was_final_at_once(trigger, shipment):
        return NotSent.FINAL_AT_ONCE
    if is_stale(trigger, shipment, now=now):
        return NotSent.OUTDATED
    together = trigger is Trigger.DELIVERED and _has_all_arrived(order)
    if together and store.notifications.wants(Trigger.ALL_DELIVERED, channel):
        return NotSent.TOLD_AS_ORDER
    return None


def _has_all_arrived(order: Order) -> bool:
    return order.fulfilled_at is not None and order.delivered_at is not None


def address_of(order: Order, channel: Channel) -> str:
    """Where a message on this channel goes; empty when the customer left no address."""
    return order.customer.email if channel is Channel.EMAIL else order.customer.phone


def _unpaid(payment: Payment, wishes: NotificationSettings) -> NotSent | None:
    """R31: no SMS for an order that was never paid, or was only marked "paid" by hand."""
    if payment.financial_status not in _PAID:
        return NotSent.UNPAID
    manual = {name.casefold() for name in wishes.manual_gateways}
    by_hand = bool(payment.gateways) and all(g.casefold() in manual for g in payment.gateways)
    return NotSent.MARKED_PAID_MANUALLY if payment.marked_paid_manually or by_hand else None


_PAID = frozenset({"paid", "partially_refunded"})
