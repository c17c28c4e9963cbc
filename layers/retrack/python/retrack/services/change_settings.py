"""A store's settings.

Settings are in the table, secrets are not, so they cannot be saved in one write. The order is:
first the settings, over the version that was read; then the secrets; then that they are there.

- Whoever loses the race for the version has written nothing yet: no secret of a change that was
  refused is ever kept.
- A crash after the first step leaves a store that says it has no key, or that has its old one: no
  parcel is tracked with a key that nobody was told is kept, and the settings ask for it.
- A crash after the second leaves a key that works and is not told of; handing it in again says so.

The other way round, a store could say that it has a key where there is none, and nobody would look
for it. A change that hands in a secret always makes a new version, also where nothing else changes:
so `version` guards secrets too.
"""

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
        losses, has_secret = 0, tracking_key is not None or webhook_secret is not None
        while True:
            before = self.stores.load(store_id)
            if version is not None and before.version != version:
                raise PreconditionFailed
            after = self._checked(change(before), webhook_secret)
            if after == before and not has_secret:
                return before
            try:
                saved = self.stores.save(after)
            except StaleVersion as exc:
                if version is not None:
                    raise PreconditionFailed from exc
                losses += 1
                if losses == _MAX_LOSSES:
                    raise
            else:
                return self._with_secrets(saved, tracking_key, webhook_secret)

    def _with_secrets(
        self, saved: Store, tracking_key: str | None, webhook_secret: str | None
    ) -> Store:
        """The store once its secrets are kept, and once it says so."""
        name = saved.tracking_provider
        if tracking_key is not None:
            self.secrets.write(secret_name(saved.id, name), tracking_key)
        if webhook_secret is not None:
            self.secrets.write(webhook_secret_name(saved.id, name), webhook_secret)

        def told(store: Store) -> Store:
            if store.tracking_provider != name:  # somebody chose another meanwhile
                return store
            return replace(
                store,
                has_tracking_key=store.has_tracking_key or tracking_key is not None,
                has_webhook_secret=store.has_webhook_secret or webhook_secret is not None,
            )

        return saved if told(saved) == saved else self(saved.id, told)

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
