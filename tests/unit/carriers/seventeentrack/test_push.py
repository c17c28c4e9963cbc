from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.carriers.seventeentrack.push import MAX_TRIMMED, SeventeenTrackPushes, sign
from retrack.carriers.seventeentrack.wire import read_accepted
from retrack.domain.errors import Unauthenticated, Unreadable
from retrack.domain.reports import CarrierReport
from tests.unit.carriers.seventeentrack import payloads

PUSHES = SeventeenTrackPushes()
KEY = "0123456789ABCDEF0123456789ABCDEF"
# Worked out by hand from 17TRACK's rule: SHA-256 over body, slash and key.
BODY = (
    b'{"event":"TRACKING_STOPPED","data":{"number":"RR123456785CN","carrier":3011,'
    b'"param":null,"tag":null}}'
)
SIGNATURE = "9fb1a54a3425dd65bb1c622ec7ea7e80ef6256882c0d1ac211cb7d76c8b0303c"


def test_the_known_signature_is_made_and_accepted() -> None:
    assert sign(BODY, KEY) == SIGNATURE.encode()
    PUSHES.verify(BODY, {"sign": SIGNATURE}, key=KEY)


@pytest.mark.parametrize(
    ("body", "headers", "key"),
    [
        (BODY + b" ", {"sign": SIGNATURE}, KEY),
        (BODY, {"sign": SIGNATURE}, KEY.lower()),
        (BODY, {"sign": SIGNATURE[:-1] + "d"}, KEY),
        (BODY, {"sign": ""}, KEY),
        (BODY, {"sign": "ü\ud800"}, KEY),
        (BODY, {"signature": SIGNATURE}, KEY),
        (BODY, {}, KEY),
        (BODY, {"sign": sign(BODY, "").decode()}, ""),
    ],
)
def test_anything_else_is_not_authenticated(body: bytes, headers: dict[str, str], key: str) -> None:
    with pytest.raises(Unauthenticated):
        PUSHES.verify(body, headers, key=key)


@given(st.binary(), st.text(min_size=1, max_size=32, alphabet="0123456789ABCDEF"))
def test_whatever_is_signed_is_accepted(body: bytes, key: str) -> None:
    PUSHES.verify(body, {"sign": sign(body, key).decode()}, key=key)


def test_an_update_reports_what_asking_would_have() -> None:
    [asked] = payloads.accepted("delivered")

    pushed = PUSHES.reports(PUSHES.trim(payloads.raw("push_updated")))

    assert pushed == [read_accepted(asked)]


def test_a_stop_is_reported_as_one() -> None:
    [report] = PUSHES.reports(PUSHES.trim(payloads.raw("push_stopped")))

    assert report == CarrierReport(
        number=report.number,
        provider="17track",
        status=None,
        provider_status="Stopped",
        carrier=report.carrier,
        stopped=True,
    )
    assert (report.number, report.carrier) == ("RR123456785CN", "china-post")


@pytest.mark.parametrize("name", ["delivered", "handover", "new_sub_status", "nulls"])
def test_trimming_loses_nothing_that_is_reported(name: str) -> None:
    [item] = payloads.accepted(name)
    body = json.dumps({"event": "TRACKING_UPDATED", "data": item}).encode()

    assert PUSHES.reports(PUSHES.trim(body)) == [read_accepted(item)]


def test_an_event_that_is_unknown_reports_nothing() -> None:
    assert PUSHES.reports(PUSHES.trim(payloads.raw("push_unknown_event"))) == []


def test_an_update_without_any_news_reports_nothing() -> None:
    body = b'{"event":"TRACKING_UPDATED","data":{"number":"RR123456785CN","track_info":null}}'

    assert PUSHES.reports(PUSHES.trim(body)) == []


def test_addresses_are_trimmed_away() -> None:
    item = payloads.accepted("delivered")[0]
    for event in item["track_info"]["tracking"]["providers"][0]["events"]:
        event["address"]["street"] = "2 Example Street"
        event["location"] = None

    trimmed = PUSHES.trim(json.dumps({"event": "TRACKING_UPDATED", "data": item}).encode())

    assert "Example Street" in payloads.raw("push_updated").decode()
    assert "Example Street" not in trimmed
    assert "97000" not in trimmed
    assert "shipping_info" not in trimmed
    assert PUSHES.reports(trimmed)[0].checkpoints[0].location == "Anytown, OR, US"


def _flood(events: int, description: str) -> bytes:
    item: dict[str, Any] = payloads.accepted("delivered")[0]
    first = datetime(2025, 1, 1, tzinfo=UTC)
    item["track_info"]["tracking"]["providers"][0]["events"] = [
        {
            "time_utc": (first + timedelta(hours=n)).isoformat(),
            "description": f"{n} {description}",
        }
        for n in reversed(range(events))
    ]
    return json.dumps({"event": "TRACKING_UPDATED", "data": item}).encode()


def test_a_flood_of_events_is_cut_to_what_a_queue_takes_newest_kept() -> None:
    trimmed = PUSHES.trim(_flood(events=5000, description="ศุลกากร" * 60))

    # In the queue's message it stands as text once more.
    assert len(json.dumps(trimmed)) < 2 * MAX_TRIMMED < 256 * 1024
    [report] = PUSHES.reports(trimmed)
    assert report.provider_status == "Delivered"
    assert any(e.description.startswith("4999 ") for e in report.checkpoints)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml/>",
        b"\xff",
        b"null",
        b"[]",
        b"{}",
        b'{"event":"TRACKING_UPDATED"}',
        b'{"event":"TRACKING_UPDATED","data":null}',
        b'{"event":"TRACKING_UPDATED","data":{}}',
        b'{"event":"TRACKING_STOPPED","data":{"number":7}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_push_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        PUSHES.trim(body)


def test_what_trim_did_not_make_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        PUSHES.reports("")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["number", "carrier", "track_info", "tracking", "providers", "events"]
                ),
                inner,
            )
        ),
        max_leaves=20,
    ),
    st.sampled_from(["TRACKING_UPDATED", "TRACKING_STOPPED", "TRACKING_MERGED"]),
)
def test_any_json_is_trimmed_and_read_or_unreadable(told: object, event: str) -> None:
    body = json.dumps({"event": event, "data": told}).encode()
    try:
        trimmed = PUSHES.trim(body)
    except Unreadable:
        return

    PUSHES.reports(trimmed)
