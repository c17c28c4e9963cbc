"""What there is to tell a customer, and how what became of it is recorded."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from retrack.domain.notifications import (
    Notification,
    NotificationKey,
    NotificationState,
    NotSent,
    message_key,
)
from retrack.domain.orders import Order
from retrack.domain.settings import Channel, Store, Trigger
from retrack.domain.shipments import Shipment


@dataclass(frozen=True, slots=True)
class News:
    """What there is to tell, of which parcel, and how."""

    store: Store
    order: Order
    shipment: Shipment
    trigger: Trigger
    channel: Channel

    @property
    def key(self) -> NotificationKey:
        """The message's name."""
        return message_key(self.order, self.shipment.id, self.trigger, self.channel)

    def record(
        self,
        state: NotificationState,
        now: datetime,
        reason: NotSent | None = None,
        *,
        earlier: Notification | None = None,
    ) -> Notification:
        """What became of the message, first or after an earlier record of it."""
        begun = earlier or Notification(self.key, state, now)
        expires = now + timedelta(days=self.store.notifications.retention_days)
        return replace(
            begun,
            state=state,
            at=now,
            reason=reason,
            order_name=self.order.name,
            begun_at=begun.first_at,
            expires_at=expires,
        )
