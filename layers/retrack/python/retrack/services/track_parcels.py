"""The tracker: asks a carrier about many parcels at once and saves what changed (R6)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from retrack.domain.errors import CarrierRefused, CarrierSlow, CarrierUnavailable, NotFound
from retrack.domain.identifiers import OrderId, TrackingNumber
from retrack.domain.reports import CarrierReport, Parcel, Rejected, Rejection
from retrack.domain.settings import Store
from retrack.domain.shipments import digest
from retrack.services.apply_report import ApplyReport
from retrack.services.groups import in_groups
from retrack.services.ports import (
    CarrierGateway,
    Carriers,
    Clock,
    JobStore,
    OrderIndex,
    OrderStore,
    StoreStore,
    TrackingQueue,
)
from retrack.services.tasks import FollowedParcel, TrackingTask
from retrack.services.watch_account import WatchAccount

_FAILURE_BUDGET = 15  # halving a call of 40 down to one bad number takes 7 failures, at worst slow
_COST_OF_SLOW = 2  # a time-out takes the tracker's time as well as a call


@dataclass(slots=True)
class Tracked:
    """What came of a task, in parcels."""

    checked: int = 0
    changed: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class TrackParcels:
    """Carries out one tracking task; doing it twice changes nothing more."""

    orders: OrderStore
    index: OrderIndex
    stores: StoreStore
    carriers: Carriers
    jobs: JobStore
    queue: TrackingQueue
    clock: Clock
    watch: WatchAccount

    def __call__(self, task: TrackingTask) -> Tracked:
        """What was checked, changed and failed.

        A parcel that fails by itself is left for its next hour; those that were not come to are
        queued once more.

        Raises:
            CarrierUnavailable: nothing at all could be learnt; the task is to be tried again.
        """
        store = self.stores.load(task.store_id)
        if not store.plan.includes_tracking:
            return self._finish_job(task, set())
        if task.kind == "push":
            return self._apply_push(task, self.carriers.pushed(store, task.provider, task.payload))
        try:
            gateway = self.carriers.gateway(store)
            if task.kind == "register":
                return self._register(store, task, gateway)
            return self._check(store, task, gateway)
        except CarrierUnavailable as exc:
            if isinstance(exc, CarrierRefused):
                self.watch.refused(store, exc)
            if task.job_id is None:
                raise
            return self._finish_job(task, {parcel.order_id for parcel in task.parcels})

    def _check(self, store: Store, task: TrackingTask, gateway: CarrierGateway) -> Tracked:
        followed = _by_parcel(task.parcels)
        learnt = _look_up(gateway, _from_its_own_end(followed, task))
        told = learnt.told
        if learnt.last_failure and not told:
            raise learnt.last_failure
        tracked = Tracked(checked=len(told), failed=len(learnt.failed))
        missing = [number for number, answer in told.items() if _is_not_registered(answer)]
        for number in told.keys() - set(missing):
            tracked.changed += self._apply(task, told[number])
        # After that, since this may fail: what was told of the others is saved by then.
        unknown = [parcel for parcel in followed if parcel.number in missing]
        refused = self._follow(store, gateway, unknown, are_new=False)
        for number in missing:
            nothing = Rejected(number, Rejection.NO_INFORMATION)
            tracked.changed += self._apply(task, refused.get(number, nothing))
        if learnt.unasked:  # not before: a task that is tried again comes to these once more
            later = tuple(p for parcel in learnt.unasked for p in followed[parcel])
            self.queue.send([replace(task, run=f"{task.run}+", parcels=later)])
        failed = {p.order_id for parcel in learnt.failed for p in followed[parcel]}
        open_still = {p.order_id for parcel in learnt.unasked for p in followed[parcel]}
        self._finish_job(task, failed - open_still, later=open_still)
        return tracked

    def _register(self, store: Store, task: TrackingTask, gateway: CarrierGateway) -> Tracked:
        refused = self._follow(store, gateway, list(_by_parcel(task.parcels)), are_new=True)
        changed = sum(self._apply(task, refusal) for refusal in refused.values())
        return Tracked(changed=changed, failed=len(refused))

    def _follow(
        self, store: Store, gateway: CarrierGateway, parcels: Sequence[Parcel], *, are_new: bool
    ) -> dict[TrackingNumber, Rejected]:
        """Has the provider follow parcels, if any; returns what it refuses, by number."""
        if not parcels:
            self.watch.answered(store)
            return {}
        groups = in_groups(parcels, gateway.batch_size)
        refused = {refusal.number: refusal for g in groups for refusal in gateway.register(g)}
        may_ask = gateway if are_new else None
        self.watch.registered(store, refused.values(), asked=len(parcels), gateway=may_ask)
        return refused

    def _apply(self, task: TrackingTask, told: CarrierReport | Rejected) -> int:
        """How many shipments changed; one that this is no news for is not even read."""
        now = self.clock.now()
        apply = ApplyReport(self.orders, self.clock)
        what = told.reason if isinstance(told, Rejected) else told
        changed = 0
        for parcel in task.parcels:
            seen = digest(what, fulfilled_at=parcel.fulfilled_at, now=now)
            is_known = seen == parcel.digest and parcel.is_settled(now)
            if parcel.number == told.number and not is_known:
                changed += apply(task.store_id, parcel.order_id, parcel.shipment_id, told)
        return changed

    def _apply_push(self, task: TrackingTask, reports: Sequence[CarrierReport]) -> Tracked:
        tracked = Tracked()
        apply = ApplyReport(self.orders, self.clock)
        for report in reports:
            for order_id in self.index.with_number(task.store_id, report.number):
                try:
                    order = self.orders.load(task.store_id, order_id)
                except NotFound:  # erased meanwhile
                    continue
                for shipment in order.shipments:
                    if shipment.tracking_number == report.number:
                        tracked.checked += 1
                        tracked.changed += apply(task.store_id, order_id, shipment.id, report)
        return tracked

    def _finish_job(
        self, task: TrackingTask, failed: set[OrderId], *, later: Collection[OrderId] = ()
    ) -> Tracked:
        """Counts the task's orders for its job, but for those that another task goes on with."""
        orders = {parcel.order_id for parcel in task.parcels}.difference(later)
        if task.job_id:
            self.jobs.finish_part(
                task.store_id,
                task.job_id,
                task.id,
                done=len(orders - failed),
                failed=len(failed),
            )
        return Tracked(failed=len(failed))


