"""JSON as it is stored, queued and answered."""

import json
from datetime import datetime

from retrack.domain.times import to_text


def compact(value: object) -> str:
    """JSON without blanks, text as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def moment_or_none(moment: datetime | None) -> str | None:
    """RFC 3339, or null."""
    return to_text(moment) if moment else None
