"""The log of what a store's customers were told.

A page is one Query, and one BatchGetItem a hundred emails for what the mail service reported.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.periods import Span
from retrack.domain.settings import Channel
from retrack.services.list_notifications import LoggedMessage
from retrack.storage import keys
from retrack.storage.items import NotificationItem, ReceiptItem
from retrack.storage.notifications import notification_from_json
from retrack.storage.order_index import within
from retrack.storage.receipts import with_feedback
from retrack.storage.table import BY_PROCESSED_DATE, RawItem, query

_KEY = NotificationItem.logged_key


class TableNotificationIndex:
    """`NotificationIndex` over DynamoDB."""

    def newest(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[LoggedMessage]:
        """One Query of `by-processed-date`, where messages have a partition of their own."""
        condition = within(_KEY, span, after)
        if condition is None:
            return ()
        found = query(
            keys.notifications_key(store_id),
            condition,
            index=BY_PROCESSED_DATE,
            attributes=(_KEY.attr_name, "row"),
            newest_first=True,
            limit=limit,
        )
        return _messages(found)

    def of_order(self, store_id: StoreId, order_id: OrderId) -> Sequence[LoggedMessage]:
        """One Query of the order's partition."""
        beginning = keys.notifications(store_id, order_id)
        found = query(
            beginning.pk,
            NotificationItem.sk.startswith(beginning.sk),
            attributes=(_KEY.attr_name, "row"),
        )
        return _messages(found)


def _messages(found: Iterable[RawItem]) -> list[LoggedMessage]:
    messages = [
        LoggedMessage(raw[_KEY.attr_name]["S"], notification_from_json(raw["row"]["S"]))
        for raw in found
    ]
    receipts = _receipts_of(messages)
    return [_joined(message, receipts) for message in messages] if receipts else messages


def _receipts_of(messages: Iterable[LoggedMessage]) -> Mapping[str, Sequence[ReceiptItem]]:
    """What was reported of the emails, by the partition of their order; one of them has none."""
    places = [
        keys.receipt(told.key, told.message_id)
        for _, told in messages
        if told.message_id and told.key.channel is Channel.EMAIL
    ]
    receipts: dict[str, list[ReceiptItem]] = defaultdict(list)
    if places:
        for receipt in ReceiptItem.batch_get([(place.pk, place.sk) for place in places]):
            receipts[receipt.pk].append(receipt)
    return receipts


def _joined(message: LoggedMessage, receipts: Mapping[str, Sequence[ReceiptItem]]) -> LoggedMessage:
    told = message.notification
    partition = keys.notification(told.key).pk
    (complete,) = with_feedback([told], receipts.get(partition, ()))
    return LoggedMessage(message.position, complete)
