from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import requests

from retrack.carriers.easypost.client import EasyPost
from retrack.carriers.easypost.limits import PAUSES
from retrack.domain.errors import CarrierRefused, CarrierSlow, CarrierUnavailable
from retrack.domain.identifiers import CarrierSlug, TrackingNumber
from retrack.domain.reports import CarrierReport, Parcel, Rejected, Rejection
from retrack.services.ports import Quota
from tests.unit.carriers.easypost import payloads
from tests.unit.carriers.wire import Canned, Paces, Wire

URL = "https://tracking.example/v2"
KEY = "EZAK-not-a-real-key"
PARCEL = Parcel(TrackingNumber("9400110898825022579493"), CarrierSlug("usps"))
OTHER = Parcel(TrackingNumber("YT1234567890123456"), CarrierSlug("yunexpress"))
NOTHING: dict[str, Any] = {"trackers": [], "has_more": False}


def answer(body: object, status: int = 200) -> Canned:
    return status, json.dumps(body).encode()


def a_client(*canned: Canned) -> tuple[EasyPost, Wire, Paces]:
    wire, paces = Wire(*canned), Paces()
    client = EasyPost(url=f"{URL}/", key=KEY, timeout=10, pacer=paces)
    client._connection.session.mount("https://", wire)
    return client, wire, paces


def test_a_parcel_is_registered_with_its_carrier_where_easypost_has_a_name_for_it() -> None:
    client, wire, _ = a_client((200, payloads.raw("created")))

    assert list(client.register([PARCEL, OTHER, PARCEL])) == []

    assert wire.bodies() == [
        {"tracker": {"tracking_code": PARCEL.number, "carrier": "USPS"}},
        {"tracker": {"tracking_code": OTHER.number}},
    ]
    assert {(r.method, r.url) for r in wire.sent} == {("POST", f"{URL}/trackers")}


def test_the_key_is_the_user_of_http_basic() -> None:
    client, wire, _ = a_client(answer(NOTHING))

    client.quota()

    credential = base64.b64encode(f"{KEY}:".encode()).decode()
    assert wire.sent[0].headers["Authorization"] == f"Basic {credential}"
    assert wire.timeouts == [(3.0, 10)]


@pytest.mark.parametrize(
    ("parcel", "reason"),
    [(PARCEL, Rejection.INVALID_NUMBER), (OTHER, Rejection.CARRIER_NOT_DETECTED)],
)
def test_a_code_that_is_not_taken_is_returned_and_the_others_are_asked_for(
    parcel: Parcel, reason: Rejection
) -> None:
    client, wire, _ = a_client((422, payloads.raw("wrong_code")), (200, payloads.raw("created")))

    rejected = client.register([parcel, Parcel(TrackingNumber("1Z999AA10123456784"))])

    said = "The tracking code is not valid for this carrier."
    assert list(rejected) == [Rejected(parcel.number, reason, said)]
    assert len(wire.sent) == 2


def test_without_credit_the_rest_is_refused_unasked() -> None:
    client, wire, _ = a_client((402, payloads.raw("no_credit")))

    rejected = client.register([PARCEL, OTHER])

    assert [(r.number, r.reason) for r in rejected] == [
        (PARCEL.number, Rejection.QUOTA_EXHAUSTED),
        (OTHER.number, Rejection.QUOTA_EXHAUSTED),
    ]
    assert len(wire.sent) == 1


def test_looking_up_asks_for_all_at_once_and_says_what_is_missing() -> None:
    client, wire, _ = a_client((200, payloads.raw("delivered")))

    found = client.look_up([PARCEL, OTHER])

    assert [(f.number, type(f)) for f in found] == [
        (PARCEL.number, CarrierReport),
        (OTHER.number, Rejected),
    ]
    assert isinstance(found[1], Rejected)
    assert found[1].reason is Rejection.NOT_REGISTERED
    assert wire.bodies() == [{"tracking_codes": [PARCEL.number, OTHER.number]}]
    assert wire.sent[0].url == f"{URL}/trackers/batch"


