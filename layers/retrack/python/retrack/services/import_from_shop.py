"""Bringing in the orders that a shop had before it was connected: page by page, from the queue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from retrack.domain.errors import Conflict, NotFound, TooSoon
from retrack.domain.identifiers import StoreId
from retrack.domain.shop_problems import SENTENCES, ShopProblem
from retrack.domain.times import from_text, to_text, whole_seconds
from retrack.services.job_progress import seen
from retrack.services.ports import Clock, Job, JobStore
from retrack.services.shop_connections import ShopConnection, ShopConnections
from retrack.services.shop_messages import IMPORT, ShopEvent, ShopImport
from retrack.services.shop_ports import ShopEventQueue
from retrack.services.tell_shop import ShopBusy, ShopGone, ShopRefused

REACHES_BACK = timedelta(days=60)  # what Shopify shows without asking for more
TRIES = 5  # of a page; as often as the queue hands a message over, and a test holds them equal
_GOES_ON_WITHIN = timedelta(days=1)  # later it begins anew, for the orders that came since


class OrderPage(NamedTuple):
    """Some of a shop's orders, as messages to queue; `unreadable` counts those that are none."""

    events: Sequence[ShopEvent]
    after: str | None
    unreadable: int


class ShopOrders(Protocol):
    """A shop's orders, as it is asked for them. May raise `tell_shop.ShopRefused`, `ShopBusy`."""

    def count(self, connection: ShopConnection, since: datetime) -> int:
        """How many there are."""
        ...

    def page(
        self, connection: ShopConnection, store_id: StoreId, since: datetime, *, after: str | None
    ) -> OrderPage:
        """Some of them, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class ImportFromShop:
    """Queues a shop's orders as if its webhooks had told them, so that both bear each other.

    A store has one such job, whose place is the page that is due. A page that is read twice queues
    its orders twice, which changes nothing more. What cannot go on stops with a problem that its
    merchant can act on, and goes on from there when it is begun again.
    """

    shop: str
    connections: ShopConnections
    api: ShopOrders
    jobs: JobStore
    queue: ShopEventQueue
    clock: Clock

    def begin(self, store_id: StoreId) -> Job:
        """Starts the job, or has one that stopped go on; one that runs is left alone.

        Raises:
            Conflict: the shop is not connected, or will not do it.
            TooSoon: the shop cannot be asked now.
        """
        connection = self._connection(store_id)
        if connection is None:
            raise Conflict(SENTENCES[ShopProblem.NOT_CONNECTED])
        now = whole_seconds(self.clock.now())
        before = self._before(store_id, now)
        if before and before.state == "running":
            return before
        since = now - REACHES_BACK
        total = self._count(store_id, connection, since)
        due = ShopImport(self._job_id, to_text(since), at=to_text(now))
        if before and before.place:
            stood = ShopImport.from_json(before.place)
            due = replace(stood, at=due.at, attempt=stood.attempt + 1)
            self.jobs.go_on(store_id, self._job_id, place=due.to_json())
            self._queue(store_id, due)
            return self.jobs.load(store_id, self._job_id)
        place = due.to_json() if total else ""
        job = Job(self._job_id, store_id, "shop_import", total, 0, 0, now, place=place)
        self.jobs.begin_anew(job)
        if total:
            self._queue(store_id, due)
        return job

    def last(self, store_id: StoreId) -> Job | None:
        """The job that was begun last, if that was within a week, as it stands now."""
        try:
            return seen(self.jobs.load(store_id, self._job_id), self.clock.now())
        except NotFound:
            return None

    def go_on(self, store_id: StoreId, told: ShopImport, *, last_try: bool = False) -> None:
        """Queues one page, and the page after it; on the last try, what fails stops the job.

        Raises:
            ShopBusy: repeat this later.
            NotFound: the job is gone.
        """
        job = self.jobs.load(store_id, told.job_id)
        if job.problem or not job.place:
            return
        due = ShopImport.from_json(job.place)
        if told != due:
            # Read before, or of an earlier attempt. The page that is due may have been lost then.
            self._queue(store_id, due)
            return
        try:
            self._read_page(store_id, due)
        except ShopBusy as busy:
            if not last_try:
                raise
            self._stop(store_id, due, busy.problem)
        except Exception:
            if last_try:
                self._stop(store_id, due, ShopProblem.STOPPED)
            raise

    def _read_page(self, store_id: StoreId, due: ShopImport) -> None:
        connection = self._connection(store_id)
        if connection is None:
            kept = self.connections.load(store_id, self.shop)
            self._stop(store_id, due, (kept and kept.problem) or ShopProblem.NOT_CONNECTED)
            return
        try:
            page = self.api.page(connection, store_id, from_text(due.since), after=due.after)
        except ShopRefused as refused:
            self._note(store_id, connection, refused)
            self._stop(store_id, due, refused.problem)
            return
        now = whole_seconds(self.clock.now())
        self.queue.send(replace(event, at=now) for event in page.events)
        count, failed, part = len(page.events), page.unreadable, str(due.page)
        if page.after:
            following = replace(due, after=page.after, page=due.page + 1, at=to_text(now))
            place = following.to_json()
            self.jobs.finish_part(
                store_id, due.job_id, part, done=count, failed=failed, place=place
            )
            self._queue(store_id, following)
            return
        self.jobs.finish_part(store_id, due.job_id, part, done=count, failed=failed)
        self._end(store_id, due.job_id)

    def _end(self, store_id: StoreId, job_id: str) -> None:
        """What is left of the count at the last page is not there any more."""
        job = self.jobs.load(store_id, job_id)
        left = max(0, job.total - job.done - job.failed)
        self.jobs.finish_part(store_id, job_id, "last", done=left, failed=0, place="")

    def _stop(self, store_id: StoreId, due: ShopImport, problem: ShopProblem) -> None:
        """A page that the shop will never give is not asked for again: that begins anew."""
        place = "" if problem is ShopProblem.REQUEST_REFUSED else due.to_json()
        self.jobs.stop(store_id, due.job_id, SENTENCES[problem], place=place)

    def _count(self, store_id: StoreId, connection: ShopConnection, since: datetime) -> int:
        try:
            total = self.api.count(connection, since)
        except ShopRefused as refused:
            self._note(store_id, connection, refused)
            raise Conflict(SENTENCES[refused.problem]) from refused
        except ShopBusy as busy:
            raise TooSoon(SENTENCES[busy.problem], retry_after=60) from busy
        self.connections.note(store_id, self.shop, None)
        return total

    def _note(self, store_id: StoreId, called: ShopConnection, refused: ShopRefused) -> None:
        """Keeps what its merchant has to put right, where the connection is shown."""
        if isinstance(refused, ShopGone):
            self.connections.refused(store_id, self.shop, called, refused.problem)
        elif refused.problem is ShopProblem.SCOPE_MISSING:
            self.connections.note(store_id, self.shop, refused.problem)

    def _before(self, store_id: StoreId, now: datetime) -> Job | None:
        """The job of before, unless there is none, or it is too old to go on."""
        job = self.last(store_id)
        return job if job and now - job.created_at <= _GOES_ON_WITHIN else None

    @property
    def _job_id(self) -> str:
        return f"{self.shop}-import"

    def _connection(self, store_id: StoreId) -> ShopConnection | None:
        found = self.connections.load(store_id, self.shop)
        return found if found and found.may_be_called else None

    def _queue(self, store_id: StoreId, due: ShopImport) -> None:
        self.queue.send([ShopEvent(self.shop, store_id, IMPORT, "", due.to_json())])
