"""What shops told before its order, in the order's own partition: erased with it.

And that a shop had all of its orders erased, for what it told before and is applied after.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.shop_records import FulfillmentRecord
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import compact
from retrack.storage import keys
from retrack.storage.items import Item, WaitingErasureItem, WaitingFulfillmentItem
from retrack.storage.shop_records import fulfillment_document, fulfillment_record
from retrack.storage.table import held, query

KEPT = timedelta(days=30)  # longer than any message waits, in its queue and the one behind it


class ErasedShopItem(Item, discriminator="erased_shop"):
    """That all orders of a shop were to be erased, and when that was asked for last."""

    at = UnicodeAttribute()
    expires_at = NumberAttribute()


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

    def keep_shop_erased(self, store_id: StoreId, shop: str, now: datetime) -> None:
        """One PutItem."""
        key = keys.erased_shop(store_id, shop)
        expires_at = int((now + KEPT).timestamp())
        ErasedShopItem(key.pk, key.sk, at=to_text(now), expires_at=expires_at).save()

    def shop_erased_at(self, store_id: StoreId, shop: str) -> datetime | None:
        """One consistent GetItem."""
        key = keys.erased_shop(store_id, shop)
        try:
            item = ErasedShopItem.get(key.pk, key.sk, consistent_read=True)
        except ErasedShopItem.DoesNotExist:
            return None
        return from_text(item.at)
