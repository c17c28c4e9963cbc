"""Which carriers a number may belong to, and what carriers are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.carriers import CARRIERS, Confidence, candidates, detected, named
from retrack.domain.identifiers import TrackingNumber


@pytest.mark.parametrize(
    ("number", "carrier"),
    [
        ("1Z999AA10123456784", "ups"),
        ("TBA123456789012", "amazon"),
        ("YT2412345678901234", "yunexpress"),
        ("4PX3000123456789CN", "4px"),
        ("LP00123456789012", "cainiao"),
        ("RR123456785CN", "china-post"),
        ("LK123456785CN", "china-ems"),
        ("EE123456785CN", "china-ems"),
        ("EE123456785TH", "thailand-post"),
        ("RB123456785GB", "royal-mail"),
        ("UA123456789YP", "yanwen"),
        ("TH01234567890A", "flash-th"),
        ("9400111899223197428490", "usps"),
        ("420900019400111899223197428490", "usps"),
    ],
)
def test_a_number_that_speaks_for_one_carrier_names_it(number: str, carrier: str) -> None:
    assert detected(TrackingNumber(number)) == carrier


@pytest.mark.parametrize(
    "number", ["123456789012", "1234567890", "RR123456785XX", "HELLO", "12345678901234"]
)
def test_a_number_that_could_be_anyones_names_nobody(number: str) -> None:
    assert detected(TrackingNumber(number)) is None


def test_plain_digits_have_candidates_none_of_them_likely() -> None:
    found = candidates(TrackingNumber("123456789012"))

    assert {c.carrier.slug for c in found} == {"fedex", "jt-th"}
    assert {c.confidence for c in found} == {Confidence.POSSIBLE}


@given(st.from_regex(r"[A-Z0-9]{5,40}", fullmatch=True).map(TrackingNumber))
def test_candidates_are_likeliest_first_and_each_once(number: TrackingNumber) -> None:
    found = candidates(number)

    assert [c.confidence for c in found] == sorted((c.confidence for c in found), reverse=True)
    assert len({c.carrier for c in found}) == len(found)


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=lambda carrier: carrier.slug)
def test_every_name_of_a_carrier_means_it(carrier: object) -> None:
    names = (carrier.slug, carrier.name, *carrier.also)  # type: ignore[attr-defined]  # Carrier

    assert {named(name) for name in names} == {carrier}


@pytest.mark.parametrize(
    "written", ["Thailand Post", "thailand-post", "THAILAND_POST", " thailand  post ", "ไปรษณีย์ไทย"]
)
def test_a_name_is_understood_however_it_is_written(written: str) -> None:
    carrier = named(written)

    assert carrier is not None
    assert carrier.slug == "thailand-post"


@pytest.mark.parametrize("written", ["", "  ", "-", "Nobody Express"])
def test_a_name_nobody_has_means_nobody(written: str) -> None:
    assert named(written) is None
