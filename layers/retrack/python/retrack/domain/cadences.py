"""How often the carrier is asked about a parcel, and in which hour (R6).

Every followed order sits in a slot of its cadence: a stable hash of the order, modulo the cadence
in hours. An hour's due slots follow from the hour alone, so nothing is written as parcels are
checked, and the hours spread evenly.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from retrack.domain.statuses import Status

_HOUR = 3600  # seconds
CADENCE_HOURS = {
    Status.PICK_UP: 6,  # at the post office or on the van: hours matter
    Status.UNDELIVERED: 12,  # the next attempt is usually the next day
    Status.PENDING: 24,
    Status.IN_TRANSIT: 24,
    Status.ALERT: 24,
    Status.UNKNOWN: 72,  # only a new code from the supplier helps
    Status.EXPIRED: 72,
}
CADENCES = tuple(sorted(set(CADENCE_HOURS.values())))
LONGEST_CADENCE = CADENCES[-1]


@dataclass(frozen=True, slots=True)
class Slot:
    """One hour of a cadence: the orders in it are checked when `hour % cadence == number`."""

    cadence: int
    number: int

    def last_at(self, moment: datetime) -> datetime:
        """The last time at or before the moment when this slot was due."""
        hour = hour_of(moment)
        return hour_start(hour - (hour - self.number) % self.cadence)

    def next_at(self, moment: datetime) -> datetime:
        """The first time after the moment when this slot is due."""
        hour = hour_of(moment) + 1
        return hour_start(hour + (self.number - hour) % self.cadence)


def slot_of(member: str, statuses: frozenset[Status]) -> Slot | None:
    """The slot of an order, by the most pressing status that is followed; None without any.

    `member` names the order for good, so that its slot within a cadence never changes.
    """
    cadence = min((CADENCE_HOURS[s] for s in statuses), default=None)
    if cadence is None:
        return None
    return Slot(cadence, zlib.crc32(member.encode()) % cadence)


def hour_of(moment: datetime) -> int:
    """The number of the hour a moment lies in, counted from 1970 in UTC."""
    return int(moment.timestamp()) // _HOUR


def hour_start(hour: int) -> datetime:
    """The moment at which an hour begins."""
    return datetime.fromtimestamp(hour * _HOUR, tz=UTC)


def due_slots(first_hour: int, last_hour: int) -> Iterator[Slot]:
    """The slots due in any of these hours, each once, however long the time.

    After an outage every order is then asked about once, not once for every hour missed.
    """
    for cadence in CADENCES:
        hours = range(max(first_hour, last_hour - cadence + 1), last_hour + 1)
        yield from (Slot(cadence, number) for number in sorted({h % cadence for h in hours}))
