"""What a shop's privacy messages ask for: to tell, to forget one customer, to forget everything."""

import json
from dataclasses import dataclass, replace
from typing import assert_never

from retrack.domain.errors import NotFound
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.periods import ALL_TIME
from retrack.services.merge_shop_order import without_customer
from retrack.services.order_row import told_of
from retrack.services.ports import Clock, Job, JobStore, OrderIndex, OrderStore
from retrack.services.saving import change_order
from retrack.services.shop_connections import ShopConnections
from retrack.services.shop_messages import (
    CUSTOMER_ERASED,
    SHOP_ERASED,
    CustomerErased,
    DataRequested,
    PrivacySaid,
    ShopErased,
    ShopEvent,
    ShopLeft,
)
from retrack.services.shop_ports import ShopEventQueue, WaitingWord

ERASED_AT_ONCE = 50  # orders of one message; the next message goes on


@dataclass(frozen=True, slots=True)
class ForgetCustomers:
    """Each of these may be told again; what is gone already is no error."""

    orders: OrderStore
    index: OrderIndex
    jobs: JobStore
    connections: ShopConnections
    queue: ShopEventQueue
    waiting: WaitingWord
    clock: Clock

    def __call__(self, event: ShopEvent, said: PrivacySaid) -> None:
        """Carries out what `event` asks for."""
        match said:
            case DataRequested():
                self.note_request(event.store_id, said)
            case CustomerErased():
                self.customer(event, said)
            case ShopErased():
                self.everything(event, said)
            case ShopLeft():
                self.connections.left(event.store_id, event.shop, said.domain)
            case _:
                assert_never(said)

    def note_request(self, store_id: StoreId, told: DataRequested) -> None:
        """Keeps that a customer asked, as a job that the merchant has to finish by answering."""
        count = len(told.order_ids)
        job_id = f"data-request-{told.request_id}"
        now = self.clock.now()
        self.jobs.create(Job(job_id, store_id, "data_request", count, 0, 0, created_at=now))

    def customer(self, event: ShopEvent, told: CustomerErased) -> None:
        """Blanks the customer of these orders; the orders stay, for the books.

        Each order is queued by itself, behind what else its shop said of it, so that neither can
        overtake the other. One that is not there yet will come without its customer.
        """
        if not event.subject:
            self.queue.send(_of_order(event, order_id) for order_id in told.order_ids)
            return
        order_id = OrderId(event.subject)
        try:
            change_order(self.orders, event.store_id, order_id, without_customer)
        except NotFound:
            self.waiting.keep_erased(event.store_id, order_id, self.clock.now())

    def everything(self, event: ShopEvent, told: ShopErased) -> None:
        """Erases the orders that came from the shop, some at a time, and last its secrets.

        What the shop said before, and is applied after, brings none back.
        """
        store_id, shop = event.store_id, event.shop
        self.waiting.keep_shop_erased(store_id, shop, self.clock.now())
        page = self.index.processed(store_id, ALL_TIME, after=told.after, limit=ERASED_AT_ONCE)
        for row in page:
            order = told_of(row.row)
            if order["source"] == shop:
                self._erase(store_id, OrderId(order["id"]))
        if len(page) < ERASED_AT_ONCE:
            self.connections.remove(store_id, shop)
            return
        going_on = json.dumps({"after": page[-1].position})
        self.queue.send([replace(event, topic=SHOP_ERASED, payload=going_on)])

    def _erase(self, store_id: StoreId, order_id: OrderId) -> None:
        try:
            self.orders.erase(self.orders.load(store_id, order_id))
        except NotFound:
            return


def _of_order(event: ShopEvent, order_id: OrderId) -> ShopEvent:
    payload = json.dumps({"order_ids": [order_id]})
    return replace(event, topic=CUSTOMER_ERASED, subject=order_id, payload=payload)
