"""The hourly sweep: queues the parcels whose hour has come, and writes nothing (R6)."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from retrack.domain.cadences import LONGEST_CADENCE, due_slots, hour_of
from retrack.domain.errors import NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Store
from retrack.services.groups import in_groups
from retrack.services.ports import (
    Carriers,
    Clock,
    FollowedOrder,
    SlotIndex,
    StoreStore,
    TrackingQueue,
    Watermark,
)
from retrack.services.tasks import TrackingTask


@dataclass(slots=True)
class Swept:
    """What a sweep found: hours caught up with, parcels due, messages queued."""

    hours: int = 0
    parcels: int = 0
    messages: int = 0


@dataclass(frozen=True, slots=True)
class Sweep:
    """Reads the due slots side by side, in order of store, and queues in full groups.

    The watermark moves once everything is queued: a crash before that makes the next sweep queue
    the same again, which the queue and the tracker both bear. However long the outage, each parcel
    is asked about once.
    """

    slots: SlotIndex
    stores: StoreStore
    carriers: Carriers
    queue: TrackingQueue
    watermark: Watermark
    clock: Clock

    def __call__(self) -> Swept:
        """Sweeps every hour since the last one, up to the present."""
        hour = hour_of(self.clock.now())
        last = self.watermark.read()
        if last is None or last > hour:  # never swept, or a clock was set back
            last = hour - LONGEST_CADENCE
        swept = Swept(hours=hour - last)
        if swept.hours:
            due = (self.slots.due(slot) for slot in due_slots(last + 1, hour))
            orders = heapq.merge(*due, key=lambda order: order.store_id)
            swept.messages = self.queue.send(self._tasks(orders, f"{last + 1}-{hour}", swept))
            self.watermark.write(hour)
        return swept

    def _tasks(
        self, orders: Iterable[FollowedOrder], run: str, swept: Swept
    ) -> Iterator[TrackingTask]:
        for store_id, of_store in groupby(orders, key=lambda order: order.store_id):
            store = self._tracked_store(store_id)
            if store is None:
                continue
            parcels = (parcel for order in of_store for parcel in order.parcels)
            for group in in_groups(parcels, self.carriers.batch_size(store)):
                swept.parcels += len(group)
                yield TrackingTask("check", store_id, run, group)

    def _tracked_store(self, store_id: StoreId) -> Store | None:
        try:
            store = self.stores.load(store_id)
        except NotFound:
            return None
        return store if store.plan.includes_tracking else None
