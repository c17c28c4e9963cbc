"""The lists of orders, each one Query of the index made for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition

from retrack.domain.identifiers import OrderId, StoreId, TrackingNumber
from retrack.domain.periods import Span
from retrack.domain.statuses import Status
from retrack.services.ports import OrderRow
from retrack.storage import keys
from retrack.storage.items import Item, OrderItem
from retrack.storage.keys import ReferenceKind, folded
from retrack.storage.orders import order_of
from retrack.storage.references import is_found_by
from retrack.storage.table import (
    BY_ATTENTION,
    BY_FULFILLMENT_DATE,
    BY_PROCESSED_DATE,
    BY_STATUS,
    query,
)


class TableOrderIndex:
    """`OrderIndex` over DynamoDB. A position is the index's sort key, and gone on from below it."""

    def processed(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        """One Query of `by-processed-date`."""
        partition = keys.store_key(store_id)
        key = OrderItem.processed_key
        return _rows(BY_PROCESSED_DATE, partition, key, within(key, span, after), limit)

    def fulfilled(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        """One Query of `by-fulfillment-date`."""
        partition = keys.store_key(store_id)
        key = OrderItem.fulfilled_key
        return _rows(BY_FULFILLMENT_DATE, partition, key, within(key, span, after), limit)

    def with_status(
        self, store_id: StoreId, status: Status, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        """One Query of `by-status`."""
        partition = keys.status_key(store_id, status)
        key = OrderItem.processed_key
        return _rows(BY_STATUS, partition, key, within(key, span, after), limit)

    def needing_attention(
        self, store_id: StoreId, now: datetime, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        """One Query of `by-attention`: the orders whose moment has come."""
        end = keys.end_of(now)
        condition = OrderItem.attention_key < (min(end, after) if after else end)
        partition = keys.store_key(store_id)
        return _rows(BY_ATTENTION, partition, OrderItem.attention_key, condition, limit)

    def search(self, store_id: StoreId, prefix: str, *, limit: int) -> Sequence[OrderRow]:
        """A Query for each kind of reference, then the orders themselves.

        At most `limit` of each kind are followed, the highest first: order names rise with time.
        """
        wanted: set[OrderId] = set()
        for kind in ReferenceKind:
            value = folded(kind, prefix)
            if value:
                wanted.update(_found_by(keys.references_from(store_id, kind, value), limit))
        places = [keys.order(store_id, order_id) for order_id in wanted]
        found = OrderItem.batch_get(
            [(key.pk, key.sk) for key in places],
            attributes_to_get=["state", "version", "row", "processed_key"],
        )
        # References can be behind their order for a moment.
        rows = [OrderRow(o.processed_key, o.row) for o in found if is_found_by(order_of(o), prefix)]
        return sorted(rows, key=lambda row: row.position, reverse=True)[:limit]

    def with_number(self, store_id: StoreId, number: TrackingNumber) -> Sequence[OrderId]:
        """One Query; whoever loads an order finds out whether the number is still in it."""
        value = folded(ReferenceKind.NUMBER, number)
        return list(_found_by(keys.references_with(store_id, ReferenceKind.NUMBER, value)))


def _rows(
    index: str, partition: str, key: UnicodeAttribute, condition: Condition | None, limit: int
) -> Sequence[OrderRow]:
    if condition is None:
        return ()
    name = key.attr_name
    found = query(
        partition,
        condition,
        index=index,
        attributes=(name, "row"),
        newest_first=True,
        limit=limit,
    )
    return [OrderRow(raw[name]["S"], raw["row"]["S"]) for raw in found]


def within(key: UnicodeAttribute, span: Span, after: str | None) -> Condition | None:
    """The part of a list from a span's first moment to a position; None when that is nothing."""
    first, last = keys.start_of(span.first), keys.start_of(span.end)
    if after:
        last = min(last, keys.just_before(after))
    return key.between(first, last) if first < last else None


def _found_by(beginning: keys.Key, limit: int | None = None) -> Iterator[OrderId]:
    condition = Item.sk.startswith(beginning.sk)
    found = query(beginning.pk, condition, attributes=("order_id",), newest_first=True, limit=limit)
    return (OrderId(raw["order_id"]["S"]) for raw in found)
