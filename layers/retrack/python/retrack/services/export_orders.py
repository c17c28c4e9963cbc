"""Orders as a file: answered at once where it is small, else left to be fetched."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from retrack.domain.errors import TooLarge
from retrack.domain.identifiers import StoreId
from retrack.services.file_ports import FileStore, OrderSheet
from retrack.services.list_orders import ListOrders, OrderFilter
from retrack.services.order_row import RowReader
from retrack.services.ports import Randomness

INLINE_BYTES = 4_000_000
"""A function's answer has at most 6 MB, in base64: four bytes for three.

Source: Lambda quotas, "Invocation payload (request and response)".
"""
MAX_ORDERS = 50_000  # what can be read in the 29 seconds that a request has
_PAGE_SIZE = 500
_LINK_SECONDS = 900


class Export(NamedTuple):
    """A file: its content, or where it can be fetched for a quarter of an hour."""

    content: bytes
    link: str = ""


@dataclass(frozen=True, slots=True)
class ExportOrders:
    """Writes a list of orders out, page by page, never holding more than what is answered."""

    list_orders: ListOrders
    sheet: OrderSheet
    files: FileStore
    randomness: Randomness

    def __call__(
        self, store_id: StoreId, wanted: OrderFilter, reader: RowReader, *, shown_as: str
    ) -> Export:
        """The orders that fit, newest first.

        Raises:
            TooLarge: they are more than one file holds.
        """
        pieces = self.sheet(self._orders(store_id, wanted, reader))
        name = f"exports/{store_id}/{self.randomness.identifier()}.csv"
        return handed_out(pieces, files=self.files, name=name, shown_as=shown_as)

    def _orders(
        self, store_id: StoreId, wanted: OrderFilter, reader: RowReader
    ) -> Iterator[dict[str, Any]]:
        after, count = None, 0
        while True:
            page = self.list_orders(store_id, wanted, limit=_PAGE_SIZE, after=after)
            count += len(page.rows)
            if count > MAX_ORDERS:
                msg = f"That is more than {MAX_ORDERS} orders; export a shorter period at a time."
                raise TooLarge(msg)
            yield from (json.loads(reader.json(row.row)) for row in page.rows)
            after = page.next_after
            if after is None:
                return


def handed_out(pieces: Iterator[bytes], *, files: FileStore, name: str, shown_as: str) -> Export:
    """A file at once where it is small; else it is kept under a name, and can be fetched."""
    begun = bytearray()
    for piece in pieces:
        begun += piece
        if len(begun) > INLINE_BYTES:
            break
    else:
        return Export(bytes(begun))
    files.write(name, _all(bytes(begun), pieces))
    return Export(b"", files.download_link(name, shown_as=shown_as, seconds=_LINK_SECONDS))


def _all(begun: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield begun
    yield from rest
