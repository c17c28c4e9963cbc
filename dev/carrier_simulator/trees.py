"""`track_info` as 17TRACK builds it out of a story, every branch there, most leaves null."""

import zlib
from datetime import UTC, datetime
from typing import Any

from dev.carrier_simulator.stories import Event, Story
from dev.carrier_simulator.words import CARRIERS, MILESTONES, stage_of

_LAST_MILE = 20041
_COUNTRY_LENGTH = 2

Tree = dict[str, Any]


def track_info(number: str, carrier: int, story: Story, *, now: datetime) -> Tree:
    """The whole tree for a number."""
    newest = story.events[0] if story.events else None
    return {
        "shipping_info": {
            "shipper_address": _address("CN", None),
            "recipient_address": _address("TH", None),
        },
        "latest_status": {
            "status": story.status,
            "sub_status": story.sub_status,
            "sub_status_descr": None,
        },
        "latest_event": _event(newest) if newest else None,
        "time_metrics": _time_metrics(story, now=now),
        "milestone": [_milestone(stage, story) for stage in MILESTONES],
        "misc_info": _misc_info(number, story),
        "tracking": _tracking(carrier, story, now=now),
    }


def _time_metrics(story: Story, *, now: datetime) -> Tree:
    first, last = story.estimated_delivery
    newest = story.events[0].at if story.events else None
    oldest = story.events[-1].at if story.events else None
    return {
        "days_after_order": None,
        "days_of_transit": (now - oldest).days if oldest else 0,
        "days_of_transit_done": 0,
        "days_after_last_update": (now - newest).days if newest else 0,
        "estimated_delivery_date": {
            "source": "17TRACK" if first or last else None,
            "from": first,
            "to": last,
        },
    }


def _milestone(stage: str, story: Story) -> Tree:
    reached = [event for event in story.events if stage_of(event.sub_status) == stage]
    return {"key_stage": stage, **_times(reached[-1] if reached else None)}


def _misc_info(number: str, story: Story) -> Tree:
    local = f"EX{zlib.crc32(number.encode()) % 10**9:09d}TH" if story.handover else ""
    return {
        "risk_factor": 0,
        "service_type": None,
        "weight_raw": "0.35KG",
        "weight_kg": "0.35",
        "pieces": None,
        "dimensions": None,
        "customer_number": None,
        "reference_number": None,
        "local_number": local,
        "local_provider": CARRIERS[_LAST_MILE][0] if local else "",
        "local_key": _LAST_MILE if local else 0,
    }


def _tracking(carrier: int, story: Story, *, now: datetime) -> Tree:
    """Where the parcel was handed over, the second carrier tells part of the journey again."""
    providers = [_provider(carrier, story.events, now=now)]
    if story.handover:
        again = story.events[: (len(story.events) + 1) // 2]
        providers.insert(0, _provider(_LAST_MILE, again, now=now))
    return {"providers_hash": _signed_hash(repr(story.events)), "providers": providers}


def _provider(carrier: int, events: tuple[Event, ...], *, now: datetime) -> Tree:
    name, country = CARRIERS[carrier]
    return {
        "provider": {
            "key": carrier,
            "name": name,
            "alias": name,
            "tel": None,
            "homepage": None,
            "country": country,
        },
        "provider_lang": None,
        "provider_tips": None,
        "service_type": None,
        "latest_sync_status": "Success",
        "latest_sync_time": _utc(now),
        "events_hash": _signed_hash(repr((carrier, events))),
        "events": [_event(event) for event in events],
    }


def _event(event: Event) -> Tree:
    place = event.location or ""
    country = place.rpartition(", ")[2]
    town = place.rpartition(", ")[0] or None
    return {
        **_times(event),
        "description": event.description,
        "location": event.location,
        "stage": stage_of(event.sub_status),
        "sub_status": event.sub_status,
        "address": _address(country if len(country) == _COUNTRY_LENGTH else None, town),
    }


def _times(event: Event | None) -> Tree:
    if event is None:
        raw = {"date": None, "time": None, "timezone": None}
        return {"time_iso": None, "time_utc": None, "time_raw": raw}
    return {
        "time_iso": event.at.isoformat(timespec="seconds"),
        "time_utc": _utc(event.at),
        "time_raw": {
            "date": f"{event.at:%Y-%m-%d}",
            "time": f"{event.at:%H:%M:%S}",
            "timezone": event.at.isoformat()[19:] or None,
        },
    }


def _address(country: str | None, city: str | None) -> Tree:
    return {
        "country": country,
        "state": None,
        "city": city,
        "street": None,
        "postal_code": None,
        "coordinates": {"longitude": None, "latitude": None},
    }


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _signed_hash(text: str) -> int:
    unsigned = zlib.crc32(text.encode())
    return unsigned - 2**32 if unsigned >= 2**31 else unsigned
