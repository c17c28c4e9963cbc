"""What a text message costs, and how a long one is made to fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.sms import MAX_PARTS, Encoding, bill, fitted

LINK = "https://track.example.com/t/0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "gsm-7", 0, 1),
        ("a" * 160, "gsm-7", 160, 1),
        ("a" * 161, "gsm-7", 161, 2),
        ("a" * 306, "gsm-7", 306, 2),
        ("a" * 307, "gsm-7", 307, 3),
        ("€" * 80, "gsm-7", 160, 1),
        ("a" + "€" * 80, "gsm-7", 161, 2),
        ("€" * 153, "gsm-7", 306, 3),  # 76 to a part, and none is torn
        ("é@£\n", "gsm-7", 4, 1),
        ("ก" * 70, "ucs-2", 70, 1),
        ("ก" * 71, "ucs-2", 71, 2),
        ("ก" * 134, "ucs-2", 134, 2),
        ("ก" * 135, "ucs-2", 135, 3),
        ("📦" * 35, "ucs-2", 70, 1),
        ("📦" * 67, "ucs-2", 134, 3),  # 33 to a part
        ("a" * 70 + "’", "ucs-2", 71, 2),
    ],
)
def test_a_text_is_billed_by_its_letters(text: str, encoding: str, units: int, parts: int) -> None:
    told = bill(text)

    assert (told.encoding, told.units, told.parts) == (Encoding(encoding), units, parts)


def test_what_makes_a_text_dear_is_named_once() -> None:
    assert bill("It’s 50 ฿, it’s paid").outsiders == "’฿"


def test_what_fits_stays_as_it_is() -> None:
    text = "a" * 459

    assert fitted(text, link=LINK) == text


def test_a_long_text_is_cut_at_a_word_and_keeps_its_link() -> None:
    text = f"{'words ' * 100}{LINK}"

    told = fitted(text, link=LINK)

    assert bill(told).parts == MAX_PARTS
    assert told.endswith(f"words... {LINK}")


@given(st.text(max_size=900), st.text(max_size=900), st.booleans())
def test_whatever_is_written_takes_three_parts_at_most(head: str, tail: str, linked: bool) -> None:
    told = fitted(f"{head}{LINK if linked else ''}{tail}", link=LINK)

    assert bill(told).parts <= MAX_PARTS
    assert LINK in told or not linked


def test_a_long_text_without_its_link_is_cut_at_its_end() -> None:
    told = fitted("words " * 200, link=LINK)

    assert bill(told).parts == MAX_PARTS
    assert told.startswith("words words")
