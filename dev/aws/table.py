"""A moto table that finds by key instead of looking at everything, and says what it read and wrote.

moto looks at every item for each Query; this table keeps the items of each partition, of the table
and of its indexes, sorted. It also mends three things: an unchanged write announces nothing, an
update that makes an item announces it once, and a transaction does not copy the table.
"""

from __future__ import annotations

import bisect
import copy
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from moto.dynamodb.comparisons import get_comparison_func
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import StreamRecord, StreamShard, Table

from dev.aws.sizes import item_size
from dev.aws.writes import IndexShape, change_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAGE = 1024 * 1024  # bytes that one Query looks at, at most
_CONDITIONS = {"hash_key_conditions", "range_key_conditions"}  # the same again, in other words
Position = tuple[Any, ...]


@dataclass(slots=True)
class Activity:
    """What a table did since this was last taken: for the bill of one request."""

    read: list[int] = field(default_factory=list)  # bytes, for each Query
    written: list[int] = field(default_factory=list)  # units, for each changed item

    def take(self) -> Activity:
        """What happened, and a fresh start."""
        taken = Activity(self.read, self.written)
        self.read, self.written = [], []
        return taken


class _Partitions:
    """The items of one table or index by partition, each partition sorted as a Query answers."""

    def __init__(self, partition: str, sort: Sequence[str]) -> None:
        self._partition = partition
        self.sort = tuple(sort)
        self._found: dict[Any, list[tuple[Position, Item]]] = {}

    def position(self, attributes: dict[str, Any]) -> Position:
        return tuple(DynamoType(attributes[name]).cast_value for name in self.sort)

    def _has(self, item: Item) -> bool:
        return self._partition in item.attrs and all(name in item.attrs for name in self.sort)

    def add(self, item: Item) -> None:
        if self._has(item):
            entries = self._found.setdefault(item.attrs[self._partition].cast_value, [])
            bisect.insort(entries, (self.position(item.attrs), item), key=lambda entry: entry[0])

    def remove(self, item: Item) -> None:
        if not self._has(item):
            return
        entries = self._found.get(item.attrs[self._partition].cast_value, [])
        position = self.position(item.attrs)
        place = bisect.bisect_left(entries, position, key=lambda entry: entry[0])
        if place < len(entries) and entries[place][0] == position:
            del entries[place]

    def of(self, partition: DynamoType) -> list[tuple[Position, Item]]:
        return self._found.get(partition.cast_value, [])


