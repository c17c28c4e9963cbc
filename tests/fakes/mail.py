"""What becomes of emails, in dictionaries. The contract tests hold both to the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from retrack.domain.feedback import Feedback
from retrack.domain.identifiers import StoreId
from retrack.domain.notifications import Notification, NotificationKey
from retrack.domain.suppressions import Suppression, SuppressionReason
from tests.fakes.storage import MemoryNotifications


class MemorySuppressions:
    """`Suppressions`."""

    def __init__(self) -> None:
        self.kept: dict[tuple[StoreId, str], Suppression] = {}
        self.allowed: dict[tuple[StoreId, str], datetime] = {}

    def find(self, store_id: StoreId, address_ids: Collection[str]) -> Mapping[str, Suppression]:
        return {a: self.kept[store_id, a] for a in address_ids if (store_id, a) in self.kept}

    def add(self, suppression: Suppression) -> bool:
        place = (suppression.store_id, suppression.address_id)
        kept, allowed = self.kept.get(place), self.allowed.get(place)
        if kept and kept.weight >= suppression.weight:
            return False
        if kept is None and allowed and allowed > suppression.at:
            return False
        self.allowed.pop(place, None)
        self.kept[place] = suppression
        return True

    def allow(
        self,
        store_id: StoreId,
        address_id: str,
        *,
        now: datetime,
        only: SuppressionReason | None = None,
    ) -> None:
        place = (store_id, address_id)
        if only and (place not in self.kept or self.kept[place].reason is not only):
            return
        if self.kept.pop(place, None) or place in self.allowed:
            self.allowed[place] = now

    def page(self, store_id: StoreId, *, after: str | None, limit: int) -> Sequence[Suppression]:
        listed = sorted(
            (kept for place, kept in self.kept.items() if place[0] == store_id),
            key=lambda kept: kept.address_id,
        )
        return [kept for kept in listed if after is None or kept.address_id > after][:limit]


class MemoryFeedback:
    """`FeedbackLog`, over the same notifications."""

    def __init__(self, notifications: MemoryNotifications) -> None:
        self.notifications = notifications
        self.told: dict[tuple[NotificationKey, str], list[Feedback]] = defaultdict(list)

    def load(self, key: NotificationKey) -> Notification | None:
        return self.notifications.load(key)

    def feedback_of(self, key: NotificationKey, message_id: str) -> Sequence[Feedback]:
        return list(self.told[key, message_id])

    def add_feedback(self, notification: Notification, message_id: str, told: Feedback) -> bool:
        known = self.told[notification.key, message_id]
        if any(feedback.kind is told.kind for feedback in known):
            return False
        known.append(told)
        return True
