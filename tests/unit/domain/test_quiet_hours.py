"""Night is from 22:00 to 08:00 where the customer is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from retrack.domain.quiet_hours import quiet_for


@pytest.mark.parametrize(
    ("utc", "zone", "wait"),
    [
        ("15:00:00", "Asia/Bangkok", "10:00:00"),
        ("14:59:59", "Asia/Bangkok", "0:00:00"),
        ("00:59:59", "Asia/Bangkok", "0:00:01"),
        ("01:00:00", "Asia/Bangkok", "0:00:00"),
        ("03:00:00", "America/New_York", "10:00:00"),
        ("12:00:00", "UTC", "0:00:00"),
        ("23:30:00", "UTC", "8:30:00"),
    ],
)
def test_it_is_quiet_until_the_morning(utc: str, zone: str, wait: str) -> None:
    now = datetime.fromisoformat(f"2026-11-03T{utc}+00:00")

    assert str(quiet_for(now, zone)) == wait


def test_a_night_in_which_clocks_change_ends_too() -> None:
    now = datetime(2026, 10, 31, 23, tzinfo=UTC)

    assert timedelta(0) < quiet_for(now, "Europe/Paris") <= timedelta(hours=10)