class IndexedTable(Table):
    """See the module."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.table_key_attrs
        self.activity = Activity()
        self.shapes = [_shape(index, own) for index in self.global_indexes]
        self._by_name = {"": _Partitions(own[0], own[1:])}
        for shape in self.shapes:
            self._by_name[shape.name] = _Partitions(shape.keys[0], [*shape.keys[1:], *own])

    def set_stream_specification(self, streams: dict[str, Any] | None) -> None:
        """Has every change told to this table first, and to a stream if there is one."""
        super().set_stream_specification(streams)
        self.stream_shard = _Shard(self.account_id, self, announced=self.stream_shard is not None)

    def __deepcopy__(self, memo: dict[int, Any]) -> IndexedTable:
        """Itself: a transaction is undone from what it changed, see `undo`."""
        return self

    def changed(self, before: Item | None, after: Item | None) -> None:
        """Keeps the partitions right after a change."""
        for partitions in self._by_name.values():
            if before is not None:
                partitions.remove(before)
            if after is not None:
                partitions.add(after)

    @property
    def shard(self) -> _Shard:
        """Where every change is told."""
        return cast("_Shard", self.stream_shard)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Nothing is told of what happens meanwhile; whoever asks tells the outcome."""
        self.shard.silent = True
        try:
            yield
        finally:
            self.shard.silent = False

    def begin(self) -> int:
        """Starts a transaction; returns what `undo` needs."""
        self.shard.journal = []
        return len(self.shard.items)

    def end(self) -> None:
        """Ends a transaction."""
        self.shard.journal = None

    def undo(self, mark: int) -> None:
        """Takes back what changed since `begin`, the newest first, and what was announced of it."""
        del self.shard.items[mark:]
        for before, after in reversed(self.shard.journal or []):
            self.changed(after, before)
            item = cast("Item", before if before is not None else after)
            collection = self.items[item.hash_key]
            if before is None:
                collection.pop(item.range_key, None)
            else:
                collection[item.range_key] = before

    def query(  # type: ignore[override]  # noqa: PLR0913, PLR0917  moto's, some of it in `others`
        self,
        hash_key: DynamoType | None,
        range_comparison: str | None,
        range_objs: list[DynamoType],
        limit: int,
        exclusive_start_key: dict[str, Any],
        scan_index_forward: bool,  # noqa: FBT001
        projection_expressions: list[list[str]] | None,
        index_name: str | None = None,
        consistent_read: bool = False,  # noqa: FBT001, FBT002
        filter_expression: Any = None,
        **others: Any,
    ) -> tuple[list[Item], int, dict[str, Any] | None]:
        """One page, as moto's own answers it, from one partition."""
        index = index_name or ""
        if index not in self._by_name or hash_key is None or set(others) - _CONDITIONS:
            msg = f"The local stack cannot query {index or self.name} in this way"
            raise MockValidationException(msg)
        if consistent_read and index:
            msg = "Consistent reads are not supported on global secondary indexes"
            raise MockValidationException(msg)
        shape = next((shape for shape in self.shapes if shape.name == index), None)
        found = self._matching(index, hash_key, (range_comparison, range_objs))
        ordered = self._from(index, list(found), exclusive_start_key, forward=scan_index_forward)
        page, size, more = _page(ordered, shape, limit)
        self.activity.read.append(size)
        last = self._get_last_evaluated_key(page[-1], index_name) if more else None
        results = [_projected(item, shape) for item in page]
        if filter_expression is not None:
            results = [item for item in results if filter_expression.expr(item)]
        if projection_expressions:
            results = [item.project(projection_expressions) for item in results]
        return results, len(page), last

    def _matching(
        self, index: str, partition: DynamoType, condition: tuple[str | None, list[DynamoType]]
    ) -> Iterator[tuple[Position, Item]]:
        entries = self._by_name[index].of(partition)
        comparison, values = condition
        if not comparison:
            return iter(entries)
        matches = get_comparison_func(comparison)
        wanted = [value.cast_value for value in values]
        return (entry for entry in entries if matches(entry[0][0], *wanted))

    def _from(
        self,
        index: str,
        entries: list[tuple[Position, Item]],
        start: dict[str, Any] | None,
        *,
        forward: bool,
    ) -> list[Item]:
        if start is not None:
            try:
                after = self._by_name[index].position(start)
            except (KeyError, TypeError, IndexError) as exc:
                msg = "The provided starting key is invalid"
                raise MockValidationException(msg) from exc
            entries = [e for e in entries if (e[0] > after if forward else e[0] < after)]
        items = [item for _, item in entries]
        return items if forward else items[::-1]


class _Shard(StreamShard):
    """A stream that hears of every change; `announced` is whether anybody may read it."""

    def __init__(self, account_id: str, table: IndexedTable, *, announced: bool) -> None:
        super().__init__(account_id, table)
        self._announced = announced
        self.silent = False  # while an update makes its item in two steps
        self.journal: list[tuple[Item | None, Item | None]] | None = None

    def add(self, old: Item | None, new: Item | None) -> None:
        """Takes a change in. The record is of a copy: moto changes items in place."""
        if self.silent:
            return
        table = cast("IndexedTable", self.table)
        table.changed(old, new)
        if self.journal is not None:
            self.journal.append((old, new))
        table.activity.written.append(change_units(old, new, table.shapes))
        if old is not None and new is not None and old == new:
            return
        if self._announced:
            kind = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
            view = cast("dict[str, str]", table.stream_specification)["StreamViewType"]
            number = len(self.items) + self.starting_sequence_number
            self.items.append(StreamRecord(table, view, kind, old, copy.deepcopy(new), number))


def _page(
    ordered: list[Item], shape: IndexShape | None, limit: int | None
) -> tuple[list[Item], int, bool]:
    """The items of a page, their bytes, and whether it ended before the partition may have."""
    page: list[Item] = []
    size = 0
    for item in ordered:
        page.append(item)
        size += item_size(item, shape.projected if shape else None)
        if len(page) == limit or size >= PAGE:
            return page, size, True
    return page, size, False


def _projected(item: Item, shape: IndexShape | None) -> Item:
    if shape is None or shape.projected is None:
        return item
    entry = Item(item.hash_key, item.range_key, {})
    for name in shape.projected:
        if name in item.attrs:
            dict.__setitem__(entry.attrs, name, item.attrs[name])
    return entry


def _shape(index: Any, own: list[str]) -> IndexShape:
    keys = tuple(entry["AttributeName"] for entry in index.schema)
    kind = index.projection.get("ProjectionType", "ALL")
    if kind == "ALL":
        return IndexShape(index.name, keys, None)
    extra = index.projection.get("NonKeyAttributes", []) if kind == "INCLUDE" else []
    return IndexShape(index.name, keys, tuple(dict.fromkeys([*own, *keys, *extra])))
