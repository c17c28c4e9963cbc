from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from retrack.carriers.seventeentrack.client import SeventeenTrack
from retrack.carriers.seventeentrack.limits import PAUSES
from retrack.domain.errors import CarrierRefused, CarrierSlow, CarrierUnavailable
from retrack.domain.identifiers import CarrierSlug, TrackingNumber
from retrack.domain.reports import CarrierReport, Parcel, Rejected, Rejection
from retrack.services.ports import Quota
from tests.unit.carriers.seventeentrack import payloads
from tests.unit.carriers.wire import Canned, Paces, Wire

URL = "https://tracking.example/track/v2.4"
PARCEL = Parcel(TrackingNumber("RR123456785CN"), CarrierSlug("china-post"))
EMPTY = b'{"code":0,"data":{"accepted":[],"rejected":[]}}'


def a_client(*canned: Canned) -> tuple[SeventeenTrack, Wire, Paces]:
    wire, paces = Wire(*canned), Paces()
    client = SeventeenTrack(url=f"{URL}/", key="K" * 32, timeout=10, pacer=paces)
    client._connection.session.mount("https://", wire)
    return client, wire, paces


def test_numbers_are_sent_with_the_carrier_where_it_is_known() -> None:
    client, wire, _ = a_client((200, payloads.raw("rejected")))

    client.look_up([PARCEL, Parcel(TrackingNumber("TBA123456789012"), CarrierSlug("amazon"))])

    assert wire.bodies() == [
        [{"number": "RR123456785CN", "carrier": 3011}, {"number": "TBA123456789012"}]
    ]
    assert wire.sent[0].url == f"{URL}/gettrackinfo"
    assert wire.sent[0].method == "POST"
    assert wire.sent[0].headers["17token"] == "K" * 32
    assert wire.sent[0].headers["Content-Type"] == "application/json"


def test_waiting_for_a_connection_is_shorter_than_for_an_answer() -> None:
    client, wire, _ = a_client((200, payloads.raw("quota")))

    client.quota()

    assert wire.timeouts == [(3.0, 10)]


def test_only_what_is_configured_decides_where_the_key_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://elsewhere.example:3128")
    client, wire, _ = a_client((200, payloads.raw("quota")))

    client.quota()

    assert wire.proxies == [{}]


def test_a_parcel_that_is_named_twice_is_sent_once() -> None:
    client, wire, _ = a_client((200, payloads.raw("registered")))

    client.register([PARCEL, PARCEL])

    assert [len(body) for body in wire.bodies()] == [1]


def test_registering_returns_the_rejected_and_not_what_was_registered_before() -> None:
    client, wire, _ = a_client((200, payloads.raw("registered")))

    rejected = client.register([PARCEL])

    assert [(r.number, r.reason, r.detail) for r in rejected] == [
        ("NODIGITS", Rejection.CARRIER_NOT_DETECTED, "Carrier cannot be detected.")
    ]
    assert wire.sent[0].url == f"{URL}/register"


def test_looking_up_reports_the_known_and_returns_the_rejected() -> None:
    accepted, rejected = (json.loads(payloads.raw(name)) for name in ("handover", "rejected"))
    accepted["data"]["rejected"] = rejected["data"]["rejected"]
    accepted["data"]["accepted"][0]["number"] = "ZZ0000000011"
    client, _, _ = a_client((200, json.dumps(accepted).encode()))

    found = client.look_up([PARCEL])

    assert [type(answer) for answer in found] == [CarrierReport] + 9 * [Rejected]


def test_an_item_that_cannot_be_read_is_left_out_and_the_others_are_not() -> None:
    answer = json.loads(payloads.raw("handover"))
    answer["data"]["accepted"].insert(0, {"number": "LP00123456789012", "track_info": "soon"})
    client, _, _ = a_client((200, json.dumps(answer).encode()))

    assert [found.number for found in client.look_up([PARCEL])] == ["RR123456785CN"]


