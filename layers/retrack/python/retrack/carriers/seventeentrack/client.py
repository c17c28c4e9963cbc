"""17TRACK over HTTP, as one account sees it.

Source: 17TRACK API v2.4: every operation is a POST of JSON with the header `17token`; at most 40
numbers a call, 3 calls a second.
"""

from collections.abc import Sequence

from retrack.carriers.choosing import one_each
from retrack.carriers.connection import Connection
from retrack.carriers.leaves import Tree, whole_number
from retrack.carriers.pacing import Pacer
from retrack.carriers.seventeentrack import codes
from retrack.carriers.seventeentrack.envelope import Answer, read_answer
from retrack.carriers.seventeentrack.limits import MAX_PARCELS, PAUSES
from retrack.carriers.seventeentrack.wire import read_accepted, read_rejected
from retrack.domain.errors import CarrierUnavailable
from retrack.domain.reports import CarrierReport, Parcel, Rejected
from retrack.services.ports import Quota


class SeventeenTrack:
    """Implements `ports.CarrierGateway`. Keep one for each account: its connection is reused."""

    batch_size = MAX_PARCELS

    def __init__(self, *, url: str, key: str, timeout: float, pacer: Pacer) -> None:
        """`url` ends with the version (`…/track/v2.4`); `timeout` is in seconds, for an answer."""
        self._connection = Connection(
            title="17TRACK",
            url=url,
            headers={"17token": key},
            timeout=timeout,
            pacer=pacer,
            pauses=PAUSES,
        )

    def register(self, parcels: Sequence[Parcel]) -> Sequence[Rejected]:
        """Makes 17TRACK follow parcels; one quota for each that it did not know."""
        answer = self._call("register", parcels)
        told = [read_rejected(item) for item in answer.rejected]
        return [r for r, code in filter(None, told) if code != codes.ALREADY_REGISTERED]

    def look_up(self, parcels: Sequence[Parcel]) -> Sequence[CarrierReport | Rejected]:
        """What 17TRACK knows, for free. An item that cannot be read is left out, not the rest."""
        answer = self._call("gettrackinfo", parcels)
        found: list[CarrierReport | Rejected] = []
        found += filter(None, (read_accepted(item) for item in answer.accepted))
        found += [r for r, _ in filter(None, (read_rejected(i) for i in answer.rejected))]
        found = one_each(found, parcels)
        if parcels and not found:
            msg = "17TRACK's answer said nothing of the parcels asked about; nothing was changed."
            raise CarrierUnavailable(msg)
        return found

    def resume(self, parcel: Parcel) -> None:
        """Follows a stopped number again, which 17TRACK does once; a refusal is no error."""
        self._call("retrack", [parcel])

    def quota(self) -> Quota:
        """What is left; 17TRACK lets an account go below zero, which is none left."""
        data = self._post("getquota", []).data
        total, used, left = (
            whole_number(data.get(name)) for name in ("quota_total", "quota_used", "quota_remain")
        )
        if used is None:
            msg = "17TRACK did not say how much of the quota is used."
            raise CarrierUnavailable(msg)
        return Quota(total=total, used=used, remaining=None if left is None else max(0, left))

    def _call(self, operation: str, parcels: Sequence[Parcel]) -> Answer:
        if len(parcels) > self.batch_size:
            msg = f"{len(parcels)} parcels in one call; 17TRACK takes {self.batch_size}"
            raise ValueError(msg)
        if not parcels:
            return Answer({})
        return self._post(operation, [_item(parcel) for parcel in dict.fromkeys(parcels)])

    def _post(self, operation: str, items: Sequence[Tree]) -> Answer:
        reply = self._connection.post(operation, items)
        return read_answer(reply.status, reply.body)


def _item(parcel: Parcel) -> Tree:
    key = codes.key_of(parcel.carrier)
    return {"number": parcel.number} if key is None else {"number": parcel.number, "carrier": key}
