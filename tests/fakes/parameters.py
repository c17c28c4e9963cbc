"""Secrets and the sweep's watermark, in memory."""

from __future__ import annotations


class MemorySecrets:
    """`SecretStore`."""

    def __init__(self, **kept: str) -> None:
        self.kept = kept

    def read(self, name: str) -> str | None:
        return self.kept.get(name)

    def write(self, name: str, value: str) -> None:
        self.kept[name] = value

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)


class MemoryWatermark:
    """`Watermark`. `crash` is raised, once, in place of writing."""

    def __init__(self, hour: int | None = None) -> None:
        self.hour = hour
        self.crash: Exception | None = None

    def read(self) -> int | None:
        return self.hour

    def write(self, hour: int) -> None:
        if self.crash:
            crash, self.crash = self.crash, None
            raise crash
        self.hour = hour
