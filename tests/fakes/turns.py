"""The lines that stores' messages stand in, in memory."""

from __future__ import annotations

from datetime import datetime

from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Channel
from retrack.domain.turns import longest_line, pace, turn_at


class MemoryTurns:
    """`Turns`, of an account that may send so many messages a second on every channel."""

    def __init__(self, per_second: float = 1_000_000) -> None:
        self.step = pace(per_second)
        self.ends: dict[tuple[StoreId, Channel], datetime] = {}
        self.taken = 0

    def take(self, store_id: StoreId, channel: Channel, *, now: datetime) -> datetime:
        self.taken += 1
        end = self.ends.get((store_id, channel))
        if end is None or end < now or end > now + longest_line(self.step):
            self.ends[store_id, channel] = now + self.step
            return now
        self.ends[store_id, channel] = end + self.step
        return turn_at(end)
