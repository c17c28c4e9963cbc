"""Files, imports and their queue in memory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from retrack.domain.errors import NotFound, StaleVersion
from retrack.domain.identifiers import OrderId, StoreId
from retrack.services.file_ports import Import

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.fakes.storage import MemoryOrders

ORIGIN = "https://files.example.com"


class MemoryFiles:
    """`FileStore`."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        self.kept[name] = b"".join(pieces)

    def read(self, name: str, start: int = 0) -> Iterator[bytes]:
        if name not in self.kept:
            raise NotFound
        content = self.kept[name][start:]
        return (content[begun : begun + 5] for begun in range(0, len(content), 5))

    def size(self, name: str) -> int | None:
        return len(self.kept[name]) if name in self.kept else None

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)

    def download_link(self, name: str, *, shown_as: str, seconds: int) -> str:
        return f"{ORIGIN}/{name}?as={shown_as}&for={seconds}"

    def upload_link(self, name: str, *, size: int | None, seconds: int) -> str:
        return f"{ORIGIN}/{name}?size={size}&for={seconds}"


class MemoryImports:
    """`ImportStore`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[StoreId, str], Import] = {}

    def create(self, new: Import) -> Import:
        return self._keep(replace(new, version=1))

    def save(self, changed: Import) -> Import:
        if self.load(changed.store_id, changed.id).version != changed.version:
            raise StaleVersion
        return self._keep(replace(changed, version=changed.version + 1))

    def load(self, store_id: StoreId, import_id: str) -> Import:
        if (store_id, import_id) not in self._kept:
            raise NotFound
        return self._kept[store_id, import_id]

    def _keep(self, kept: Import) -> Import:
        self._kept[kept.store_id, kept.id] = kept
        return kept


class FakeImportQueue:
    """`ImportQueue`."""

    def __init__(self) -> None:
        self.sent: list[tuple[StoreId, str]] = []

    def send(self, store_id: StoreId, import_id: str) -> None:
        self.sent.append((store_id, import_id))


class MemoryNames:
    """`OrderNames` over orders in memory."""

    def __init__(self, orders: MemoryOrders) -> None:
        self._orders = orders

    def named(self, store_id: StoreId, name: str) -> Sequence[OrderId]:
        wanted = _folded(name)
        return sorted(
            order.id
            for order in self._orders.saved.values()
            if order.store_id == store_id and _folded(order.name) == wanted
        )


def _folded(name: str) -> str:
    return name.strip().lstrip("#").casefold()
