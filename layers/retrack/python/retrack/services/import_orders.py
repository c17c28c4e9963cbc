"""Files of orders on their way in: begun, uploaded, started, read from checkpoint to checkpoint.

Rows are safe to bring in twice, so a crash costs nothing but time: whoever goes on starts at the
last checkpoint.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

from retrack.domain.errors import Conflict, Invalid, NotFound, StaleVersion, TooLarge, Unreadable
from retrack.domain.identifiers import StoreId
from retrack.domain.periods import zone
from retrack.services.bring_in_order import BringInOrder
from retrack.services.file_ports import (
    MAX_REFUSALS_SHOWN,
    STOPPED,
    FileStore,
    Import,
    ImportQueue,
    ImportStore,
    ReadFrom,
    RefusedRow,
    RefusedSheet,
    SheetReader,
    SheetRows,
)
from retrack.services.ports import Clock, Randomness, StoreStore

MAX_BYTES = 20_000_000
"""What a file may have: about 100,000 rows."""
UPLOAD_SECONDS = 900
_LINK_SECONDS = 900
_ROWS_BETWEEN_CHECKPOINTS = 200
_LEAST_SECONDS = 20  # what a checkpoint needs in the worst case, with all retries
TRIES = 3
"""How often a message is taken up: as the import queue in template.yaml says."""
_TOO_LARGE = (
    f"The file is larger than {MAX_BYTES // 1_000_000} MB. Split it, and import one after another."
)


class BegunImport(NamedTuple):
    """An import that waits for its file, and the address that takes it."""

    begun: Import
    upload_url: str


@dataclass(frozen=True, slots=True)
class BeginImport:
    """Prepares an upload."""

    imports: ImportStore
    files: FileStore
    clock: Clock
    randomness: Randomness

    def __call__(self, store_id: StoreId, *, size: int | None = None) -> BegunImport:
        """A new import; with `size`, in bytes, its address takes a file of just that size.

        Without one it takes any, and what is too large is refused when it is to be read.

        Raises:
            TooLarge: no file of that size is taken.
        """
        if size is not None and size > MAX_BYTES:
            raise TooLarge(_TOO_LARGE)
        new = Import(self.randomness.identifier(), store_id, self.clock.now())
        begun = self.imports.create(new)
        link = self.files.upload_link(upload_of(begun), size=size, seconds=UPLOAD_SECONDS)
        return BegunImport(begun, link)

    def with_content(self, store_id: StoreId, content: bytes) -> Import:
        """A new import whose file is there already."""
        begun = self(store_id, size=len(content)).begun
        self.files.write(upload_of(begun), [content])
        return begun

    def origin(self) -> str:
        """Where upload addresses lead: scheme and host."""
        link = urlsplit(self.files.upload_link("imports/none", size=1, seconds=1))
        return f"{link.scheme}://{link.netloc}"


@dataclass(frozen=True, slots=True)
class StartImport:
    """Has an uploaded file read."""

    imports: ImportStore
    files: FileStore
    queue: ImportQueue
    clock: Clock

    def __call__(self, store_id: StoreId, import_id: str) -> Import:
        """The import, queued; one that is running, or stopped, goes on from its checkpoint.

        Raises:
            NotFound: no such import in this store.
            Conflict: nothing was uploaded.
        """
        now = self.clock.now()
        found = self.imports.load(store_id, import_id).seen(now)
        if found.state == "done":
            return found
        if self.files.size(upload_of(found)) is None:
            if found.is_over:  # it failed for good, and its file is gone
                return found
            msg = "Nothing was uploaded yet: PUT the file to the upload_url first."
            raise Conflict(msg)
        if found.state != "running":
            begun = replace(found, state="running", problem="", moved_at=now)
            try:
                found = self.imports.save(begun)
            except StaleVersion:  # somebody else started it at this moment, or it moved after all
                found = self.imports.load(store_id, import_id)
        self.queue.send(store_id, import_id)
        return found


@dataclass(frozen=True, slots=True)
class ShowImport:
    """How far an import has come."""

    imports: ImportStore
    files: FileStore
    clock: Clock

    def __call__(self, store_id: StoreId, import_id: str) -> tuple[Import, str | None]:
        """The import, and where its refused rows can be fetched once it is over.

        Raises:
            NotFound: no such import in this store.
        """
        found = self.imports.load(store_id, import_id).seen(self.clock.now())
        if not (found.state == "done" and found.failed):
            return found, None
        shown_as = f"refused-{found.id}.csv"
        name = refused_of(found)
        return found, self.files.download_link(name, shown_as=shown_as, seconds=_LINK_SECONDS)


@dataclass(frozen=True, slots=True)
class RunImport:
    """The importer's work: reads rows for as long as there is time."""

    imports: ImportStore
    files: FileStore
    reader: SheetReader
    refused: RefusedSheet
    bring_in: BringInOrder
    stores: StoreStore
    queue: ImportQueue
    clock: Clock

    def __call__(
        self, store_id: StoreId, import_id: str, *, seconds_left: Callable[[], float]
    ) -> Import:
        """The import as it is then. What is not finished is queued again.

        Raises:
            StaleVersion: somebody else goes on with it; there is nothing left to do.
        """
        running = self.imports.load(store_id, import_id)
        if running.state != "running":
            return running
        try:
            running = self._surveyed(running)
            running = self._read(running, seconds_left)
        except (Unreadable, TooLarge, NotFound) as exc:
            # Checkpoints were saved meanwhile; or another came to the end, and the file is gone.
            running = self.imports.load(store_id, import_id)
            return running if running.is_over else self._over(running, "failed", exc.message)
        if running.state == "running":
            self.queue.send(store_id, import_id)
        return running

    def give_up(self, store_id: StoreId, import_id: str) -> None:
        """Says that it stopped where nobody will try again; its file stays, to go on with.

        Raises:
            StaleVersion: somebody else goes on with it.
        """
        stopped = self.imports.load(store_id, import_id)
        if stopped.state == "running":
            self.imports.save(replace(stopped, state="failed", problem=STOPPED))

    def _surveyed(self, running: Import) -> Import:
        """What is known of the file before its first row."""
        if running.encoding:
            return running
        if (self.files.size(upload_of(running)) or 0) > MAX_BYTES:
            raise TooLarge(_TOO_LARGE)
        survey = self.reader.survey(self._file(running))
        return self._saved(replace(running, encoding=survey.encoding, total=survey.rows))

    def _read(self, running: Import, seconds_left: Callable[[], float]) -> Import:
        time_zone = zone(self.stores.load(running.store_id).time_zone)
        rows = self.reader.rows(self._file(running), running.encoding, time_zone, running.place)
        while True:
            running, more = self._to_checkpoint(running, rows, seconds_left)
            if not more:
                return self._over(running, "done")
            if seconds_left() < _LEAST_SECONDS:
                return running

    def _to_checkpoint(
        self, running: Import, rows: Iterator[SheetRows], seconds_left: Callable[[], float]
    ) -> tuple[Import, bool]:
        """The import some rows on, saved; and whether there may be more."""
        refused: list[tuple[int, str, tuple[str, ...]]] = []
        done = failed = 0
        for row in rows:
            reason = self._brought_in(running.store_id, row)
            if reason:
                refused.append((row.line, reason, row.cells))
                failed += row.lines
            else:
                done += row.lines
            running = replace(running, place=row.after)
            if done + failed >= _ROWS_BETWEEN_CHECKPOINTS or seconds_left() < _LEAST_SECONDS:
                break
        if not done + failed:
            return running, False
        if refused:
            self._keep(running, refused)
        shown = (*running.refused, *(RefusedRow(line, reason) for line, reason, _ in refused))
        changed = replace(
            running,
            done=running.done + done,
            failed=running.failed + failed,
            refused=shown[:MAX_REFUSALS_SHOWN],
            parts=running.parts + bool(refused),
        )
        return self._saved(changed), True

    def _saved(self, changed: Import) -> Import:
        return self.imports.save(replace(changed, moved_at=self.clock.now()))

    def _brought_in(self, store_id: StoreId, row: SheetRows) -> str:
        """Why a row was refused; empty when it was not."""
        if row.entry is None:
            return row.reason
        try:
            self.bring_in(store_id, row.entry)
        except StaleVersion:
            return "the order was being changed by somebody else; import this row again"
        except NotFound:
            return "the order was erased meanwhile; import this row again"
        except Invalid as exc:
            return exc.message
        return ""

    def _keep(self, running: Import, rows: list[tuple[int, str, tuple[str, ...]]]) -> None:
        header = None
        if running.parts == 0:
            header = self.reader.header(self._file(running), running.encoding)
        self.files.write(_part_of(running, running.parts), [self.refused(header, rows)])

    def _over(self, running: Import, state: str, problem: str = "") -> Import:
        """The end: refused rows in one file, and the upload, which holds people's data, gone."""
        if state == "done" and running.parts:
            self.files.write(refused_of(running), self._parts(running))
        ended = replace(running, state="done" if state == "done" else "failed", problem=problem)
        saved = self.imports.save(ended)
        self.files.remove(upload_of(running))
        return saved

    def _parts(self, running: Import) -> Iterator[bytes]:
        for number in range(running.parts):
            yield from self.files.read(_part_of(running, number))

    def _file(self, running: Import) -> ReadFrom:
        return partial(self.files.read, upload_of(running))


def upload_of(of: Import) -> str:
    """The name of an import's file."""
    return f"imports/{of.store_id}/{of.id}/upload.csv"


def refused_of(of: Import) -> str:
    """The name of the file with its refused rows."""
    return f"imports/{of.store_id}/{of.id}/refused.csv"


def _part_of(of: Import, number: int) -> str:
    return f"imports/{of.store_id}/{of.id}/refused-{number:05d}.csv"
