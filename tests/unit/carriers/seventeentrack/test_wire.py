from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.carriers.seventeentrack.wire import MAX_CHECKPOINTS, read_accepted, read_rejected
from retrack.domain.identifiers import TrackingNumber
from retrack.domain.reports import (
    CarrierReport,
    EstimatedDelivery,
    LastMile,
    Rejected,
    Rejection,
    merge_checkpoints,
)
from retrack.domain.statuses import Status
from tests.unit.carriers.seventeentrack import payloads


def report_in(name: str) -> CarrierReport:
    [item] = payloads.accepted(name)
    report = read_accepted(item)
    assert isinstance(report, CarrierReport)
    return report


def test_a_whole_result_is_read() -> None:
    report = report_in("delivered")

    assert report.number == "1Z999AA10123456784"
    assert (report.provider, report.carrier) == ("17track", "ups")
    assert (report.status, report.provider_status, report.sub_status) == (
        Status.DELIVERED,
        "Delivered",
        "Delivered_Other",
    )
    assert report.newest_at == datetime(2026, 11, 5, 0, 35, 22, tzinfo=UTC)
    assert report.estimated_delivery == EstimatedDelivery(date(2026, 11, 4), date(2026, 11, 5))
    assert report.last_mile is None
    assert not report.stopped


def test_events_are_read_newest_first_with_place_status_and_local_time() -> None:
    events = report_in("delivered").checkpoints

    assert [(e.description, e.status) for e in events] == [
        ("Delivered, left at front door", Status.DELIVERED),
        ("Out for delivery", Status.PICK_UP),
        ("Arrived at facility", Status.IN_TRANSIT),
        ("Picked up", Status.IN_TRANSIT),
        ("Label created", Status.PENDING),
    ]
    assert events[0].location == "Anytown, OR, US"
    assert events[0].sub_status == "Delivered_Other"
    assert [e.at.utcoffset() for e in events[2:4]] == [timedelta(hours=-8), timedelta(hours=-7)]


def test_a_journey_told_by_two_carriers_is_told_once() -> None:
    report = report_in("handover")

    assert [e.description for e in report.checkpoints] == [
        "Held by customs",
        "Arrived at destination country",
        "Departed from Guangzhou",
        "Accepted",
    ]
    assert report.checkpoints[0].sub_status == "InTransit_CustomsProcessing"
    assert report.checkpoints[1].location == "Bangkok, TH"


def test_the_last_mile_and_the_days_of_arrival_are_read() -> None:
    report = report_in("handover")

    assert report.last_mile == LastMile("EX000000017TH", "Thailand Post")
    assert report.estimated_delivery == EstimatedDelivery(date(2026, 11, 20), date(2026, 11, 26))


def test_a_sub_status_that_is_new_falls_back_to_its_main_status() -> None:
    report = report_in("new_sub_status")

    assert (report.status, report.sub_status) == (Status.ALERT, "Exception_Abducted")
    assert report.carrier == "cainiao"
    assert [(e.status, e.sub_status) for e in report.checkpoints] == [
        (Status.IN_TRANSIT, "InTransit_TransportArrived")
    ]


def test_a_main_status_that_is_new_leaves_what_the_newest_known_event_says() -> None:
    report = report_in("new_main_status")

    assert (report.status, report.provider_status) == (Status.PICK_UP, "Teleported")
    assert [e.status for e in report.checkpoints] == [None, Status.PICK_UP]
    assert report.carrier is None


def test_events_of_which_nothing_is_known_say_at_least_that_it_moves() -> None:
    item = payloads.accepted("new_main_status")[0]
    for event in item["track_info"]["tracking"]["providers"][0]["events"]:
        event["sub_status"] = event["stage"] = None

    report = read_accepted(item)

    assert isinstance(report, CarrierReport)
    assert report.status is Status.IN_TRANSIT


def test_nulls_and_empty_text_are_read_as_nothing() -> None:
    report = report_in("nulls")

    assert (report.status, report.provider_status, report.sub_status) == (
        Status.IN_TRANSIT,
        "InTransit",
        None,
    )
    assert (report.carrier, report.last_mile, report.estimated_delivery) == (None, None, None)
    assert [(e.at.isoformat(), e.description, e.location) for e in report.checkpoints] == [
        ("2026-11-06T10:00:00+00:00", "In an unknown zone", None),
        ("2026-11-05T10:00:00+00:00", "Picked up", None),
        ("2026-11-04T10:00:00+07:00", "Only as the carrier wrote it", None),
    ]


def test_a_number_the_carrier_does_not_know_is_left_to_the_domain_unless_it_is_invalid() -> None:
    unknown, invalid, nothing = (read_accepted(item) for item in payloads.accepted("not_found"))

    assert isinstance(unknown, CarrierReport)
    assert (unknown.status, unknown.provider_status) == (None, "NotFound")
    assert isinstance(invalid, CarrierReport)
    assert invalid.status is Status.UNKNOWN
    assert nothing == Rejected(TrackingNumber("BB000000000CN"), Rejection.NO_INFORMATION)


@pytest.mark.parametrize("empty", [None, {}, {"latest_status": None, "tracking": {}}])
def test_an_empty_result_is_no_information_yet(empty: object) -> None:
    found = read_accepted({"number": "RR123456785CN", "track_info": empty})

    assert found == Rejected(TrackingNumber("RR123456785CN"), Rejection.NO_INFORMATION)


@pytest.mark.parametrize(
    "item", [{}, {"number": None, "track_info": {}}, {"number": "A1", "track_info": [1]}]
)
def test_an_item_of_no_known_shape_is_left_out(item: dict[str, Any]) -> None:
    assert read_accepted(item) is None


def test_the_main_status_is_taken_from_the_sub_status_where_it_is_missing() -> None:
    item = payloads.accepted("delivered")[0]
    item["track_info"]["latest_status"]["status"] = None

    report = read_accepted(item)

    assert isinstance(report, CarrierReport)
    assert (report.status, report.provider_status) == (Status.DELIVERED, "Delivered")


def test_a_number_is_read_in_its_normal_form() -> None:
    found = read_accepted({"number": " rr123456785cn ", "track_info": None})

    assert found == Rejected(TrackingNumber("RR123456785CN"), Rejection.NO_INFORMATION)


def test_the_newest_event_is_read_where_no_carrier_lists_it() -> None:
    item = payloads.accepted("delivered")[0]
    item["track_info"]["tracking"] = None

    report = read_accepted(item)

    assert isinstance(report, CarrierReport)
    assert [e.description for e in report.checkpoints] == ["Delivered, left at front door"]


def test_a_translated_description_is_preferred() -> None:
    item = payloads.accepted("delivered")[0]
    event = item["track_info"]["tracking"]["providers"][0]["events"][0]
    event["description"] = "ส่งมอบแล้ว"
    event["description_translation"] = {"lang": "en", "description": "Handed over"}

    report = read_accepted(item)

    assert isinstance(report, CarrierReport)
    assert "Handed over" in {e.description for e in report.checkpoints}


def test_a_local_number_that_is_the_same_is_no_last_mile() -> None:
    item = payloads.accepted("handover")[0]
    item["track_info"]["misc_info"]["local_number"] = "rr123456785cn"

    report = read_accepted(item)

    assert isinstance(report, CarrierReport)
    assert report.last_mile is None


def test_days_of_arrival_the_wrong_way_round_are_turned() -> None:
    item = payloads.accepted("handover")[0]
    item["track_info"]["time_metrics"]["estimated_delivery_date"] = {
        "from": "2026-11-26",
        "to": "2026-11-20",
    }

    report = read_accepted(item)

    assert isinstance(report, CarrierReport)
    assert report.estimated_delivery == EstimatedDelivery(date(2026, 11, 20), date(2026, 11, 26))


def test_only_the_newest_of_a_flood_of_events_are_kept() -> None:
    item = payloads.accepted("delivered")[0]
    first = datetime(2026, 1, 1, tzinfo=UTC)
    item["track_info"]["tracking"]["providers"][0]["events"] = [
        {"time_utc": (first + timedelta(hours=n)).isoformat(), "description": "Scan"}
        for n in range(MAX_CHECKPOINTS + 50)
    ]

    report = read_accepted(item)

    assert isinstance(report, CarrierReport)
    assert len(report.checkpoints) == MAX_CHECKPOINTS
    assert report.newest_at == datetime(2026, 11, 5, 0, 35, 22, tzinfo=UTC)


def test_rejected_numbers_are_read_with_their_reason() -> None:
    items = json.loads(payloads.raw("rejected"))["data"]["rejected"]

    told = [read_rejected(item) for item in items]

    assert [(r.reason, code) for r, code in filter(None, told)] == [
        (Rejection.INVALID_NUMBER, -18010012),
        (Rejection.NOT_REGISTERED, -18019902),
        (Rejection.CARRIER_NOT_DETECTED, -18019903),
        (Rejection.QUOTA_EXHAUSTED, -18019908),
        (Rejection.NO_INFORMATION, -18019909),
        (Rejection.CARRIER_UNSUPPORTED, -18019911),
        (Rejection.DETAILS_NEEDED, -18010019),
        (Rejection.OTHER, -18099999),
        (Rejection.OTHER, None),
    ]
    assert read_rejected({"error": {"code": -18019902}}) is None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["Delivered", "2026-11-09T04:12:00Z", "0001-01-01T00:00:00+14:00", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["status", "events", "description", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def _paths(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _paths(inner, (*path, key))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            found += _paths(inner, (*path, place))
    return found


WHOLE = payloads.accepted("handover")[0]
PATHS = _paths(WHOLE)


@given(st.lists(st.tuples(st.sampled_from(PATHS), JSON), min_size=1, max_size=4))
def test_whatever_stands_at_whichever_leaf_is_read_or_left_out(
    changes: list[tuple[tuple[Any, ...], object]],
) -> None:
    item = copy.deepcopy(WHOLE)
    for path, value in changes:
        place: Any = item
        try:
            for step in path[:-1]:
                place = place[step]
            place[path[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the branch away

    found = read_accepted(item)

    if isinstance(found, CarrierReport):
        assert found.checkpoints == merge_checkpoints(found.checkpoints)
        assert found.fingerprint() == found.fingerprint()
        assert all(e.at.tzinfo and e.at.microsecond == 0 for e in found.checkpoints)


@given(st.dictionaries(st.sampled_from(["number", "carrier", "track_info", "error"]), JSON))
def test_any_object_is_read_or_left_out(item: dict[str, object]) -> None:
    read_accepted(item)
    read_rejected(item)
