"""Times as text: they sort as time does, and are read back as they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.times import from_text, to_text, whole_seconds
from tests.builders import NOON

moments = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001  Hypothesis adds the zone
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours))),
).map(whole_seconds)


def test_a_time_is_told_in_utc_without_a_fraction() -> None:
    in_bangkok = NOON.astimezone(timezone(timedelta(hours=7))) + timedelta(microseconds=5)

    assert to_text(in_bangkok) == "2026-11-01T12:00:00Z"
    assert whole_seconds(in_bangkok) == NOON


@given(moments, moments)
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    assert (to_text(one) < to_text(other)) == (one < other)
    assert len(to_text(one)) == 20


@given(moments)
def test_a_time_is_read_back_as_the_same_moment(moment: datetime) -> None:
    assert from_text(to_text(moment)) == moment


def test_an_offset_is_understood() -> None:
    assert from_text("2026-11-01T19:00:00+07:00") == NOON


@pytest.mark.parametrize("text", ["2026-11-01T12:00:00", "2026-11-01", "noon", ""])
def test_a_text_without_a_zone_or_no_time_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"offset|Invalid isoformat"):
        from_text(text)


def test_a_time_without_a_zone_is_never_told() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_text(NOON.astimezone(UTC).replace(tzinfo=None))
