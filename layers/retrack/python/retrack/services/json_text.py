"""JSON as it is stored, queued and answered."""

import json


def compact(value: object) -> str:
    """JSON without blanks, text as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
