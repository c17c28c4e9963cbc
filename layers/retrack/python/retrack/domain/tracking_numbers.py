"""Tracking numbers as people paste them, and the one check digit that posts share."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

from retrack.domain.errors import Invalid
from retrack.domain.identifiers import TrackingNumber

MIN_LENGTH, MAX_LENGTH = 5, 50  # what providers take: letters, digits, hyphens
_FIELD = "tracking_number"
_VALID = re.compile(rf"[A-Z0-9-]{{{MIN_LENGTH},{MAX_LENGTH}}}")
_URL = re.compile(r"(?i)^(https?://|www\.)")
_NUMBER_PARAMETERS = ("nums", "num", "number", "tracknum", "tracknumbers", "tracking_number",
                      "trackingnumber", "tracking", "id", "code", "barcode", "trackid")  # fmt: skip
_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)[A-Z]{2}")
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)  # Source: UPU standard S10
_S10_MODULUS = 11


def normalise(pasted: str) -> TrackingNumber:
    """The number in its normal form, taken out of a pasted address where it is one.

    Raises:
        Invalid: nothing in it can be a tracking number.
    """
    text = pasted.strip()
    if _URL.match(text):
        text = _from_address(text)
    number = re.sub(r"[\s\u200b\ufeff._/]+", "", text).upper()
    if not _VALID.fullmatch(number):
        msg = f"{MIN_LENGTH} to {MAX_LENGTH} letters, digits and hyphens"
        raise Invalid.field(_FIELD, msg)
    return TrackingNumber(number)


def _from_address(address: str) -> str:
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
    except ValueError:  # an unfinished IPv6 address
        return ""
    values = {k.lower(): v for k, v in parse_qsl(f"{parts.query}&{parts.fragment}")}
    for parameter in _NUMBER_PARAMETERS:
        if values.get(parameter):
            return values[parameter].split(",")[0]
    return unquote(parts.path).rstrip("/").rpartition("/")[2]


def has_wrong_check_digit(number: TrackingNumber) -> bool:
    """Whether an S10 number (LL NNNNNNNN C CC) contradicts its own check digit.

    A hint only: sellers' numbers break the rule and are delivered all the same.
    """
    match = _S10.fullmatch(number)
    if match is None:
        return False
    total = sum(w * int(d) for w, d in zip(_S10_WEIGHTS, match[1], strict=True))
    check = _S10_MODULUS - total % _S10_MODULUS
    return {10: 0, 11: 5}.get(check, check) != int(match[2])
