"""EasyPost over HTTP, as one account sees it.

Source: EasyPost API v2: JSON, with the key as the user of HTTP Basic and no password. Trackers are
made one a call and looked up many at once.
"""

import base64
from collections.abc import Sequence

from retrack.carriers.choosing import one_each
from retrack.carriers.connection import Connection, Reply
from retrack.carriers.easypost import names
from retrack.carriers.easypost.envelope import read_answer, read_refusal
from retrack.carriers.easypost.limits import MAX_PARCELS, PAUSES
from retrack.carriers.easypost.wire import read_tracker
from retrack.carriers.leaves import Tree, rows
from retrack.carriers.pacing import Pacer
from retrack.domain.errors import CarrierUnavailable
from retrack.domain.identifiers import TrackingNumber
from retrack.domain.reports import CarrierReport, Parcel, Rejected, Rejection
from retrack.services.ports import Quota


class EasyPost:
    """Implements `ports.CarrierGateway`. Keep one for each account: its connection is reused."""

    batch_size = MAX_PARCELS

    def __init__(self, *, url: str, key: str, timeout: float, pacer: Pacer) -> None:
        """`url` ends with the version (`…/v2`); `timeout` is in seconds, for an answer."""
        credential = base64.b64encode(f"{key}:".encode()).decode()
        self._connection = Connection(
            title="EasyPost",
            url=url,
            headers={"Authorization": f"Basic {credential}"},
            timeout=timeout,
            pacer=pacer,
            pauses=PAUSES,
        )

    def register(self, parcels: Sequence[Parcel]) -> Sequence[Rejected]:
        """Makes EasyPost follow parcels, one call each; it charges for those it did not follow.

        Once there is nothing left to pay with, the rest is refused without being asked for.
        """
        self._check_size(parcels)
        refused: list[Rejected] = []
        for parcel in dict.fromkeys(parcels):
            if refused and refused[-1].reason is Rejection.QUOTA_EXHAUSTED:
                refused.append(Rejected(parcel.number, Rejection.QUOTA_EXHAUSTED))
                continue
            asked = _item(parcel)
            reply = self._connection.post("trackers", {"tracker": asked})
            refusal = read_refusal(parcel.number, reply, carrier_named="carrier" in asked)
            refused += [refusal] if refusal else []
        return refused

    def look_up(self, parcels: Sequence[Parcel]) -> Sequence[CarrierReport | Rejected]:
        """What EasyPost knows, for free; a number that it says nothing of is not registered."""
        self._check_size(parcels)
        missing = dict.fromkeys(parcel.number for parcel in parcels)
        found: list[CarrierReport | Rejected] = []
        has_more = True
        while missing and has_more:
            told, has_more = self._ask(list(missing))
            mine = [answer for answer in told if answer.number in missing]
            if has_more and not mine:
                msg = "EasyPost's answer said nothing of the parcels asked about."
                raise CarrierUnavailable(msg)
            found += mine
            for answer in mine:
                missing.pop(answer.number, None)
        found += [Rejected(number, Rejection.NOT_REGISTERED) for number in missing]
        return one_each(found, parcels)

    def resume(self, parcel: Parcel) -> None:
        """EasyPost gives nothing up by itself, so there is nothing to resume."""

    def quota(self) -> Quota:
        """EasyPost has none, it charges for each parcel; asked all the same, to try the key."""
        _trackers(self._connection.get("trackers?page_size=1"))
        return Quota(total=None, used=0, remaining=None)

    def _ask(
        self, numbers: Sequence[TrackingNumber]
    ) -> tuple[list[CarrierReport | Rejected], bool]:
        """What is known of numbers, and whether there is more than fitted the answer."""
        answer = _trackers(self._connection.post("trackers/batch", {"tracking_codes": numbers}))
        told = [read_tracker(tracker) for tracker in rows(answer["trackers"])]
        return [said for said in told if said], answer.get("has_more") is True

    def _check_size(self, parcels: Sequence[Parcel]) -> None:
        if len(parcels) > self.batch_size:
            msg = f"{len(parcels)} parcels in one call; EasyPost is asked about {self.batch_size}"
            raise ValueError(msg)


def _item(parcel: Parcel) -> Tree:
    name = names.name_of(parcel.carrier)
    item: Tree = {"tracking_code": parcel.number}
    return {**item, "carrier": name} if name else item


def _trackers(reply: Reply) -> Tree:
    answer = read_answer(reply)
    if not isinstance(answer.get("trackers"), list):
        msg = "EasyPost gave an answer in no known format; nothing was changed."
        raise CarrierUnavailable(msg)
    return answer
