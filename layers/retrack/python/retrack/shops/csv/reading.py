"""Tables of orders, in every form we know: told by the names of their columns."""

import csv
import re
from collections.abc import Iterator, Sequence
from types import ModuleType
from zoneinfo import ZoneInfo

from retrack.domain.errors import Unreadable
from retrack.services.file_ports import Place, ReadFrom, SheetRows, Survey
from retrack.shops.csv import plain, shopify_export
from retrack.shops.csv.encodings import guessed
from retrack.shops.csv.fields import Row, WrongCell
from retrack.shops.csv.lines import SEPARATORS, Records, beginning

_FORMATS: tuple[ModuleType, ...] = (plain, shopify_export)
_MAX_COLUMNS = 300
_MAX_TOGETHER = 101  # rows of one order that are kept: one more than it may have


class CsvReader:
    """`SheetReader` for CSV."""

    def survey(self, read: ReadFrom) -> Survey:
        """Two passes: what the bytes are, then whether all of them are a table.

        Raises:
            Unreadable: they are not; the message says what to do.
        """
        encoding = guessed(read(0))
        table = _Table(read, encoding)
        rows = sum(1 for _ in table.records())
        if not rows:
            msg = "There is nothing below the header line. Add a line for each order."
            raise Unreadable(msg)
        return Survey(encoding, rows)

    def header(self, read: ReadFrom, encoding: str) -> tuple[str, ...]:
        """The names of the columns, as they are written."""
        return tuple(_Table(read, encoding).header)

    def rows(
        self, read: ReadFrom, encoding: str, zone: ZoneInfo, place: Place
    ) -> Iterator[SheetRows]:
        """Rows, checked one by one, those of one order together.

        Raises:
            Unreadable: the table ends in something that is none.
        """
        table = _Table(read, encoding)
        gathered: list[tuple[int, list[str], Row]] = []
        after, lines = place, 0
        for line, cells, row, here in table.rows(zone, place):
            if gathered and not table.format.belong_together(gathered[0][2], row):
                yield _told(table.format, gathered, lines, after)
                gathered, lines = [], 0
            if lines < _MAX_TOGETHER:
                gathered.append((line, cells, row))
            after, lines = here, lines + 1
        if gathered:
            yield _told(table.format, gathered, lines, after)


class _Table:
    """A file whose header was understood."""

    def __init__(self, read: ReadFrom, encoding: str) -> None:
        self._read, self._encoding = read, encoding
        start, first = beginning(read, encoding)
        self._separator = _separator(first)
        records = Records(read, encoding, self._separator, start)
        _, self.header = next(iter(records), (1, []))
        self._columns = [_named(name) for name in self.header]
        self.format = _format(self._columns)
        self._begins = records.place

    def records(self, place: Place = Place()) -> Records:  # noqa: B008  a plain value
        start = max(place, self._begins)
        return Records(self._read, self._encoding, self._separator, start)

    def rows(self, zone: ZoneInfo, place: Place) -> Iterator[tuple[int, list[str], Row, Place]]:
        records = self.records(place)
        for line, cells in records:
            yield (
                line,
                cells,
                Row(dict(zip(self._columns, cells, strict=False)), zone),
                records.place,
            )


def _told(
    form: ModuleType, gathered: Sequence[tuple[int, list[str], Row]], lines: int, after: Place
) -> SheetRows:
    line, cells, _ = gathered[0]
    try:
        entry, reason = form.entry_of([row for _, _, row in gathered]), ""
    except WrongCell as exc:
        entry, reason = None, str(exc)
    return SheetRows(line, lines, tuple(cells), after, entry, reason)


def _separator(header: str) -> str:
    """The one by which most of the header's names are ones that we know."""
    known = frozenset().union(*(form.KNOWN for form in _FORMATS))

    def score(separator: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=separator), [])
        return sum(_named(name) in known for name in names), len(names)

    return max(SEPARATORS, key=score)


def _named(name: str) -> str:
    """A column's name, however it is written: `Order Name` is `order_name`."""
    return re.sub(r"[\s_-]+", "_", name.strip().casefold())


def _format(columns: Sequence[str]) -> ModuleType:
    if len(columns) > _MAX_COLUMNS:
        msg = f"The header has more than {_MAX_COLUMNS} columns: this is no table of orders."
        raise Unreadable(msg)
    for form in _FORMATS:
        if set(form.NEEDED) <= set(columns):
            return form
    msg = (
        "The first line must name the columns: order_name at least, as in the template, or those"
        " of Shopify's export of orders (Name, Lineitem name, Created at)."
    )
    raise Unreadable(msg)
