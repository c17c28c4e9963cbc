"""How a text message is billed: in parts, whose size its letters decide.

Source: 3GPP TS 23.038 (the alphabet) and 23.040 (parts: a message that is split loses 6 bytes of
each to say which part it is).
"""

from dataclasses import dataclass
from enum import StrEnum

MAX_PARTS = 3
ELLIPSIS = "..."  # in the alphabet that takes least room, unlike the single character

_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")  # an escape and a letter: these take the room of two


class Encoding(StrEnum):
    """The two alphabets of text messages. One letter outside GSM-7 makes all of it UCS-2."""

    GSM_7 = "gsm-7"
    UCS_2 = "ucs-2"


_ONE_UNIT_AT_MOST = 0xFFFF  # what lies beyond takes a surrogate pair in UCS-2
_ROOM = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}  # one part, each of several


@dataclass(frozen=True, slots=True)
class Bill:
    """What a text costs. `units` of its encoding, and the `outsiders` that make it UCS-2."""

    encoding: Encoding
    units: int
    parts: int
    outsiders: str


def bill(text: str) -> Bill:
    """How many parts a text is sent and paid as."""
    outsiders = "".join(dict.fromkeys(c for c in text if c not in _ALPHABET | _EXTENSION))
    encoding = Encoding.UCS_2 if outsiders else Encoding.GSM_7
    sizes = [_units(c, encoding) for c in text]
    one, each = _ROOM[encoding]
    total = sum(sizes)
    return Bill(encoding, total, 1 if total <= one else _split(sizes, each), outsiders)


def fitted(text: str, *, link: str, parts: int = MAX_PARTS) -> str:
    """The text in at most so many parts: words before the link are left out, the link never is.

    A text without the link is cut at its end. A link that is itself too long goes alone.
    """
    if bill(text).parts <= parts:
        return text
    head, found, tail = text.partition(link) if link else (text, "", "")
    if not found:
        return _longest(text, "", parts) or text[: _ROOM[Encoding.UCS_2][1]]
    return _longest(head, f" {link}{tail}", parts) or _longest(head, f" {link}", parts) or link


def _longest(head: str, ending: str, parts: int) -> str:
    """As many whole words of the head as fit before the ending; empty when not even one does."""
    low, high = 0, len(head)
    while low < high:
        middle = (low + high + 1) // 2
        cut = f"{head[:middle].rstrip()}{ELLIPSIS}{ending}"
        low, high = (middle, high) if bill(cut).parts <= parts else (low, middle - 1)
    kept = head[:low]
    at_word = kept.rpartition(" ")[0] or kept  # Thai has few blanks: then a cut in mid-word
    return f"{at_word.rstrip()}{ELLIPSIS}{ending}" if at_word.strip() else ""


def _units(character: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return 2 if character in _EXTENSION else 1
    return 2 if ord(character) > _ONE_UNIT_AT_MOST else 1


def _split(sizes: list[int], room: int) -> int:
    """A letter of two units is never torn between two parts."""
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
        used += size
    return parts
