"""What can be read on a store's colour."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.colours import BLACK, WHITE, contrast, ink_on


@given(st.binary(min_size=3, max_size=3).map(bytes.hex))
def test_letters_can_be_read_on_any_colour(colour: str) -> None:
    assert contrast(ink_on(f"#{colour}"), f"#{colour}") > 4.5


@pytest.mark.parametrize(("colour", "ink"), [("#ffffff", BLACK), ("#000000", WHITE)])
def test_extremes_get_their_opposite(colour: str, ink: str) -> None:
    assert ink_on(colour) == ink
    assert contrast(ink, colour) == pytest.approx(21)
