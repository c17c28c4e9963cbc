"""What shops send by themselves: verified, then queued."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from retrack.domain.errors import Unauthenticated
from retrack.domain.identifiers import StoreId
from retrack.services.change_settings import secret_name
from retrack.services.ports import Clock, SecretStore
from retrack.services.shop_ports import ShopEventQueue, ShopReader


@dataclass(frozen=True, slots=True)
class ReceiveShopEvent:
    """Takes a signed message in, at once; it is applied from the queue. The same one twice is one.

    While a secret is rotated, the old and the new one are both good: they are kept a line each.
    """

    readers: Mapping[str, ShopReader]
    secrets: SecretStore
    queue: ShopEventQueue
    clock: Clock

    def __call__(
        self, shop: str, store_id: StoreId, body: bytes, headers: Mapping[str, str]
    ) -> None:
        """Queues the message; header names are in lower case.

        Raises:
            Unauthenticated: forged, or for a store or a shop that is not there: a stranger learns
                nothing of which there are.
            Unreadable: signed, but not in the shop's format.
        """
        reader = self.readers[shop]
        if reader.is_greeting(body, headers):
            return
        kept = self.secrets.read(secret_name(store_id, shop)) or ""
        secrets = [line.strip() for line in kept.splitlines() if line.strip()]
        if not secrets:
            msg = "The signature is not valid."
            raise Unauthenticated(msg)
        reader.verify(body, headers, secrets=secrets)
        event = reader.trim(store_id, body, headers)
        if event is not None:
            self.queue.send([replace(event, at=self.clock.now())])
