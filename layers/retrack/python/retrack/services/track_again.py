"""“Track again” for one shipment and for many (R7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil

from retrack.domain.errors import CarrierSlow, Invalid, NotFound, TooSoon
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.orders import Order
from retrack.domain.plans import require_tracking
from retrack.domain.reports import CarrierReport, Parcel, Rejected, Rejection
from retrack.domain.settings import Store
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import StatusSource
from retrack.domain.times import whole_seconds
from retrack.services.apply_report import ApplyReport
from retrack.services.ports import (
    CarrierGateway,
    Carriers,
    Clock,
    Job,
    JobStore,
    OrderStore,
    Randomness,
    StoreStore,
    TrackingQueue,
)
from retrack.services.saving import change_order
from retrack.services.tasks import FollowedParcel, TrackingTask
from retrack.services.watch_account import AccountWorks

AT_MOST_EVERY = timedelta(minutes=1)
MAX_ORDERS = 500


@dataclass(frozen=True, slots=True)
class TrackAgain:
    """Asks the carrier about one shipment now."""

    orders: OrderStore
    stores: StoreStore
    carriers: Carriers
    queue: TrackingQueue
    clock: Clock
    works: AccountWorks

    def __call__(
        self, store_id: StoreId, order_id: OrderId, shipment_id: ShipmentId
    ) -> tuple[Order, bool]:
        """The order as it now is, and whether the carrier answered in time.

        A slow carrier is asked again by the tracker, and the shipment changes when it answers.

        Raises:
            PlanRequired, NotFound: as everywhere.
            TooSoon: it was tracked again less than a minute ago.
            CarrierUnavailable: the carrier failed; nothing was changed.
        """
        store = self.stores.load(store_id)
        require_tracking(store.plan)
        shipment = self.orders.load(store_id, order_id).shipment(shipment_id)
        self._require_pause(shipment)
        try:
            told = self._ask(store, shipment)
        except CarrierSlow:
            return self._queue(store_id, order_id, shipment), False
        self.works(store)
        apply = ApplyReport(self.orders, self.clock)
        apply(store_id, order_id, shipment_id, told, asked=True)
        return self.orders.load(store_id, order_id), True

    def _ask(self, store: Store, shipment: Shipment) -> CarrierReport | Rejected:
        gateway = self.carriers.gateway(store)
        parcel = Parcel(shipment.tracking_number, shipment.carrier)
        if shipment.hold and shipment.hold.source is StatusSource.CARRIER:
            gateway.resume(parcel)
        told = _answer(gateway, parcel)
        if isinstance(told, Rejected) and told.reason is Rejection.NOT_REGISTERED:
            refused = gateway.register([parcel])
            told = refused[0] if refused else _answer(gateway, parcel)
        if isinstance(told, Rejected) and told.reason is Rejection.NOT_REGISTERED:
            return Rejected(parcel.number, Rejection.NO_INFORMATION)
        return told

    def _queue(self, store_id: StoreId, order_id: OrderId, shipment: Shipment) -> Order:
        """Has the tracker ask, and remembers that the merchant did."""
        now = self.clock.now()
        parcel = FollowedParcel.of(order_id, shipment)
        self.queue.send([TrackingTask("check", store_id, f"again {now.timestamp()}", (parcel,))])

        def asked(order: Order) -> Order:
            asked_at = whole_seconds(now)
            return order.with_changed(replace(order.shipment(shipment.id), asked_at=asked_at))

        return change_order(self.orders, store_id, order_id, asked)

    def _require_pause(self, shipment: Shipment) -> None:
        if shipment.asked_at is None:
            return
        since = self.clock.now() - shipment.asked_at
        if timedelta(0) <= since < AT_MOST_EVERY:
            wait = AT_MOST_EVERY - since
            msg = "This shipment was tracked again less than a minute ago."
            raise TooSoon(msg, retry_after=ceil(wait.total_seconds()))


@dataclass(frozen=True, slots=True)
class TrackMany:
    """Queues the shipments of many orders to be asked about, as a job."""

    orders: OrderStore
    stores: StoreStore
    carriers: Carriers
    queue: TrackingQueue
    jobs: JobStore
    clock: Clock
    randomness: Randomness

    def __call__(self, store_id: StoreId, order_ids: Sequence[OrderId]) -> Job:
        """The job to ask after; its total counts orders.

        Raises:
            PlanRequired: the store is not on Boss.
            Invalid: no order, too many, or one that is not there; nothing was queued.
        """
        store = self.stores.load(store_id)
        require_tracking(store.plan)
        unique = list(dict.fromkeys(order_ids))
        if not 1 <= len(unique) <= MAX_ORDERS:
            raise Invalid.field("order_ids", f"name 1 to {MAX_ORDERS} orders")
        parcels = self._parcels(store_id, unique)
        job_id = self.randomness.identifier()
        now = self.clock.now()
        job = Job(job_id, store_id, "track", len(unique), done=0, failed=0, created_at=now)
        self.jobs.create(job)
        if without := len(unique) - sum(1 for of_order in parcels if of_order):
            self.jobs.finish_part(store_id, job_id, "without-shipments", done=without, failed=0)
        size = self.carriers.batch_size(store)
        groups = _whole_orders(parcels, size)
        self.queue.send(
            TrackingTask("check", store_id, job_id, group, job_id=job_id) for group in groups
        )
        return self.jobs.load(store_id, job_id)

    def _parcels(
        self, store_id: StoreId, order_ids: Iterable[OrderId]
    ) -> list[tuple[FollowedParcel, ...]]:
        found: list[tuple[FollowedParcel, ...]] = []
        missing: list[OrderId] = []
        for order_id in order_ids:
            try:
                order = self.orders.load(store_id, order_id)
            except NotFound:
                missing.append(order_id)
                continue
            found.append(tuple(FollowedParcel.of(order_id, s) for s in order.shipments))
        if missing:
            names = ", ".join(missing[:10])
            raise Invalid.field("order_ids", f"no such order: {names}")
        return found


def _answer(gateway: CarrierGateway, parcel: Parcel) -> CarrierReport | Rejected:
    answers = [a for a in gateway.look_up([parcel]) if a.number == parcel.number]
    return answers[0] if answers else Rejected(parcel.number, Rejection.NO_INFORMATION)


def _whole_orders(
    orders: Iterable[tuple[FollowedParcel, ...]], size: int
) -> list[tuple[FollowedParcel, ...]]:
    """Groups of about one call each; an order is never split, so that a job can count orders."""
    groups: list[tuple[FollowedParcel, ...]] = []
    for parcels in orders:
        if groups and parcels and len(groups[-1]) + len(parcels) <= size:
            groups[-1] += parcels
        elif parcels:
            groups.append(parcels)
    return groups
