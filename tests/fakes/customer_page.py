"""What the customers' pages need of the storage, in dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from retrack.domain.identifiers import OrderId, StoreId
from retrack.services.ports import Limit
from tests.fakes.storage import MemoryOrders


class MemoryOrderFinder:
    """`OrderFinder`."""

    def __init__(self, orders: MemoryOrders) -> None:
        self.orders = orders

    def placed_by(self, store_id: StoreId, name: str, email: str) -> Sequence[OrderId]:
        return sorted(
            order.id
            for order in self.orders.saved.values()
            if order.store_id == store_id
            and _plain(order.name) == _plain(name)
            and _plain(order.customer.email) == _plain(email)
        )


def _plain(text: str) -> str:
    return text.strip().lstrip("#").casefold()


class MemoryLimiter:
    """`Limiter`."""

    def __init__(self) -> None:
        self.tries: Counter[tuple[str, str, int]] = Counter()

    def seconds_to_wait(self, limit: Limit, subject: str, *, now: datetime) -> int:
        moment = int(now.timestamp())
        key = (limit.name, subject, moment // limit.seconds)
        self.tries[key] += 1
        return limit.seconds - moment % limit.seconds if self.tries[key] > limit.tries else 0