def _followed_under_two_carriers() -> bytes:
    answer = json.loads(payloads.raw("handover"))
    [known] = answer["data"]["accepted"]
    older: dict[str, Any] = json.loads(json.dumps(known))
    older["carrier"], older["track_info"]["latest_event"] = 20041, None
    older["track_info"]["tracking"]["providers"] = [
        {"events": [{"time_utc": "2026-11-01T00:00:00Z", "description": "Posted"}]}
    ]
    nothing_yet = {"number": known["number"], "error": {"code": -18019909}}
    answer["data"] = {"accepted": [older, known], "rejected": [nothing_yet]}
    return json.dumps(answer).encode()


def test_of_a_number_followed_under_several_carriers_the_newest_is_answered() -> None:
    client, _, _ = a_client((200, _followed_under_two_carriers()))

    [report] = client.look_up([Parcel(PARCEL.number)])

    assert isinstance(report, CarrierReport)
    assert report.carrier == "china-post"


def test_carriers_that_the_caller_tells_apart_are_answered_apart() -> None:
    client, _, _ = a_client((200, _followed_under_two_carriers()))

    found = client.look_up([PARCEL, Parcel(PARCEL.number, CarrierSlug("thailand-post"))])

    assert [f.carrier for f in found if isinstance(f, CarrierReport)] == [
        "thailand-post",
        "china-post",
    ]


@pytest.mark.parametrize(
    "body",
    [EMPTY, b'{"code":0,"data":{"accepted":[{"number":"A1","track_info":"soon"}]}}'],
)
def test_an_answer_of_which_nothing_can_be_read_is_unavailable(body: bytes) -> None:
    client, _, _ = a_client((200, body))

    with pytest.raises(CarrierUnavailable):
        client.look_up([PARCEL])


def test_resuming_ignores_what_cannot_be_resumed() -> None:
    client, wire, _ = a_client((200, payloads.raw("rejected")))

    client.resume(PARCEL)

    assert wire.sent[0].url == f"{URL}/retrack"


def test_an_account_below_zero_has_nothing_left() -> None:
    client, wire, _ = a_client((200, payloads.raw("quota")))

    assert client.quota() == Quota(total=200, used=203, remaining=0)
    assert wire.bodies() == [[]]


def test_a_quota_that_is_not_told_is_unavailable() -> None:
    client, _, _ = a_client((200, EMPTY))

    with pytest.raises(CarrierUnavailable):
        client.quota()


def test_a_call_over_the_rate_is_made_again_after_growing_pauses() -> None:
    busy = (429, payloads.raw("rate_limited"))
    client, wire, paces = a_client(busy, busy, (200, payloads.raw("quota")))

    client.quota()

    assert len(wire.sent) == paces.turns == 3
    assert paces.pauses == list(PAUSES)
    assert min(PAUSES) >= 0.35


def test_a_call_that_stays_over_the_rate_is_given_up() -> None:
    client, wire, _ = a_client((429, payloads.raw("rate_limited")))

    with pytest.raises(CarrierUnavailable):
        client.quota()

    assert len(wire.sent) == 3


@pytest.mark.parametrize(
    ("canned", "error"),
    [
        (requests.ReadTimeout(), CarrierSlow),
        (requests.ConnectTimeout(), CarrierSlow),
        (requests.ConnectionError(), CarrierUnavailable),
        (requests.exceptions.ChunkedEncodingError(), CarrierUnavailable),
        ((401, payloads.raw("wrong_key")), CarrierRefused),
        ((200, payloads.raw("wrong_key")), CarrierRefused),
        ((500, b""), CarrierUnavailable),
        ((302, b""), CarrierUnavailable),
        ((200, b"<html>"), CarrierUnavailable),
    ],
)
def test_a_failure_is_told_apart_and_not_tried_again(
    canned: Canned, error: type[CarrierUnavailable]
) -> None:
    client, wire, paces = a_client(canned)

    with pytest.raises(CarrierUnavailable) as caught:
        client.look_up([PARCEL])

    assert caught.type is error
    assert (len(wire.sent), paces.pauses) == (1, [])
    assert "K" * 32 not in caught.value.message


def test_nothing_is_sent_for_no_parcels_nor_for_too_many() -> None:
    client, wire, _ = a_client((200, EMPTY))

    assert list(client.look_up([])) == list(client.register([])) == []
    with pytest.raises(ValueError, match="41 parcels"):
        client.register([Parcel(TrackingNumber(f"RR{n:09d}CN")) for n in range(41)])

    assert wire.sent == []
