"""A store's settings."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from retrack.domain.errors import Invalid, PreconditionFailed, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Store
from retrack.services.ports import SecretStore, StoreStore

_MAX_LOSSES = 5


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Saves changed settings; a tracking key goes to the secrets, never to the table."""

    stores: StoreStore
    secrets: SecretStore
    providers: Collection[str]

    def __call__(
        self,
        store_id: StoreId,
        change: Callable[[Store], Store],
        *,
        tracking_key: str | None = None,
        version: int | None = None,
    ) -> Store:
        """The store with its new settings. `version` is the one the caller saw, if it matters.

        Raises:
            PreconditionFailed: somebody saved since that version; nothing was written.
            Invalid: there is no such tracking provider.
        """
        losses = 0
        while True:
            before = self.stores.load(store_id)
            if version is not None and before.version != version:
                raise PreconditionFailed
            after = self._checked(change(before))
            if tracking_key is not None:
                name = secret_name(store_id, after.tracking_provider)
                self.secrets.write(name, tracking_key)
                after = replace(after, has_tracking_key=True)
            if after == before:
                return before
            try:
                return self.stores.save(after)
            except StaleVersion as exc:
                if version is not None:
                    raise PreconditionFailed from exc
                losses += 1
                if losses == _MAX_LOSSES:
                    raise

    def _checked(self, store: Store) -> Store:
        if store.tracking_provider not in self.providers:
            raise Invalid.field("tracking.provider", "one of " + ", ".join(self.providers))
        return store


def secret_name(store_id: StoreId, what: str) -> str:
    """Where a store's secret is kept, such as its key at a tracking provider."""
    return f"stores/{store_id}/{what}"
