"""Cells checked as the API checks the same fields: what is wrong is said with the column's name."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

import phonenumbers

from retrack.shops.csv.cells import plain

MAX_TEXT = 200
MAX_ITEMS = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
EMAIL = re.compile(r"[^@\s\x00-\x1f<>\",;:\\]+@[^@\s.\x00-\x1f<>\",;:\\]+(\.[^@\s.<>\",;:\\]+)+")
_MAX_EMAIL = 254
LOCALE = re.compile(r"(?=.{2,35}\Z)[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
COUNTRY = re.compile("[A-Z]{2}")
ID = re.compile(r"[A-Za-z0-9._~-]{1,64}")
FINANCIAL = ("pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded",
             "voided")  # fmt: skip
_Read = TypeVar("_Read")


class WrongCell(Exception):
    """A row cannot be imported: the column, and what would be right."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by their column; a column that is not there is empty."""

    cells: Mapping[str, str]
    zone: ZoneInfo

    def text(self, column: str, *, longest: int = MAX_TEXT) -> str:
        """A cell's text.

        Raises:
            WrongCell: too long, or with control characters.
        """
        return one_line(column, self.raw(column), longest=longest)

    def raw(self, column: str) -> str:
        """A cell's text as it is, with line breaks."""
        return plain(self.cells.get(column, "")).strip()

    def matching(self, column: str, pattern: re.Pattern[str], right: str) -> str:
        """A cell that is empty or looks like this.

        Raises:
            WrongCell: it does not.
        """
        text = self.text(column, longest=_MAX_EMAIL)
        if text and not pattern.fullmatch(text):
            msg = f"{column}: {right}"
            raise WrongCell(msg)
        return text

    def read(self, column: str, reading: Callable[[str], _Read]) -> _Read | None:
        """A cell put through a reading; None when it is empty.

        Raises:
            WrongCell: the reading refused it.
        """
        text = self.text(column)
        if not text:
            return None
        try:
            return reading(text)
        except ValueError as exc:
            msg = f"{column}: {exc}"
            raise WrongCell(msg) from exc

    def phone(self, column: str, country: str) -> str:
        """A phone number as E.164; one without its country is of `country`.

        Raises:
            WrongCell: it is none.
        """
        text = self.text(column)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, country or None)
        except phonenumbers.NumberParseException as exc:
            msg = f"{column}: a phone number such as +66812345678"
            raise WrongCell(msg) from exc
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def one_line(column: str, text: str, *, longest: int = MAX_TEXT) -> str:
    """The text, if it is short and of one line.

    Raises:
        WrongCell: too long, or with control characters.
    """
    if len(text) > longest:
        msg = f"{column}: at most {longest} characters"
        raise WrongCell(msg)
    if _CONTROL.search(text):
        msg = f"{column}: must not hold line breaks or control characters"
        raise WrongCell(msg)
    return text


def derived_id(name: str) -> str:
    """The id of an order that a file only names: the same for the same name, every time."""
    return "csv-" + hashlib.sha256(name.strip().casefold().encode()).hexdigest()[:24]
