"""Mails to merchants: when the daily digest is due, what it has told, and what became of a mail."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from retrack.domain.merchant_mail import MerchantMail
from retrack.domain.periods import zone
from retrack.domain.times import whole_seconds

LATE_AT_MOST = timedelta(hours=12)
"""A digest that is later than this is left out: the next one, soon after, tells all of it."""
LOOK_BACK = timedelta(days=7)
"""Carriers tell late: an order may have come to need attention days before anybody could know."""
FIRST_LOOK = timedelta(days=1)  # what the very first digest takes for news


class MailKind(StrEnum):
    """The mails, each of which can be switched off by itself."""

    DIGEST = "digest"
    WARNING = "warning"


class MailState(StrEnum):
    """How far a mail has come. `sending` past its lease means: a crash in mid-send."""

    SENDING = "sending"
    SENT = "sent"
    NOT_SENT = "not_sent"  # there was nothing to tell, or nobody to tell it to


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail and what became of it; `id` is the same for the same mail: its day, or its incident.

    `reached` are hashes of the recipients who have it, so that going on mails nobody twice.
    """

    id: str
    state: MailState
    at: datetime
    attempts: int = 1
    reached: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What the digests have told, up to `until`.

    `orders` are those of the last `LOOK_BACK`, each with the moment it came to need attention.
    """

    until: datetime
    orders: frozenset[tuple[str, str]] = frozenset()


def digest_moment(day: date, hour: int, time_zone: str) -> datetime:
    """When the digest of a day is due, in UTC.

    An hour that a clock put forward leaves out comes right after it; of one that comes twice it is
    the first.
    """
    local = datetime.combine(day, time(hour), tzinfo=zone(time_zone))
    return local.astimezone(UTC)


def latest_digest(now: datetime, *, hour: int, time_zone: str) -> tuple[date, datetime]:
    """The day of the last digest that was due by now, and when it was."""
    day = now.astimezone(zone(time_zone)).date()
    moment = digest_moment(day, hour, time_zone)
    if moment > now:
        day -= timedelta(days=1)
        moment = digest_moment(day, hour, time_zone)
    return day, moment


def due_digest(
    wishes: MerchantMail, time_zone: str, *, after: datetime, now: datetime
) -> date | None:
    """The day whose digest came due after one moment and by another; None for none.

    After an outage it is the last one alone, and none when that was long ago.
    """
    if not wishes.digest:
        return None
    day, moment = latest_digest(now, hour=wishes.digest_hour, time_zone=time_zone)
    return day if after < moment and now - moment < LATE_AT_MOST else None


def first_told(now: datetime) -> Told:
    """What counts as told before there was any digest."""
    return Told(whole_seconds(now) - FIRST_LOOK)
