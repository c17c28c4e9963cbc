"""The operations of the API on one account. Every number is taken or rejected by itself."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from dev.carrier_simulator.accounts import Account, Record
from dev.carrier_simulator.listing import listed, told_of
from dev.carrier_simulator.stories import Story
from dev.carrier_simulator.trees import track_info
from dev.carrier_simulator.words import CARRIERS, DEFAULT_CARRIER, detect, error

MAX_ITEMS: Final = 40
MAX_CARRIER_CHANGES: Final = 5
_NUMBER = re.compile("[A-Za-z0-9-]{5,50}")
# Fields beside these make the real service reject the whole call.
_PLAIN: Final = {"number", "carrier"}
_WITH_DETAILS: Final = {"register", "changecarrier", "changeinfo"}

Item = dict[str, Any]
Verdict = tuple[bool, Item]


class WholeCallFailed(Exception):
    """Nothing of the call was done; with `code` 0 the error stands in `data.errors` alone."""

    def __init__(self, code: int, *, envelope_code: int | None = None) -> None:
        """`envelope_code`: the code round the error, where it is another."""
        super().__init__(code)
        self.code = code
        self.envelope_code = code if envelope_code is None else envelope_code


@dataclass(frozen=True, slots=True)
class Call:
    """One item of a call, on one account, at one moment."""

    account: Account
    item: Item
    now: datetime

    def rejected(self, number: str, code: int) -> Verdict:
        """The item is not taken."""
        told: Item = {"number": number, "error": error(code, number)}
        if self.item.get("carrier"):
            told["carrier"] = str(self.item["carrier"])  # the real service writes it either way
        return False, told


Step = Callable[[Call, Record], Verdict]


@dataclass(slots=True)
class Operations:
    """What the API does, on what is scripted.

    `says_empty`: a number without data yet is accepted with nothing, as some accounts report,
    instead of being rejected.
    """

    stories: Mapping[str, Story]
    first_sync_after: timedelta = timedelta(0)
    says_empty: bool = False
    refused_carriers: frozenset[int] = frozenset()

    def names(self) -> frozenset[str]:
        """The operations there are."""
        return frozenset({*self._steps(), "register", "gettracklist", "getquota"})

    def run(self, name: str, account: Account, body: object, *, now: datetime) -> Item:
        """The envelope that answers a call.

        Raises:
            WholeCallFailed: see there.
        """
        if name == "getquota":
            return {"code": 0, "data": _quota(account)}
        if name == "gettracklist":
            return listed(account, self.stories, body if isinstance(body, dict) else {})
        verdicts = [
            verdict
            for item in _items(name, body)
            for verdict in self._each(name, Call(account, item, now))
        ]
        data = {
            "accepted": [told for taken, told in verdicts if taken],
            "rejected": [told for taken, told in verdicts if not taken],
        }
        return {"code": 0, "data": data}

    def _steps(self) -> dict[str, Step]:
        return {
            "gettrackinfo": self._track_info,
            "changecarrier": self._change_carrier,
            "changeinfo": _change_info,
            "stoptrack": self._stop,
            "retrack": _retrack,
            "deletetrack": _delete,
            "push": self._push,
        }

    def _each(self, name: str, call: Call) -> Iterable[Verdict]:
        number = call.item.get("number")
        if not isinstance(number, str) or not _NUMBER.fullmatch(number):
            return [call.rejected(str(number), -18010012)]
        number = number.upper()
        if name == "register":
            return [self._register(call, number)]
        records = call.account.records_of(number, _carrier(call.item.get("carrier")))
        if not records:
            return [call.rejected(number, -18019902)]
        return [self._steps()[name](call, record) for record in records]

    def _register(self, call: Call, number: str) -> Verdict:
        story = self.stories.get(number)
        wanted = _carrier(call.item.get("carrier"))
        detected = story.carrier if story and story.carrier else detect(number)
        carrier = wanted or detected or (DEFAULT_CARRIER if story else None)
        if carrier is None:
            return call.rejected(number, -18019903)
        if code := self._registration_error(call.account, number, carrier):
            return call.rejected(number, code)
        call.account.used += 1
        origin, tag = 2 if wanted else 1, call.item.get("tag")
        call.account.add(Record(number, carrier, call.now, call.now, tag=tag))
        told = {"origin": origin, "number": number, "carrier": carrier}
        return True, {**told, "email": None, "tag": tag, "lang": None}

    def _registration_error(self, account: Account, number: str, carrier: int) -> int | None:
        checks = (
            (carrier not in CARRIERS, -18019910),
            (carrier in self.refused_carriers, -18019911),
            (account.records_of(number, carrier), -18019901),
            (account.used >= account.quota, -18019908),
        )
        return next((code for wrong, code in checks if wrong), None)

    def _track_info(self, call: Call, record: Record) -> Verdict:
        story = record.frozen or self.stories.get(record.number)
        if story is not None and call.now >= record.registered_at + self.first_sync_after:
            return True, tracked(record, story, now=call.now)
        if self.says_empty:
            return True, {**stopped(record), "track_info": None}
        return call.rejected(record.number, -18019909)

    def _change_carrier(self, call: Call, record: Record) -> Verdict:
        new, old = _carrier(call.item.get("carrier_new")), _carrier(call.item.get("carrier_old"))
        code = self._change_error(call.account, record, old, new)
        if code is not None or new is None:
            return call.rejected(record.number, code or -18019804)
        call.account.remove(record)
        record.carrier, record.carrier_changes = new, record.carrier_changes + 1
        record.told_at = call.now
        call.account.add(record)
        return True, told_of(record)

    def _change_error(
        self, account: Account, record: Record, old: int | None, new: int | None
    ) -> int | None:
        checks = (
            (old is None and len(account.records_of(record.number)) > 1, -18019801),
            (old is not None and old != record.carrier, -18019805),
            (new is None, -18019804),
            (new not in CARRIERS, -18019802),
            (new == record.carrier, -18019803),
            (record.stopped_at is not None, -18019806),
            (record.carrier_changes >= MAX_CARRIER_CHANGES, -18019807),
            (record.number not in self.stories, -18019808),
        )
        return next((code for wrong, code in checks if wrong), None)

    def _stop(self, call: Call, record: Record) -> Verdict:
        if record.stopped_at:
            return call.rejected(record.number, -18019906)
        record.stop("ByRequest", self.stories.get(record.number), now=call.now)
        return True, told_of(record)

    def _push(self, call: Call, record: Record) -> Verdict:
        if not call.account.push_url:
            return call.rejected(record.number, -18010204)
        if record.number not in self.stories:
            return call.rejected(record.number, -18019909)
        return True, told_of(record)


def _items(name: str, body: object) -> list[Item]:
    if not isinstance(body, list) or not all(isinstance(item, dict) for item in body):
        raise WholeCallFailed(-18010013, envelope_code=0)
    if len(body) > MAX_ITEMS:
        raise WholeCallFailed(-18010014)
    if name not in _WITH_DETAILS and any(set(item) - _PLAIN for item in body):
        raise WholeCallFailed(-18010013, envelope_code=0)
    return body


def _change_info(call: Call, record: Record) -> Verdict:
    changed = call.item.get("items", call.item)
    record.tag = changed.get("tag", record.tag) if isinstance(changed, dict) else record.tag
    return True, told_of(record)


def _retrack(call: Call, record: Record) -> Verdict:
    if record.is_retracked:
        return call.rejected(record.number, -18019905)
    if not record.stopped_at:
        return call.rejected(record.number, -18019904)
    record.go_on(now=call.now)
    return True, told_of(record)


def _delete(call: Call, record: Record) -> Verdict:
    call.account.remove(record)
    return True, told_of(record)


def tracked(record: Record, story: Story, *, now: datetime) -> Item:
    """A number with all that is known of it, as in answers and pushes."""
    return {
        **told_of(record),
        "param": None,
        "tag": record.tag,
        "track_info": track_info(record.number, record.carrier, story, now=now),
    }


def stopped(record: Record) -> Item:
    """What is said of a number that was given up."""
    return {**told_of(record), "param": None, "tag": record.tag}


def _carrier(value: object) -> int | None:
    """A carrier's key; 0, "" and null stand for none."""
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    return value if isinstance(value, int) and value else None


def _quota(account: Account) -> Item:
    return {
        "quota_total": account.quota,
        "quota_used": account.used,
        "quota_remain": account.quota - account.used,
        "today_used": account.used,
        "max_track_daily": 0,
        "free_email_quota": 0,
        "free_email_quotaused": 0,
    }
