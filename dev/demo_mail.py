"""What became of the demo's emails: nearly all arrived, one came back, one reader stopped them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from retrack.domain.addresses import address_id
from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.settings import Channel, Store
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.domain.times import to_text
from retrack.services.json_text import compact
from retrack.storage import keys
from retrack.storage.items import ReceiptItem
from retrack.storage.suppressions import TableSuppressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrack.domain.notifications import Notification
    from retrack.domain.orders import Order
    from retrack.storage.items import Item

_LATELY = timedelta(days=6)
_AFTER = timedelta(seconds=3)


@dataclass(slots=True)
class DemoMail:
    """Of the emails of the last days the first came back, and the second was the last wanted."""

    store: Store
    now: datetime
    lately: int = 0

    def became(self, order: Order, message: Notification) -> Iterator[Item]:
        """What was reported of a message, and whom it stopped."""
        if message.key.channel is not Channel.EMAIL or not message.message_id:
            return
        at = message.at + _AFTER
        if self.now - at < _LATELY:
            self.lately += 1
        told = Feedback(FeedbackKind.DELIVERED, at)
        if self.lately == 1:
            told = Feedback(FeedbackKind.BOUNCED, at, "NoEmail 5.1.1")
            self._suppress(order, message, SuppressionReason.BOUNCED, at)
            self.lately += 1
        elif self.lately == 3:  # noqa: PLR2004  the next one
            self._suppress(order, message, SuppressionReason.UNSUBSCRIBED, at + timedelta(hours=1))
            self.lately += 1
        yield _receipt(message, told)

    def _suppress(
        self, order: Order, message: Notification, reason: SuppressionReason, at: datetime
    ) -> None:
        known = address_id(self.store.cursor_key, Channel.EMAIL, order.customer.email)
        TableSuppressions().add(
            Suppression(
                self.store.id,
                known,
                Channel.EMAIL,
                reason,
                min(at, self.now),
                message=message.key,
            )
        )


def _receipt(message: Notification, told: Feedback) -> ReceiptItem:
    place = keys.receipt(message.key, message.message_id)
    item = ReceiptItem(
        place.pk,
        place.sk,
        notification=keys.notification(message.key).sk,
        message_id=message.message_id,
    )
    setattr(item, told.kind, compact([to_text(told.at), told.detail]))
    return item
