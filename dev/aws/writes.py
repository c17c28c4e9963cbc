"""What one change of an item costs: the table's own write and those of its indexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dev.aws.sizes import item_size, write_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moto.dynamodb.models.dynamo_type import Item


@dataclass(frozen=True, slots=True)
class IndexShape:
    """A secondary index: its key attributes, and all those that its entries hold."""

    name: str
    keys: tuple[str, ...]
    projected: tuple[str, ...] | None  # None: all of them

    def holds(self, item: Item | None) -> bool:
        """Whether an item has an entry in it: only when it has all the keys."""
        return item is not None and all(key in item.attrs for key in self.keys)


def change_units(before: Item | None, after: Item | None, indexes: Sequence[IndexShape]) -> int:
    """The write units of one put, update or delete, its index writes included."""
    own = write_units(max(item_size(before), item_size(after)))
    return own + sum(index_units(before, after, index) for index in indexes)


def index_units(before: Item | None, after: Item | None, index: IndexShape) -> int:
    """The write units that a change costs in one index.

    Nothing when no projected attribute changed; two writes when the entry moves to other keys.
    Source: DynamoDB developer guide, "Global secondary indexes", "Provisioned throughput
    considerations".
    """
    old = before if index.holds(before) else None
    new = after if index.holds(after) else None
    if old is None and new is None:
        return 0
    if old is None or new is None:
        return write_units(max(_entry(old, index), _entry(new, index)))
    if any(old.attrs[key] != new.attrs[key] for key in index.keys):
        return write_units(_entry(old, index)) + write_units(_entry(new, index))
    if _projection(old, index) == _projection(new, index):
        return 0
    return write_units(max(_entry(old, index), _entry(new, index)))


def _entry(item: Item | None, index: IndexShape) -> int:
    return item_size(item, index.projected)


def _projection(item: Item, index: IndexShape) -> dict[str, object]:
    names = item.attrs.keys() if index.projected is None else index.projected
    return {name: item.attrs[name] for name in names if name in item.attrs}
