"""A shop's colour, made readable: on light paper, on dark, and under letters.

A text's contrast is at least 4.5: WCAG 2.2.
"""

import re
from dataclasses import dataclass

from retrack.domain.colours import BLACK, WHITE, contrast, ink_on, rgb

DEFAULT = "#0f5c4c"  # Retrack's own green
# What accents are read on, the harder one of each pair: desk in the light, cards in the dark.
_PAPER, _DARK_PAPER = "#f2f4f3", "#1b1f1d"
_TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
_COLOUR = re.compile("[#][0-9a-fA-F]{6}")
_STEPS = 20  # from a colour to black or white


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a page. `brand` lies under letters of `ink`; accents are read on paper."""

    brand: str
    ink: str
    accent: str
    dark_accent: str


def palette(brand_color: str) -> Palette:
    """The palette for a shop's colour; Retrack's own for anything that is no `#rrggbb`."""
    brand = brand_color.lower() if _COLOUR.fullmatch(brand_color) else DEFAULT
    on_paper = _readable(brand, _PAPER, BLACK)
    return Palette(brand, ink_on(brand), on_paper, _readable(brand, _DARK_PAPER, WHITE))


def _readable(colour: str, paper: str, towards: str) -> str:
    """The colour itself, or the nearest mixture with black or white that can be read."""
    mixtures = (_mix(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(mixed for mixed in mixtures if contrast(mixed, paper) >= _TEXT_CONTRAST)


def _mix(one: str, other: str, share: float) -> str:
    parts = zip(rgb(one), rgb(other), strict=True)
    mixed = [round(mine + (theirs - mine) * share) for mine, theirs in parts]
    return "#" + bytes(mixed).hex()
