"""17TRACK's tracking results, taken off the wire.

The same tree comes in answers and in pushes; every leaf of it may be null, "" or missing.
Source: 17TRACK API v2.4, "gettrackinfo" and "webhook".
"""

import re
from collections.abc import Iterator
from typing import Final

from retrack.carriers.leaves import Tree, day, rows, text, tree, whole_number
from retrack.carriers.seventeentrack import codes, statuses
from retrack.carriers.seventeentrack.moments import moment_of
from retrack.domain.identifiers import TrackingNumber
from retrack.domain.reports import (
    CarrierReport,
    Checkpoint,
    EstimatedDelivery,
    LastMile,
    Rejected,
    Rejection,
    merge_checkpoints,
)
from retrack.domain.statuses import Status

PROVIDER: Final = "17track"
MAX_CHECKPOINTS = 300  # the newest; a journey has about thirty
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def number_of(item: Tree) -> TrackingNumber | None:
    """The number that an item is about."""
    number = text(item.get("number"))
    return TrackingNumber(number.upper()) if number else None


def read_rejected(item: Tree) -> tuple[Rejected, int | None] | None:
    """A number that was not taken, with 17TRACK's own code; None when it names no number."""
    number = number_of(item)
    if number is None:
        return None
    error = tree(item.get("error"))
    code = whole_number(error.get("code"))
    return Rejected(number, codes.rejection_of(code), text(error.get("message")) or ""), code


def read_accepted(item: Tree) -> CarrierReport | Rejected | None:
    """What is known of a number; None when it names no number or is of no known shape.

    An empty result stands for a number that was registered and not yet asked after.
    """
    number = number_of(item)
    track_info = item.get("track_info")
    if number is None or not isinstance(track_info, dict | None):
        return None
    return report_of(number, item) or Rejected(number, Rejection.NO_INFORMATION)


def report_of(number: TrackingNumber, item: Tree) -> CarrierReport | None:
    """The report in an item; None when neither a status nor an event is in it."""
    track_info = tree(item.get("track_info"))
    latest = tree(track_info.get("latest_status"))
    main, sub = text(latest.get("status")), text(latest.get("sub_status"))
    checkpoints = _checkpoints(track_info)
    if not (main or sub or checkpoints):
        return None
    return CarrierReport(
        number=number,
        provider=PROVIDER,
        status=_status(main, sub, checkpoints),
        provider_status=main or statuses.main_word(sub) or "",
        sub_status=sub,
        carrier=codes.carrier_of(whole_number(item.get("carrier"))),
        checkpoints=checkpoints,
        estimated_delivery=_estimated_delivery(track_info),
        last_mile=_last_mile(number, track_info),
    )


def _status(
    main: str | None, sub: str | None, checkpoints: tuple[Checkpoint, ...]
) -> Status | None:
    """The documented meaning; of words that are new, the newest event's; else it is on its way."""
    if statuses.is_known(main, sub) or not checkpoints:
        return statuses.status_of(main, sub)
    told = (checkpoint.status for checkpoint in checkpoints)
    return next((status for status in told if status), Status.IN_TRANSIT)


def _checkpoints(track_info: Tree) -> tuple[Checkpoint, ...]:
    sources = [_events(provider) for provider in providers_of(track_info)]
    latest = _checkpoint(tree(track_info.get("latest_event")))
    return merge_checkpoints(*sources, [latest] if latest else [])[:MAX_CHECKPOINTS]


def providers_of(track_info: Tree) -> Iterator[Tree]:
    """The carriers that took part, the last mile first; each with its events."""
    yield from rows(tree(track_info.get("tracking")).get("providers"))


def _events(provider: Tree) -> Iterator[Checkpoint]:
    for event in rows(provider.get("events")):
        checkpoint = _checkpoint(event)
        if checkpoint:
            yield checkpoint


def _checkpoint(event: Tree) -> Checkpoint | None:
    at = moment_of(event)
    if at is None:
        return None
    sub, stage = text(event.get("sub_status")), text(event.get("stage"))
    translated = tree(event.get("description_translation")).get("description")
    return Checkpoint(
        at=at,
        description=text(translated)
        or text(event.get("description"))
        or _spoken(sub or stage or ""),
        location=place_of(event),
        status=statuses.status_of_event(sub, stage),
        sub_status=sub,
    )


def place_of(event: Tree) -> str | None:
    """Where it happened: the carrier's words, or else town, state and country; never a street."""
    address = tree(event.get("address"))
    parts = [text(address.get(part)) for part in ("city", "state", "country")]
    return text(event.get("location")) or text(", ".join(part for part in parts if part))


def _spoken(word: str) -> str:
    """`Picked up` of `InTransit_PickedUp`, for an event that has no words of its own."""
    main, _, ending = word.partition("_")
    words = _CAPITALS.sub(" ", main if ending in {"", "Other"} else ending)
    return words.capitalize()


def _estimated_delivery(track_info: Tree) -> EstimatedDelivery | None:
    metrics = tree(track_info.get("time_metrics"))
    estimate = tree(metrics.get("estimated_delivery_date"))
    first, last = day(estimate.get("from")), day(estimate.get("to"))
    if first and last and last < first:
        first, last = last, first
    return EstimatedDelivery(first, last) if first or last else None


def _last_mile(number: TrackingNumber, track_info: Tree) -> LastMile | None:
    misc = tree(track_info.get("misc_info"))
    local = text(misc.get("local_number"))
    if local is None or local.upper() == number:
        return None
    return LastMile(local, text(misc.get("local_provider")))
