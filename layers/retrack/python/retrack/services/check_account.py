"""“Test connection”: whether a store's tracking account works, and what is left in it."""

from dataclasses import dataclass

from retrack.domain.errors import CarrierRefused
from retrack.domain.identifiers import StoreId
from retrack.services.ports import Carriers, Quota, StoreStore
from retrack.services.watch_account import WatchAccount


@dataclass(frozen=True, slots=True)
class CheckAccount:
    """Asks the provider about the account itself; no parcel is asked about, no quota used.

    What it finds ends an incident, or begins one, as when the tracker finds it.
    """

    stores: StoreStore
    carriers: Carriers
    watch: WatchAccount

    def __call__(self, store_id: StoreId) -> Quota:
        """What is left.

        Raises:
            CarrierRefused: the store has no key, or the provider does not take it.
            CarrierUnavailable: the provider did not give a usable answer.
        """
        store = self.stores.load(store_id)
        try:
            quota = self.carriers.gateway(store).quota()
        except CarrierRefused as refusal:
            self.watch.refused(store, refusal)
            raise
        self.watch.counted(store, quota)
        return quota
