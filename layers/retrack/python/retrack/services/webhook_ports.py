"""What webhooks need from the outside, in words of the domain."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from retrack.domain.attention import Reason
from retrack.domain.happenings import HappeningType
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.webhooks import Delivery, Webhook


class WebhookStore(Protocol):
    """The stores' webhooks, and for 30 days what they were sent."""

    def list(self, store_id: StoreId) -> Sequence[Webhook]:
        """A store's webhooks, oldest first."""
        ...

    def load(self, store_id: StoreId, webhook_id: str) -> Webhook:
        """One of them.

        Raises:
            NotFound: no such webhook in this store.
        """
        ...

    def add(self, webhook: Webhook) -> None:
        """Keeps a new one."""
        ...

    def save(self, changed: Webhook) -> bool:
        """Saves one over the version it was read at; False if somebody else did, or it is gone."""
        ...

    def remove(self, webhook: Webhook) -> None:
        """Forgets one; one that is not there is no error."""
        ...

    def listening(self, kind: HappeningType) -> Sequence[StoreId]:
        """The stores that have a webhook for this kind; kept for `ORDER_NEEDS_ATTENTION` alone."""
        ...

    def begin(self, delivery: Delivery) -> Delivery:
        """Keeps a new delivery; the one that was there already, if there was."""
        ...

    def delivery(self, store_id: StoreId, webhook_id: str, delivery_id: str) -> Delivery:
        """One delivery.

        Raises:
            NotFound: no such delivery of this webhook.
        """
        ...

    def deliveries(self, store_id: StoreId, webhook_id: str, *, limit: int) -> Sequence[Delivery]:
        """The latest deliveries, newest first."""
        ...

    def finish(self, delivery: Delivery) -> bool:
        """Saves a delivery over the version it was read at; False if somebody else did."""
        ...


class WebhookTask(NamedTuple):
    """A delivery to attempt: the attempts there were before. `asked`: somebody asked for it."""

    store_id: StoreId
    webhook_id: str
    delivery_id: str
    attempt: int = 0
    asked: bool = False


class WebhookQueue(Protocol):
    """Deliveries that wait for their time."""

    def send(self, task: WebhookTask, *, after: timedelta = timedelta()) -> None:
        """Queues a delivery: after this long, or sooner."""
        ...


class Receiver(Protocol):
    """Whoever listens at a webhook's address."""

    def post(self, url: str, message_id: str, body: str, *, secret: str) -> int:
        """Sends a signed message; returns the status of the answer, whatever it is.

        Raises:
            NotReceived: no answer.
        """
        ...


class NotReceived(Exception):
    """Nobody answered; `problem` says why in a word, without the address."""

    def __init__(self, problem: str) -> None:
        """Such as `timeout`."""
        super().__init__(problem)
        self.problem = problem


class CameDue(NamedTuple):
    """An order that came to need attention, by its first reason and the line that was crossed."""

    order_id: OrderId
    reason: Reason
    since: datetime


class AttentionIndex(Protocol):
    """Which orders came to need attention when."""

    def came_due(self, store_id: StoreId, *, after: datetime, until: datetime) -> Iterator[CameDue]:
        """Those whose first reason holds from a moment in (after, until]."""
        ...
