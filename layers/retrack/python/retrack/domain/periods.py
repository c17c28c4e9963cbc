"""Days of a store, as moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from retrack.domain.errors import Invalid

DEFAULT_DAYS = 30  # R10
_A_MOMENT = timedelta(seconds=1)  # times are whole seconds
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` on, to before `end`, both moments."""

    first: datetime
    end: datetime

    def first_day(self, tz: tzinfo) -> date:
        """The day that it begins with, where that is the time."""
        return self.first.astimezone(tz).date()

    def last_day(self, tz: tzinfo) -> date:
        """The last day that it touches, where that is the time."""
        return (self.end.astimezone(tz) - _A_MOMENT).date()


ALL_TIME = Span(datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


def zone(name: str) -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        Invalid: there is none of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise Invalid.field("time_zone", "an IANA name, such as Asia/Bangkok") from exc


def day_at(moment: datetime, time_zone: str) -> date:
    """Which day it is in a store at a moment."""
    return moment.astimezone(zone(time_zone)).date()


def span(
    first: date | None,
    last: date | None,
    *,
    now: datetime,
    time_zone: str,
    days: int = DEFAULT_DAYS,
) -> Span:
    """The moments of the days `first` to `last`, both included, in a store's time zone.

    Without a last day it is today; without a first one, `days` days ending with the last.

    Raises:
        Invalid: the days are in the wrong order, or far from this century.
    """
    last = last or day_at(now, time_zone)
    if not _FIRST_DAY <= last <= _LAST_DAY:
        raise Invalid.field("to", f"a day from {_FIRST_DAY} to {_LAST_DAY}")
    first = first or max(_FIRST_DAY, last - timedelta(days=days - 1))
    if first > last:
        raise Invalid.field("from", "must not be after 'to'")
    if first < _FIRST_DAY:
        raise Invalid.field("from", f"a day from {_FIRST_DAY} to {_LAST_DAY}")
    tz = zone(time_zone)
    start = datetime(first.year, first.month, first.day, tzinfo=tz)
    after = last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, tzinfo=tz)
    return Span(start.astimezone(UTC), end.astimezone(UTC))
