from __future__ import annotations

import pytest

from dev.carrier_simulator import words
from retrack.carriers.seventeentrack.codes import carrier_of, key_of, rejection_of
from retrack.domain.carriers import CARRIERS
from retrack.domain.identifiers import CarrierSlug
from retrack.domain.reports import Rejection

LEFT_TO_DETECTION = {"amazon", "sf-express"}


@pytest.mark.parametrize("slug", sorted(set(CARRIERS) - LEFT_TO_DETECTION))
def test_every_carrier_has_a_key_that_leads_back_to_it(slug: CarrierSlug) -> None:
    key = key_of(slug)

    assert key in words.CARRIERS
    assert carrier_of(key) == slug


@pytest.mark.parametrize("slug", [*sorted(LEFT_TO_DETECTION), None, "nobody"])
def test_other_carriers_are_left_to_detection(slug: CarrierSlug | None) -> None:
    assert key_of(slug) is None


@pytest.mark.parametrize("key", [None, 0, 999999])
def test_a_key_we_have_no_name_for_is_no_carrier(key: int | None) -> None:
    assert carrier_of(key) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (-18010012, Rejection.INVALID_NUMBER),
        (-18010020, Rejection.DETAILS_NEEDED),
        (-18019902, Rejection.NOT_REGISTERED),
        (-18019903, Rejection.CARRIER_NOT_DETECTED),
        (-18019907, Rejection.QUOTA_EXHAUSTED),
        (-18019908, Rejection.QUOTA_EXHAUSTED),
        (-18019909, Rejection.NO_INFORMATION),
        (-18019910, Rejection.CARRIER_UNSUPPORTED),
        (-18019911, Rejection.CARRIER_UNSUPPORTED),
        (-18010013, Rejection.OTHER),
        (-1, Rejection.OTHER),
        (None, Rejection.OTHER),
    ],
)
def test_an_error_code_becomes_a_reason(code: int | None, reason: Rejection) -> None:
    assert rejection_of(code) is reason
