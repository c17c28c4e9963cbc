"""Trackers as EasyPost writes them out of a story, every leaf there, some null and some empty."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from dev.easypost_simulator.words import is_return, words_of, words_of_event

if TYPE_CHECKING:
    from dev.carrier_simulator.stories import Event, Story

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tracker:
    """A code that an account follows: EasyPost's unit, and what it charges for."""

    id: str
    code: str
    carrier: str
    created_at: datetime


@dataclass(slots=True)
class Account:
    """A customer of EasyPost, and the one webhook that it set up, with its secret.

    `credit` is how many trackers it can still pay for.
    """

    key: str
    push_url: str | None
    webhook_secret: str
    credit: int
    trackers: dict[str, Tracker] = field(default_factory=dict)


def tracker_object(tracker: Tracker, story: Story | None) -> Tree:
    """The whole object; without a story nothing is known yet."""
    status, detail = words_of(story.status, story.sub_status) if story else ("unknown", "unknown")
    expected = story.estimated_delivery[1] if story else None
    events = reversed(story.events) if story else ()
    return {
        "id": tracker.id,
        "object": "Tracker",
        "mode": "production",
        "tracking_code": tracker.code,
        "status": status,
        "status_detail": detail,
        "created_at": _utc(tracker.created_at),
        "updated_at": _utc(story.changed_at if story else tracker.created_at),
        "signed_by": None,
        "weight": None,
        "est_delivery_date": expected,
        "shipment_id": None,
        "carrier": tracker.carrier,
        "tracking_details": [_detail(event, tracker.carrier) for event in events],
        "carrier_detail": _carrier_detail(),
        "delivery_evidence": [],
        "finalized": True,
        "is_return": story is not None and is_return(story.sub_status),
        "public_url": f"https://track.easypost.com/{tracker.id}",
        "fees": [
            {
                "object": "Fee",
                "type": "TrackerFee",
                "amount": "0.02000",
                "charged": True,
                "refunded": False,
            }
        ],
    }


def _detail(event: Event, carrier: str) -> Tree:
    status, detail = words_of_event(event.sub_status)
    town, _, country = (event.location or "").rpartition(", ")
    return {
        "object": "TrackingDetail",
        "message": event.description,
        "description": "",  # null in other answers of the real service
        "status": status,
        "status_detail": detail,
        "datetime": event.at.isoformat().replace("+00:00", "Z"),
        "source": carrier,
        "carrier_code": None,
        "est_delivery_date": None,
        "tracking_location": {
            "object": "TrackingLocation",
            "city": town or None,
            "state": None,
            "country": country or None,
            "zip": "77063" if town else None,
        },
    }


def _carrier_detail() -> Tree:
    return {
        "object": "CarrierDetail",
        "service": "Parcel",
        "container_type": None,
        "est_delivery_date_local": None,
        "est_delivery_time_local": None,
        "origin_location": "HOUSTON TX, 77001",
        "origin_tracking_location": None,
        "destination_location": "CHARLESTON SC, 29401",
        "destination_tracking_location": None,
        "guaranteed_delivery_date": None,
        "alternate_identifier": None,
        "initial_delivery_attempt": None,
    }


def new_id(prefix: str, *parts: str) -> str:
    """An id as EasyPost's look, the same for the same parts."""
    return f"{prefix}_{zlib.crc32('/'.join(parts).encode()):08x}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
