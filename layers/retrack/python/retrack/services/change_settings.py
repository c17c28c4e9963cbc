"""A store's settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from retrack.domain.errors import Invalid, PreconditionFailed, StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Store
from retrack.services.ports import SecretStore, StoreStore
from retrack.services.tracking_providers import ProviderTerms

_MAX_LOSSES = 5


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """Saves changed settings; what must stay secret goes to the secrets, never to the table."""

    stores: StoreStore
    secrets: SecretStore
    providers: Mapping[str, ProviderTerms]

    def __call__(
        self,
        store_id: StoreId,
        change: Callable[[Store], Store],
        *,
        tracking_key: str | None = None,
        webhook_secret: str | None = None,
        version: int | None = None,
    ) -> Store:
        """The store with its new settings. `version` is the one the caller saw, if it matters.

        Raises:
            PreconditionFailed: somebody saved since that version; nothing was written.
            Invalid: there is no such tracking provider, or it signs with the key alone.
        """
        losses = 0
        while True:
            before = self.stores.load(store_id)
            if version is not None and before.version != version:
                raise PreconditionFailed
            after = self._checked(change(before), webhook_secret)
            after = self._with_secrets(after, tracking_key, webhook_secret)
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

    def _with_secrets(
        self, store: Store, tracking_key: str | None, webhook_secret: str | None
    ) -> Store:
        name = store.tracking_provider
        if tracking_key is not None:
            self.secrets.write(secret_name(store.id, name), tracking_key)
            store = replace(store, has_tracking_key=True)
        if webhook_secret is not None:
            self.secrets.write(webhook_secret_name(store.id, name), webhook_secret)
            store = replace(store, has_webhook_secret=True)
        return store

    def _checked(self, store: Store, webhook_secret: str | None) -> Store:
        terms = self.providers.get(store.tracking_provider)
        if terms is None:
            raise Invalid.field("tracking.provider", "one of " + ", ".join(self.providers))
        if webhook_secret is not None and not terms.has_webhook_secret:
            msg = f"not with {terms.title}, which signs with the key itself"
            raise Invalid.field("tracking.webhook_secret", msg)
        return store


def secret_name(store_id: StoreId, what: str) -> str:
    """Where a store's secret is kept, such as its key at a tracking provider."""
    return f"stores/{store_id}/{what}"


def webhook_secret_name(store_id: StoreId, provider: str) -> str:
    """Where the secret is kept that a provider signs its pushes to a store with."""
    return secret_name(store_id, f"{provider}-webhook")
