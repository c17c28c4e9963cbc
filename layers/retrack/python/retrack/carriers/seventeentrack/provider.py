"""17TRACK, as stores choose it."""

from typing import Final

from retrack.carriers.pacing import Pacer
from retrack.carriers.provider import Provider
from retrack.carriers.seventeentrack import limits
from retrack.carriers.seventeentrack.push import SeventeenTrackPushes
from retrack.carriers.seventeentrack.wire import PROVIDER
from retrack.services.ports import CarrierGateway
from retrack.services.tracking_providers import ProviderTerms


def _gateway(*, url: str, key: str, timeout: float, pacer: Pacer) -> CarrierGateway:
    # The HTTP client is slow to load, and those who only read pushes never need it.
    from retrack.carriers.seventeentrack.client import SeventeenTrack  # noqa: PLC0415

    return SeventeenTrack(url=url, key=key, timeout=timeout, pacer=pacer)


SEVENTEENTRACK: Final = Provider(
    terms=ProviderTerms(
        name=PROVIDER,
        title="17TRACK",
        key_place="Settings, Security, Access Key",
        webhook_place="Settings, Webhook",
    ),
    url="https://api.17track.net/track/v2.4",
    make_gateway=_gateway,
    pushes=SeventeenTrackPushes(),
    batch_size=limits.MAX_PARCELS,
    calls=limits.CALLS,
    seconds=limits.SECONDS,
)
