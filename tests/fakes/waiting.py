"""What waits, and where phones are, in memory."""

from __future__ import annotations

from datetime import timedelta

from retrack.domain.happenings import Happening


class MemoryLater:
    """`Later`: `put_off` are the happenings to be told again, and after how long."""

    def __init__(self) -> None:
        self.put_off: list[tuple[Happening, timedelta]] = []

    def again(self, happening: Happening, *, after: timedelta) -> None:
        self.put_off.append((happening, after))


class OneZone:
    """`PhoneZones` of a single place."""

    def __init__(self, zone: str | None = "Asia/Bangkok") -> None:
        self.zone = zone

    def zone_of(self, phone: str) -> str | None:
        return self.zone
