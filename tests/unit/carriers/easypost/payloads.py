"""The payloads of events/carriers/easypost: real in shape, invented in content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[4] / "events" / "carriers" / "easypost"


def raw(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def trackers(name: str) -> list[dict[str, Any]]:
    """The trackers of an answer."""
    items: list[dict[str, Any]] = json.loads(raw(name))["trackers"]
    return items
