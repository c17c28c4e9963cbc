"""One answer for each number, where an account follows it more than once."""

from collections import Counter
from collections.abc import Sequence

from retrack.domain.identifiers import TrackingNumber
from retrack.domain.reports import CarrierReport, Parcel, Rejected


def one_each(
    found: Sequence[CarrierReport | Rejected], parcels: Sequence[Parcel]
) -> list[CarrierReport | Rejected]:
    """One answer for each number: the account may follow it under several carriers.

    Where the caller told those carriers apart, so does the answer.
    """
    asked = Counter(parcel.number for parcel in set(parcels))
    best: dict[TrackingNumber, CarrierReport | Rejected] = {}
    for answer in found:
        known = best.get(answer.number)
        if known is None or _newness(answer) > _newness(known):
            best[answer.number] = answer
    return [a for a in found if asked[a.number] > 1 or best[a.number] is a]


def _newness(answer: CarrierReport | Rejected) -> tuple[bool, float]:
    """Sorts a report after a rejection, and one report after another that knows less."""
    if isinstance(answer, Rejected):
        return False, 0.0
    return True, answer.newest_at.timestamp() if answer.newest_at else 0.0
