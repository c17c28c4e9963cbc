"""The log of messages as `retrack.storage` keeps it, looked through one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.notifications import Notification
from retrack.domain.periods import Span
from retrack.domain.times import to_text
from retrack.services.list_notifications import LoggedMessage
from tests.fakes.storage import MemoryNotifications


class MemoryNotificationIndex:
    """`NotificationIndex`."""

    def __init__(self, log: MemoryNotifications) -> None:
        self.log = log

    def newest(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[LoggedMessage]:
        found = _logged(
            told
            for told in self.log.records.values()
            if told.key.store_id == store_id and span.first <= told.first_at < span.end
        )
        return [message for message in found if after is None or message.position < after][:limit]

    def of_order(self, store_id: StoreId, order_id: OrderId) -> Sequence[LoggedMessage]:
        return _logged(self.log.of_order((store_id, order_id)))


class NamedOrders:
    """`OrderNames`."""

    def __init__(self, **ids: str) -> None:
        self.ids = ids

    def named(self, store_id: StoreId, name: str) -> Sequence[OrderId]:
        del store_id
        return [OrderId(i) for i, known in self.ids.items() if known == name.strip().lstrip("#")]


def _logged(messages: Iterable[Notification]) -> list[LoggedMessage]:
    found = [LoggedMessage(_position(told), told) for told in messages]
    return sorted(found, key=lambda message: message.position, reverse=True)


def _position(told: Notification) -> str:
    key = told.key
    parts = (to_text(told.first_at), key.order_id, key.shipment_id, key.trigger, key.channel)
    return "#".join(parts)
