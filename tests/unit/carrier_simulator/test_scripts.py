"""How numbers are scripted, and what is told of them then."""

from __future__ import annotations

from typing import Any

import pytest

from dev.carrier_simulator import words
from tests.unit.carrier_simulator.conftest import Account, SetClock

NUMBER = "RR123456785CN"


def events_of(info: dict[str, Any]) -> list[tuple[str, str]]:
    """Time and description of the events, as the first provider lists them."""
    events = info["tracking"]["providers"][0]["events"]
    return [(event["time_utc"], event["description"]) for event in events]


@pytest.fixture
def registered(account: Account) -> Account:
    account.call("register", {"number": NUMBER})
    return account


def test_a_status_alone_brings_one_plausible_event_at_this_moment(registered: Account) -> None:
    taken = registered.simulator.script(
        NUMBER, {"status": "InTransit", "sub_status": "InTransit_CustomsProcessing"}
    )

    info = registered.known(NUMBER)
    assert taken is None
    assert info["latest_status"] == {
        "status": "InTransit",
        "sub_status": "InTransit_CustomsProcessing",
        "sub_status_descr": None,
    }
    assert events_of(info) == [("2026-11-01T08:00:00Z", "Held by customs for inspection")]
    assert info["latest_event"] == info["tracking"]["providers"][0]["events"][0]


@pytest.mark.parametrize("status", set(words.STATUSES) - {"NotFound"})
def test_every_status_has_a_plausible_event(registered: Account, status: str) -> None:
    for sub_status in words.STATUSES[status]:
        registered.simulator.script(NUMBER, {"status": status, "sub_status": sub_status})

        newest = registered.known(NUMBER)["latest_event"]
        assert newest["sub_status"] == sub_status
        assert newest["description"]


def test_a_number_that_was_not_found_has_no_events(registered: Account) -> None:
    registered.simulator.script(NUMBER, {"status": "NotFound"})

    info = registered.known(NUMBER)
    assert info["latest_status"]["sub_status"] == "NotFound_Other"
    assert info["latest_event"] is None
    assert events_of(info) == []


def test_statuses_that_follow_each_other_make_a_history(
    registered: Account, clock: SetClock
) -> None:
    for status in ("InfoReceived", "InTransit", "Delivered"):
        registered.simulator.script(NUMBER, {"status": status})
        clock.pass_by(days=1)

    assert [time for time, _ in events_of(registered.known(NUMBER))] == [
        "2026-11-03T08:00:00Z",
        "2026-11-02T08:00:00Z",
        "2026-11-01T08:00:00Z",
    ]


def test_an_event_that_is_made_up_is_never_in_the_past(
    registered: Account, clock: SetClock
) -> None:
    clock.pass_by(seconds=0.25)

    registered.simulator.script(NUMBER, {"status": "Delivered"})

    assert events_of(registered.known(NUMBER)) == [("2026-11-01T08:00:01Z", "Delivered")]


TIMED = [
    {"at": "2026-10-30T09:00:00+08:00", "description": "Picked up", "location": "Shenzhen, CN"},
    {"at": "2026-10-31T09:00:00+07:00", "description": "Held", "sub_status": "InTransit_Arrival"},
]


@pytest.mark.parametrize("events", [TIMED, TIMED[::-1]])
def test_events_with_times_may_come_in_either_order(
    registered: Account, events: list[dict[str, str]]
) -> None:
    registered.simulator.script(NUMBER, {"status": "InTransit", "events": events})

    told = registered.known(NUMBER)["tracking"]["providers"][0]["events"]
    assert [(e["time_iso"], e["time_utc"], e["location"], e["sub_status"]) for e in told] == [
        ("2026-10-31T09:00:00+07:00", "2026-10-31T02:00:00Z", None, "InTransit_Arrival"),
        ("2026-10-30T09:00:00+08:00", "2026-10-30T01:00:00Z", "Shenzhen, CN", "InTransit_Other"),
    ]
    assert told[1]["address"]["city"] == "Shenzhen"


def test_events_of_one_moment_stay_in_the_order_they_were_told(registered: Account) -> None:
    late, early = "2026-10-31T09:00:00Z", "2026-10-30T09:00:00Z"
    events = [
        {"at": late, "description": "third"},
        {"at": late, "description": "second"},
        {"at": early, "description": "first"},
    ]
    registered.simulator.script(NUMBER, {"status": "InTransit", "events": events})

    told = [description for _, description in events_of(registered.known(NUMBER))]
    assert told == ["third", "second", "first"]


def test_events_without_times_are_told_in_order_and_end_now(registered: Account) -> None:
    registered.simulator.script(
        NUMBER, {"status": "InTransit", "events": ["Picked up", {"description": "Departed"}]}
    )

    assert events_of(registered.known(NUMBER)) == [
        ("2026-11-01T08:00:00Z", "Departed"),
        ("2026-10-31T20:00:00Z", "Picked up"),
    ]


