"""What was sent to customers, kept in the partition of the order it is about."""

import json
from contextlib import suppress

from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import Notification, NotificationKey, NotificationState, NotSent
from retrack.domain.settings import Channel, Trigger
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import compact
from retrack.storage import keys
from retrack.storage.items import NotificationItem
from retrack.storage.table import held


class TableNotifications:
    """`NotificationLog` over DynamoDB: claims are conditional writes."""

    def begin(self, notification: Notification) -> Notification | None:
        """A PutItem on the condition that there is none; a GetItem when there is."""
        item = _item_of(notification)
        while not held(lambda: item.save(condition=NotificationItem.pk.does_not_exist())):
            earlier = self.load(notification.key)
            if earlier:
                return earlier
            # Erased between the two calls.
        return None

    def take_over(self, notification: Notification, *, seen: Notification) -> bool:
        """A PutItem on the condition that nobody did so since."""
        item = _item_of(notification)
        unchanged = (NotificationItem.attempts == seen.attempts) & (
            NotificationItem.state == str(seen.state)
        )
        return held(lambda: item.save(condition=unchanged))

    def finish(self, notification: Notification) -> None:
        """A PutItem over the claim; nothing when the order was erased with it meanwhile."""
        item = _item_of(notification)
        held(lambda: item.save(condition=NotificationItem.pk.exists()))

    def load(self, key: NotificationKey) -> Notification | None:
        """One consistent GetItem."""
        place = keys.notification(key)
        with suppress(NotificationItem.DoesNotExist):
            item = NotificationItem.get(place.pk, place.sk, consistent_read=True)
            return notification_from_json(item.record)
        return None


def notification_to_json(notification: Notification) -> str:
    """All that is recorded of a message."""
    key = notification.key
    return compact(
        {
            "store_id": key.store_id,
            "order_id": key.order_id,
            "shipment_id": key.shipment_id,
            "trigger": key.trigger,
            "channel": key.channel,
            "state": notification.state,
            "at": to_text(notification.at),
            "reason": notification.reason,
            "detail": notification.detail,
            "message_id": notification.message_id,
            "attempts": notification.attempts,
            "order_name": notification.order_name,
            "begun_at": to_text(notification.first_at),
            "expires_at": to_text(notification.expires_at) if notification.expires_at else None,
            "turn_at": to_text(notification.turn_at) if notification.turn_at else None,
        }
    )


def notification_from_json(text: str) -> Notification:
    """The reverse of `notification_to_json`."""
    document = json.loads(text)
    return Notification(
        key=NotificationKey(
            store_id=StoreId(document["store_id"]),
            order_id=OrderId(document["order_id"]),
            shipment_id=ShipmentId(document["shipment_id"]),
            trigger=Trigger(document["trigger"]),
            channel=Channel(document["channel"]),
        ),
        state=NotificationState(document["state"]),
        at=from_text(document["at"]),
        reason=NotSent(document["reason"]) if document.get("reason") else None,
        detail=document.get("detail", ""),
        message_id=document.get("message_id", ""),
        attempts=document.get("attempts", 0),
        order_name=document.get("order_name", ""),
        begun_at=from_text(document.get("begun_at") or document["at"]),
        expires_at=from_text(document["expires_at"]) if document.get("expires_at") else None,
        turn_at=from_text(document["turn_at"]) if document.get("turn_at") else None,
    )


def _item_of(notification: Notification) -> NotificationItem:
    place, key = keys.notification(notification.key), notification.key
    expires = notification.expires_at
    return NotificationItem(
        place.pk,
        place.sk,
        record=notification_to_json(notification),
        state=str(notification.state),
        attempts=notification.attempts,
        store_key=keys.notifications_key(key.store_id),
        logged_key=keys.logged(notification.first_at, key),
        expires_at=int(expires.timestamp()) if expires else None,
    )
