"""Each store's account with its tracking provider."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from retrack.carriers.pacing import Pacer
from retrack.carriers.providers import provider
from retrack.domain.errors import CarrierRefused
from retrack.domain.reports import CarrierReport
from retrack.domain.settings import Store
from retrack.services.ports import CarrierGateway, SecretStore

MOST_KEPT: Final = 100  # gateways; each holds a connection


class PacerMaker(Protocol):
    """Makes the pacer of one account."""

    def __call__(self, *, calls: int, seconds: float) -> Pacer:
        """At most `calls` in any `seconds`."""
        ...


@dataclass(frozen=True, slots=True)
class StoreCarriers:
    """The provider that each store chose, reached with its key.

    `urls` gives the API's base of providers that are somewhere else than usual; `timeout` is in
    seconds. An account's gateway is kept, so
    that its calls stay below the provider's limit from one task to the next, over one connection.
    """

    secrets: SecretStore
    urls: Mapping[str, str]
    timeout: float
    make_pacer: PacerMaker
    _gateways: dict[tuple[str, str], CarrierGateway] = field(default_factory=dict)

    def batch_size(self, store: Store) -> int:
        """How many parcels the store's provider takes in one call."""
        return provider(store.tracking_provider).batch_size

    def pushed(self, store: Store, provider_name: str, payload: str) -> Sequence[CarrierReport]:
        """The reports in a push that was verified and queued; none of one that was left behind."""
        if provider_name != store.tracking_provider:
            return []
        return provider(provider_name).pushes.reports(payload)

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
        kept = self._gateways.get((name, key))
        if kept is None:
            if len(self._gateways) >= MOST_KEPT:
                self._gateways.clear()
            kept = self._gateways[name, key] = self._make(name, key)
        return kept

    def _make(self, name: str, key: str) -> CarrierGateway:
        chosen = provider(name)
        pacer = self.make_pacer(calls=chosen.calls, seconds=chosen.seconds)
        url = self.urls.get(name, chosen.url)
        return chosen.make_gateway(url=url, key=key, timeout=self.timeout, pacer=pacer)
