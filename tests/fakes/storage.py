"""What `retrack.storage` does, in dictionaries. The contract tests hold both to the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from retrack.domain.account import TrackingAccount
from retrack.domain.cadences import Slot
from retrack.domain.errors import Conflict, NotFound, OrderExists, StaleVersion
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.mail_returns import MailReturn
from retrack.domain.notifications import Notification, NotificationKey
from retrack.domain.orders import Order
from retrack.domain.periods import Span
from retrack.domain.reports import Checkpoint
from retrack.domain.sender_identity import SenderIdentity
from retrack.domain.settings import Store
from retrack.domain.statuses import Status
from retrack.domain.times import to_text, whole_seconds
from retrack.services.order_row import row_of
from retrack.services.ports import (
    Answer,
    ApiKey,
    EarlierRequest,
    FollowedOrder,
    Job,
    Member,
    OrderFile,
    OrderRow,
    ShipmentAddress,
    ShownOrder,
)
from retrack.services.tasks import FollowedParcel

_OrderKey = tuple[StoreId, OrderId]


class MemoryNotifications:
    """`NotificationLog`."""

    def __init__(self) -> None:
        self.records: dict[NotificationKey, Notification] = {}

    def begin(self, notification: Notification) -> Notification | None:
        earlier = self.records.setdefault(notification.key, notification)
        return None if earlier is notification else earlier

    def take_over(self, notification: Notification, *, seen: Notification) -> bool:
        kept = self.records.get(notification.key)
        if kept is None or (kept.attempts, kept.state) != (seen.attempts, seen.state):
            return False
        self.records[notification.key] = notification
        return True

    def finish(self, notification: Notification) -> None:
        if notification.key in self.records:
            self.records[notification.key] = notification

    def load(self, key: NotificationKey) -> Notification | None:
        return self.records.get(key)

    def of_order(self, key: _OrderKey) -> list[Notification]:
        return [n for k, n in self.records.items() if (k.store_id, k.order_id) == key]


class MemoryOrders:
    """`OrderStore`."""

    def __init__(self, notifications: MemoryNotifications | None = None) -> None:
        self.notifications = notifications or MemoryNotifications()
        self.saved: dict[_OrderKey, Order] = {}
        self.checkpoints: dict[_OrderKey, dict[ShipmentId, tuple[Checkpoint, ...]]] = defaultdict(
            dict
        )

    def load(self, store_id: StoreId, order_id: OrderId) -> Order:
        if (store_id, order_id) not in self.saved:
            raise NotFound
        return self.saved[store_id, order_id]

    def load_file(self, store_id: StoreId, order_id: OrderId) -> OrderFile:
        order, key = self.load(store_id, order_id), (store_id, order_id)
        return OrderFile(
            order, dict(self.checkpoints[key]), tuple(self.notifications.of_order(key))
        )

    def show(self, store_id: StoreId, order_id: OrderId) -> ShownOrder:
        file = self.load_file(store_id, order_id)
        return ShownOrder(row_of(file.order), file.order.version, file.notifications)

    def create(self, order: Order) -> Order:
        key = (order.store_id, order.id)
        if key in self.saved:
            raise OrderExists
        self.saved[key] = replace(order, version=1)
        return self.saved[key]

    def save(self, order: Order, *, before: Order) -> Order:
        key = (order.store_id, order.id)
        saved = replace(order, version=before.version + 1)
        if self.saved.get(key) == saved:
            return saved
        if key not in self.saved or self.saved[key].version != before.version:
            raise StaleVersion
        self.saved[key] = saved
        for gone in {s.id for s in before.shipments} - {s.id for s in order.shipments}:
            self.checkpoints[key].pop(gone, None)
        return self.saved[key]

    def erase(self, order: Order) -> None:
        key = (order.store_id, order.id)
        self.saved.pop(key, None)
        self.checkpoints.pop(key, None)
        for notification in self.notifications.of_order(key):
            del self.notifications.records[notification.key]

    def save_checkpoints(
        self, order: Order, shipment_id: ShipmentId, checkpoints: Sequence[Checkpoint]
    ) -> None:
        self.checkpoints[order.store_id, order.id][shipment_id] = tuple(checkpoints)

    def restore_references(self, before: Order | None, after: Order | None) -> None:
        """Nothing: here, orders are found by looking at each."""


class MemoryOrderIndex:
    """`OrderIndex`."""

    def __init__(self, orders: MemoryOrders) -> None:
        self.orders = orders

    def processed(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        return self._page(
            store_id, lambda o: _moment_within(o.processed_at, span), after=after, limit=limit
        )

    def fulfilled(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        return self._page(
            store_id, lambda o: _moment_within(o.fulfilled_at, span), after=after, limit=limit
        )

    def with_status(
        self, store_id: StoreId, status: Status, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        def moment(order: Order) -> datetime | None:
            return _moment_within(order.processed_at, span) if order.status is status else None

        return self._page(store_id, moment, after=after, limit=limit)

    def needing_attention(
        self, store_id: StoreId, now: datetime, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        def moment(order: Order) -> datetime | None:
            return order.claims[0].at if order.claims and order.claims[0].at <= now else None

        return self._page(store_id, moment, after=after, limit=limit)

    def search(self, store_id: StoreId, prefix: str, *, limit: int) -> Sequence[OrderRow]:
        wanted = prefix.strip()

        def moment(order: Order) -> datetime | None:
            fits = wanted and (
                _begins(order.name.lstrip("#"), wanted.lstrip("#"))
                or _begins(order.customer.email, wanted)
                or any(_begins(s.tracking_number, wanted) for s in order.shipments)
            )
            return order.processed_at if fits else None

        return self._page(store_id, moment, after=None, limit=limit)

    def with_number(self, store_id: StoreId, number: TrackingNumber) -> Sequence[OrderId]:
        return [
            order.id
            for order in self.orders.saved.values()
            if order.store_id == store_id
            and any(s.tracking_number == number for s in order.shipments)
        ]

    def _page(
        self,
        store_id: StoreId,
        moment: Callable[[Order], datetime | None],
        *,
        after: str | None,
        limit: int,
    ) -> list[OrderRow]:
        rows = [
            OrderRow(f"{to_text(at)} {order.id}", row_of(order))
            for order in self.orders.saved.values()
            if order.store_id == store_id and (at := moment(order))
        ]
        rows.sort(key=lambda row: row.position, reverse=True)
        return [row for row in rows if after is None or row.position < after][:limit]


def _moment_within(moment: datetime | None, span: Span) -> datetime | None:
    return moment if moment and span.first <= moment < span.end else None


def _begins(text: str, prefix: str) -> bool:
    return bool(prefix) and text.casefold().startswith(prefix.casefold())


class MemorySlots:
    """`SlotIndex`."""

    def __init__(self, orders: MemoryOrders) -> None:
        self.orders = orders

    def due(self, slot: Slot) -> Iterator[FollowedOrder]:
        for _, order in sorted(self.orders.saved.items()):
            if order.slot == slot:
                parcels = [FollowedParcel.of(order.id, s) for s in order.shipments if s.followed_as]
                yield FollowedOrder(order.store_id, tuple(parcels))


class MemoryTokens:
    """`TokenIndex`."""

    def __init__(self, orders: MemoryOrders) -> None:
        self.orders = orders

    def find(self, token: str) -> ShipmentAddress | None:
        for order in self.orders.saved.values():
            for shipment in order.shipments:
                if shipment.token == token:
                    return ShipmentAddress(order.store_id, order.id, shipment.id)
        return None


class MemoryStores:
    """`StoreStore`, `StandingStore` and `StoreDirectory`."""

    def __init__(self, *stores: Store) -> None:
        self.saved = {store.id: store for store in stores}

    def load(self, store_id: StoreId) -> Store:
        if store_id not in self.saved:
            raise NotFound
        return self.saved[store_id]

    def create(self, store: Store) -> Store:
        if store.id in self.saved:
            raise Conflict
        self.saved[store.id] = replace(store, version=1)
        return self.saved[store.id]

    def save(self, store: Store) -> Store:
        if store.id not in self.saved or self.saved[store.id].version != store.version:
            raise StaleVersion
        known = self.saved[store.id]
        self.saved[store.id] = replace(
            store,
            version=store.version + 1,
            account=known.account,
            identity=known.identity,
            mail_returns=known.mail_returns,
        )
        return self.saved[store.id]

    def everybody(self) -> Iterator[Store]:
        return iter(list(self.saved.values()))

    def save_account(
        self, store_id: StoreId, account: TrackingAccount, *, seen: TrackingAccount
    ) -> bool:
        is_unchanged = self.load(store_id).account == seen
        if is_unchanged:
            self.saved[store_id] = replace(self.saved[store_id], account=account)
        return is_unchanged

    def save_identity(
        self, store_id: StoreId, identity: SenderIdentity | None, *, seen: SenderIdentity | None
    ) -> bool:
        is_unchanged = self.load(store_id).identity == seen
        if is_unchanged:
            self.saved[store_id] = replace(self.saved[store_id], identity=identity)
        return is_unchanged

    def save_mail_returns(
        self, store_id: StoreId, returns: Sequence[MailReturn], *, seen: Sequence[MailReturn]
    ) -> bool:
        is_unchanged = self.load(store_id).mail_returns == tuple(seen)
        if is_unchanged:
            self.saved[store_id] = replace(self.saved[store_id], mail_returns=tuple(returns))
        return is_unchanged


class MemoryCredentials:
    """`Credentials` and `Memberships`."""

    def __init__(self) -> None:
        self.keys: dict[str, ApiKey] = {}
        self.people: dict[str, dict[StoreId, str]] = defaultdict(dict)
        self.members: dict[tuple[StoreId, str], Member] = {}

    def api_key(self, key_hash: str) -> ApiKey | None:
        return self.keys.get(key_hash)

    def add_api_key(self, key: ApiKey) -> None:
        self.keys[key.hash] = key

    def note_use(self, key: ApiKey, day: date) -> None:
        kept = self.keys.get(key.hash)
        if kept and (kept.last_used is None or kept.last_used < day):
            self.keys[key.hash] = kept._replace(last_used=day)

    def stores_of(self, person_id: str) -> Mapping[StoreId, str]:
        return dict(self.people[person_id])

    def list_api_keys(self, store_id: StoreId) -> Sequence[ApiKey]:
        listed = [key for key in self.keys.values() if key.store_id == store_id]
        return sorted(listed, key=lambda key: (key.created_at, key.name, key.hash))

    def remove_api_key(self, store_id: StoreId, key_hash: str) -> bool:
        has_it = key_hash in self.keys and self.keys[key_hash].store_id == store_id
        if has_it:
            del self.keys[key_hash]
        return has_it

    def add_person(self, person_id: str, store_id: StoreId, role: str, *, email: str = "") -> None:
        self.people[person_id][store_id] = role
        self.members[store_id, person_id] = Member(person_id, email, role)

    def change_person(self, store_id: StoreId, changed: Member, *, while_owner: str) -> bool:
        is_in = store_id in self.people[changed.id]
        if not is_in or self.people[while_owner].get(store_id) != "owner":
            return False
        self.add_person(changed.id, store_id, changed.role, email=changed.email)
        return True

    def remove_person(self, store_id: StoreId, person_id: str, *, while_owner: str) -> bool:
        if self.people[while_owner].get(store_id) != "owner":
            return False
        self.people[person_id].pop(store_id, None)
        self.members.pop((store_id, person_id), None)
        return True

    def people_of(self, store_id: StoreId) -> Sequence[Member]:
        listed = [member for (store, _), member in self.members.items() if store == store_id]
        return sorted(listed, key=lambda member: (member.email, member.id))


class MemoryJobs:
    """`JobStore`."""

    def __init__(self) -> None:
        self.jobs: dict[tuple[StoreId, str], Job] = {}
        self.counted: set[tuple[StoreId, str, str]] = set()

    def create(self, job: Job) -> None:
        self.jobs.setdefault((job.store_id, job.id), job)

    def begin_anew(self, job: Job) -> None:
        self.jobs[job.store_id, job.id] = job
        self.counted = {c for c in self.counted if c[:2] != (job.store_id, job.id)}

    def finish_part(
        self,
        store_id: StoreId,
        job_id: str,
        part: str,
        *,
        done: int,
        failed: int,
        place: str | None = None,
    ) -> None:
        job = self.jobs.get((store_id, job_id))
        if job is None or (store_id, job_id, part) in self.counted:
            return
        self.counted.add((store_id, job_id, part))
        self.jobs[store_id, job_id] = replace(
            job,
            done=job.done + done,
            failed=job.failed + failed,
            place=job.place if place is None else place,
        )

    def stop(self, store_id: StoreId, job_id: str, problem: str, *, place: str) -> None:
        if job := self.jobs.get((store_id, job_id)):
            self.jobs[store_id, job_id] = replace(job, problem=problem, place=place)

    def go_on(self, store_id: StoreId, job_id: str, *, place: str) -> None:
        self.stop(store_id, job_id, "", place=place)

    def load(self, store_id: StoreId, job_id: str) -> Job:
        if (store_id, job_id) not in self.jobs:
            raise NotFound
        return self.jobs[store_id, job_id]


class MemoryRequests:
    """`RequestLog`. An answer about an order that was erased reads as 410."""

    def __init__(self, orders: MemoryOrders) -> None:
        self.orders = orders
        self.seen: dict[tuple[StoreId, str], EarlierRequest] = {}

    def begin(
        self, store_id: StoreId, key: str, *, request_hash: str, now: datetime
    ) -> EarlierRequest | None:
        earlier = self.seen.get((store_id, key))
        if earlier is None or _is_over(earlier, now):
            self.seen[store_id, key] = EarlierRequest(request_hash, whole_seconds(now), None)
            return None
        answer = earlier.answer
        if answer and answer.order_id and (store_id, answer.order_id) not in self.orders.saved:
            gone = Answer(410, "", answer.order_id)
            return EarlierRequest(earlier.request_hash, earlier.begun_at, gone)
        return earlier

    def finish(self, store_id: StoreId, key: str, answer: Answer, *, now: datetime) -> None:
        begun = self.seen.get((store_id, key))
        if begun:
            answered = EarlierRequest(begun.request_hash, begun.begun_at, answer)
            self.seen[store_id, key] = answered

    def forget(self, store_id: StoreId, key: str) -> None:
        self.seen.pop((store_id, key), None)


def _is_over(request: EarlierRequest, now: datetime) -> bool:
    kept = timedelta(hours=24) if request.answer else timedelta(seconds=60)
    return request.begun_at + kept <= now
