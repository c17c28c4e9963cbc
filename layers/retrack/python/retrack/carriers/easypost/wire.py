"""EasyPost's Trackers, taken off the wire.

The same object comes in answers and in pushes. Every leaf of it may be null or missing, and some
are "" where others are null. Source: EasyPost API v2, "Tracker", as recorded by its own client
libraries.
"""

from typing import Final

from retrack.carriers.easypost import names, statuses
from retrack.carriers.leaves import Tree, day, moment, rows, text, tree
from retrack.domain.identifiers import TrackingNumber
from retrack.domain.reports import (
    CarrierReport,
    Checkpoint,
    EstimatedDelivery,
    Rejected,
    Rejection,
    merge_checkpoints,
)
from retrack.domain.statuses import Status

PROVIDER: Final = "easypost"
MAX_CHECKPOINTS = 300  # the newest; a journey has about thirty
_PLACE = ("city", "state", "country")  # never the postcode


def number_of(tracker: Tree) -> TrackingNumber | None:
    """The number that a tracker follows."""
    code = text(tracker.get("tracking_code"))
    return TrackingNumber(code.upper()) if code else None


def read_tracker(tracker: Tree) -> CarrierReport | Rejected | None:
    """What is known of a number; None when it names none."""
    number = number_of(tracker)
    if number is None:
        return None
    return report_of(number, tracker) or Rejected(number, Rejection.NO_INFORMATION)


def report_of(number: TrackingNumber, tracker: Tree) -> CarrierReport | None:
    """The report in a tracker; None when the carrier has not said anything yet."""
    word = text(tracker.get("status"))
    is_return = tracker.get("is_return") is True
    checkpoints = _checkpoints(tracker, is_return=is_return)
    if word in {None, "unknown"} and not checkpoints:
        return None
    return CarrierReport(
        number=number,
        provider=PROVIDER,
        status=_status(word, checkpoints, is_return=is_return),
        provider_status=word or "",
        sub_status=statuses.sub_status_of(word, text(tracker.get("status_detail"))),
        carrier=names.carrier_of(text(tracker.get("carrier"))),
        checkpoints=checkpoints,
        estimated_delivery=_estimated_delivery(tracker),
    )


def _status(
    word: str | None, checkpoints: tuple[Checkpoint, ...], *, is_return: bool
) -> Status | None:
    """The documented meaning; of a word that is new, the newest event's; else it is on its way."""
    if word in statuses.STATUS or not checkpoints:
        return statuses.status_of(word, is_return=is_return)
    told = (checkpoint.status for checkpoint in checkpoints)
    return next((status for status in told if status), Status.IN_TRANSIT)


def _checkpoints(tracker: Tree, *, is_return: bool) -> tuple[Checkpoint, ...]:
    """Newest first; EasyPost lists them oldest first, also where several share a moment."""
    details = reversed(rows(tracker.get("tracking_details")))
    read = (_checkpoint(detail, is_return=is_return) for detail in details)
    return merge_checkpoints(filter(None, read))[:MAX_CHECKPOINTS]


def _checkpoint(detail: Tree, *, is_return: bool) -> Checkpoint | None:
    at = moment(detail.get("datetime"))
    if at is None:
        return None
    word = text(detail.get("status"))
    return Checkpoint(
        at=at,
        description=text(detail.get("message"))
        or text(detail.get("description"))
        or statuses.spoken(word),
        location=place_of(detail),
        status=statuses.status_of(word, is_return=is_return),
        sub_status=statuses.sub_status_of(word, text(detail.get("status_detail"))),
    )


def place_of(detail: Tree) -> str | None:
    """Town, state and country of where it happened."""
    place = tree(detail.get("tracking_location"))
    parts = [text(place.get(part)) for part in _PLACE]
    return text(", ".join(part for part in parts if part))


def _estimated_delivery(tracker: Tree) -> EstimatedDelivery | None:
    """The day at the destination where it is told, else the one that the moment is on."""
    local = tree(tracker.get("carrier_detail")).get("est_delivery_date_local")
    expected = day(local) or day(tracker.get("est_delivery_date"))
    return EstimatedDelivery(expected, expected) if expected else None
