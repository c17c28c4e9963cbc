"""Thai readers see Buddhist years, and everybody else the common ones."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from retrack.domain.calendars import in_readers_years

NEW_YEAR = date(2027, 1, 2)


@pytest.mark.parametrize(
    ("written", "language", "days", "read"),
    [
        ("9 พ.ย. 2026, 20:26", "th", (datetime(2026, 11, 9, tzinfo=UTC),), "9 พ.ย. 2569, 20:26"),
        ("9 Nov 2026", "en", (date(2026, 11, 9),), "9 Nov 2026"),
        ("31 ธ.ค. 2026 – 2 ม.ค. 2027", "th", (date(2026, 12, 31), NEW_YEAR),
         "31 ธ.ค. 2569 – 2 ม.ค. 2570"),
        ("9 พ.ย.", "th", (date(2026, 11, 9),), "9 พ.ย."),
        ("29 ก.พ. 2028", "th", (date(2028, 2, 29),), "29 ก.พ. 2571"),
    ],
)  # fmt: skip
def test_a_written_date_has_its_readers_years(
    written: str, language: str, days: tuple[date, ...], read: str
) -> None:
    assert in_readers_years(written, language, *days) == read
