"""Messages to customers: what is owed, what is held back, and why (R25 to R31)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.orders import Order, Payment
from retrack.domain.settings import Channel, NotificationSettings, Store, Trigger
from retrack.domain.shipments import Shipment


class NotificationState(StrEnum):
    """How far a message has come. `sending` past its lease means: a crash in mid-send."""

    SENDING = "sending"
    WAITING = "waiting"  # the sending service is throttled or down; it is tried again
    SENT = "sent"
    NOT_SENT = "not_sent"


class NotSent(StrEnum):
    """Why a message was not sent."""

    NOT_WANTED = "not_wanted"  # the shipment was added with notify: false
    CHANNEL_OFF = "channel_off"
    PLAN = "plan"
    CANCELLED = "cancelled"  # the order is
    NO_ADDRESS = "no_address"
    NO_SENDER = "no_sender"
    UNPAID = "unpaid"  # R31, SMS only
    MARKED_PAID_MANUALLY = "marked_paid_manually"  # R31, SMS only
    REFUSED = "refused"  # the mail or SMS service refused the message or the address
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

    `attempts` counts the times sending began; `message_id` is the sending service's.
    """

    key: NotificationKey
    state: NotificationState
    at: datetime
    reason: NotSent | None = None
    detail: str = ""
    message_id: str = ""
    attempts: int = 0


def reason_not_to_send(
    store: Store, order: Order, shipment: Shipment, *, trigger: Trigger, channel: Channel
) -> NotSent | None:
    """Why this message must not go out; None when it should."""
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
    if channel is Channel.EMAIL and not wishes.sender.email:
        return NotSent.NO_SENDER
    return _unpaid(order.payment, wishes) if channel is Channel.SMS else None


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
