from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.carriers.leaves import day as day_of
from retrack.carriers.seventeentrack.moments import moment_of

BANGKOK = timezone(timedelta(hours=7))


def test_the_moment_is_utc_s_and_the_offset_the_place_s() -> None:
    moment = moment_of(
        {"time_utc": "2026-11-09T04:12:00Z", "time_iso": "2026-11-09T11:12:00+07:00"}
    )

    assert moment == datetime(2026, 11, 9, 4, 12, tzinfo=UTC)
    assert moment.utcoffset() == timedelta(hours=7)


def test_utc_wins_where_the_two_contradict_each_other() -> None:
    moment = moment_of(
        {"time_utc": "2026-11-09T04:12:00Z", "time_iso": "2026-11-09T04:12:00+07:00"}
    )

    assert moment == datetime(2026, 11, 9, 4, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "moment"),
    [
        ({"time_utc": "2026-11-09T04:12:00"}, datetime(2026, 11, 9, 4, 12, tzinfo=UTC)),
        ({"time_utc": "2026-11-09T04:12:00.75Z"}, datetime(2026, 11, 9, 4, 12, tzinfo=UTC)),
        ({"time_iso": "2026-11-09T11:12:00+07:00"}, datetime(2026, 11, 9, 11, 12, tzinfo=BANGKOK)),
        ({"time_iso": "2026-11-09T11:12:00"}, datetime(2026, 11, 9, 11, 12, tzinfo=UTC)),
        (
            {"time_raw": {"date": "2026-11-09", "time": "11:12:00", "timezone": "+07:00"}},
            datetime(2026, 11, 9, 11, 12, tzinfo=BANGKOK),
        ),
        (
            {"time_raw": {"date": "2026-11-09", "time": "11:12"}},
            datetime(2026, 11, 9, 11, 12, tzinfo=UTC),
        ),
        ({"time_raw": {"date": "2026-11-09", "time": None}}, datetime(2026, 11, 9, tzinfo=UTC)),
        (
            {"time_utc": "yesterday", "time_iso": "2026-11-09T11:12:00+07:00"},
            datetime(2026, 11, 9, 11, 12, tzinfo=BANGKOK),
        ),
    ],
)  # fmt: skip
def test_any_one_of_the_three_will_do(event: dict[str, object], moment: datetime) -> None:
    assert moment_of(event) == moment


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"time_utc": "", "time_iso": None, "time_raw": {"date": ""}},
        {"time_utc": "0001-01-01T00:00:00Z"},
        {"time_iso": "9999-12-31T23:59:59-12:00"},
        {"time_utc": 1700000000},
        {"time_raw": {"date": "09.11.2026", "time": "11:12"}},
        {"time_raw": {"time": "11:12"}},
        {"time_raw": "2026"},
    ],
)
def test_without_a_usable_time_there_is_none(event: dict[str, object]) -> None:
    assert moment_of(event) is None


@given(
    st.dictionaries(
        st.sampled_from(["time_utc", "time_iso", "time_raw"]),
        st.text(alphabet="0123456789-:TZ+.W ")
        | st.datetimes(timezones=st.timezones() | st.none()).map(datetime.isoformat)
        | st.dictionaries(
            st.sampled_from(["date", "time", "timezone"]), st.text("0123456789-:+Z") | st.none()
        ),
    )
)
def test_any_text_gives_an_aware_moment_in_whole_seconds_or_none(event: dict[str, object]) -> None:
    moment = moment_of(event)

    if moment is not None:
        assert moment.tzinfo is not None
        assert moment.microsecond == 0
        assert moment.astimezone(UTC).year in range(1999, 2202)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-20T23:30:00+07:00", date(2026, 11, 20)),
        ("2026-11-20", date(2026, 11, 20)),
        ("2026-11-20T00:00:00Z", date(2026, 11, 20)),
        ("", None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_day_is_the_one_at_the_place(written: str | None, day: date | None) -> None:
    assert day_of(written) == day
