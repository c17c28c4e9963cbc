"""Tracking numbers as people paste them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.errors import Invalid
from retrack.domain.identifiers import TrackingNumber
from retrack.domain.tracking_numbers import has_wrong_check_digit, normalise

valid = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", min_size=5, max_size=50)


@pytest.mark.parametrize(
    "pasted",
    [
        "RB123456785GB",
        "  rb123456785gb\n",
        "RB 123 456 785 GB",
        "RB\u00a0123456785\u200bGB\ufeff",
        "RB.123456785_GB",
        "RB/123456785/GB",
        "http://www.17track.net/?nums=RB123456785GB",
        "https://t.17track.net/en#nums=rb123456785gb",
        "https://t.17track.net/en#nums=RB123456785GB,LX000000005CN",
        "www.17track.net/?nums=RB123456785GB&fc=3011",
        "HTTPS://example.com/track?Number=RB123456785GB",
        "https://example.com/track/RB123456785GB",
        "https://example.com/track/RB123456785GB/",
        "https://example.com/track/RB%20123456785GB?nums=",
    ],
)
def test_a_number_is_found_in_what_was_pasted(pasted: str) -> None:
    assert normalise(pasted) == "RB123456785GB"


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "ABCD",
        "A" * 51,
        "RB123456785GB!",
        "หมายเลข12345",
        "\uff11\uff12\uff13\uff14\uff15\uff16",  # digits, full width
        "http://",
        "http://[",
        "https://example.com",
        "https://example.com/?nums=",
    ],
)
def test_what_holds_no_number_is_refused_by_field(pasted: str) -> None:
    with pytest.raises(Invalid) as refusal:
        normalise(pasted)

    assert [p.field for p in refusal.value.problems] == ["tracking_number"]


@pytest.mark.parametrize("pasted", ["A" * 5, "A" * 50])
def test_the_shortest_and_the_longest_are_taken(pasted: str) -> None:
    assert normalise(pasted) == pasted


@given(valid)
def test_a_number_in_normal_form_stays(number: str) -> None:
    assert normalise(number) == number
    assert normalise(f" {number.lower()} ") == number
    assert normalise(f"http://www.17track.net/?nums={number}") == number


@given(st.text() | st.text().map(lambda text: f"https://{text}"))
def test_whatever_is_pasted_is_taken_or_refused(pasted: str) -> None:
    with contextlib.suppress(Invalid):
        number = normalise(pasted)

        assert normalise(number) == number


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("RB123456785GB", False),
        ("RR123456789CN", True),
        ("RR123456785CN", False),
        ("LX000000005CN", False),  # the sum is a multiple of 11: 5
        ("LX000000000CN", True),
        ("LX000000080CN", False),  # 11 less the remainder is 10: 0
        ("LX000000081CN", True),
        ("1Z999AA10123456784", False),  # no post's number
        ("RB123456785G", False),
    ],
)
def test_the_check_digit_of_posts(number: str, *, wrong: bool) -> None:
    assert has_wrong_check_digit(TrackingNumber(number)) is wrong


@given(st.integers(0, 99_999_999))
def test_exactly_one_check_digit_is_right(serial: int) -> None:
    right = [
        d for d in range(10) if not has_wrong_check_digit(TrackingNumber(f"RR{serial:08d}{d}CN"))
    ]

    assert len(right) == 1
