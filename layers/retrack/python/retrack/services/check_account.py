"""“Test connection”: whether a store's tracking account works, and what is left in it."""

from dataclasses import dataclass

from retrack.domain.identifiers import StoreId
from retrack.services.ports import Carriers, Quota, StoreStore


@dataclass(frozen=True, slots=True)
class CheckAccount:
    """Asks the provider about the account itself; no parcel is asked about, no quota used."""

    stores: StoreStore
    carriers: Carriers

    def __call__(self, store_id: StoreId) -> Quota:
        """What is left.

        Raises:
            CarrierRefused: the store has no key, or the provider does not take it.
            CarrierUnavailable: the provider did not give a usable answer.
        """
        return self.carriers.gateway(self.stores.load(store_id)).quota()
