"""Each store's account with its tracking provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from retrack.carriers.pacing import Pacer
from retrack.carriers.providers import provider
from retrack.domain.errors import CarrierRefused
from retrack.domain.identifiers import StoreId
from retrack.domain.reports import CarrierReport
from retrack.domain.settings import Store
from retrack.services.ports import CarrierGateway, SecretStore


class PacerMaker(Protocol):
    """Makes the pacer of one account."""

    def __call__(self, *, calls: int, seconds: float) -> Pacer:
        """At most `calls` in any `seconds`."""
        ...


@dataclass(frozen=True, slots=True)
class StoreCarriers:
    """The provider that each store chose, reached with its key.

    `urls` gives each provider's API base; `timeout` is in seconds. A store's pacer is kept, so that
    its calls stay below the provider's limit from one task to the next.
    """

    secrets: SecretStore
    urls: Mapping[str, str]
    timeout: float
    make_pacer: PacerMaker
    _pacers: dict[StoreId, Pacer] = field(default_factory=dict)

    def batch_size(self, store: Store) -> int:
        """How many parcels the store's provider takes in one call."""
        return provider(store.tracking_provider).batch_size

    def pushed(self, store: Store, payload: str) -> Sequence[CarrierReport]:
        """The reports in a push that was verified and queued."""
        return provider(store.tracking_provider).pushes.reports(payload)

    def gateway(self, store: Store) -> CarrierGateway:
        """The store's provider.

        Raises:
            CarrierRefused: the store has no key yet.
        """
        name = store.tracking_provider
        key = self.secrets.read(f"stores/{store.id}/{name}")
        if not key:
            msg = "This store has no tracking account yet; add its key in the settings."
            raise CarrierRefused(msg)
        chosen = provider(name)
        pacer = self._pacers.get(store.id)
        if pacer is None:
            pacer = self._pacers[store.id] = self.make_pacer(
                calls=chosen.calls, seconds=chosen.seconds
            )
        return chosen.make_gateway(url=self.urls[name], key=key, timeout=self.timeout, pacer=pacer)
