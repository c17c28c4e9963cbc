"""Orders in memory that tell what was asked of them, and let a rival in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.orders import Order
from retrack.domain.reports import Checkpoint
from retrack.services.ports import OrderFile
from tests.fakes.storage import MemoryOrders


class WatchedOrders(MemoryOrders):
    """`calls` are the names of what was called; `rivals` run before the next saves, one a save."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.rivals: list[Callable[[], object]] = []

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.startswith("load")]

    def load(self, store_id: StoreId, order_id: OrderId) -> Order:
        self.calls.append("load")
        return super().load(store_id, order_id)

    def load_file(self, store_id: StoreId, order_id: OrderId) -> OrderFile:
        file = super().load_file(store_id, order_id)
        self.calls[-1] = "load_file"
        return file

    def save(self, order: Order, *, before: Order) -> Order:
        self.calls.append("save")
        if self.rivals:
            self.rivals.pop(0)()
        return super().save(order, before=before)

    def save_checkpoints(
        self, order: Order, shipment_id: ShipmentId, checkpoints: Sequence[Checkpoint]
    ) -> None:
        self.calls.append("save_checkpoints")
        super().save_checkpoints(order, shipment_id, checkpoints)

    def restore_references(self, before: Order | None, after: Order | None) -> None:
        self.calls.append("restore_references")

    def touch(self, order: Order) -> None:
        """A rival's save, which is not counted."""
        now = self.saved[order.store_id, order.id]
        super().save(now, before=now)
