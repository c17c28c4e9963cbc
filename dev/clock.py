"""The stack's clock: it ticks as the wall's does, and can be moved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class LocalClock:
    """The wall's time plus an offset. `moved` is told the new offset in seconds after each move."""

    def __init__(self, moved: Callable[[float], None] | None = None) -> None:
        self._offset = timedelta()
        self._lock = threading.Lock()
        self._moved = moved or (lambda _: None)

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        return datetime.now(UTC) + self._offset

    @property
    def offset(self) -> float:
        """Seconds by which it is ahead of the wall's; negative when behind."""
        return self._offset.total_seconds()

    def set(self, moment: datetime) -> None:
        """Makes it this moment now; it ticks on from there."""
        self._shift(lambda: moment - datetime.now(UTC))

    def advance(self, by: timedelta) -> None:
        """Moves it forward, or back.

        Raises:
            OverflowError: there are no such times.
        """
        datetime.now(UTC) + self._offset + by
        self._shift(lambda: self._offset + by)

    def give_back(self) -> None:
        """Makes it the wall's again."""
        self._shift(timedelta)

    def follow(self, offset: float) -> None:
        """Takes over the offset of another process's clock."""
        self._offset = timedelta(seconds=offset)

    def _shift(self, offset: Callable[[], timedelta]) -> None:
        with self._lock:
            self._offset = offset()
        self._moved(self.offset)
