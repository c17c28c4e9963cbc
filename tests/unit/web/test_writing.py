"""Moments, days and numbers as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_timedelta

from retrack.web.languages import language
from retrack.web.writing import Writing

NOW = datetime(2026, 11, 9, 4, 12, tzinfo=UTC)
ENGLISH = Writing(language("en"), ZoneInfo("Asia/Bangkok"), NOW)
THAI = Writing(language("th"), ZoneInfo("Asia/Bangkok"), NOW)


def test_a_moment_is_on_the_clock_of_the_store() -> None:
    assert ENGLISH.moment(NOW) == "9 Nov 2026, 11:12"
    assert ENGLISH.moment("2026-11-09T04:12:00Z") == "9 Nov 2026, 11:12"
    assert THAI.moment(NOW) == "9 พ.ย. 2569, 11:12"


def test_an_event_is_on_the_clock_of_its_place() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=-3, minutes=-30)))

    assert ENGLISH.place_time(there) == "9 Nov 2026, 00:42 UTC-03:30"
    assert ENGLISH.place_time(NOW) == "9 Nov 2026, 04:12 UTC"


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 9), "9 Nov 2026"),
        ("2026-11-09", "9 Nov 2026"),
        (datetime(2026, 11, 9, 20, tzinfo=UTC), "10 Nov 2026"),
        ("2026-11-09T20:00:00Z", "10 Nov 2026"),
    ],
)
def test_the_day_of_a_moment_is_the_stores(day: date | str, written: str) -> None:
    assert ENGLISH.day(day) == written


@pytest.mark.parametrize(
    ("before", "written"),
    [
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=7), "1 week ago"),
        (timedelta(days=7, seconds=1), "2 Nov 2026"),
        (timedelta(hours=-2), "in 2 hours"),
    ],
)
def test_what_was_lately_is_told_by_how_long_ago(before: timedelta, written: str) -> None:
    assert ENGLISH.ago(NOW - before) == written


def test_countries_are_sorted_as_their_readers_look_them_up() -> None:
    codes = [code for code, _ in THAI.countries()]

    # กัมพูชา, เกาหลีใต้, เยอรมนี, ไทย: by ก, ก, ย, ท
    assert codes.index("KH") < codes.index("KR") < codes.index("TH") < codes.index("DE")
    assert len(codes) == len(set(codes)) > 200
    assert "EU" not in codes
    names = [name for _, name in ENGLISH.countries()]
    assert names == sorted(names)


def test_numbers_and_countries_are_in_the_readers_language() -> None:
    assert ENGLISH.number(1234567) == "1,234,567"
    assert (ENGLISH.country("TH"), THAI.country("TH")) == ("Thailand", "ไทย")
    assert (ENGLISH.country("QQ"), ENGLISH.country(None)) == ("QQ", "")


@pytest.mark.parametrize("reader", [ENGLISH, THAI])
def test_how_long_ago_is_rounded_as_the_library_rounds_it(reader: Writing) -> None:
    edges = [unit * count for unit in (60, 3600, 86_400) for count in (0.5, 0.85, 1.5, 2.5, 5.95)]
    seconds = {round(edge) + step for edge in edges for step in (-1, 0, 1)} | {0, 7 * 86_400}

    for second in seconds | {-second for second in seconds}:
        expected = format_timedelta(
            timedelta(seconds=second), add_direction=True, locale=reader.language.locale
        )
        assert reader.ago(NOW + timedelta(seconds=second)) == expected


def test_a_list_tells_a_moment_for_machines_in_full_and_in_brief() -> None:
    at = "2026-11-09T01:12:00Z"

    assert ENGLISH.told(at, by_day=True) == (at, "9 Nov 2026, 08:12", "9 Nov 2026")
    assert THAI.told(at, by_day=False) == (at, "9 พ.ย. 2569, 08:12", "3 ชั่วโมงที่ผ่านมา")
