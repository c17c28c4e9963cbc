"""How a store's account at its tracking provider does: refused, without quota, or low on it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from retrack.domain.times import whole_seconds

LOW_SHARE = 10  # below a tenth of what the account had, it is low
SAME_INCIDENT = timedelta(hours=6)
"""Trouble that comes back within this is the same: a provider that wavers is told of once. Only
what stays away for longer is told to be over."""
TOLD_OVER = timedelta(hours=24)  # so long an end is looked after that nobody may have been told


class Trouble(StrEnum):
    """What is wrong with an account; each is told once."""

    REFUSED = "refused"  # the key, the provider's list of addresses, or the account itself
    NO_QUOTA = "no_quota"  # what is followed goes on, new parcels are not taken
    LOW_QUOTA = "low_quota"


class Incident(NamedTuple):
    """Trouble, since when, and when it was over."""

    trouble: Trouble
    since: datetime
    ended: datetime | None = None

    @property
    def id(self) -> str:
        """The same as long as it is told as one."""
        return f"{self.trouble}.{int(self.since.timestamp())}"


@dataclass(frozen=True, slots=True)
class TrackingAccount:
    """What is known of the account.

    `last` is the incident that goes on, or went on last. `remaining` of `total` was left on
    `asked_on`, a day of UTC; None where the provider has no limit.
    """

    last: Incident | None = None
    asked_on: date | None = None
    remaining: int | None = None
    total: int | None = None

    @property
    def incident(self) -> Incident | None:
        """The one that goes on."""
        return self.last if self.last and self.last.ended is None else None

    def over_for_good(self, now: datetime) -> Incident | None:
        """The incident that has lately turned out to be over; None once that is old."""
        last = self.last
        if last is None or last.ended is None:
            return None
        return last if SAME_INCIDENT <= now - last.ended < SAME_INCIDENT + TOLD_OVER else None

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong now."""
        return self.incident.trouble if self.incident else None

    def troubled(self, trouble: Trouble, *, now: datetime) -> "TrackingAccount":
        """The account with something wrong; of two things at once the one told last counts."""
        if self.trouble is trouble:
            return self
        last = self.last
        if last and last.trouble is trouble and last.ended and now - last.ended < SAME_INCIDENT:
            return replace(self, last=last._replace(ended=None))
        return replace(self, last=Incident(trouble, whole_seconds(now)))

    def over(self, *troubles: Trouble, now: datetime) -> "TrackingAccount":
        """The account without these, if it had one of them."""
        if self.last is None or self.trouble not in troubles:
            return self
        return replace(self, last=self.last._replace(ended=whole_seconds(now)))

    def counted(
        self, *, remaining: int | None, total: int | None, now: datetime
    ) -> "TrackingAccount":
        """The account after it was asked what is left."""
        known = replace(self, asked_on=now.date(), remaining=remaining, total=total)
        if remaining is None or total is None:
            return known.over(*Trouble, now=now)
        if remaining <= 0:
            return known.troubled(Trouble.NO_QUOTA, now=now)
        if remaining * LOW_SHARE < total:
            return known.troubled(Trouble.LOW_QUOTA, now=now)
        return known.over(*Trouble, now=now)
