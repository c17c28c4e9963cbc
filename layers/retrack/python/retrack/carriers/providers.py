"""The tracking providers that a store can choose from: one line each, and one folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from retrack.carriers.pacing import Pacer
from retrack.carriers.seventeentrack import limits
from retrack.carriers.seventeentrack.push import SeventeenTrackPushes
from retrack.domain.errors import NotFound
from retrack.services.ports import CarrierGateway, PushReader


class GatewayMaker(Protocol):
    """Makes a gateway for one account."""

    def __call__(self, *, url: str, key: str, timeout: float, pacer: Pacer) -> CarrierGateway:
        """`url` is the API's base, `timeout` how long to wait for an answer, in seconds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A tracking provider.

    For one account at most `calls` are made in `seconds`, each with up to `batch_size` parcels.
    """

    make_gateway: GatewayMaker
    pushes: PushReader
    batch_size: int
    calls: int
    seconds: float


def _seventeentrack(*, url: str, key: str, timeout: float, pacer: Pacer) -> CarrierGateway:
    # The HTTP client is slow to load, and those who only read pushes never need it.
    from retrack.carriers.seventeentrack.client import SeventeenTrack  # noqa: PLC0415

    return SeventeenTrack(url=url, key=key, timeout=timeout, pacer=pacer)


PROVIDERS: Final[Mapping[str, Provider]] = {
    "17track": Provider(
        make_gateway=_seventeentrack,
        pushes=SeventeenTrackPushes(),
        batch_size=limits.MAX_PARCELS,
        calls=limits.CALLS,
        seconds=limits.SECONDS,
    ),
}


def provider(name: str) -> Provider:
    """The provider of a name, as it stands in a store's settings.

    Raises:
        NotFound: there is none of that name.
    """
    try:
        return PROVIDERS[name]
    except KeyError as exc:
        msg = "There is no such tracking provider."
        raise NotFound(msg) from exc
