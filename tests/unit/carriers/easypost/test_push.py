from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.carriers.easypost.push import MAX_TRIMMED, EasyPostPushes, sign
from retrack.carriers.easypost.wire import read_tracker
from retrack.domain.errors import Unauthenticated, Unreadable
from tests.unit.carriers.easypost import payloads

PUSHES = EasyPostPushes()
# Worked out by hand from EasyPost's rule: HMAC-SHA256 in hex over the raw body.
BODY, SECRET = b'{"id":1}', "shhh"
SIGNATURE = "hmac-sha256-hex=2dc73d61fd94eb36e41452f8e30b8bd2e109313a3843c982e62206dca582b4b0"
HEADER = "x-hmac-signature"


def test_the_known_signature_is_made_and_accepted() -> None:
    assert sign(BODY, SECRET) == SIGNATURE.encode()
    PUSHES.verify(BODY, {HEADER: SIGNATURE}, key=SECRET)


def test_a_secret_is_the_same_however_its_letters_are_composed() -> None:
    composed, decomposed = "s\u00fc\u00df", "su\u0308\u00df"

    assert sign(BODY, composed) == sign(BODY, decomposed)


@pytest.mark.parametrize(
    ("body", "headers", "secret"),
    [
        (BODY + b" ", {HEADER: SIGNATURE}, SECRET),
        (BODY, {HEADER: SIGNATURE}, "shh"),
        (BODY, {HEADER: SIGNATURE[:-1] + "f"}, SECRET),
        (BODY, {HEADER: SIGNATURE.removeprefix("hmac-sha256-hex=")}, SECRET),
        (BODY, {HEADER: ""}, SECRET),
        (BODY, {HEADER: "ü\ud800"}, SECRET),
        (BODY, {"sign": SIGNATURE}, SECRET),
        (BODY, {}, SECRET),
        (BODY, {HEADER: sign(BODY, "").decode()}, ""),
    ],
)
def test_anything_else_is_not_authenticated(
    body: bytes, headers: dict[str, str], secret: str
) -> None:
    with pytest.raises(Unauthenticated):
        PUSHES.verify(body, headers, key=secret)


@given(st.binary(), st.text(min_size=1, max_size=32))
def test_whatever_is_signed_is_accepted(body: bytes, secret: str) -> None:
    PUSHES.verify(body, {HEADER: sign(body, secret).decode()}, key=secret)


def test_an_update_reports_what_asking_would_have() -> None:
    [tracker] = payloads.trackers("delivered")

    pushed = PUSHES.reports(PUSHES.trim(payloads.raw("push_updated")))

    assert pushed == [read_tracker(tracker)]


@pytest.mark.parametrize("name", ["delivered", "returned", "refused", "nulls", "new_words"])
def test_trimming_loses_nothing_that_is_reported(name: str) -> None:
    [tracker] = payloads.trackers(name)
    body = json.dumps({"description": "tracker.updated", "result": tracker}).encode()

    assert PUSHES.reports(PUSHES.trim(body)) == [read_tracker(tracker)]


@pytest.mark.parametrize("name", ["push_created", "push_unknown_event"])
def test_what_says_nothing_yet_and_what_is_about_something_else_reports_nothing(name: str) -> None:
    assert PUSHES.reports(PUSHES.trim(payloads.raw(name))) == []


def test_addresses_are_trimmed_away() -> None:
    body = payloads.raw("push_updated")
    trimmed = PUSHES.trim(body)

    for address in ("97000", "29000", "ANYTOWN OR", "track.easypost.com"):
        assert address in body.decode()
        assert address not in trimmed
    assert PUSHES.reports(trimmed)[0].checkpoints[0].location == "OTHERTOWN, SC, US"


def test_a_flood_of_events_is_cut_to_what_a_queue_takes_newest_kept() -> None:
    [tracker] = payloads.trackers("delivered")
    first = datetime(2025, 1, 1, tzinfo=UTC)
    tracker["tracking_details"] = [
        {"datetime": (first + timedelta(hours=n)).isoformat(), "message": f"{n} {'ศุลกากร' * 60}"}
        for n in range(5000)
    ]
    body = json.dumps({"description": "tracker.updated", "result": tracker}).encode()

    trimmed = PUSHES.trim(body)

    # In the queue's message it stands as text once more.
    assert len(json.dumps(trimmed)) < 2 * MAX_TRIMMED < 256 * 1024
    [report] = PUSHES.reports(trimmed)
    assert report.checkpoints[0].description.startswith("4999 ")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml/>",
        b"\xff",
        b"null",
        b"[]",
        b"{}",
        b'{"description":7}',
        b'{"description":"tracker.updated"}',
        b'{"description":"tracker.updated","result":null}',
        b'{"description":"tracker.created","result":{"tracking_code":7}}',
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
                st.sampled_from(["tracking_code", "status", "tracking_details", "datetime"]), inner
            )
        ),
        max_leaves=20,
    ),
    st.sampled_from(["tracker.updated", "tracker.created", "batch.created", "", "\u202e"]),
)
def test_any_json_is_trimmed_and_read_or_unreadable(told: object, description: str) -> None:
    body = json.dumps({"description": description, "result": told}).encode()
    try:
        trimmed = PUSHES.trim(body)
    except Unreadable:
        return

    PUSHES.reports(trimmed)
