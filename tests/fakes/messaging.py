"""The tracking queue and the topic of happenings, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrack.domain.happenings import Happening
from retrack.services.tasks import TrackingTask


class FakeTrackingQueue:
    """`TrackingQueue`: `sent` is all that was handed over, `tasks` what is left once the queue has
    dropped repeats."""

    def __init__(self) -> None:
        self.sent: list[TrackingTask] = []

    @property
    def tasks(self) -> list[TrackingTask]:
        return list({task.id: task for task in self.sent}.values())

    def send(self, tasks: Iterable[TrackingTask]) -> int:
        before = len(self.sent)
        self.sent.extend(tasks)
        return len(self.sent) - before


class FakeAnnouncer:
    """`Announcer`: `calls` has the happenings of each call."""

    def __init__(self) -> None:
        self.calls: list[list[Happening]] = []

    def announce(self, happenings: Sequence[Happening]) -> None:
        self.calls.append(list(happenings))
