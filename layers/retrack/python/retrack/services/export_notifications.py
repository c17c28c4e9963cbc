"""What a store's customers were told, as a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from retrack.domain.errors import TooLarge
from retrack.domain.identifiers import StoreId
from retrack.domain.notifications import Notification
from retrack.services.export_orders import Export, handed_out
from retrack.services.file_ports import FileStore
from retrack.services.list_notifications import ListNotifications, MessageFilter
from retrack.services.ports import Randomness

MAX_MESSAGES = 50_000  # what can be read in the 29 seconds that a request has


class MessageSheet(Protocol):
    """Writes messages as a table."""

    def __call__(self, messages: Iterable[Notification]) -> Iterator[bytes]:
        """The table's text, in pieces."""
        ...


@dataclass(frozen=True, slots=True)
class ExportNotifications:
    """Writes the log out, page by page, never holding more than what is answered."""

    list_notifications: ListNotifications
    sheet: MessageSheet
    files: FileStore
    randomness: Randomness

    def __call__(self, store_id: StoreId, wanted: MessageFilter, *, shown_as: str) -> Export:
        """The messages that fit, newest first.

        Raises:
            TooLarge: they are more than one file holds.
        """
        pieces = self.sheet(_bounded(self.list_notifications.every(store_id, wanted)))
        name = f"exports/{store_id}/{self.randomness.identifier()}.csv"
        return handed_out(pieces, files=self.files, name=name, shown_as=shown_as)


def _bounded(messages: Iterator[Notification]) -> Iterator[Notification]:
    for count, message in enumerate(messages):
        if count == MAX_MESSAGES:
            msg = f"That is more than {MAX_MESSAGES} messages; export a shorter period at a time."
            raise TooLarge(msg)
        yield message