def test_an_event_that_was_told_before_keeps_its_time(registered: Account, clock: SetClock) -> None:
    script = {"status": "InTransit", "events": ["Picked up"]}
    registered.simulator.script(NUMBER, script)
    clock.pass_by(days=2)

    registered.simulator.script(NUMBER, script)

    assert events_of(registered.known(NUMBER)) == [("2026-11-01T08:00:00Z", "Picked up")]


def test_an_event_without_a_description_gets_one(registered: Account) -> None:
    registered.simulator.script(NUMBER, {"status": "Delivered", "events": [{}]})

    assert events_of(registered.known(NUMBER)) == [("2026-11-01T08:00:00Z", "Delivered")]


def test_a_sub_status_that_nobody_documents_can_be_scripted(registered: Account) -> None:
    registered.simulator.script(NUMBER, {"sub_status": "InTransit_Accepted"})

    latest = registered.known(NUMBER)["latest_status"]
    assert (latest["status"], latest["sub_status"]) == ("InTransit", "InTransit_Accepted")


def test_a_handover_lists_events_twice_and_names_the_last_mile(registered: Account) -> None:
    registered.simulator.script(
        NUMBER, {"status": "InTransit", "events": ["a", "b", "c"], "handover": True}
    )

    info = registered.known(NUMBER)
    last_mile, origin = info["tracking"]["providers"]
    assert [e["description"] for e in last_mile["events"]] == ["c", "b"]
    assert [e["description"] for e in origin["events"]] == ["c", "b", "a"]
    assert info["misc_info"]["local_provider"] == "Thailand Post"
    assert info["misc_info"]["local_number"].endswith("TH")


def test_an_estimate_can_be_scripted(registered: Account) -> None:
    registered.simulator.script(
        NUMBER,
        {"status": "InTransit", "estimated_delivery": {"from": "2026-11-20", "to": "2026-11-26"}},
    )

    estimate = registered.known(NUMBER)["time_metrics"]["estimated_delivery_date"]
    assert estimate == {"source": "17TRACK", "from": "2026-11-20", "to": "2026-11-26"}


def test_all_nine_milestones_are_listed_with_their_first_time(
    registered: Account, clock: SetClock
) -> None:
    for status in ("OutForDelivery", "DeliveryFailure", "OutForDelivery"):
        registered.simulator.script(NUMBER, {"status": status})
        clock.pass_by(days=1)

    milestones = registered.known(NUMBER)["milestone"]
    assert [m["key_stage"] for m in milestones] == list(words.MILESTONES)
    assert [m["time_utc"] for m in milestones if m["time_utc"]] == ["2026-11-01T08:00:00Z"]


def test_hashes_change_when_events_do_and_only_then(registered: Account) -> None:
    registered.simulator.script(NUMBER, {"status": "InTransit"})
    first, again = (registered.known(NUMBER)["tracking"]["providers_hash"] for _ in range(2))
    registered.simulator.script(NUMBER, {"status": "Delivered"})

    assert first == again != registered.known(NUMBER)["tracking"]["providers_hash"]


def test_a_scripted_number_finds_a_carrier_whatever_it_looks_like(account: Account) -> None:
    account.simulator.script("no-bodys", {"status": "InTransit"})
    account.simulator.script("SOMEBODYS", {"status": "InTransit", "carrier": 20041})

    accepted = account.call("register", {"number": "NO-BODYS"}, {"number": "SOMEBODYS"})["accepted"]

    assert [item["carrier"] for item in accepted] == [3011, 20041]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (None, "object"),
        ([], "object"),
        ({}, "status or a fault"),
        ({"push": True}, "status or a fault"),
        ({"status": "in_transit"}, "status is one of"),
        ({"status": 5}, "status is text"),
        ({"status": "InTransit", "sub_status": "Delivered_Other"}, "sub_status of InTransit"),
        ({"status": "InTransit", "events": "x"}, "events is a list"),
        ({"status": "InTransit", "events": [5]}, "an event is an object"),
        ({"status": "InTransit", "events": [{"at": "soon"}]}, "at is a time"),
        ({"status": "InTransit", "events": [{"description": 5}]}, "description is text"),
        ({"status": "InTransit", "push": "yes"}, "push is true or false"),
        ({"status": "InTransit", "carrier": 4242}, "key of a carrier"),
        ({"status": "InTransit", "estimated_delivery": "soon"}, "estimated_delivery"),
        ({"status": "InTransit", "colour": "red"}, "unknown: colour"),
        ({"fault": "fire"}, "fault is one of"),
        ({"fault": "timeout", "status": "InTransit"}, "either"),
    ],
)
def test_a_script_that_cannot_be_meant_is_refused(
    account: Account, payload: object, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        account.simulator.script(NUMBER, payload)
