"""When a parcel has arrived in its country, and when it is late: to the day and to the letter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from retrack.domain.journey import has_arrived, is_delayed
from retrack.domain.reports import EstimatedDelivery
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status
from tests.builders import NOON, a_checkpoint, a_shipment

LAST_DAY = date(2026, 11, 20)
ESTIMATE = EstimatedDelivery(LAST_DAY - timedelta(days=4), LAST_DAY)
OVER = [status for status in Status if status in {Status.DELIVERED, Status.RETURNED}]


def a_parcel(**fields: Any) -> Shipment:
    """One under way, last seen in Bangkok."""
    defaults: dict[str, Any] = {
        "status": Status.IN_TRANSIT,
        "sub_status": "InTransit_Other",
        "last_event": a_checkpoint(location="Bangkok, TH"),
    }
    return a_shipment(**defaults | fields)


# ---------------------------------------------------------------------------------------- arrival


@pytest.mark.parametrize(
    ("location", "country", "expected"),
    [
        ("Bangkok, TH", "TH", True),
        ("Bangkok, th", "TH", True),
        ("Bangkok,TH ", "th", True),
        ("TH", "TH", True),
        ("Wat Tha, Bangkok, TH", "TH", True),
        ("Shenzhen, CN", "TH", False),
        ("TH, CN", "TH", False),
        ("Bangkok", "TH", False),
        ("North", "TH", False),
        ("Bangkok, TH, 10110", "TH", False),
        ("", "TH", False),
        (None, "TH", False),
        ("Bangkok, TH", "", False),
        ("", "", False),
        ("Bangkok, ", "", False),
    ],
)
def test_a_parcel_has_arrived_where_its_newest_event_ends_with_its_country(
    location: str | None, country: str, expected: bool
) -> None:
    parcel = a_parcel(last_event=a_checkpoint(location=location))

    assert has_arrived(parcel, country) is expected


def test_a_parcel_has_arrived_when_its_provider_says_so_wherever_that_is() -> None:
    parcel = a_parcel(
        sub_status="InTransit_Arrival", last_event=a_checkpoint(location="Shenzhen, CN")
    )

    assert has_arrived(parcel, "TH")
    assert has_arrived(parcel, "")


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.IN_TRANSIT])
def test_only_a_parcel_that_is_under_way_has_just_arrived(status: Status) -> None:
    assert not has_arrived(a_parcel(status=status, sub_status="InTransit_Arrival"), "TH")


def test_a_parcel_without_an_event_is_nowhere() -> None:
    assert not has_arrived(a_parcel(last_event=None, sub_status="InTransit_Arrival"), "TH")


# ------------------------------------------------------------------------------------------ delay


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime.combine(LAST_DAY, time(0, 0, 0), UTC), False),
        (datetime.combine(LAST_DAY, time(23, 59, 59), UTC), False),
        (datetime.combine(LAST_DAY + timedelta(days=1), time(0, 0, 0), UTC), True),
    ],
)
def test_a_parcel_is_late_when_something_happens_to_it_after_its_last_day(
    at: datetime, expected: bool
) -> None:
    parcel = a_parcel(estimated_delivery=ESTIMATE, last_event=a_checkpoint(at=at))

    assert is_delayed(parcel) is expected


@pytest.mark.parametrize(
    ("sub_status", "expected"),
    [
        ("Exception_Delayed", True),
        ("InTransit_Delayed", True),
        ("Delayed", False),
        ("Exception_DelayedNot", False),
        ("", False),
        (None, False),
    ],
)
def test_a_parcel_is_late_when_its_provider_says_so(sub_status: str | None, expected: bool) -> None:
    assert is_delayed(a_parcel(sub_status=sub_status)) is expected


@pytest.mark.parametrize("estimate", [None, EstimatedDelivery(LAST_DAY, None)])
def test_a_parcel_without_a_last_day_is_not_late_by_its_events(
    estimate: EstimatedDelivery | None,
) -> None:
    long_after = a_checkpoint(at=NOON + timedelta(days=300))

    assert not is_delayed(a_parcel(estimated_delivery=estimate, last_event=long_after))


def test_a_parcel_is_late_once_that_was_found_out_whatever_its_events_say() -> None:
    assert is_delayed(a_parcel(overdue_since=NOON))
    assert is_delayed(a_parcel(overdue_since=NOON, last_event=None))


@pytest.mark.parametrize("status", OVER)
def test_a_parcel_at_its_end_is_late_no_more(status: Status) -> None:
    over = a_parcel(status=status, overdue_since=NOON, sub_status="Exception_Delayed")

    assert not is_delayed(over)
