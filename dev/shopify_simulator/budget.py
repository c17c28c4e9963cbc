"""What a call costs, and how much a shop has left: a bucket that fills with time.

Source: Shopify, "GraphQL Admin API rate limits": an object costs 1, a scalar or an enum nothing, a
mutation 10, a connection by its `first` or `last`; one query at most 1,000. How exactly a
connection's size counts is not said; here it is 2 and each of its nodes, which is on the dear side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    IntValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from graphql import DocumentNode, GraphQLSchema, SelectionSetNode

MOST_OF_ONE: Final = 1000  # points
MUTATION: Final = 10  # points
_CONNECTION: Final = 2  # points, and its nodes
_UNSAID: Final = 50  # nodes of a connection that is not given a size


@dataclass(slots=True)
class Bucket:
    """Points left. The moments are the stack's, so that moving its clock fills it."""

    filled_at: datetime
    left: float = 2000.0
    size: float = 2000.0
    rate: float = 100.0  # points a second

    def at(self, now: datetime) -> float:
        """How many are left by now."""
        seconds = max(0.0, (now - self.filled_at).total_seconds())
        self.left = min(self.size, self.left + seconds * self.rate)
        self.filled_at = now
        return self.left

    def take(self, points: float, now: datetime) -> None:
        """Pays."""
        self.left = self.at(now) - points

    def empty(self, now: datetime) -> None:
        """Leaves nothing in it for a minute: others took it."""
        self.left, self.filled_at = -60 * self.rate, now

    def fill(self, now: datetime) -> None:
        """As if nothing had been asked for long."""
        self.left, self.filled_at = self.size, now

    def shown(self, now: datetime) -> dict[str, float]:
        """As answers tell of it."""
        left = max(0, int(self.at(now)))
        return {
            "maximumAvailable": self.size,
            "currentlyAvailable": left,
            "restoreRate": self.rate,
        }


def asked(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """What a call would cost at most."""
    meter = _Meter(document, variables)
    total = 0
    for definition in document.definitions:
        if definition.kind != "operation_definition":
            continue
        root = schema.get_root_type(definition.operation)  # type: ignore[attr-defined]
        if root:
            total += meter.selected(definition.selection_set, root)  # type: ignore[attr-defined]
        if definition.operation.value == "mutation":  # type: ignore[attr-defined]
            total += MUTATION - 1
    return total


def spent(data: Any, *, is_mutation: bool) -> int:
    """What a call did cost, by the objects in its answer."""
    return MUTATION if is_mutation else _objects(data)


def _objects(data: Any) -> int:
    if isinstance(data, list):
        return sum(_objects(entry) for entry in data)
    if isinstance(data, dict):
        return 1 + sum(_objects(value) for value in data.values())
    return 0


class _Meter:
    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._variables = variables
        self._fragments = {
            d.name.value: d  # type: ignore[attr-defined]
            for d in document.definitions
            if d.kind == "fragment_definition"
        }

    def selected(self, selection: SelectionSetNode, parent: GraphQLObjectType) -> int:
        return sum(self._field(node, parent) for node in self._fields(selection))

    def _field(self, node: FieldNode, parent: GraphQLObjectType) -> int:
        name = node.name.value
        if name in {"nodes", "edges", "node", "pageInfo"}:  # counted with their connection
            kind = get_named_type(parent.fields[name].type)
            return self._below(node, kind) - (name == "pageInfo")
        if name not in parent.fields:
            return 0
        kind = get_named_type(parent.fields[name].type)
        if not is_composite_type(kind):
            return 0
        below = self._below(node, kind)
        if kind.name.endswith("Connection"):
            return _CONNECTION + self._size(node) * below
        return 1 + below

    def _below(self, node: FieldNode, kind: Any) -> int:
        """What is selected of it; a connection's node counts itself."""
        if node.selection_set is None:
            return 0
        own = 1 if node.name.value in {"nodes", "node", "pageInfo"} else 0
        return own + self.selected(node.selection_set, kind)

    def _size(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value not in {"first", "last"}:
                continue
            value = argument.value
            if isinstance(value, IntValueNode):
                return int(value.value)
            if isinstance(value, VariableNode):
                return int(self._variables.get(value.name.value) or _UNSAID)
        return _UNSAID

    def _fields(self, selection: SelectionSetNode) -> Iterator[FieldNode]:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                yield from self._fields(node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                found = self._fragments.get(node.name.value)
                if found:
                    yield from self._fields(found.selection_set)  # type: ignore[attr-defined]
