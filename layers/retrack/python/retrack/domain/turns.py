"""Turns: many messages of one store go one after another, and leave room for everybody else's.

The mail and SMS services take so many messages a second from the whole account. Of that a store may
use its share: its messages stand in a line of their own, each with the moment from which on it may
go. A line that is as fast as the account would leave another store's one message to chance.
"""

import math
from datetime import UTC, datetime, timedelta

STORE_SHARE = 0.9
"""Of what the account may send in a second. The rest is for all other stores, however long one's
line is."""
AT_ONCE = timedelta(seconds=1)
"""So long a line has no wait yet: a few messages at a time go as they come."""
_LONGEST_LINE = timedelta(hours=2)
_MOST_IN_LINE = 25_000  # messages; a slow account takes hours for those of one busy day


def pace(per_second: float) -> timedelta:
    """The time between two messages of a store where the account may send so many a second."""
    return timedelta(seconds=1 / (per_second * STORE_SHARE))


def longest_line(step: timedelta) -> timedelta:
    """A line that is longer was made by a clock that has been put back since."""
    return max(_LONGEST_LINE, _MOST_IN_LINE * step)


def turn_at(place: datetime) -> datetime:
    """From when on a message may go that has this place in its store's line: a whole second."""
    return datetime.fromtimestamp(math.ceil((place - AT_ONCE).timestamp()), UTC)
