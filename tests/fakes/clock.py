"""Time that stands still until a test moves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.builders import NOON


@dataclass
class FixedClock:
    """`Clock`."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def advance(self, time: timedelta) -> None:
        self.moment += time
