"""Which orders came to need attention in a time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from retrack.domain.attention import Reason
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.times import from_text
from retrack.services.merchant_ports import DueOrder
from retrack.services.order_row import facts_of, told_of
from retrack.services.webhook_ports import CameDue
from retrack.storage import keys
from retrack.storage.items import OrderItem
from retrack.storage.table import BY_ATTENTION, query

_NEXT = timedelta(seconds=1)  # times are whole seconds


class TableAttention:
    """`AttentionIndex` and `DueOrders` over DynamoDB."""

    def between(self, store_id: StoreId, *, after: datetime, until: datetime) -> Iterator[DueOrder]:
        """One Query of `by-attention`, with what a list shows of each."""
        for row in _rows(store_id, after=after, until=until):
            _, reason, line = facts_of(row)["claims"][0]
            yield DueOrder(told_of(row)["id"], reason, line, row)

    def came_due(self, store_id: StoreId, *, after: datetime, until: datetime) -> Iterator[CameDue]:
        """One Query of `by-attention`, which is keyed by the moment the first reason holds from."""
        for due in self.between(store_id, after=after, until=until):
            yield CameDue(OrderId(due.order_id), Reason(due.reason), from_text(due.since))


def _rows(store_id: StoreId, *, after: datetime, until: datetime) -> Iterator[str]:
    first, last = keys.start_of(after + _NEXT), keys.end_of(until)
    condition = OrderItem.attention_key.between(first, last)
    partition = keys.store_key(store_id)
    for raw in query(partition, condition, index=BY_ATTENTION, attributes=("row",)):
        yield raw["row"]["S"]
