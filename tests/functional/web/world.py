"""Everything that the pages stand on, in memory."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Order
from retrack.domain.plans import Plan
from retrack.domain.reports import CarrierReport
from retrack.services.keep_session import KeepSession
from retrack.services.list_orders import ListOrders
from retrack.services.manual_status import ManualStatus
from retrack.services.ship import Ship
from retrack.services.suppress import Suppress
from retrack.services.track_again import TrackAgain
from retrack.services.watch_account import AccountWorks
from retrack.web.orders import add_orders
from retrack.web.shipments import add_shipments
from retrack.web.sign_in import add_choices, add_sign_in
from retrack.web.site import Site
from tests.builders import a_shipment, a_store, an_order
from tests.fakes.carriers import FakeCarriers, FakeGateway
from tests.fakes.clock import FixedClock
from tests.fakes.mail import MemorySuppressions
from tests.fakes.messaging import FakeTrackingQueue
from tests.fakes.people import FakeSignIn
from tests.fakes.randomness import CountedRandomness
from tests.fakes.storage import MemoryCredentials, MemoryOrderIndex, MemoryOrders, MemoryStores

BOSS, BASIC, OTHER = StoreId("boss"), StoreId("basic"), StoreId("other")
NUMBER = TrackingNumber("CP0000000001")


class World:
    """Mali owns the store on Boss, Basil the one on Basic, Anan both of these; Nok owns none."""

    def __init__(self) -> None:
        self.clock = FixedClock()
        self.sign_in = FakeSignIn(
            mali="her password", basil="his password", anan="their password", nok="no password"
        )
        self.stores = MemoryStores(
            a_store(id=BOSS, name="Doi Suthep", cursor_key="k1", time_zone="Asia/Bangkok"),
            a_store(id=BASIC, name="Basic <b>Things", plan=Plan.BASIC, cursor_key="k2"),
            a_store(id=OTHER, name="Somebody else's", cursor_key="k3"),
        )
        self.credentials = MemoryCredentials()
        for name, store_id in (("mali", BOSS), ("basil", BASIC), ("anan", BOSS), ("anan", BASIC)):
            self.credentials.add_person(f"id of {name}@example.com", store_id, "owner")
        self.orders = MemoryOrders()
        self.suppressions = MemorySuppressions()
        self.gateway = FakeGateway()
        self.queue = FakeTrackingQueue()
        self.randomness = CountedRandomness()
        self.site = self._site()

    def _site(self) -> Site:
        clock = self.clock
        keep = KeepSession(self.credentials, self.stores, self.sign_in, self.sign_in)
        site = Site(
            Logger(service="pages"),
            clock=clock,
            randomness=self.randomness,
            keep_session=lambda: keep,
        )
        add_sign_in(site, sign_in=lambda: self.sign_in)
        add_choices(site, stores=lambda: self.stores)
        index = MemoryOrderIndex(self.orders)
        add_orders(site, list_orders=lambda: ListOrders(index, clock))
        carriers = FakeCarriers(self.gateway)
        add_shipments(
            site,
            orders=lambda: self.orders,
            ship=lambda: Ship(self.orders, clock, self.randomness),
            track_again=lambda: TrackAgain(
                self.orders,
                self.stores,
                carriers,
                self.queue,
                clock,
                AccountWorks(self.stores, clock),
            ),
            manual_status=lambda: ManualStatus(self.orders, clock),
            suppress=lambda: Suppress(self.suppressions, clock),
        )
        return site

    def an_order(self, *, store_id: StoreId = BOSS, **fields: Any) -> Order:
        """Saves an order."""
        return self.orders.create(an_order(store_id=store_id, **fields))

    def a_shipped_order(self, *, store_id: StoreId = BOSS, **fields: Any) -> Order:
        """Saves an order with a parcel that is `NUMBER`."""
        shipment = a_shipment(**{"tracking_number": NUMBER, **fields})
        return self.an_order(store_id=store_id, shipments=(shipment,))

    def reported(self, **fields: Any) -> None:
        """Has the carrier know something of `NUMBER`."""
        defaults: dict[str, Any] = {"number": NUMBER, "provider": "17track", "provider_status": "x"}
        self.gateway.followed.add(NUMBER)
        self.gateway.tell(CarrierReport(**defaults | fields))

    def shipment(self, order: Order) -> Any:
        """The order's first shipment as it now is."""
        return self.orders.load(order.store_id, order.id).shipments[0]


def ids(order: Order) -> tuple[OrderId, ShipmentId]:
    return order.id, order.shipments[0].id
