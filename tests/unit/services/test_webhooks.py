"""A webhook that was switched off is switched on again, unless somebody is faster."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from retrack.domain.errors import Conflict, NotFound, StaleVersion
from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.webhooks import LOST_AFTER, DeliveryState, Webhook, WebhookState
from retrack.services.send_webhook import TellWebhooks
from retrack.services.webhooks import Webhooks
from tests.builders import NOON
from tests.fakes.clock import FixedClock
from tests.fakes.parameters import MemorySecrets
from tests.fakes.randomness import CountedRandomness
from tests.fakes.webhooks import FakeWebhookQueue, MemoryWebhooks

STORE = StoreId("s1")
OFF = Webhook(
    "w1", STORE, "https://example.com/hook", frozenset({HappeningType.ORDER_FULFILLED}), NOON,
    state=WebhookState.FAILING, failing_since=NOON, exhausted=10,
)  # fmt: skip


class Overtaken(MemoryWebhooks):
    """Somebody saves between every load and save."""

    def load(self, store_id: StoreId, webhook_id: str) -> Webhook:
        found = super().load(store_id, webhook_id)
        self.save(replace(found, exhausted=found.exhausted + 1))
        return found


def over(kept: MemoryWebhooks) -> Webhooks:
    kept.add(OFF)
    return Webhooks(
        kept, MemorySecrets(), FakeWebhookQueue(), lambda _: None, FixedClock(), CountedRandomness()
    )


def test_what_was_before_is_forgotten() -> None:
    kept = MemoryWebhooks()

    on = over(kept).switch_on(STORE, "w1")

    assert (on.state, on.failing_since, on.exhausted) == (WebhookState.ON, None, 0)
    assert kept.load(STORE, "w1").state is WebhookState.ON


def test_one_that_is_on_is_not_saved_again() -> None:
    kept = MemoryWebhooks()
    use = over(kept)
    use.switch_on(STORE, "w1")
    before = kept.load(STORE, "w1")

    use.switch_on(STORE, "w1")

    assert kept.load(STORE, "w1") == before


def test_whoever_was_overtaken_is_told() -> None:
    with pytest.raises(StaleVersion):
        over(Overtaken()).switch_on(STORE, "w1")


def test_another_stores_webhook_is_not_there() -> None:
    with pytest.raises(NotFound):
        over(MemoryWebhooks()).switch_on(StoreId("s2"), "w1")


@pytest.mark.parametrize(
    ("waits", "is_lost"), [(LOST_AFTER - timedelta(seconds=1), False), (LOST_AFTER, True)]
)
def test_a_message_that_was_lost_on_its_way_can_be_sent_again(
    waits: timedelta, *, is_lost: bool
) -> None:
    """Between its record and its queue everything may end, and a queue gives up in the end."""
    kept, clock, queue = MemoryWebhooks(), FixedClock(), FakeWebhookQueue()
    kept.add(replace(OFF, state=WebhookState.ON))
    use = Webhooks(kept, MemorySecrets(), queue, lambda _: None, clock, CountedRandomness())
    long_ago = NOON - timedelta(days=3)
    fulfilled = Happening("h", HappeningType.ORDER_FULFILLED, STORE, OrderId("1001"), long_ago)
    TellWebhooks(kept, queue, clock)(fulfilled)
    (lost,) = kept.deliveries(STORE, "w1", limit=1)
    queue.tasks.clear()
    clock.advance(waits)

    if not is_lost:
        with pytest.raises(Conflict):
            use.send_again(STORE, "w1", lost.id)
        assert queue.tasks == []
        return
    again = use.send_again(STORE, "w1", lost.id)

    assert again.state is DeliveryState.PENDING
    assert [task.delivery_id for task in queue.tasks] == [lost.id]
    with pytest.raises(Conflict):
        use.send_again(STORE, "w1", lost.id)
