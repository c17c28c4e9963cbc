"""Telling that an order needs attention where nothing but time made it so (R12)."""

from dataclasses import dataclass

from retrack.domain.cadences import hour_of, hour_start
from retrack.domain.happenings import HappeningType, attention_happening
from retrack.services.ports import Announcer, Clock, Watermark
from retrack.services.webhook_ports import AttentionIndex, WebhookStore

_FURTHEST = 30 * 24  # hours that are caught up with after an outage, or looked back at first


@dataclass(frozen=True, slots=True)
class CheckAttention:
    """Announces the orders that came to need attention since the last check, up to this hour.

    Only for stores that listen. The watermark moves last, so a crash announces again what it had;
    what is announced has the same id then, and is told once.
    """

    webhooks: WebhookStore
    index: AttentionIndex
    announcer: Announcer
    watermark: Watermark
    clock: Clock

    def __call__(self) -> int:
        """How many orders were announced."""
        hour = hour_of(self.clock.now())
        last = self.watermark.read()
        if last is None or last > hour:  # never checked, or a clock was set back
            last = hour - _FURTHEST
        after, until = hour_start(max(last, hour - _FURTHEST)), hour_start(hour)
        told = [
            attention_happening(store_id, due.order_id, due.reason, due.since)
            for store_id in self.webhooks.listening(HappeningType.ORDER_NEEDS_ATTENTION)
            for due in self.index.came_due(store_id, after=after, until=until)
        ]
        if told:
            self.announcer.announce(told)
        if last < hour:
            self.watermark.write(hour)
        return len(told)