def test_what_does_not_fit_one_answer_is_asked_for_by_itself() -> None:
    first = json.loads(payloads.raw("delivered")) | {"has_more": True}
    client, wire, _ = a_client(answer(first), (200, payloads.raw("refused")))

    fedex = Parcel(TrackingNumber("123456789012"))
    found = client.look_up([PARCEL, fedex])

    assert [type(f) for f in found] == [CarrierReport, CarrierReport]
    assert wire.bodies()[1] == {"tracking_codes": [fedex.number]}


def test_a_page_that_leads_nowhere_is_unavailable() -> None:
    client, wire, _ = a_client(answer(NOTHING | {"has_more": True}))

    with pytest.raises(CarrierUnavailable):
        client.look_up([PARCEL])

    assert len(wire.sent) == 1


def test_of_a_code_that_is_followed_twice_the_newest_is_answered() -> None:
    [delivered] = payloads.trackers("delivered")
    older = delivered | {"tracking_details": delivered["tracking_details"][:1], "carrier": "UPS"}
    client, _, _ = a_client(answer({"trackers": [older, delivered], "has_more": False}))

    [report] = client.look_up([PARCEL])

    assert isinstance(report, CarrierReport)
    assert report.carrier == "usps"


def test_there_is_no_quota_but_the_key_is_tried() -> None:
    client, wire, _ = a_client(answer(NOTHING))

    assert client.quota() == Quota(total=None, used=0, remaining=None)
    assert (wire.sent[0].method, wire.sent[0].url) == ("GET", f"{URL}/trackers?page_size=1")


def test_there_is_nothing_to_resume() -> None:
    client, wire, _ = a_client(answer(NOTHING))

    client.resume(PARCEL)

    assert wire.sent == []


def test_a_call_over_the_rate_is_made_again_after_growing_pauses() -> None:
    busy = (429, payloads.raw("rate_limited"))
    client, wire, paces = a_client(busy, busy, (200, payloads.raw("delivered")))

    assert len(client.look_up([PARCEL])) == 1

    assert len(wire.sent) == paces.turns == 3
    assert paces.pauses == list(PAUSES) == sorted(PAUSES)


@pytest.mark.parametrize(
    ("canned", "error", "calls"),
    [
        (requests.ReadTimeout(), CarrierSlow, 1),
        (requests.ConnectTimeout(), CarrierSlow, 1),
        (requests.ConnectionError(), CarrierUnavailable, 1),
        ((401, payloads.raw("wrong_key")), CarrierRefused, 1),
        ((403, b"<html>"), CarrierRefused, 1),
        ((429, payloads.raw("rate_limited")), CarrierUnavailable, 3),
        ((500, payloads.raw("internal_error")), CarrierUnavailable, 1),
        ((502, b""), CarrierUnavailable, 1),
        ((302, b""), CarrierUnavailable, 1),
        ((404, b'{"error":"not an object"}'), CarrierUnavailable, 1),
        ((200, b"<html>"), CarrierUnavailable, 1),
        ((200, b"[]"), CarrierUnavailable, 1),
        ((200, b"[" * 100_000), CarrierUnavailable, 1),
    ],
)
def test_a_failure_is_told_apart(
    canned: Canned, error: type[CarrierUnavailable], calls: int
) -> None:
    for ask in (EasyPost.look_up, EasyPost.register):
        client, wire, _ = a_client(canned)

        with pytest.raises(CarrierUnavailable) as caught:
            ask(client, [PARCEL])

        assert caught.type is error
        assert len(wire.sent) == calls
        assert KEY not in caught.value.message


def test_looking_up_without_credit_is_refused_with_what_to_do() -> None:
    client, _, _ = a_client((402, payloads.raw("no_credit")))

    with pytest.raises(CarrierRefused, match="top it up"):
        client.look_up([PARCEL])


@pytest.mark.parametrize("body", [{"trackers": None}, {"id": "trk_1"}])
def test_an_answer_without_trackers_is_unavailable(body: dict[str, object]) -> None:
    client, _, _ = a_client(answer(body))

    with pytest.raises(CarrierUnavailable):
        client.look_up([PARCEL])


def test_nothing_is_sent_for_no_parcels_nor_for_too_many() -> None:
    client, wire, _ = a_client(answer(NOTHING))

    assert list(client.look_up([])) == list(client.register([])) == []
    with pytest.raises(ValueError, match="41 parcels"):
        client.register([Parcel(TrackingNumber(f"RR{n:09d}CN")) for n in range(41)])

    assert wire.sent == []
