"""What tracking providers send by themselves: verified, then queued."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from retrack.domain.errors import Unauthenticated
from retrack.domain.identifiers import StoreId
from retrack.services.change_settings import secret_name, webhook_secret_name
from retrack.services.ports import PushReader, SecretStore, TrackingQueue
from retrack.services.tasks import TrackingTask


@dataclass(frozen=True, slots=True)
class ReceivePush:
    """Takes a signed push in, at once; the tracker applies it. The same push twice is one.

    `with_webhook_secret`: the providers that sign with a secret of the webhook's own, not with the
    account's key.
    """

    readers: Mapping[str, PushReader]
    secrets: SecretStore
    queue: TrackingQueue
    with_webhook_secret: Collection[str] = ()

    def __call__(
        self, provider: str, store_id: StoreId, body: bytes, headers: Mapping[str, str]
    ) -> None:
        """Queues the push; header names are in lower case.

        Raises:
            Unauthenticated: forged, or for a store or a provider that is not there: a stranger
                learns nothing of which there are.
            Unreadable: signed, but not in the provider's format.
        """
        reader = self.readers.get(provider)
        named = webhook_secret_name if provider in self.with_webhook_secret else secret_name
        key = self.secrets.read(named(store_id, provider)) if reader else None
        if reader is None or not key:
            msg = "The signature is not valid."
            raise Unauthenticated(msg)
        reader.verify(body, headers, key=key)
        run = hashlib.sha256(body).hexdigest()
        payload = reader.trim(body)
        self.queue.send([TrackingTask("push", store_id, run, payload=payload, provider=provider)])
