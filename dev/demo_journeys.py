"""What became of the demo store's parcels: every status, every reason for attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dev.demo_people import happens

if TYPE_CHECKING:
    import random
    from datetime import datetime

# Sub-status, days after the parcel left, for one that takes a fortnight.
_ROAD = (
    ("InfoReceived", 0.3), ("InTransit_PickedUp", 1.0), ("InTransit_Departure", 2.6),
    ("InTransit_Arrival", 8.1), ("InTransit_CustomsProcessing", 8.9),
    ("InTransit_CustomsReleased", 10.2), ("OutForDelivery_Other", 13.0),
    ("Delivered_Other", 13.3),
)  # fmt: skip
_ARRIVED, _RELEASED = 4, 6  # how many steps of the road that is
_EXCEPTIONS = (
    "Exception_Security", "Exception_Damage", "Exception_Lost", "Exception_Rejected",
    "Exception_Returning", "Exception_Delayed",
)  # fmt: skip
_FAILURES = (
    "DeliveryFailure_NoBody", "DeliveryFailure_InvalidAddress", "DeliveryFailure_Other",
    "DeliveryFailure_Security",
)  # fmt: skip
_PLACES = ("Shenzhen, CN", "Shenzhen, CN", "Guangzhou, CN", "{}", "{}", "{}", "{}", "{}")


@dataclass(frozen=True, slots=True)
class Fate:
    """How an order goes: its age in days, when it ships after that, and how its parcels end."""

    kind: str
    count: int
    youngest: float
    oldest: float


FATES = (
    Fate("delivered", 98, 15, 89),
    Fate("moving", 30, 3, 30),
    Fate("moving_too_long", 7, 47, 85),
    Fate("out_for_delivery", 8, 12, 28),
    Fate("pending", 9, 0.2, 5),
    Fate("unknown", 6, 11, 38),
    Fate("expired", 4, 55, 85),
    Fate("alert", 8, 13, 44),
    Fate("undelivered", 5, 14, 30),
    Fate("returned", 4, 30, 70),
    Fate("waiting", 9, 0.05, 6),
    Fate("not_fulfilled", 6, 7.5, 20),
    Fate("partial", 3, 9, 25),
    Fate("several", 6, 16, 40),
    Fate("by_hand", 3, 20, 40),
)


def parcels_of(kind: str) -> tuple[str, ...]:
    """The fates of the parcels of an order, one each."""
    return {
        "waiting": (),
        "not_fulfilled": (),
        "partial": ("moving",),
        "several": ("delivered", "moving", "out_for_delivery"),
        "by_hand": ("moving",),
    }.get(kind, (kind,))


def story(
    chance: random.Random, kind: str, *, left: datetime, now: datetime, city: str
) -> dict[str, Any]:
    """What the carrier knows of a parcel that left at this moment, as the simulator takes it."""
    if kind == "pending" and happens(chance, 0.5):
        kind = "announced"
    if kind in {"pending", "unknown"}:
        invalid = kind == "unknown" and happens(chance, 0.5)
        sub_status = "NotFound_InvalidCode" if invalid else "NotFound_Other"
        return {"status": "NotFound", "sub_status": sub_status, "events": []}
    last = _last_word(chance, kind)
    steps = _steps(kind, last)
    # What is old has ended long ago; what is on its way has its newest event lately.
    spent = (now - left).total_seconds() / 86400
    pace = _pace(chance, kind, steps[-1][1], spent)
    events = [
        {
            "at": (left + timedelta(days=days * pace)).replace(microsecond=0).isoformat(),
            "sub_status": word,
            "location": _PLACES[min(place, len(_PLACES) - 1)].format(city),
        }
        for place, (word, days) in enumerate(steps)
    ]
    if kind == "expired":
        return {"status": "Expired", "events": events}
    return {"status": last.partition("_")[0], "sub_status": last, "events": events}


def _last_word(chance: random.Random, kind: str) -> str:
    return {
        "delivered": "Delivered_Other",
        "announced": "InfoReceived",
        "moving": chance.choice([word for word, _ in _ROAD[1:_RELEASED]]),
        "moving_too_long": chance.choice(["InTransit_Arrival", "InTransit_CustomsProcessing"]),
        "out_for_delivery": chance.choice(["OutForDelivery_Other", "AvailableForPickup_Other"]),
        "expired": "InTransit_Departure",
        "alert": chance.choice(_EXCEPTIONS),
        "undelivered": chance.choice(_FAILURES),
        "returned": "Exception_Returned",
    }[kind]


def _steps(kind: str, last: str) -> list[tuple[str, float]]:
    words = [word for word, _ in _ROAD]
    if last in words:
        return list(_ROAD[: words.index(last) + 1])
    nearly_there = kind in {"out_for_delivery", "undelivered"}
    travelled = _ROAD[: _RELEASED if nearly_there else _ARRIVED]
    return [*travelled, (last, travelled[-1][1] + 2.5)]


def _pace(chance: random.Random, kind: str, days: float, spent: float) -> float:
    usual = chance.uniform(0.5, 1.6)
    latest = max(spent - 0.1, 0.05) / days
    if kind in {"moving", "out_for_delivery", "undelivered", "announced"}:
        # Ends within the last days, whatever its age.
        return max(0.02, (spent - chance.uniform(0.1, min(2.5, spent * 0.6))) / days)
    return min(usual, latest)
