"""What exporting and importing orders needs from the outside, in words of the domain."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.shop_records import Standing
from retrack.services.ship import NewShipment
from retrack.services.take_order import NewOrder

MAX_REFUSALS_SHOWN = 100
"""Refused rows that an import itself tells; all of them are in a file."""

STOPPED = (
    "Reading the file stopped because of a fault on our side. Start the import again: it goes on"
    " where it stopped, and what was imported stays."
)
"""The problem of an import that nobody goes on with by himself."""

STUCK_AFTER = timedelta(hours=1)
"""An import that has not moved for so long moves no more: all tries at it take less."""

ReadFrom = Callable[[int], Iterator[bytes]]
"""Reads a file from an offset in bytes on, in pieces, as they are consumed."""


class FileStore(Protocol):
    """Files that are kept for a week, read and written in pieces. Names look like `a/b.csv`."""

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Keeps a file in place of an earlier one, never holding more than a part of it."""
        ...

    def read(self, name: str, start: int = 0) -> Iterator[bytes]:
        """A file from an offset on.

        Raises:
            NotFound: there is none of that name.
        """
        ...

    def size(self, name: str) -> int | None:
        """In bytes; None when there is no such file."""
        ...

    def remove(self, name: str) -> None:
        """Forgets a file; one that is not there is no error."""
        ...

    def download_link(self, name: str, *, shown_as: str, seconds: int) -> str:
        """An address for whoever holds it, good for so long."""
        ...

    def upload_link(self, name: str, *, size: int | None, seconds: int) -> str:
        """An address that takes a PUT of a file of exactly so many bytes; of any without `size`."""
        ...


class OrderSheet(Protocol):
    """Writes orders as a table."""

    def __call__(self, orders: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
        """The table's text in pieces, from orders as the API shows them."""
        ...


class Place(NamedTuple):
    """Where in a file to go on: an offset in bytes, and the number of the line there."""

    offset: int = 0
    line: int = 1


class Survey(NamedTuple):
    """What a first look at a whole file tells."""

    encoding: str
    rows: int


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """What some rows say of an order: all of it that is known, and one shipment at most.

    `standing` is how it stands in its shop, None where they do not tell. `has_own_id`: the file
    names the order's id; without one it may be an order that is there under the same name.
    """

    order: NewOrder
    shipment: NewShipment | None = None
    has_own_id: bool = True
    standing: Standing | None = None


class SheetRows(NamedTuple):
    """One row, or those that belong together; `entry` is None where `reason` says what is wrong.

    `after` is where to go on once they are dealt with.
    """

    line: int
    lines: int
    cells: tuple[str, ...]
    after: Place
    entry: SheetEntry | None
    reason: str = ""


class RefusedSheet(Protocol):
    """Writes refused rows as a table, to be put right and uploaded again."""

    def __call__(
        self, header: Sequence[str] | None, rows: Iterable[tuple[int, str, Sequence[str]]]
    ) -> bytes:
        """Rows with their line and reason; None for the header: they go on from others."""
        ...


class SheetReader(Protocol):
    """Reads tables of orders in every form we know."""

    def survey(self, read: ReadFrom) -> Survey:
        """Reads all of a file once, keeping none of it.

        Raises:
            Unreadable: it is no such table; the message says what to do.
        """
        ...

    def header(self, read: ReadFrom, encoding: str) -> tuple[str, ...]:
        """The names of its columns."""
        ...

    def rows(
        self, read: ReadFrom, encoding: str, zone: ZoneInfo, place: Place
    ) -> Iterator[SheetRows]:
        """Its rows from a place on, read as they are consumed.

        Raises:
            Unreadable: it goes wrong in the middle.
        """
        ...


class OrderNames(Protocol):
    """Finds orders by their names."""

    def named(self, store_id: StoreId, name: str) -> Sequence[OrderId]:
        """The orders of exactly this name, however people write it."""
        ...


class RefusedRow(NamedTuple):
    """A row that was not imported, and why."""

    line: int
    reason: str


ImportState = Literal["waiting", "running", "done", "failed"]


@dataclass(frozen=True, slots=True)
class Import:
    """A file of orders on its way in.

    `done` and `failed` count rows. `place` is how far it was read, `parts` how many files of
    refused rows were written, `problem` why all of it failed. `moved_at` is when it was started, or
    came a step further, last.
    """

    id: str
    store_id: StoreId
    created_at: datetime
    state: ImportState = "waiting"
    encoding: str = ""
    total: int | None = None
    done: int = 0
    failed: int = 0
    refused: tuple[RefusedRow, ...] = ()
    parts: int = 0
    place: Place = Place()
    problem: str = ""
    moved_at: datetime | None = None
    version: int = 0

    def seen(self, now: datetime) -> "Import":
        """As it stands at a moment: what was killed in its last try could not say so itself."""
        is_stuck = now - (self.moved_at or self.created_at) > STUCK_AFTER
        if self.state == "running" and is_stuck:
            return replace(self, state="failed", problem=STOPPED)
        return self

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it by itself."""
        return self.state in {"done", "failed"}

    @property
    def can_go_on(self) -> bool:
        """Whether it was given up, and goes on where it stopped if it is started again."""
        return self.state == "failed" and self.problem == STOPPED


class ImportStore(Protocol):
    """Imports, kept for a week."""

    def create(self, new: Import) -> Import:
        """Begins one; returns it with version 1."""
        ...

    def save(self, changed: Import) -> Import:
        """Saves it over the version it was read at; returns the next version.

        Raises:
            StaleVersion: somebody else goes on with it.
        """
        ...

    def load(self, store_id: StoreId, import_id: str) -> Import:
        """One.

        Raises:
            NotFound: no such import in this store.
        """
        ...


class ImportQueue(Protocol):
    """Work for the importer."""

    def send(self, store_id: StoreId, import_id: str) -> None:
        """Has an import begun, or gone on with; twice is as good as once."""
        ...
