"""The pages about shops, webhooks and orders by hand, joined to the rest of the world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from retrack.domain.identifiers import StoreId
from retrack.domain.shop_problems import ShopProblem
from retrack.senders.webhooks.addresses import unfit
from retrack.services.bring_in_order import BringInOrder
from retrack.services.import_from_shop import ImportFromShop, OrderPage
from retrack.services.ship import Ship
from retrack.services.shop_connections import ShopConnection, ShopConnections
from retrack.services.take_order import TakeOrder
from retrack.services.tell_shop import ShopGone
from retrack.services.webhooks import Webhooks
from retrack.web.new_order_page import NewOrderUseCases, add_new_order
from retrack.web.shops_page import ShopUseCases, add_shops
from retrack.web.webhooks_page import add_webhooks
from tests.fakes.files import MemoryNames
from tests.fakes.parameters import MemorySecrets
from tests.fakes.shops import FakeShopEventQueue
from tests.fakes.storage import MemoryJobs
from tests.fakes.webhooks import FakeWebhookQueue, MemoryWebhooks
from tests.functional.web.world import World


@dataclass
class FakeShop:
    """`ShopOrders`: so many orders; `refuses` the token, once that is said."""

    orders: int = 40
    refuses: ShopProblem | None = None

    def count(self, connection: ShopConnection, since: datetime) -> int:
        if self.refuses:
            raise ShopGone(self.refuses)
        return self.orders

    def page(
        self, connection: ShopConnection, store_id: StoreId, since: datetime, *, after: str | None
    ) -> OrderPage:
        raise NotImplementedError


@dataclass
class ConnectedPages:
    """What only these pages use."""

    world: World
    shop: FakeShop = field(default_factory=FakeShop)
    secrets: MemorySecrets = field(default_factory=MemorySecrets)
    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    shop_queue: FakeShopEventQueue = field(default_factory=FakeShopEventQueue)
    webhooks: MemoryWebhooks = field(default_factory=MemoryWebhooks)
    webhook_queue: FakeWebhookQueue = field(default_factory=FakeWebhookQueue)

    def __post_init__(self) -> None:
        world, site = self.world, self.world.site
        self.connections = ShopConnections(self.secrets)
        importing = ImportFromShop(
            "shopify", self.connections, self.shop, self.jobs, self.shop_queue, world.clock
        )
        hooks = Webhooks(
            self.webhooks,
            self.secrets,
            self.webhook_queue,
            partial(unfit, allow_private=False),
            world.clock,
            world.randomness,
        )
        names = MemoryNames(world.orders)
        take, ship = (
            TakeOrder(world.orders, world.clock),
            Ship(world.orders, world.clock, world.randomness),
        )
        bring_in = BringInOrder(world.orders, names, take, ship, world.clock)
        add_shops(
            site, ShopUseCases(lambda: self.connections, lambda: importing, lambda: "0123456789")
        )
        add_webhooks(site, webhooks=lambda: hooks)
        add_new_order(
            site,
            NewOrderUseCases(
                lambda: bring_in, lambda: names, lambda: world.orders, world.randomness.identifier
            ),
        )
