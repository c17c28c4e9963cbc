"""Where the use cases of tracking meet what they need: `wiring` for carriers, sweep and tracker."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

import json
from functools import cache
from typing import TYPE_CHECKING

from retrack.runtime import merchant, wiring
from retrack.runtime.settings import (
    CarrierSettings,
    DispatcherSettings,
    HooksApiSettings,
    SweepSettings,
    TrackerSettings,
)

if TYPE_CHECKING:
    from retrack.carriers.accounts import StoreCarriers
    from retrack.messaging.tracking_queue import SqsTrackingQueue
    from retrack.services.dispatch import Dispatch
    from retrack.services.receive_push import ReceivePush
    from retrack.services.sweep import Sweep
    from retrack.services.track_again import TrackAgain, TrackMany
    from retrack.services.track_parcels import TrackParcels


@cache
def carriers(settings: CarrierSettings | SweepSettings) -> "StoreCarriers":
    """The tracking providers. The sweep only asks how many parcels they take."""
    from retrack.carriers.accounts import StoreCarriers
    from retrack.runtime.pacing import pacer
    from retrack.storage.parameters import SsmSecrets

    secrets = SsmSecrets(wiring.client("ssm"), settings.parameter_prefix)
    if isinstance(settings, SweepSettings):
        return StoreCarriers(secrets, {}, 0, pacer)
    urls = json.loads(settings.provider_urls)
    return StoreCarriers(secrets, urls, float(settings.carrier_timeout_seconds), pacer)


@cache
def tracking_queue(url: str) -> "SqsTrackingQueue":
    """The tracker's queue."""
    from retrack.messaging.tracking_queue import SqsTrackingQueue

    return SqsTrackingQueue(wiring.client("sqs"), url)


def track_again(settings: CarrierSettings) -> "TrackAgain":
    """Track again, for one shipment."""
    from retrack.services.track_again import TrackAgain
    from retrack.services.watch_account import AccountWorks
    from retrack.storage.standing import TableStanding

    queue = tracking_queue(settings.tracking_queue_url)
    return TrackAgain(
        wiring.orders(),
        wiring.stores(),
        carriers(settings),
        queue,
        wiring.clock(),
        AccountWorks(TableStanding(), wiring.clock()),
    )


def track_many(settings: CarrierSettings) -> "TrackMany":
    """Track again, for many orders."""
    from retrack.services.track_again import TrackMany

    queue = tracking_queue(settings.tracking_queue_url)
    return TrackMany(
        wiring.orders(),
        wiring.stores(),
        carriers(settings),
        queue,
        wiring.jobs(),
        wiring.clock(),
        wiring.randomness(),
    )


def track_parcels(settings: TrackerSettings) -> "TrackParcels":
    """The tracker's work."""
    from retrack.services.track_parcels import TrackParcels

    queue = tracking_queue(settings.tracking_queue_url)
    return TrackParcels(
        wiring.orders(),
        wiring.order_index(),
        wiring.stores(),
        carriers(settings),
        wiring.jobs(),
        queue,
        wiring.clock(),
        merchant.watch_account(settings),
    )


def sweep(settings: SweepSettings) -> "Sweep":
    """The hourly sweep."""
    from retrack.services.sweep import Sweep
    from retrack.storage.parameters import SsmWatermark
    from retrack.storage.slots import TableSlots

    watermark = SsmWatermark(wiring.client("ssm"), settings.parameter_prefix)
    queue = tracking_queue(settings.tracking_queue_url)
    return Sweep(
        TableSlots(), wiring.stores(), carriers(settings), queue, watermark, wiring.clock()
    )


def dispatch(settings: DispatcherSettings) -> "Dispatch":
    """What follows from saved changes."""
    from retrack.messaging.happenings import SnsAnnouncer
    from retrack.services.dispatch import Dispatch

    announcer = SnsAnnouncer(wiring.client("sns"), settings.topic_arn)
    return Dispatch(
        wiring.orders(), announcer, tracking_queue(settings.tracking_queue_url), wiring.clock()
    )


def receive_push(settings: HooksApiSettings) -> "ReceivePush":
    """Pushes of tracking providers."""
    from retrack.carriers.providers import PROVIDERS
    from retrack.services.receive_push import ReceivePush
    from retrack.storage.parameters import SsmSecrets

    readers = {name: provider.pushes for name, provider in PROVIDERS.items()}
    signing = {p.name for p in PROVIDERS.values() if p.terms.has_webhook_secret}
    secrets = SsmSecrets(wiring.client("ssm"), settings.parameter_prefix)
    queue = tracking_queue(settings.tracking_queue_url)
    return ReceivePush(readers, secrets, queue, with_webhook_secret=signing)
