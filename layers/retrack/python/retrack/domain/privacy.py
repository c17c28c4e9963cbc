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
# National with a leading 0 (or a Thai one), or international: 9 to 15 digits. Dates and tracking
# numbers do not look like this.
_PHONE = re.compile(
    r"(?<![\w.])(?:[0\u0e50]\d|\+\d)(?:[ -]?\d){7,13}(?![\w:])"
    r"|(?<![\w.])\([0\u0e50]\d{1,3}\)[ -]?\d{3,4}[ -]?\d{3,4}(?![\w:])"
    r"|(?<![\w.])[0\u0e50]\d{1,2}\.\d{3,4}\.\d{3,4}(?![\w:])"
)
_DIGITS = re.compile(r"[+(]{0,2}\d(?:[\s().-]{0,2}\d){7,19}")
_OWN_DIGITS = 8  # of a customer's number, from its end: the same however the rest is written
# A house's number and, a few words on, what streets are called; all that follows is the address.
_STREET = re.compile(
    r"(?<![\w/])(?:(?:house )?no\.? ?|เลขที่ ?)?\d{1,5}(?:/\d{1,5})?,? (?:[^\s,;\d]+ ){0,3}"
    r"(?:(?:moo|soi|road|rd|street|avenue|ave|lane|boulevard|blvd)(?!\w)"
    r"|หมู่|ม\.|ซอย|ซ\.|ถนน|ถ\.)[^;]*",
    re.IGNORECASE,
)


def first_name(name: str) -> str:
    """The first name in a name; empty where it cannot be told from the family name."""
    last, comma, first = name.partition(",")
    words = [w for w in (first if comma and first.strip() else last).split() if not _is_title(w)]
    if not words or "@" in name or _FAMILY_NAME_FIRST.search(name):
        return ""
    return words[0] if any(c.isalpha() for c in words[0]) else ""


def without_personal_data(text: str, customer: Customer) -> str:
    """A carrier's text without the customer's other names, and without anybody's addresses.

    Those are e-mail addresses, phone numbers, and streets with a house's number.
    """
    shown = first_name(customer.name).casefold()
    cleaned = _PHONE.sub(GONE, _without_number(_EMAIL.sub(GONE, text), customer.phone))
    cleaned = _STREET.sub(GONE, cleaned)
    for word in re.split(r"[\s,.]+", customer.name):
        if len(word) >= _SHORTEST and word.casefold() != shown and not _is_title(word):
            cleaned = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", GONE, cleaned, flags=re.IGNORECASE)
    return cleaned


def _without_number(text: str, phone: str) -> str:
    """The text without this phone number, however its digits are grouped or written."""
    own = "".join(filter(str.isdigit, phone))[-_OWN_DIGITS:]
    if len(own) < _OWN_DIGITS:
        return text

    def judged(found: re.Match[str]) -> str:
        digits = "".join(str(int(c)) for c in found.group() if c.isdecimal())
        return GONE if digits.endswith(own) else found.group()

    return _DIGITS.sub(judged, text)


def _is_title(word: str) -> bool:
    return word.rstrip(".").casefold() in _TITLES
