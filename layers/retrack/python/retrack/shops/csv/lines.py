"""The records of a CSV file with the place of each, read in pieces and never held whole."""

import codecs
import csv
import re
from collections.abc import Iterator

from retrack.domain.errors import Unreadable
from retrack.services.file_ports import Place, ReadFrom
from retrack.shops.csv.encodings import SAVE_AS, mark_length, not_text

SEPARATORS = (",", ";", "\t")
MAX_LINE = 200_000  # characters; a real one has a few hundred
_MAX_RECORD = 400_000  # characters, over all the lines of a quoted cell
_BREAK = re.compile(r"\r\n|\n|\r(?!\Z)")
_DECLARED = re.compile(r"sep=([,;\t])\s*", re.IGNORECASE)  # a line that Excel understands


class Records:
    """Cells, record by record. `place` is right behind the one that came last."""

    def __init__(self, read: ReadFrom, encoding: str, separator: str, place: Place) -> None:
        """From a place on, which is the beginning of a record."""
        self.place = place
        self._encoding = encoding
        self._lines = self._placed(read)
        self._reader = csv.reader(self._lines, delimiter=separator)
        self._length = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """The line on which each record begins, and its cells; empty lines are left out.

        Raises:
            Unreadable: a line is endless, or bytes are none of the encoding.
        """
        while True:
            begins, self._length = self.place.line, 0
            try:
                cells = next(self._reader, None)
            except csv.Error as exc:
                msg = f"Line {begins}: a quotation mark is opened and never closed."
                raise Unreadable(msg) from exc
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield begins, cells

    def _placed(self, read: ReadFrom) -> Iterator[str]:
        for text in lines(read, self._encoding, self.place):
            self._length += len(text)
            if self._length > _MAX_RECORD:
                msg = f"Line {self.place.line}: a quotation mark is opened and never closed."
                raise Unreadable(msg)
            size = len(text.encode(self._encoding))
            self.place = Place(self.place.offset + size, self.place.line + 1)
            yield text


def beginning(read: ReadFrom, encoding: str) -> tuple[Place, str]:
    """Where a file's header is, and its text; a line before it may say how it is separated."""
    head = next(read(0), b"")
    start = Place(mark_length(encoding, head), 1)
    following = lines(read, encoding, start)
    first = next(following, "")
    if _DECLARED.fullmatch(first):
        return Place(start.offset + len(first.encode(encoding)), 2), next(following, "")
    return start, first


def lines(read: ReadFrom, encoding: str, place: Place) -> Iterator[str]:
    """Lines with their ends."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, line = "", place.line
    for piece in read(place.offset):
        rest += _decoded(decoder, piece, line)
        *whole, rest = _split(rest)
        for text in whole:
            _require_short(text, line)
            line += 1
            yield text
        _require_short(rest, line)
    rest += _decoded(decoder, b"", line, final=True)
    if rest:
        yield rest


def _split(text: str) -> list[str]:
    """Whole lines with their ends, and at last what is no whole line yet."""
    found, begun = [], 0
    for match in _BREAK.finditer(text):
        found.append(text[begun : match.end()])
        begun = match.end()
    return [*found, text[begun:]]


def _decoded(
    decoder: codecs.IncrementalDecoder, piece: bytes, line: int, *, final: bool = False
) -> str:
    try:
        text = decoder.decode(piece, final)
    except UnicodeDecodeError as exc:
        msg = f"After line {line} there is something that is no text in this encoding. {SAVE_AS}"
        raise Unreadable(msg) from exc
    if "\0" in text:
        raise not_text()
    return text


def _require_short(text: str, line: int) -> None:
    if len(text) > MAX_LINE:
        msg = f"Line {line} is longer than {MAX_LINE} characters: this is no table of orders."
        raise Unreadable(msg)
