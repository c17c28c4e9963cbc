"""Bringing in the orders that a shop had before it was connected: page by page, from the queue."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from retrack.domain.errors import Conflict, TooSoon
from retrack.domain.identifiers import StoreId
from retrack.domain.times import from_text, to_text, whole_seconds
from retrack.services.ports import Clock, Job, JobStore, Randomness
from retrack.services.shop_connections import ShopConnection, ShopConnections
from retrack.services.shop_messages import ShopEvent, ShopImport
from retrack.services.shop_ports import ShopEventQueue
from retrack.services.tell_shop import ShopBusy, ShopRefused

REACHES_BACK = timedelta(days=60)  # what Shopify shows without asking for more
IMPORT = "import"


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

    A page that is read twice queues its orders twice, which changes nothing more.
    """

    shop: str
    connections: ShopConnections
    api: ShopOrders
    jobs: JobStore
    queue: ShopEventQueue
    clock: Clock
    randomness: Randomness

    def begin(self, store_id: StoreId) -> Job:
        """Starts the job.

        Raises:
            Conflict: the shop is not connected, or refuses the token.
            TooSoon: the shop cannot be asked now.
        """
        connection = self._connection(store_id)
        if connection is None:
            msg = "The shop is not connected: it needs a domain and an access token."
            raise Conflict(msg)
        now = whole_seconds(self.clock.now())
        since = now - REACHES_BACK
        total = self._count(connection, since)
        job = Job(self.randomness.identifier(), store_id, "shop_import", total, 0, 0, now)
        self.jobs.create(job)
        if total:
            self.queue.send([self._event(store_id, job.id, since, None)])
        return job

    def go_on(self, store_id: StoreId, told: ShopImport) -> None:
        """Queues one page, and the page after it.

        Raises:
            ShopBusy: repeat this later.
        """
        since = from_text(told.since)
        connection = self._connection(store_id)
        if connection is None:
            self._end(store_id, told.job_id, failed=True)
            return
        try:
            page = self.api.page(connection, store_id, since, after=told.after)
        except ShopRefused:
            self.connections.disconnect(store_id, self.shop)
            self._end(store_id, told.job_id, failed=True)
            return
        self.queue.send(page.events)
        count = len(page.events)
        self.jobs.finish_part(
            store_id, told.job_id, told.after or "first", done=count, failed=page.unreadable
        )
        if page.after:
            self.queue.send([self._event(store_id, told.job_id, since, page.after)])
        else:
            self._end(store_id, told.job_id, failed=False)

    def _count(self, connection: ShopConnection, since: datetime) -> int:
        try:
            return self.api.count(connection, since)
        except ShopRefused as exc:
            msg = "The shop refuses the access token, or lets it read no orders."
            raise Conflict(msg) from exc
        except ShopBusy as exc:
            msg = "The shop does not answer now; try again in a minute."
            raise TooSoon(msg, retry_after=60) from exc

    def _connection(self, store_id: StoreId) -> ShopConnection | None:
        found = self.connections.load(store_id, self.shop)
        ready = found and found.connected and found.domain and found.access_token
        return found if ready else None

    def _end(self, store_id: StoreId, job_id: str, *, failed: bool) -> None:
        """What is left of the count at the last page is not there any more, or cannot be had."""
        job = self.jobs.load(store_id, job_id)
        left = max(0, job.total - job.done - job.failed)
        counted = {"done": 0, "failed": left} if failed else {"done": left, "failed": 0}
        self.jobs.finish_part(store_id, job_id, "last", **counted)

    def _event(
        self, store_id: StoreId, job_id: str, since: datetime, after: str | None
    ) -> ShopEvent:
        payload = json.dumps({"job": job_id, "since": to_text(since), "after": after})
        return ShopEvent(self.shop, store_id, IMPORT, "", payload)
