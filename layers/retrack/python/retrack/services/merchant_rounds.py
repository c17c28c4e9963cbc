"""The hourly rounds: what each store's people are to be mailed, whose sender is to be checked."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from retrack.domain.cadences import hour_of, hour_start
from retrack.domain.digests import due_digest
from retrack.domain.sender_identity import IdentityState
from retrack.domain.settings import Store
from retrack.services.merchant_ports import MerchantQueue, MerchantTask, StoreDirectory
from retrack.services.ports import Clock, Watermark

_A_DAY = 24  # hours
_WARNING_LOST = timedelta(hours=24)  # so long is one looked after that nobody may have been mailed


@dataclass(frozen=True, slots=True)
class MerchantRounds:
    """Goes through all stores once an hour, and queues what there is to do.

    The watermark moves last, so a crash queues again what it had; each task is done once however
    often it is queued. After an outage a store has one digest due, not one for each day.
    """

    directory: StoreDirectory
    queue: MerchantQueue
    watermark: Watermark
    clock: Clock

    def __call__(self) -> int:
        """How many tasks were queued."""
        now = self.clock.now()
        hour = hour_of(now)
        last = self.watermark.read()
        if last is None or last > hour:  # never made, or a clock was set back
            last = hour - 1
        tasks = [
            task
            for store in self.directory.everybody()
            for task in _tasks(store, last=last, hour=hour, now=now)
        ]
        self.queue.send(tasks)
        if last < hour:
            self.watermark.write(hour)
        return len(tasks)


def _tasks(store: Store, *, last: int, hour: int, now: datetime) -> Iterator[MerchantTask]:
    wishes, incident = store.merchant_mail, store.account.incident
    if store.plan.includes_tracking:
        after, until = hour_start(last), hour_start(hour)
        day = due_digest(wishes, store.time_zone, after=after, now=until)
        if day:
            yield MerchantTask("digest", store.id, day.isoformat())
        if wishes.warnings and incident and now - incident.since < _WARNING_LOST:
            yield MerchantTask("warning", store.id, incident.id)
        if wishes.warnings and (over := store.account.over_for_good(now)):
            yield MerchantTask("all_clear", store.id, over.id)
    if store.identity:
        is_open = store.identity.state is IdentityState.PENDING
        if is_open or hour % _A_DAY == zlib.crc32(store.id.encode()) % _A_DAY:
            yield MerchantTask("identity", store.id)
