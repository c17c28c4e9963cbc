"""EasyPost, as stores choose it."""

from typing import Final

from retrack.carriers.easypost import limits
from retrack.carriers.easypost.push import EasyPostPushes
from retrack.carriers.easypost.wire import PROVIDER
from retrack.carriers.pacing import Pacer
from retrack.carriers.provider import Provider
from retrack.services.ports import CarrierGateway
from retrack.services.tracking_providers import ProviderTerms


def _gateway(*, url: str, key: str, timeout: float, pacer: Pacer) -> CarrierGateway:
    # The HTTP client is slow to load, and those who only read pushes never need it.
    from retrack.carriers.easypost.client import EasyPost  # noqa: PLC0415

    return EasyPost(url=url, key=key, timeout=timeout, pacer=pacer)


EASYPOST: Final = Provider(
    terms=ProviderTerms(
        name=PROVIDER,
        title="EasyPost",
        key_place="Account Settings, API Keys",
        webhook_place="Developers, Webhooks",
        has_webhook_secret=True,
    ),
    url="https://api.easypost.com/v2",
    make_gateway=_gateway,
    pushes=EasyPostPushes(),
    batch_size=limits.MAX_PARCELS,
    calls=limits.CALLS,
    seconds=limits.SECONDS,
)
