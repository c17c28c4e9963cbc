"""Outgoing webhooks: what a store is told at an address of its own, and how patiently."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import StoreId

EVENTS = (
    HappeningType.ORDER_FULFILLED,
    HappeningType.SHIPMENT_STATUS_CHANGED,
    HappeningType.ORDER_NEEDS_ATTENTION,
)
"""What a store can be told of."""

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
)
"""How long to wait after each attempt that failed; after the last one, none is left."""
MAX_EXHAUSTED = 10  # deliveries in a row that failed to the last attempt
MAX_FAILING = timedelta(days=5)  # without a single answer that was a success
LOST_AFTER = timedelta(hours=1)  # all that a queue tries of an attempt takes a quarter of it


class WebhookState(StrEnum):
    """Whether a webhook is told anything, or why no longer."""

    ON = "on"
    GONE = "off_gone"  # it answered 410
    FAILING = "off_failing"  # it failed for too long


class DeliveryState(StrEnum):
    """What became of a message to a webhook."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address of a store's own, and what it is told.

    `failing_since` is the first failure since the last success, `exhausted` how many deliveries
    have failed to their last attempt since then.
    """

    id: str
    store_id: StoreId
    url: str
    events: frozenset[HappeningType]
    created_at: datetime
    state: WebhookState = WebhookState.ON
    failing_since: datetime | None = None
    exhausted: int = 0
    version: int = 0

    def wants(self, kind: HappeningType) -> bool:
        """Whether it is to be told of something of this kind."""
        return self.state is WebhookState.ON and kind in self.events

    def succeeded(self) -> "Webhook":
        """It took a message: whatever was before is forgotten."""
        return replace(self, state=WebhookState.ON, failing_since=None, exhausted=0)

    def failed(self, *, now: datetime, gone: bool, last: bool) -> "Webhook":
        """It did not take a message; `last` if that was the last attempt."""
        since = self.failing_since or now
        exhausted = self.exhausted + last
        state = self.state
        if gone:
            state = WebhookState.GONE
        elif state is WebhookState.ON and (
            exhausted >= MAX_EXHAUSTED or now - since >= MAX_FAILING
        ):
            state = WebhookState.FAILING
        return replace(self, state=state, failing_since=since, exhausted=exhausted)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to one webhook. It holds ids alone; what is told is made when it is sent.

    `answer` is the last HTTP status, None before the first and where none came; `problem` says in
    a word why the last attempt failed. `next_at` is when it is tried next.
    """

    id: str
    webhook_id: str
    happening: Happening
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    answer: int | None = None
    problem: str = ""
    tried_at: datetime | None = None
    next_at: datetime | None = None
    version: int = 0

    def is_on_its_way(self, now: datetime) -> bool:
        """Whether somebody will attempt it; one that has long been due was lost on the way."""
        due = self.next_at or self.happening.at
        return self.state is DeliveryState.PENDING and now - due < LOST_AFTER


def delivery_of(webhook: Webhook, happening: Happening) -> Delivery:
    """The message that tells a webhook of a happening.

    Its id is the same however often that is told, and sorts by when it happened.
    """
    told = hashlib.sha256(f"{webhook.id}.{happening.id}".encode()).hexdigest()
    return Delivery(f"msg_{happening.at:%Y%m%d%H%M%S}{told[:24]}", webhook.id, happening)
