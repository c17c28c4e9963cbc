from __future__ import annotations

import pytest

from retrack.carriers.easypost.names import _NAMES, carrier_of, name_of
from retrack.domain.carriers import CARRIERS
from retrack.domain.identifiers import CarrierSlug


@pytest.mark.parametrize("slug", _NAMES)
def test_every_carrier_is_one_of_ours_and_comes_back(slug: str) -> None:
    assert slug in CARRIERS
    assert carrier_of(name_of(CarrierSlug(slug))) == slug


@pytest.mark.parametrize("slug", [None, "yunexpress"])
def test_what_easypost_has_no_sure_name_for_is_left_to_its_detection(slug: str | None) -> None:
    assert name_of(CarrierSlug(slug) if slug else None) is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [("usps", "usps"), ("ChinaPost", "china-post"), ("StarFleet", None), (None, None)],
)
def test_a_name_is_known_by_easypost_s_or_by_ours(name: str | None, slug: str | None) -> None:
    assert carrier_of(name) == slug
