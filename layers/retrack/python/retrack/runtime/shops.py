"""Where the use cases of shops meet what they need: `wiring` for connections and their messages."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from retrack.domain.errors import Unreadable
from retrack.runtime import wiring

if TYPE_CHECKING:
    from retrack.messaging.shop_queue import SqsShopEventQueue
    from retrack.runtime.settings import (
        HooksApiSettings,
        ShopEventsSettings,
        ShopSyncSettings,
    )
    from retrack.services.apply_shop_event import ApplyShopEvent
    from retrack.services.import_from_shop import ImportFromShop
    from retrack.services.receive_push import ReceivePush
    from retrack.services.receive_shop_event import ReceiveShopEvent
    from retrack.services.shop_connections import ShopConnections
    from retrack.services.shop_messages import ShopEvent, ShopSaid
    from retrack.services.tell_shop import TellShop
    from retrack.shops.shopify.admin import ShopifyAdmin


def receiver(settings: HooksApiSettings, sender: str) -> ReceivePush | ReceiveShopEvent:
    """Who takes in what this kind of sender sends: a shop's messages, or a provider's pushes."""
    from retrack.services.receive_shop_event import ReceiveShopEvent
    from retrack.shops.readers import READERS
    from retrack.storage.parameters import SsmSecrets

    if sender not in READERS:
        from retrack.runtime import tracking

        return tracking.receive_push(settings)
    secrets = SsmSecrets(wiring.client("ssm"), settings.parameter_prefix)
    queue = shop_queue(settings.shop_events_queue_url)
    return ReceiveShopEvent(READERS, secrets, queue, wiring.clock())


@cache
def shop_queue(url: str) -> SqsShopEventQueue:
    """The queue of shops' messages."""
    from retrack.messaging.shop_queue import SqsShopEventQueue

    return SqsShopEventQueue(wiring.client("sqs"), url)


def apply_shop_event(settings: ShopEventsSettings) -> ApplyShopEvent:
    """Carrying out what shops say."""
    from retrack.services.apply_shop_event import ApplyShopEvent
    from retrack.services.forget_customers import ForgetCustomers
    from retrack.services.shop_connections import ShopConnections
    from retrack.storage.parameters import SsmSecrets
    from retrack.storage.waiting import TableWaitingWord

    secrets = SsmSecrets(wiring.client("ssm"), settings.parameter_prefix)
    queue = shop_queue(settings.shop_events_queue_url)
    connections = ShopConnections(secrets)
    waiting, importing = TableWaitingWord(), import_from_shopify(settings)
    forget = ForgetCustomers(
        wiring.orders(),
        wiring.order_index(),
        wiring.jobs(),
        connections,
        queue,
        waiting,
        wiring.clock(),
    )
    return ApplyShopEvent(
        wiring.orders(),
        wiring.stores(),
        waiting,
        forget,
        importing,
        wiring.clock(),
        wiring.randomness(),
    )


@cache
def import_from_shopify(settings: ShopEventsSettings) -> ImportFromShop:
    """Bringing in what a shop had before."""
    from retrack.services.import_from_shop import ImportFromShop

    api, queue = _shopify(settings), shop_queue(settings.shop_events_queue_url)
    jobs, clock = wiring.jobs(), wiring.clock()
    return ImportFromShop("shopify", connections(settings), api, jobs, queue, clock)


def shop_said(event: ShopEvent) -> ShopSaid | None:
    """What a shop's message means.

    Raises:
        Unreadable: nothing, and it never will.
    """
    from retrack.shops.readers import READERS

    if event.shop not in READERS:
        raise Unreadable
    return READERS[event.shop].said(event)


def connections(settings: ShopSyncSettings) -> ShopConnections:
    """How shops are reached."""
    from retrack.services.shop_connections import ShopConnections
    from retrack.storage.parameters import SsmSecrets

    return ShopConnections(SsmSecrets(wiring.client("ssm"), settings.parameter_prefix))


@cache
def tell_shopify(settings: ShopSyncSettings) -> TellShop:
    """Telling Shopify of its parcels; one connection is kept while the function stays warm."""
    from retrack.services.tell_shop import TellShop

    return TellShop(
        "shopify",
        wiring.orders(),
        connections(settings),
        _shopify(settings),
        wiring.requests(),
        wiring.clock(),
    )


def _shopify(settings: ShopSyncSettings) -> ShopifyAdmin:
    from retrack.shops.shopify.admin import ShopifyAdmin

    seconds = float(settings.shopify_timeout_seconds)
    return ShopifyAdmin(settings.shopify_url, wiring.clock(), timeout_seconds=seconds)
