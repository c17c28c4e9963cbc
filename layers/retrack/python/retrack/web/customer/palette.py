"""A shop's colour, made readable: on light paper, on dark, and under letters.

Contrasts are WCAG 2.2's: 4.5 for text, worked out from relative luminance.
"""

import re
from dataclasses import dataclass

DEFAULT = "#0f5c4c"  # Retrack's own green
# What accents are read on, the harder one of each pair: desk in the light, cards in the dark.
_PAPER, _DARK_PAPER = "#f2f4f3", "#1b1f1d"
_BLACK, _WHITE = "#000000", "#ffffff"
_TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
_COLOUR = re.compile("[#][0-9a-fA-F]{6}")
_STEPS = 20  # from a colour to black or white

_Rgb = tuple[int, int, int]


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
    # One of the two always has a contrast of at least 4.58.
    ink = max((_WHITE, _BLACK), key=lambda text: contrast(text, brand))
    return Palette(
        brand, ink, _readable(brand, _PAPER, _BLACK), _readable(brand, _DARK_PAPER, _WHITE)
    )


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _readable(colour: str, paper: str, towards: str) -> str:
    """The colour itself, or the nearest mixture with black or white that can be read."""
    mixtures = (_mix(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(mixed for mixed in mixtures if contrast(mixed, paper) >= _TEXT_CONTRAST)


def _mix(one: str, other: str, share: float) -> str:
    parts = zip(_rgb(one), _rgb(other), strict=True)
    mixed = [round(mine + (theirs - mine) * share) for mine, theirs in parts]
    return "#" + bytes(mixed).hex()


def _luminance(colour: str) -> float:
    """Source: WCAG 2.2, "relative luminance"."""
    red, green, blue = (_linear(value / 255) for value in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    is_dark = value <= 0.04045  # noqa: PLR2004  the formula's own
    return value / 12.92 if is_dark else ((value + 0.055) / 1.055) ** 2.4


def _rgb(colour: str) -> _Rgb:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue
