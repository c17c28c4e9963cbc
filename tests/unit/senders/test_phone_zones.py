"""Where a phone is, as far as its number tells."""

from __future__ import annotations

import pytest

from retrack.senders.phone_zones import NumberingPlanZones


@pytest.mark.parametrize(
    ("phone", "zone"),
    [
        ("+66812345678", "Asia/Bangkok"),
        ("+12125550123", "America/New_York"),
        ("+881612345678", None),  # a satellite's
        ("", None),
        ("nobody", None),
    ],
)
def test_a_number_tells_its_zone(phone: str, zone: str | None) -> None:
    assert NumberingPlanZones().zone_of(phone) == zone
