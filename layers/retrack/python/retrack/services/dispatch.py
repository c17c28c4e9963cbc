"""What follows from saved changes: they are announced, and new parcels are followed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrack.domain.happenings import attention_began, happenings, newly_followed
from retrack.domain.identifiers import StoreId
from retrack.domain.orders import Order
from retrack.services.groups import in_groups
from retrack.services.ports import Announcer, Clock, OrderStore, TrackingQueue
from retrack.services.tasks import FollowedParcel, TrackingTask

_PARCELS_PER_TASK = 40  # as many as the largest call of a provider takes; the tracker splits them


@dataclass(frozen=True, slots=True)
class Change:
    """A saved step of an order: `before` is None for a new one, `after` for an erased one.

    `id` names the step, the same however often it is told.
    """

    id: str
    before: Order | None
    after: Order | None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Told of every saved change at least once, in order per order; telling twice does no harm."""

    orders: OrderStore
    announcer: Announcer
    queue: TrackingQueue
    clock: Clock

    def __call__(self, changes: Sequence[Change]) -> int:
        """How many happenings were announced."""
        for change in changes:
            self.orders.restore_references(change.before, change.after)
        self.queue.send(_registrations(changes))
        now = self.clock.now()
        told = [h for c in changes if c.after for h in happenings(c.before, c.after)]
        began = (attention_began(c.before, c.after, now=now) for c in changes if c.after)
        told += [happening for happening in began if happening]
        if told:
            self.announcer.announce(told)
        return len(told)


def _registrations(changes: Sequence[Change]) -> Iterator[TrackingTask]:
    """The new parcels of all changes, in as few calls as the provider needs."""
    by_store: dict[StoreId, list[FollowedParcel]] = defaultdict(list)
    for change in changes:
        if change.after:
            new = newly_followed(change.before, change.after)
            parcels = [FollowedParcel.of(change.after.id, shipment) for shipment in new]
            by_store[change.after.store_id] += parcels
    run = changes[0].id if changes else ""
    for store_id, parcels in by_store.items():
        for group in in_groups(parcels, _PARCELS_PER_TASK):
            yield TrackingTask("register", store_id, run, group)
