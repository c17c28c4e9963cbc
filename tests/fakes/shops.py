"""What shops need of the outside, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.shop_records import FulfillmentRecord
from retrack.services.shop_messages import ShopEvent


class FakeShopEventQueue:
    """`ShopEventQueue`: `sent` is all that was handed over, `events` what the queue then holds."""

    def __init__(self) -> None:
        self.sent: list[ShopEvent] = []

    @property
    def events(self) -> list[ShopEvent]:
        return list({event.id: event for event in self.sent}.values())

    def send(self, events: Iterable[ShopEvent]) -> None:
        self.sent.extend(events)


class MemoryWaitingWord:
    """`WaitingWord`."""

    def __init__(self) -> None:
        self.kept: dict[tuple[StoreId, OrderId], dict[str, FulfillmentRecord]] = defaultdict(dict)
        self.erased: set[tuple[StoreId, OrderId]] = set()
        self.erased_shops: dict[tuple[StoreId, str], datetime] = {}

    def keep(self, store_id: StoreId, order_id: OrderId, told: FulfillmentRecord) -> None:
        there = self.kept[store_id, order_id].get(told.id)
        if there is None or there.updated_at <= told.updated_at:
            self.kept[store_id, order_id][told.id] = told

    def of_order(self, store_id: StoreId, order_id: OrderId) -> Sequence[FulfillmentRecord]:
        return list(self.kept[store_id, order_id].values())

    def keep_erased(self, store_id: StoreId, order_id: OrderId, now: datetime) -> None:
        self.erased.add((store_id, order_id))

    def is_erased(self, store_id: StoreId, order_id: OrderId) -> bool:
        return (store_id, order_id) in self.erased

    def keep_shop_erased(self, store_id: StoreId, shop: str, now: datetime) -> None:
        self.erased_shops[store_id, shop] = now

    def shop_erased_at(self, store_id: StoreId, shop: str) -> datetime | None:
        return self.erased_shops.get((store_id, shop))