@dataclass(slots=True)
class _Learnt:
    """What looking parcels up came to: told, failed by themselves, or not come to."""

    told: dict[TrackingNumber, CarrierReport | Rejected] = field(default_factory=dict)
    failed: list[Parcel] = field(default_factory=list)
    unasked: list[Parcel] = field(default_factory=list)
    last_failure: CarrierUnavailable | None = None


def _look_up(gateway: CarrierGateway, parcels: Sequence[Parcel]) -> _Learnt:
    """Looks parcels up, halving a call that fails, so that one bad number fails alone.

    A budget of failures bounds the time; what it does not reach is left unasked.
    """
    learnt = _Learnt()
    waiting = list(in_groups(parcels, gateway.batch_size))
    budget = _FAILURE_BUDGET
    while waiting and budget > 0:
        group = waiting.pop()
        try:
            learnt.told |= {answer.number: answer for answer in gateway.look_up(group)}
        except CarrierRefused:
            raise
        except CarrierUnavailable as exc:
            learnt.last_failure = exc
            budget -= _COST_OF_SLOW if isinstance(exc, CarrierSlow) else 1
            half = len(group) // 2
            if half:
                waiting += (group[half:], group[:half])
            else:
                learnt.failed += group
    learnt.unasked = [parcel for group in waiting for parcel in group]
    return learnt


def _from_its_own_end(parcels: Iterable[Parcel], task: TrackingTask) -> list[Parcel]:
    """The parcels in a circle, begun where the task's id says.

    Where those that come first are bad, and nothing else is learnt, the next sweep's task begins
    with others; the same task always begins with the same, so that repeating it does nothing new.
    """
    circle = list(parcels)
    first = int(task.id, 16) % max(1, len(circle))
    return circle[first:] + circle[:first]


def _by_parcel(parcels: Iterable[FollowedParcel]) -> dict[Parcel, list[FollowedParcel]]:
    """Each parcel once, with the shipments it is: two orders may share a number."""
    found: dict[Parcel, list[FollowedParcel]] = defaultdict(list)
    for parcel in parcels:
        found[Parcel(parcel.number, parcel.carrier)].append(parcel)
    return found


def _is_not_registered(answer: CarrierReport | Rejected) -> bool:
    return isinstance(answer, Rejected) and answer.reason is Rejection.NOT_REGISTERED
