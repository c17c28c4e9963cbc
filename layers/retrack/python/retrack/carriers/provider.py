"""What there is to know of a tracking provider: each folder here describes one."""

from dataclasses import dataclass
from typing import Protocol

from retrack.carriers.pacing import Pacer
from retrack.services.ports import CarrierGateway, PushReader
from retrack.services.tracking_providers import ProviderTerms


class GatewayMaker(Protocol):
    """Makes a gateway for one account."""

    def __call__(self, *, url: str, key: str, timeout: float, pacer: Pacer) -> CarrierGateway:
        """`url` is the API's base, `timeout` how long to wait for an answer, in seconds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A tracking provider. `url` is its API's base, unless an operator names another.

    For one account at most `calls` are made in `seconds`, each with up to `batch_size` parcels.
    """

    terms: ProviderTerms
    url: str
    make_gateway: GatewayMaker
    pushes: PushReader
    batch_size: int
    calls: int
    seconds: float

    @property
    def name(self) -> str:
        """Its name in settings, secrets and addresses."""
        return self.terms.name
