"""`gettracklist`: the registered numbers with their states, a page at a time."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from dev.carrier_simulator.accounts import Account, Record
from dev.carrier_simulator.stories import Story

PAGE: Final = 40
_EXACT: Final = (
    "carrier", "tracking_status", "package_status", "push_status", "push_status_code",
)  # fmt: skip

Line = dict[str, Any]


def listed(account: Account, stories: Mapping[str, Story], wanted: Mapping[str, Any]) -> Line:
    """The envelope; the page stands beside code and data."""
    lines = [_line(record, stories) for record in account.records.values()]
    found = [line for line in lines if _matches(line, wanted)]
    page_no = _positive(wanted.get("page_no"), default=1)
    size = min(PAGE, _positive(wanted.get("page_size"), default=PAGE))
    page = {
        "data_total": len(found),
        "page_total": -(-len(found) // size),
        "page_no": page_no,
        "page_size": size,
    }
    shown = found[(page_no - 1) * size : page_no * size]
    return {"page": page, "code": 0, "data": {"accepted": shown}}


def told_of(record: Record) -> Line:
    """What identifies a record in every answer."""
    return {"number": record.number, "carrier": record.carrier}


def _matches(line: Line, wanted: Mapping[str, Any]) -> bool:
    numbers = wanted.get("number")
    if numbers and line["number"] not in str(numbers).split(","):
        return False
    return all(not wanted.get(name) or wanted[name] == line[name] for name in _EXACT)


def _line(record: Record, stories: Mapping[str, Story]) -> Line:
    story = record.frozen or stories.get(record.number)
    newest = story.events[0] if story and story.events else None
    return {
        **told_of(record),
        "param": None,
        "param_type": "None",
        "data_origin": "Api",
        "final_carrier": 0,
        "register_time": _text(record.registered_at),
        "tracking_status": "Stopped" if record.stopped_at else "Tracking",
        "package_status": story.status if story else "NotFound",
        "track_time": _text(record.told_at),
        "push_time": _text(record.pushed_at),
        "push_status": record.push_status,
        "push_status_code": record.push_status_code,
        "stop_track_time": _text(record.stopped_at),
        "stop_track_reason": record.stop_reason,
        "is_retracked": record.is_retracked,
        "carrier_change_count": record.carrier_changes,
        "tag": record.tag,
        "latest_event_time": newest.at.isoformat() if newest else None,
        "latest_event_info": newest.description if newest else None,
        # Written like this by the real service.
        "days_after_order ": None,
        "delievery_time": "",
    }


def _positive(value: object, *, default: int) -> int:
    return value if isinstance(value, int) and value > 0 else default


def _text(moment: datetime | None) -> str | None:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else None
