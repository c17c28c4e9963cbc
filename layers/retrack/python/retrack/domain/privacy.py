"""What of a customer may be shown to whoever holds a parcel's link: the first name and the city.

Carriers write what they like into their events, so these are cleaned of the names, addresses and
phone numbers that we can recognise. What is left out shows as an ellipsis.
"""

import re

from retrack.domain.orders import Customer

GONE = "…"
_SHORTEST = 3  # letters of a name that is looked for; shorter ones are words of every language
_TITLES = frozenset(
    {"mr", "mrs", "ms", "miss", "dr", "khun", "คุณ", "นาย", "นาง", "นางสาว", "น.ส", "ดร"}
)
# Scripts that put the family name first and no blank behind it: Han, Kana, Hangul.
_FAMILY_NAME_FIRST = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EMAIL = re.compile(r"[^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+")
# National with a leading 0, or international: 9 to 15 digits. Dates and tracking numbers do not
# look like this.
_PHONE = re.compile(r"(?<![\w.])(?:0\d|\+\d)(?:[ -]?\d){7,13}(?![\w:])")


def first_name(name: str) -> str:
    """The first name in a name; empty where it cannot be told from the family name."""
    last, comma, first = name.partition(",")
    words = [w for w in (first if comma and first.strip() else last).split() if not _is_title(w)]
    if not words or "@" in name or _FAMILY_NAME_FIRST.search(name):
        return ""
    return words[0] if any(c.isalpha() for c in words[0]) else ""


def without_personal_data(text: str, customer: Customer) -> str:
    """A carrier's text without the customer's other names, e-mail addresses and phone numbers."""
    shown = first_name(customer.name).casefold()
    cleaned = _PHONE.sub(GONE, _EMAIL.sub(GONE, text))
    for word in re.split(r"[\s,.]+", customer.name):
        if len(word) >= _SHORTEST and word.casefold() != shown and not _is_title(word):
            cleaned = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", GONE, cleaned, flags=re.IGNORECASE)
    return cleaned


def _is_title(word: str) -> bool:
    return word.rstrip(".").casefold() in _TITLES
