"""What the mail service reported of emails: an item for each that it took, beside its notification.

Not in the notification's own item: a report may come before the answer to the sending, whose record
then takes the place of that item.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.notifications import Notification, NotificationKey
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import compact
from retrack.storage import keys
from retrack.storage.items import ReceiptItem
from retrack.storage.notifications import TableNotifications
from retrack.storage.table import held


class TableFeedback(TableNotifications):
    """`FeedbackLog` over DynamoDB."""

    def feedback_of(self, key: NotificationKey, message_id: str) -> Sequence[Feedback]:
        """One consistent GetItem."""
        place = keys.receipt(key, message_id)
        try:
            item = ReceiptItem.get(place.pk, place.sk, consistent_read=True)
        except ReceiptItem.DoesNotExist:
            return ()
        return _feedback_in(item)

    def add_feedback(self, notification: Notification, message_id: str, told: Feedback) -> bool:
        """An UpdateItem of the one attribute, on the condition that it is not there."""
        place = keys.receipt(notification.key, message_id)
        attribute = getattr(ReceiptItem, told.kind)
        actions = [
            ReceiptItem.type.set(ReceiptItem),
            ReceiptItem.notification.set(keys.notification(notification.key).sk),
            ReceiptItem.message_id.set(message_id),
            attribute.set(compact([to_text(told.at), told.detail])),
        ]
        if notification.expires_at:
            actions.append(ReceiptItem.expires_at.set(int(notification.expires_at.timestamp())))
        item = ReceiptItem(place.pk, place.sk)
        return held(lambda: item.update(actions, condition=attribute.does_not_exist()))


def with_feedback(
    notifications: Iterable[Notification], receipts: Iterable[ReceiptItem]
) -> tuple[Notification, ...]:
    """The notifications of an order, each with what was reported of it, by moment."""
    by_message: dict[str, list[ReceiptItem]] = {}
    for receipt in receipts:
        by_message.setdefault(receipt.notification, []).append(receipt)
    return tuple(
        _joined(notification, by_message.get(keys.notification(notification.key).sk, ()))
        for notification in notifications
    )


def _joined(notification: Notification, receipts: Sequence[ReceiptItem]) -> Notification:
    told = [
        feedback
        for receipt in receipts
        if notification.could_be(receipt.message_id)
        for feedback in _feedback_in(receipt)
    ]
    return notification.with_feedback(told) if told else notification


def _feedback_in(item: ReceiptItem) -> list[Feedback]:
    found = []
    for kind in FeedbackKind:
        text: Any = getattr(item, kind)
        if text:
            at, detail = json.loads(text)
            found.append(Feedback(kind, from_text(at), detail))
    return found
