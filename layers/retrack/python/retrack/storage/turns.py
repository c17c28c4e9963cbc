"""The lines that stores' messages stand in: an item for each store and channel."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pynamodb.expressions.update import Action

from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Channel
from retrack.domain.turns import longest_line, pace, turn_at
from retrack.storage import keys
from retrack.storage.items import LineItem
from retrack.storage.table import held

_SECOND = 1_000_000  # microseconds
_KEPT = timedelta(days=1)  # after its last message


class TableTurns:
    """`Turns` over DynamoDB: one conditional UpdateItem, and one more where there is a line."""

    def __init__(self, per_second: Mapping[Channel, float]) -> None:
        """How many messages the account may send in a second, by channel."""
        paces = {channel: pace(rate) for channel, rate in per_second.items()}
        self._steps = {channel: _microseconds(step) for channel, step in paces.items()}
        self._longest = {
            channel: _microseconds(longest_line(step)) for channel, step in paces.items()
        }

    def take(self, store_id: StoreId, channel: Channel, *, now: datetime) -> datetime:
        """The end of the line, which it lengthens by one; now where there is none."""
        key, step = keys.line(store_id, channel), self._steps[channel]
        item, present = LineItem(key.pk, key.sk), round(now.timestamp() * _SECOND)
        longest = present + self._longest[channel]
        gone = LineItem.expires_at.set(int((now + _KEPT).timestamp()))
        kind = LineItem.type.set(LineItem)
        nobody = LineItem.ends.does_not_exist() | (LineItem.ends < present)
        begun: list[Action] = [kind, gone, LineItem.ends.set(present + step)]
        if held(lambda: item.update(begun, condition=nobody | (LineItem.ends > longest))):
            return now
        item.update([kind, gone, LineItem.ends.add(step)])
        return turn_at(datetime.fromtimestamp((item.ends - step) / _SECOND, UTC))


def _microseconds(time: timedelta) -> int:
    return round(time.total_seconds() * _SECOND)
