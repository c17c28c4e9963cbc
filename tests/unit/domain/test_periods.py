"""Days of a store, as moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.errors import Invalid
from retrack.domain.periods import Span, day_at, span, zone
from tests.builders import NOON

NEW_YORK, BANGKOK = "America/New_York", "Asia/Bangkok"
any_day = st.dates(date(2000, 1, 1), date(2199, 12, 30))


def fields_of(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [problem.field for problem in refusal.value.problems]


def test_without_days_it_is_the_last_30_with_today() -> None:
    found = span(None, None, now=NOON, time_zone="UTC")

    assert found == Span(datetime(2026, 10, 3, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
    assert found.end - found.first == timedelta(days=30)


def test_both_ends_are_included() -> None:
    day = date(2026, 11, 1)

    found = span(day, day, now=NOON, time_zone="UTC")

    assert found == Span(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))


def test_with_only_a_last_day_it_is_the_30_before_it() -> None:
    found = span(None, date(2026, 6, 30), now=NOON, time_zone="UTC")

    assert found.first == datetime(2026, 6, 1, tzinfo=UTC)


def test_with_only_a_first_day_it_goes_to_today() -> None:
    found = span(date(2026, 1, 1), None, now=NOON, time_zone="UTC")

    assert found.end == datetime(2026, 11, 2, tzinfo=UTC)


def test_a_day_in_bangkok_begins_at_17_utc_the_day_before() -> None:
    day = date(2026, 11, 1)

    found = span(day, day, now=NOON, time_zone=BANGKOK)

    assert found.first == datetime(2026, 10, 31, 17, tzinfo=UTC)
    assert found.end == datetime(2026, 11, 1, 17, tzinfo=UTC)


def test_today_in_bangkok_is_tomorrow_in_utc_after_17() -> None:
    evening = datetime(2026, 11, 1, 17, tzinfo=UTC)

    assert day_at(evening, BANGKOK) == date(2026, 11, 2)
    assert day_at(evening - timedelta(seconds=1), BANGKOK) == date(2026, 11, 1)
    assert day_at(evening, "UTC") == date(2026, 11, 1)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_a_day_on_which_the_clocks_change_has_another_length(day: date, hours: int) -> None:
    found = span(day, day, now=NOON, time_zone=NEW_YORK)

    assert found.end - found.first == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [
        ("America/Havana", date(2026, 3, 8)),  # 0:00 does not exist
        ("America/Havana", date(2026, 11, 1)),  # 0:00 comes twice
        ("Africa/Cairo", date(2026, 4, 24)),
    ],
)
def test_a_day_begins_with_its_first_moment_though_midnight_is_missing_or_doubled(
    time_zone: str, day: date
) -> None:
    found = span(day, day, now=NOON, time_zone=time_zone)

    tz = ZoneInfo(time_zone)
    assert found.first.astimezone(tz).date() == day
    assert (found.first - timedelta(seconds=1)).astimezone(tz).date() == day - timedelta(days=1)


@given(any_day, st.sampled_from(sorted(available_timezones())))
def test_days_follow_one_another_without_gap_or_overlap(day: date, time_zone: str) -> None:
    following = day + timedelta(days=1)

    first = span(day, day, now=NOON, time_zone=time_zone)
    second = span(following, following, now=NOON, time_zone=time_zone)

    assert first.end == second.first
    assert span(day, following, now=NOON, time_zone=time_zone) == Span(first.first, second.end)


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        span(date(2026, 11, 2), date(2026, 11, 1), now=NOON, time_zone="UTC")

    assert fields_of(refusal) == ["from"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(1999, 12, 31), date(2026, 1, 1), "from"),
        (None, date(1, 1, 1), "to"),
        (None, date(1999, 12, 31), "to"),
        (None, date(2200, 1, 1), "to"),
        (date(2026, 1, 1), date.max, "to"),
        (date.max, None, "from"),
    ],
)
def test_days_far_from_this_century_are_refused(
    first: date | None, last: date | None, field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        span(first, last, now=NOON, time_zone="UTC")

    assert fields_of(refusal) == [field]


def test_the_first_days_there_are_have_fewer_than_30_before_them() -> None:
    found = span(None, date(2000, 1, 5), now=NOON, time_zone="UTC")

    assert found.first == datetime(2000, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "America", "\0", "A" * 999])
def test_a_time_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        zone(name)

    assert fields_of(refusal) == ["time_zone"]


@given(any_day, any_day, st.sampled_from([NEW_YORK, BANGKOK, "UTC", "Pacific/Kiritimati"]))
def test_a_span_knows_its_own_days(one: date, other: date, time_zone: str) -> None:
    first, last = sorted([one, other])

    found = span(first, last, now=NOON, time_zone=time_zone)

    assert (found.first_day(ZoneInfo(time_zone)), found.last_day(ZoneInfo(time_zone))) == (
        first,
        last,
    )
