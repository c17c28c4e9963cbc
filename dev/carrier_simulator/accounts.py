"""Accounts of the simulated provider, and the numbers that each has registered."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime

from dev.carrier_simulator.stories import Story

RecordKey = tuple[str, int]


@dataclass(slots=True)
class Record:
    """A number registered under a carrier: 17TRACK's unit, and what it bills.

    `frozen` is what was known when tracking stopped; nothing newer is told until it goes on.
    `told_at` is when something last changed.
    """

    number: str
    carrier: int
    registered_at: datetime
    told_at: datetime
    tag: str | None = None
    stopped_at: datetime | None = None
    stop_reason: str | None = None
    is_retracked: bool = False
    carrier_changes: int = 0
    frozen: Story | None = None
    pushed_at: datetime | None = None
    push_status: str = "NotPushed"
    push_status_code: int | None = None

    @property
    def key(self) -> RecordKey:
        """What tells it from others of its account."""
        return self.number, self.carrier

    def stop(self, reason: str, story: Story | None, *, now: datetime) -> None:
        """Ends tracking."""
        self.stopped_at, self.stop_reason, self.frozen = now, reason, story

    def go_on(self, *, now: datetime) -> None:
        """Tracks again."""
        self.stopped_at = self.stop_reason = self.frozen = None
        self.told_at, self.is_retracked = now, True


@dataclass(slots=True)
class Account:
    """A customer of 17TRACK."""

    key: str
    push_url: str | None
    quota: int
    used: int = 0
    records: dict[RecordKey, Record] = field(default_factory=dict)
    recent_calls: deque[float] = field(default_factory=deque)

    def records_of(self, number: str, carrier: int | None = None) -> list[Record]:
        """The records of a number, under one carrier or under all."""
        if carrier is not None:
            record = self.records.get((number, carrier))
            return [record] if record else []
        # Insertion order would do, but a scan of a million records a call would not.
        return [self.records[key] for key in self._keys.get(number, ())]

    _keys: dict[str, list[RecordKey]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Registers a number."""
        self.records[record.key] = record
        self._keys.setdefault(record.number, []).append(record.key)

    def remove(self, record: Record) -> None:
        """Forgets a number."""
        del self.records[record.key]
        keys = self._keys[record.number]
        keys.remove(record.key)
        if not keys:
            del self._keys[record.number]

    def is_over_rate(self, *, at: float, calls: int) -> bool:
        """Counts a call at a moment (seconds); whether it is more than `calls` in a second."""
        while self.recent_calls and at - self.recent_calls[0] >= 1:
            self.recent_calls.popleft()
        if len(self.recent_calls) >= calls:
            return True
        self.recent_calls.append(at)
        return False
