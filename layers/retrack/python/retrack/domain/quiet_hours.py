"""When a text message would wake somebody."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

BEGIN, END = time(22), time(8)  # in the customer's own time zone


def quiet_for(now: datetime, time_zone: str) -> timedelta:
    """How long it still is night there; zero by day.

    Across a change of the clocks it may be an hour out: whoever waits looks again before sending.
    """
    local = now.astimezone(ZoneInfo(time_zone))
    if END <= local.time() < BEGIN:
        return timedelta(0)
    morning = local.replace(hour=END.hour, minute=0, second=0, microsecond=0)
    if local.time() >= BEGIN:
        morning += timedelta(days=1)
    return morning - local
