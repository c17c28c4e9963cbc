"""What tracking providers send by themselves: verified, then queued."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from retrack.domain.errors import Unauthenticated
from retrack.domain.identifiers import StoreId
from retrack.services.change_settings import secret_name
from retrack.services.ports import PushReader, SecretStore, TrackingQueue
from retrack.services.tasks import TrackingTask


@dataclass(frozen=True, slots=True)
class ReceivePush:
    """Takes a signed push in, at once; the tracker applies it. The same push twice is one."""

    readers: Mapping[str, PushReader]
    secrets: SecretStore
    queue: TrackingQueue

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
        key = self.secrets.read(secret_name(store_id, provider)) if reader else None
        if reader is None or not key:
            msg = "The signature is not valid."
            raise Unauthenticated(msg)
        reader.verify(body, headers, key=key)
        run = hashlib.sha256(body).hexdigest()
        self.queue.send([TrackingTask("push", store_id, run, payload=reader.trim(body))])
