"""How often people try something, counted without keeping who they are."""

import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta

from retrack.domain.times import whole_seconds
from retrack.services.ports import Limit, Randomness
from retrack.storage import keys
from retrack.storage.items import SaltItem, TriesItem

_HASH_DIGITS = 32
_SALT_KEPT = timedelta(days=2)  # from the beginning of its day


class TableLimiter:
    """`Limiter` over DynamoDB: one atomic UpdateItem a try, in windows of fixed ends.

    Who tried is kept as a hash with a secret salt, which is another one every day (UTC) and deleted
    after it, so that nobody, we included, can find out later. Around the end of a window somebody
    can try twice as often, and no more.
    """

    def __init__(self, randomness: Randomness) -> None:
        """Takes salts from this source."""
        self._randomness = randomness
        self._salts: dict[date, bytes] = {}

    def seconds_to_wait(self, limit: Limit, subject: str, *, now: datetime) -> int:
        """One UpdateItem; the day's salt costs one more, once for each process and day."""
        moment = int(whole_seconds(now).timestamp())
        window = moment // limit.seconds
        end = (window + 1) * limit.seconds
        salt = self._salt(now.astimezone(UTC).date())
        who = hmac.new(salt, subject.encode(), hashlib.sha256).hexdigest()[:_HASH_DIGITS]
        key = keys.tries(limit.name, window, who)
        item = TriesItem(key.pk, key.sk)
        kind = TriesItem.type.set(TriesItem)
        item.update([kind, TriesItem.tries.add(1), TriesItem.expires_at.set(end)])
        return end - moment if item.tries > limit.tries else 0

    def _salt(self, day: date) -> bytes:
        """The same for everybody: whoever comes first on a day makes it."""
        if day not in self._salts:
            key = keys.salt(day)
            item = SaltItem(key.pk, key.sk)
            gone = datetime(day.year, day.month, day.day, tzinfo=UTC) + _SALT_KEPT
            made = SaltItem.value.set(SaltItem.value | self._randomness.secret())
            kind = SaltItem.type.set(SaltItem)
            item.update([kind, made, SaltItem.expires_at.set(int(gone.timestamp()))])
            self._salts = {day: item.value.encode()}
        return self._salts[day]
