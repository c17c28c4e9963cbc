"""Telling webhooks: each happening becomes a message to every webhook that wants it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from retrack.domain.errors import NotFound
from retrack.domain.happenings import Happening
from retrack.domain.orders import Order
from retrack.domain.settings import Store
from retrack.domain.times import to_text, whole_seconds
from retrack.domain.webhooks import (
    PAUSES,
    Delivery,
    DeliveryState,
    Webhook,
    WebhookState,
    delivery_of,
)
from retrack.services.json_text import compact
from retrack.services.order_row import RowReader
from retrack.services.ports import Clock, OrderStore, SecretStore, StoreStore
from retrack.services.webhook_ports import (
    NotReceived,
    Receiver,
    WebhookQueue,
    WebhookStore,
    WebhookTask,
)
from retrack.services.webhooks import secret_name

PERSONAL = ("customer", "shipping_address")
"""What the order in a message lacks: whoever needs it asks the API, with a key."""


@dataclass(frozen=True, slots=True)
class TellWebhooks:
    """Begins a message for each webhook that wants a happening; told twice, it is begun once."""

    webhooks: WebhookStore
    queue: WebhookQueue
    clock: Clock

    def __call__(self, happening: Happening) -> int:
        """How many messages were queued."""
        wanting = [w for w in self.webhooks.list(happening.store_id) if w.wants(happening.type)]
        now, queued = whole_seconds(self.clock.now()), 0
        for webhook in wanting:
            delivery = self.webhooks.begin(replace(delivery_of(webhook, happening), next_at=now))
            # One that was begun and never tried may have been lost on its way to the queue.
            if delivery.state is DeliveryState.PENDING and delivery.attempts == 0:
                self.queue.send(WebhookTask(happening.store_id, webhook.id, delivery.id))
                queued += 1
        return queued


@dataclass(frozen=True, slots=True)
class SendWebhook:
    """One attempt at one message; what fails is queued again before it is recorded as failed.

    So a crash between the two loses nothing, and a message may arrive twice under one id.
    """

    webhooks: WebhookStore
    orders: OrderStore
    stores: StoreStore
    secrets: SecretStore
    receiver: Receiver
    queue: WebhookQueue
    clock: Clock
    public_url: str

    def __call__(self, task: WebhookTask) -> Delivery | None:
        """The message after the attempt; None where none was made."""
        try:
            webhook = self.webhooks.load(task.store_id, task.webhook_id)
            delivery = self.webhooks.delivery(task.store_id, task.webhook_id, task.delivery_id)
        except NotFound:
            return None
        if delivery.state is not DeliveryState.PENDING or task.attempt < delivery.attempts:
            return None
        now = self.clock.now()
        if delivery.next_at and delivery.next_at > now:
            self.queue.send(task, after=delivery.next_at - now)
            return None
        if webhook.state is not WebhookState.ON and not task.asked:
            return self._ended(delivery, "switched_off")
        return self._tried(task, webhook, delivery)

    def _tried(self, task: WebhookTask, webhook: Webhook, delivery: Delivery) -> Delivery:
        body = self._body(delivery.happening)
        secret = self.secrets.read(secret_name(webhook))
        if body is None or secret is None:
            return self._ended(delivery, "order_erased" if body is None else "no_secret")
        answer, problem = None, ""
        try:
            answer = self.receiver.post(webhook.url, delivery.id, body, secret=secret)
        except NotReceived as exc:
            problem = exc.problem
        now = self.clock.now()
        tried = replace(
            delivery,
            attempts=task.attempt + 1,
            answer=answer,
            problem=problem,
            tried_at=now,
            next_at=None,
        )
        if answer is not None and answer // 100 == HTTPStatus.OK // 100:
            return self._took(webhook, tried)
        return self._refused(task, webhook, tried, now)

    def _took(self, webhook: Webhook, delivery: Delivery) -> Delivery:
        done = replace(delivery, state=DeliveryState.DELIVERED)
        self.webhooks.finish(done)
        if webhook.failing_since or webhook.state is not WebhookState.ON:
            self.webhooks.save(webhook.succeeded())
        return done

    def _refused(
        self, task: WebhookTask, webhook: Webhook, delivery: Delivery, now: datetime
    ) -> Delivery:
        gone = delivery.answer == HTTPStatus.GONE
        last = gone or delivery.attempts > len(PAUSES)
        after = webhook.failed(now=now, gone=gone, last=last)
        # What was asked for is tried once where the webhook is off; it may be asked for again.
        if last or after.state is not WebhookState.ON:
            done = replace(delivery, state=DeliveryState.FAILED)
        else:
            pause = PAUSES[delivery.attempts - 1]
            again = task._replace(attempt=delivery.attempts, asked=False)
            self.queue.send(again, after=pause)
            done = replace(delivery, next_at=_whole(now + pause))
        self.webhooks.finish(done)
        if after != webhook:
            self.webhooks.save(after)
        return done

    def _ended(self, delivery: Delivery, problem: str) -> Delivery:
        done = replace(delivery, state=DeliveryState.FAILED, problem=problem, next_at=None)
        self.webhooks.finish(done)
        return done

    def _body(self, happening: Happening) -> str | None:
        """What is told: the order as it is now; None once it is erased."""
        try:
            order = self.orders.load(happening.store_id, happening.order_id)
            store = self.stores.load(happening.store_id)
        except NotFound:
            return None
        return compact(
            {
                "type": happening.type,
                "timestamp": to_text(happening.at),
                "data": {
                    "order": self._view(order, store),
                    "shipment_id": happening.shipment_id,
                    "from": happening.before,
                    "to": happening.after,
                },
            }
        )

    def _view(self, order: Order, store: Store) -> dict[str, object]:
        reader = RowReader(self.clock.now(), store.tracking_url, self.public_url)
        return {name: told for name, told in reader.order(order).items() if name not in PERSONAL}


def _whole(moment: datetime) -> datetime:
    """Times are kept in whole seconds, and none comes before its time."""
    return moment.replace(microsecond=0) + timedelta(seconds=bool(moment.microsecond))
