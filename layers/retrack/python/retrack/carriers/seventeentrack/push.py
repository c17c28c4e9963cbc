"""What 17TRACK sends by itself when a parcel moves, or when it gives one up.

It sends again after 10, 30 and 60 minutes until it is answered with 200, and nothing in a push
tells a replay from the first time: applying a report twice must be harmless, and is.
Source: 17TRACK API v2.4, "webhook".
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Final

from retrack.carriers.leaves import Tree, rows, text, tree, whole_number
from retrack.carriers.seventeentrack import codes
from retrack.carriers.seventeentrack.wire import (
    PROVIDER,
    number_of,
    place_of,
    providers_of,
    report_of,
)
from retrack.domain.errors import Unauthenticated, Unreadable
from retrack.domain.identifiers import TrackingNumber
from retrack.domain.reports import CarrierReport

SIGNATURE_HEADER: Final = "sign"
UPDATED: Final = "TRACKING_UPDATED"
STOPPED: Final = "TRACKING_STOPPED"
MAX_TRIMMED = 100_000  # bytes: a queue message holds 256 KiB, and this stands in it as JSON text
_EVENT_TEXTS = ("time_utc", "time_iso", "description", "stage", "sub_status")
_EVENT_TREES = {
    "time_raw": ("date", "time", "timezone"),
    "description_translation": ("description",),
}


class SeventeenTrackPushes:
    """Implements `ports.PushReader`."""

    def verify(self, body: bytes, headers: Mapping[str, str], *, key: str) -> None:
        """Checks that this key's account sent these very bytes.

        Raises:
            Unauthenticated: not signed, or not with this key.
        """
        given = headers.get(SIGNATURE_HEADER, "").strip().lower()
        if not key or not hmac.compare_digest(given.encode("utf-8", "replace"), sign(body, key)):
            msg = "The push is not signed with this store's key."
            raise Unauthenticated(msg)

    def trim(self, body: bytes) -> str:
        """A push cut down to what `reports` needs, in the same shape, without addresses.

        Where it would still not fit a queue message, the oldest events are left out.

        Raises:
            Unreadable: not 17TRACK's format.
        """
        envelope = _parsed(body)
        items = _items(envelope)
        providers = [p for _, item in items for p in providers_of(tree(item.get("track_info")))]
        most = max((len(rows(provider.get("events"))) for provider in providers), default=0)
        while True:
            trimmed = [_trimmed(item, events=most) for _, item in items]
            written = json.dumps(
                {"event": text(envelope.get("event")), "data": trimmed}, separators=(",", ":")
            )
            if len(written) <= MAX_TRIMMED or most == 0:
                return written
            most //= 2

    def reports(self, trimmed: str) -> Sequence[CarrierReport]:
        """The reports in what `trim` left; an event that is unknown or empty gives none.

        Raises:
            Unreadable: not what `trim` makes.
        """
        envelope = _parsed(trimmed)
        stopped = text(envelope.get("event")) == STOPPED
        found = []
        for number, item in _items(envelope):
            found.append(_stopped(number, item) if stopped else report_of(number, item))
        return [report for report in found if report]


def sign(body: bytes, key: str) -> bytes:
    """The signature of a push: SHA-256 (lower-case hex) over raw body, slash and key."""
    return hashlib.sha256(body + b"/" + key.encode()).hexdigest().encode()


def _parsed(body: bytes | str) -> Tree:
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError) as exc:
        msg = "The push is not JSON."
        raise Unreadable(msg) from exc
    if not isinstance(envelope, dict) or not isinstance(envelope.get("data"), dict | list):
        msg = "The push is not in 17TRACK's format."
        raise Unreadable(msg)
    return envelope


def _items(envelope: Tree) -> Sequence[tuple[TrackingNumber, Tree]]:
    """What the event is about: one number, or a list of them; none if the event is unknown."""
    if text(envelope.get("event")) not in {UPDATED, STOPPED}:
        return []
    told = envelope.get("data")
    found = []
    for item in rows(told if isinstance(told, list) else [told]):
        number = number_of(item)
        if number is None:
            msg = "The push names no tracking number."
            raise Unreadable(msg)
        found.append((number, item))
    return found


def _stopped(number: TrackingNumber, item: Tree) -> CarrierReport:
    return CarrierReport(
        number=number,
        provider=PROVIDER,
        status=None,
        provider_status="Stopped",
        carrier=codes.carrier_of(whole_number(item.get("carrier"))),
        stopped=True,
    )


def _trimmed(item: Tree, *, events: int) -> Tree:
    kept = _texts(item, "number") | {"carrier": whole_number(item.get("carrier"))}
    track_info = tree(item.get("track_info"))
    if not track_info:
        return kept
    estimate = tree(track_info.get("time_metrics")).get("estimated_delivery_date")
    return kept | {
        "track_info": {
            "latest_status": _texts(track_info.get("latest_status"), "status", "sub_status"),
            "latest_event": _trimmed_event(tree(track_info.get("latest_event"))),
            "time_metrics": {"estimated_delivery_date": _texts(estimate, "from", "to")},
            "misc_info": _texts(track_info.get("misc_info"), "local_number", "local_provider"),
            "tracking": {
                "providers": [
                    {"events": [_trimmed_event(e) for e in rows(p.get("events"))[:events]]}
                    for p in providers_of(track_info)
                ]
            },
        }
    }


def _trimmed_event(event: Tree) -> Tree:
    kept = _texts(event, *_EVENT_TEXTS)
    for name, leaves in _EVENT_TREES.items():
        if inner := _texts(event.get(name), *leaves):
            kept[name] = inner
    if place := place_of(event):
        kept["location"] = place
    return kept


def _texts(value: object, *leaves: str) -> dict[str, object]:
    """Of an object, the leaves that hold text, each no longer than is ever read."""
    found = {leaf: text(tree(value).get(leaf)) for leaf in leaves}
    return {leaf: words for leaf, words in found.items() if words}
