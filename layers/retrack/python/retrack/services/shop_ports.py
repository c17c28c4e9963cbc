"""What the use cases about shops need from the outside: see `ports`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.shop_records import FulfillmentRecord
from retrack.services.shop_messages import ShopEvent, ShopSaid


class ShopReader(Protocol):
    """Reads what one kind of shop sends by itself; header names are in lower case."""

    def is_greeting(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether this only tries out the address: it says nothing, and is not signed."""
        ...

    def verify(self, body: bytes, headers: Mapping[str, str], *, secrets: Sequence[str]) -> None:
        """Checks who sent it; one of the secrets must have signed, as they are rotated.

        Raises:
            Unauthenticated: none did.
        """
        ...

    def trim(self, store_id: StoreId, body: bytes, headers: Mapping[str, str]) -> ShopEvent | None:
        """The part of it that is used, small enough for a queue; None where nothing is.

        Raises:
            Unreadable: not in the shop's format.
        """
        ...

    def said(self, event: ShopEvent) -> ShopSaid | None:
        """What an event of `trim` means; None where it means nothing to us.

        Raises:
            Unreadable: not what `trim` makes.
        """
        ...


class ShopEventQueue(Protocol):
    """Messages of shops: in order for each order, the same message queued once."""

    def send(self, events: Iterable[ShopEvent]) -> None:
        """Queues messages."""
        ...


class WaitingWord(Protocol):
    """What was told of orders before the orders themselves; kept for a month."""

    def keep(self, store_id: StoreId, order_id: OrderId, told: FulfillmentRecord) -> None:
        """Keeps one, unless something newer is kept of the same."""
        ...

    def of_order(self, store_id: StoreId, order_id: OrderId) -> Sequence[FulfillmentRecord]:
        """The fulfilments that wait for this order."""
        ...

    def keep_erased(self, store_id: StoreId, order_id: OrderId, now: datetime) -> None:
        """Keeps that this order's customer is to be forgotten."""
        ...

    def is_erased(self, store_id: StoreId, order_id: OrderId) -> bool:
        """Whether this order's customer is to be forgotten as it comes."""
        ...

    def keep_shop_erased(self, store_id: StoreId, shop: str, now: datetime) -> None:
        """Keeps that all that came from a shop was erased, and when that was asked for last."""
        ...

    def shop_erased_at(self, store_id: StoreId, shop: str) -> datetime | None:
        """When it was; None where it was not."""
        ...
