"""What EasyPost sends by itself when a parcel moves.

An Event, signed with the secret that was given when the webhook was set up, and sent again until
it is answered with 2xx. Nothing in it tells a replay from the first time: applying a report twice
must be harmless, and is. Source: EasyPost, "Webhooks", and its client libraries.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from retrack.carriers.easypost.wire import number_of, report_of
from retrack.carriers.leaves import Tree, rows, text, tree
from retrack.domain.errors import Unauthenticated, Unreadable
from retrack.domain.identifiers import TrackingNumber
from retrack.domain.reports import CarrierReport

SIGNATURE_HEADER: Final = "x-hmac-signature"
PREFIX: Final = "hmac-sha256-hex="
ABOUT_TRACKERS: Final = frozenset({"tracker.created", "tracker.updated"})
MAX_TRIMMED = 100_000  # bytes: a queue message holds 256 KiB, and this stands in it as JSON text
_TEXTS = ("tracking_code", "status", "status_detail", "carrier", "est_delivery_date")
_DETAIL_TEXTS = ("message", "description", "status", "status_detail", "datetime")


class EasyPostPushes:
    """Implements `ports.PushReader`."""

    def verify(self, body: bytes, headers: Mapping[str, str], *, key: str) -> None:
        """Checks that who sent these very bytes knows the webhook's secret.

        Raises:
            Unauthenticated: not signed, or not with this secret.
        """
        given = headers.get(SIGNATURE_HEADER, "").strip().lower()
        if not key or not hmac.compare_digest(given.encode("utf-8", "replace"), sign(body, key)):
            msg = "The push is not signed with this store's webhook secret."
            raise Unauthenticated(msg)

    def trim(self, body: bytes) -> str:
        """A push cut down to what `reports` needs, in the same shape, without postcodes.

        Where it would still not fit a queue message, the oldest events are left out.

        Raises:
            Unreadable: not EasyPost's format.
        """
        event = _parsed(body)
        told = _tracker(event)
        result = told[1] if told else {}
        most = len(rows(result.get("tracking_details")))
        while True:
            trimmed = _trimmed(result, events=most) if told else {}
            written = json.dumps(
                {"description": text(event.get("description")) or "", "result": trimmed},
                separators=(",", ":"),
            )
            if len(written) <= MAX_TRIMMED or most == 0:
                return written
            most //= 2

    def reports(self, trimmed: str) -> Sequence[CarrierReport]:
        """The report in what `trim` left; an event that is unknown or says nothing gives none.

        Raises:
            Unreadable: not what `trim` makes.
        """
        told = _tracker(_parsed(trimmed))
        report = report_of(*told) if told else None
        return [report] if report else []


def sign(body: bytes, secret: str) -> bytes:
    """The signature of a push: HMAC-SHA256 in hex over the raw body, by the normalised secret."""
    key = unicodedata.normalize("NFKD", secret).encode("utf-8", "surrogatepass")
    return (PREFIX + hmac.new(key, body, hashlib.sha256).hexdigest()).encode()


def _parsed(body: bytes | str) -> Tree:
    try:
        event = json.loads(body)
    except (ValueError, RecursionError) as exc:
        msg = "The push is not JSON."
        raise Unreadable(msg) from exc
    if not isinstance(event, dict) or not isinstance(event.get("description"), str):
        msg = "The push is not in EasyPost's format."
        raise Unreadable(msg)
    return event


def _tracker(event: Tree) -> tuple[TrackingNumber, Tree] | None:
    """What the event is about; None when it is not about a tracker."""
    if text(event.get("description")) not in ABOUT_TRACKERS:
        return None
    result = tree(event.get("result"))
    number = number_of(result)
    if number is None:
        msg = "The push names no tracking number."
        raise Unreadable(msg)
    return number, result


def _trimmed(tracker: Tree, *, events: int) -> Tree:
    details = rows(tracker.get("tracking_details"))
    return {
        **_texts(tracker, *_TEXTS),
        "is_return": tracker.get("is_return") is True,
        "carrier_detail": _texts(tracker.get("carrier_detail"), "est_delivery_date_local"),
        "tracking_details": [_trimmed_detail(d) for d in details[len(details) - events :]],
    }


def _trimmed_detail(detail: Tree) -> Tree:
    place = _texts(detail.get("tracking_location"), "city", "state", "country")
    kept = _texts(detail, *_DETAIL_TEXTS)
    return {**kept, "tracking_location": place} if place else kept


def _texts(value: object, *leaves: str) -> dict[str, object]:
    """Of an object, the leaves that hold text, each no longer than is ever read."""
    found = {leaf: text(tree(value).get(leaf)) for leaf in leaves}
    return {leaf: words for leaf, words in found.items() if words}
