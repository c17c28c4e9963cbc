"""Whatever colour a shop has, its page can be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.colours import contrast
from retrack.web import pages
from retrack.web.customer.palette import DEFAULT, palette

colours = st.binary(min_size=3, max_size=3).map(lambda rgb: f"#{rgb.hex()}")
READABLE = 4.5  # WCAG 2.2, 1.4.3


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@given(colours)
def test_every_colour_can_be_read(colour: str) -> None:
    made = palette(colour)

    assert made.brand == colour
    assert contrast(made.ink, made.brand) >= READABLE
    assert contrast(made.accent, "#f2f4f3") >= READABLE
    assert contrast(made.dark_accent, "#1b1f1d") >= READABLE


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert palette("#0B6E4F").accent == "#0b6e4f"
    assert palette("#ffd166").dark_accent == "#ffd166"


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "#123456;}", "#123456\n"])
def test_what_is_no_colour_is_never_used(colour: str) -> None:
    assert palette(colour).brand == DEFAULT


def test_the_papers_are_those_of_the_style() -> None:
    style = (Path(pages.__file__).parent / "templates/customer/style.css").read_text("utf-8")

    light, dark = style.split("@media (prefers-color-scheme: dark)")[:2]
    assert "--desk: #f2f4f3;" in light
    assert "--paper: #1b1f1d;" in dark
