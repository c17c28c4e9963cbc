"""Colours as stores choose them, and what can be read on them.

Contrasts are WCAG 2.2's, worked out from relative luminance.
"""

BLACK, WHITE = "#000000", "#ffffff"


def ink_on(colour: str) -> str:
    """Black or white, whichever is read better on `#rrggbb`: its contrast is at least 4.58."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, colour))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of `#rrggbb`, each from 0 to 255."""
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _luminance(colour: str) -> float:
    """Source: WCAG 2.2, "relative luminance"."""
    red, green, blue = (_linear(value / 255) for value in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    is_dark = value <= 0.04045  # noqa: PLR2004  the formula's own
    return value / 12.92 if is_dark else ((value + 0.055) / 1.055) ** 2.4
