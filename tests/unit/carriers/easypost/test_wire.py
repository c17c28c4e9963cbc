from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.carriers.easypost.wire import MAX_CHECKPOINTS, read_tracker
from retrack.domain.problems import problem
from retrack.domain.reports import CarrierReport, EstimatedDelivery, Rejected, Rejection
from retrack.domain.statuses import Status
from tests.builders import a_shipment
from tests.unit.carriers.easypost import payloads


def report_in(name: str) -> CarrierReport:
    [tracker] = payloads.trackers(name)
    report = read_tracker(tracker)
    assert isinstance(report, CarrierReport)
    return report


def test_a_whole_tracker_is_read() -> None:
    report = report_in("delivered")

    assert (report.number, report.provider, report.carrier) == (
        "9400110898825022579493",
        "easypost",
        "usps",
    )
    assert (report.status, report.provider_status) == (Status.DELIVERED, "delivered")
    assert report.sub_status == "Delivered_ArrivedAtDestination"
    assert report.newest_at == datetime(2026, 11, 5, 19, 32, tzinfo=UTC)
    assert (report.last_mile, report.stopped) == (None, False)


def test_events_are_turned_newest_first_with_place_status_and_local_time() -> None:
    events = report_in("delivered").checkpoints

    assert [(e.description, e.status) for e in events] == [
        ("Delivered, Front Door", Status.DELIVERED),
        ("Out for Delivery", Status.PICK_UP),
        ("Arrived at USPS Facility", Status.IN_TRANSIT),
        ("Accepted at USPS Facility", Status.IN_TRANSIT),
        ("Shipping Label Created", Status.PENDING),
    ]
    assert [e.location for e in events[2:]] == [
        "OTHERTOWN, SC, US",
        "ANYTOWN, OR, US",
        "ANYTOWN, OR",
    ]
    assert [e.at.utcoffset() for e in events[2:4]] == [timedelta(hours=-5), timedelta(0)]


def test_of_events_in_one_moment_the_one_that_is_told_last_is_the_newest() -> None:
    [tracker] = payloads.trackers("delivered")
    for detail in tracker["tracking_details"]:
        detail["datetime"] = "2026-11-05T10:00:00Z"

    report = read_tracker(tracker)

    assert isinstance(report, CarrierReport)
    assert report.checkpoints[0].description == "Delivered, Front Door"


def test_the_day_of_arrival_is_the_one_at_the_destination() -> None:
    [tracker] = payloads.trackers("delivered")
    day = date(2026, 11, 5)
    assert report_in("delivered").estimated_delivery == EstimatedDelivery(day, day)

    tracker["carrier_detail"] = None
    report = read_tracker(tracker)

    assert isinstance(report, CarrierReport)
    day = date(2026, 11, 6)
    assert report.estimated_delivery == EstimatedDelivery(day, day)


def test_what_came_back_to_its_sender_is_returned() -> None:
    report = report_in("returned")

    assert report.status is Status.RETURNED
    assert [e.status for e in report.checkpoints][:2] == [Status.RETURNED, Status.ALERT]


def test_why_a_delivery_failed_is_told_to_the_merchant() -> None:
    report = report_in("refused")
    shipment = a_shipment(status=report.status, sub_status=report.sub_status)

    assert (report.status, report.carrier) == (Status.UNDELIVERED, "fedex")
    assert problem(shipment) == "The recipient refused the parcel; ask the customer why."


def test_a_code_that_the_carrier_has_nothing_of_has_no_information() -> None:
    [tracker] = payloads.trackers("unknown")

    assert read_tracker(tracker) == Rejected(tracker["tracking_code"], Rejection.NO_INFORMATION)


def test_nulls_and_empty_text_are_read_as_nothing() -> None:
    report = report_in("nulls")

    assert (report.number, report.status) == ("EZ2000000002", Status.IN_TRANSIT)
    assert (report.carrier, report.estimated_delivery) == (None, None)
    assert report.sub_status == "InTransit_Other"
    assert [(e.at.isoformat(), e.description, e.location) for e in report.checkpoints] == [
        ("2026-11-06T10:00:00+00:00", "Told as a description", "US"),
        ("2026-11-05T10:00:00+00:00", "In transit", None),
    ]


def test_a_status_that_is_new_leaves_what_the_newest_known_event_says() -> None:
    report = report_in("new_words")

    assert (report.status, report.provider_status) == (Status.PICK_UP, "teleported")
    assert (report.sub_status, report.carrier) == ("Teleported_BeamedUp", None)


def test_events_of_which_nothing_is_known_say_at_least_that_it_moves() -> None:
    [tracker] = payloads.trackers("new_words")
    del tracker["tracking_details"][0]

    report = read_tracker(tracker)

    assert isinstance(report, CarrierReport)
    assert report.status is Status.IN_TRANSIT


def test_only_the_newest_of_a_flood_of_events_are_kept() -> None:
    [tracker] = payloads.trackers("delivered")
    first = datetime(2026, 1, 1, tzinfo=UTC)
    tracker["tracking_details"] = [
        {"datetime": (first + timedelta(minutes=n)).isoformat(), "message": str(n)}
        for n in range(MAX_CHECKPOINTS + 50)
    ]

    report = read_tracker(tracker)

    assert isinstance(report, CarrierReport)
    assert len(report.checkpoints) == MAX_CHECKPOINTS
    assert report.checkpoints[0].description == str(MAX_CHECKPOINTS + 49)


@pytest.mark.parametrize("code", [None, "", " ", 7, []])
def test_a_tracker_that_names_no_code_is_left_out(code: object) -> None:
    assert read_tracker({"tracking_code": code, "status": "delivered"}) is None


# ------------------------------------------------------------------------------- whatever comes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["tracking_code", "status", "status_detail", "tracking_details", "datetime",
                 "message", "tracking_location", "city", "carrier_detail", "carrier"]
            ),
            inner,
        )
    ),
    max_leaves=25,
)  # fmt: skip


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key in value:
            found += leaves_of(value[key], (*path, key))
    if isinstance(value, list):
        for place, inner in enumerate(value):
            found += leaves_of(inner, (*path, place))
    return found


WHOLE = payloads.trackers("delivered")[0]


@given(st.dictionaries(st.text(max_size=3) | st.sampled_from(list(WHOLE)), JSON))
def test_any_object_is_read_or_left_out(tracker: dict[str, Any]) -> None:
    read_tracker(tracker)


@given(st.sampled_from(leaves_of(WHOLE)), JSON)
def test_whatever_stands_at_whichever_leaf_is_read_or_left_out(
    path: tuple[Any, ...], odd: Any
) -> None:
    tracker = copy.deepcopy(WHOLE)
    inner: Any = tracker
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = odd

    said = read_tracker(json.loads(json.dumps(tracker)))

    if isinstance(said, CarrierReport):
        ats = [checkpoint.at for checkpoint in said.checkpoints]
        assert ats == sorted(ats, reverse=True)
        assert all(at.tzinfo and not at.microsecond for at in ats)
