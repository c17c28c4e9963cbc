"""A store's webhooks: making them, and what they were sent."""

import base64
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from retrack.domain.errors import Conflict, Invalid, StaleVersion
from retrack.domain.happenings import HappeningType
from retrack.domain.identifiers import StoreId
from retrack.domain.webhooks import EVENTS, Delivery, DeliveryState, Webhook, WebhookState
from retrack.services.ports import Clock, Randomness, SecretStore
from retrack.services.webhook_ports import WebhookQueue, WebhookStore, WebhookTask

MAX_WEBHOOKS = 10
DELIVERIES_SHOWN = 100
SECRET_PREFIX = "whsec_"  # noqa: S105  how a secret begins, not one


def secret_name(webhook: Webhook) -> str:
    """Where its secret is kept."""
    return f"stores/{webhook.store_id}/webhooks/{webhook.id}"


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Seen by its own store alone; `unfit` says what is wrong with an address, if anything."""

    webhooks: WebhookStore
    secrets: SecretStore
    queue: WebhookQueue
    unfit: Callable[[str], str | None]
    clock: Clock
    randomness: Randomness

    def of(self, store_id: StoreId) -> Sequence[Webhook]:
        """The store's webhooks, oldest first."""
        return self.webhooks.list(store_id)

    def make(self, store_id: StoreId, url: str, events: Collection[str]) -> tuple[Webhook, str]:
        """A new webhook and its secret, which is shown this once.

        Raises:
            Invalid: the address is none that we would call, or an event is unknown.
            Conflict: the store has as many as a store can have.
        """
        if problem := self.unfit(url):
            raise Invalid.field("url", problem)
        if not events or not set(events) <= set(EVENTS):
            raise Invalid.field("events", "one or more of " + ", ".join(EVENTS))
        if len(self.of(store_id)) >= MAX_WEBHOOKS:
            msg = f"A store has at most {MAX_WEBHOOKS} webhooks; remove one first."
            raise Conflict(msg)
        wanted = frozenset(map(HappeningType, events))
        new = Webhook(self.randomness.identifier(), store_id, url, wanted, self.clock.now())
        secret = SECRET_PREFIX + base64.b64encode(self.randomness.secret().encode()).decode()
        self.secrets.write(secret_name(new), secret)
        self.webhooks.add(new)
        return new, secret

    def remove(self, store_id: StoreId, webhook_id: str) -> None:
        """Forgets a webhook and its secret.

        Raises:
            NotFound: no such webhook in this store.
        """
        webhook = self.webhooks.load(store_id, webhook_id)
        self.webhooks.remove(webhook)
        self.secrets.remove(secret_name(webhook))

    def switch_on(self, store_id: StoreId, webhook_id: str) -> Webhook:
        """Has it told again what happens from now on; what it missed can be sent again.

        One that is on stays as it is.

        Raises:
            NotFound: no such webhook in this store.
            StaleVersion: a message to it ended at the same moment.
        """
        webhook = self.webhooks.load(store_id, webhook_id)
        if webhook.state is WebhookState.ON:
            return webhook
        if not self.webhooks.save(webhook.succeeded()):
            raise StaleVersion
        return webhook.succeeded()

    def deliveries(self, store_id: StoreId, webhook_id: str) -> Sequence[Delivery]:
        """What it was sent lately, newest first.

        Raises:
            NotFound: no such webhook in this store.
        """
        webhook = self.webhooks.load(store_id, webhook_id)
        return self.webhooks.deliveries(store_id, webhook.id, limit=DELIVERIES_SHOWN)

    def send_again(self, store_id: StoreId, webhook_id: str, delivery_id: str) -> Delivery:
        """Has a message sent once more, also where the webhook is off: a success switches it on.

        One that was lost on its way, as it is where a queue gave it up, is sent so, too.

        Raises:
            NotFound: no such webhook in this store, or no such delivery.
            Conflict: it is being sent already.
        """
        webhook = self.webhooks.load(store_id, webhook_id)
        old = self.webhooks.delivery(store_id, webhook.id, delivery_id)
        now = self.clock.now()
        again = replace(old, state=DeliveryState.PENDING, attempts=0, next_at=now)
        if old.is_on_its_way(now) or not self.webhooks.finish(again):
            msg = "This message is on its way already."
            raise Conflict(msg)
        self.queue.send(WebhookTask(store_id, webhook.id, old.id, 0, asked=True))
        return again
