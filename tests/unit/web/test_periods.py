"""The periods of pages: what addresses mean by them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from retrack.domain.errors import Invalid
from retrack.domain.periods import ALL_TIME
from retrack.web.periods import read_period

BANGKOK = ZoneInfo("Asia/Bangkok")
LATE = datetime(2026, 11, 1, 18, tzinfo=UTC)  # in Bangkok the second has begun


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("today", date(2026, 11, 2)),
        ("7d", date(2026, 10, 27)),
        ("30d", date(2026, 10, 4)),
        ("90d", date(2026, 8, 5)),
    ],
)
def test_a_period_ends_with_the_stores_today(name: str, first: date) -> None:
    period = read_period({"period": name}, now=LATE, zone=BANGKOK)

    assert (period.first, period.last) == (first, date(2026, 11, 2))
    assert period.span.end == datetime(2026, 11, 2, 17, tzinfo=UTC)
    assert period.parameters() == {"period": name}


def test_without_any_it_is_30_days() -> None:
    assert read_period({}, now=LATE, zone=BANGKOK).name == "30d"


def test_all_time_has_no_days() -> None:
    period = read_period({"period": "all"}, now=LATE, zone=BANGKOK)

    assert (period.span, period.first, period.last) == (ALL_TIME, None, None)
    assert period.is_all_time
    assert period.parameters() == {"period": "all"}


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({"from": "2026-03-04", "to": "2026-03-05"}, ("2026-03-04", "2026-03-05")),
        ({"from": "2026-03-04", "period": "7d"}, ("2026-03-04", "2026-11-02")),
        ({"to": "2026-03-30"}, ("2026-03-01", "2026-03-30")),
    ],
)
def test_days_win_over_a_name(query: dict[str, str], days: tuple[str, str]) -> None:
    period = read_period(query, now=LATE, zone=BANGKOK)

    assert period.name == ""
    assert period.parameters() == {"from": days[0], "to": days[1]}


@pytest.mark.parametrize(
    "query", [{"period": "week"}, {"from": "x"}, {"from": "2026-03-05", "to": "2026-03-04"}]
)
def test_what_is_no_period_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        read_period(query, now=LATE, zone=BANGKOK)
