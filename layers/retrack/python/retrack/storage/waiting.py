"""What shops told before its order, in the order's own partition: erased with it."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.shop_records import FulfillmentRecord
from retrack.domain.times import to_text
from retrack.services.order_row import compact
from retrack.storage import keys
from retrack.storage.items import WaitingErasureItem, WaitingFulfillmentItem
from retrack.storage.shop_records import fulfillment_document, fulfillment_record
from retrack.storage.table import held, query

KEPT = timedelta(days=30)


class TableWaitingWord:
    """`WaitingWord` over DynamoDB."""

    def keep(self, store_id: StoreId, order_id: OrderId, told: FulfillmentRecord) -> None:
        """One PutItem, on the condition that nothing newer is there."""
        key = keys.waiting_fulfillment(store_id, order_id, told.id)
        item = WaitingFulfillmentItem(
            key.pk,
            key.sk,
            record=compact(fulfillment_document(told)),
            updated_at=to_text(told.updated_at),
            expires_at=int((told.updated_at + KEPT).timestamp()),
        )
        there = WaitingFulfillmentItem.updated_at
        is_news = WaitingFulfillmentItem.pk.does_not_exist() | (there <= to_text(told.updated_at))
        held(lambda: item.save(condition=is_news))

    def of_order(self, store_id: StoreId, order_id: OrderId) -> Sequence[FulfillmentRecord]:
        """One consistent Query."""
        first = keys.waiting_fulfillments(store_id, order_id)
        found = query(
            first.pk,
            WaitingFulfillmentItem.sk.startswith(first.sk),
            attributes=("record",),
        )
        return [fulfillment_record(json.loads(raw["record"]["S"])) for raw in found]

    def keep_erased(self, store_id: StoreId, order_id: OrderId, now: datetime) -> None:
        """One PutItem."""
        key = keys.waiting_erasure(store_id, order_id)
        WaitingErasureItem(key.pk, key.sk, expires_at=int((now + KEPT).timestamp())).save()

    def is_erased(self, store_id: StoreId, order_id: OrderId) -> bool:
        """One consistent GetItem."""
        key = keys.waiting_erasure(store_id, order_id)
        try:
            WaitingErasureItem.get(key.pk, key.sk, consistent_read=True)
        except WaitingErasureItem.DoesNotExist:
            return False
        return True
