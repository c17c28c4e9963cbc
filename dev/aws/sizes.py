"""What DynamoDB charges for, in bytes and units.

Source: DynamoDB developer guide, "DynamoDB item sizes and formats" and "Read and write operations".
"""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from moto.dynamodb.models.dynamo_type import DynamoType, Item

READ_UNIT = 4096  # bytes read, strongly consistent; half a unit otherwise
WRITE_UNIT = 1024  # bytes written
_DOCUMENT = 3  # bytes of overhead of a list or a map
_MEMBER = 1  # byte of overhead of each of their members


def item_size(item: Item | None, only: Iterable[str] | None = None) -> int:
    """The bytes of an item, or of some of its attributes: names and values."""
    if item is None:
        return 0
    names = item.attrs.keys() if only is None else [n for n in only if n in item.attrs]
    return sum(len(name.encode()) + value_size(item.attrs[name]) for name in names)


def value_size(value: DynamoType) -> int:
    """The bytes of one value."""
    held: Any = value.value
    if value.is_number():
        return _number_size(str(held))
    if value.is_binary():
        return _binary_size(held)
    if value.is_set():
        measure = {"N": _number_size, "S": _text_size, "B": _binary_size}[value.type[0]]
        return sum(measure(member) for member in held)
    if value.is_list():
        return _DOCUMENT + sum(_MEMBER + value_size(member) for member in held)
    if value.is_map():
        inner: Mapping[str, DynamoType] = held
        return _DOCUMENT + sum(
            _MEMBER + len(name.encode()) + value_size(member) for name, member in inner.items()
        )
    return _text_size(held) if isinstance(held, str) else 1  # true, false, null


def read_units(size: int, *, consistent: bool) -> float:
    """The units of one read of so many bytes; reading nothing costs as one block."""
    blocks = max(1, math.ceil(size / READ_UNIT))
    return blocks if consistent else blocks / 2


def write_units(size: int) -> int:
    """The units of writing or deleting an item or index entry of so many bytes."""
    return max(1, math.ceil(size / WRITE_UNIT))


def _text_size(text: str) -> int:
    return len(text.encode())


def _binary_size(encoded: str | bytes) -> int:
    return len(encoded if isinstance(encoded, bytes) else base64.b64decode(encoded))


def _number_size(text: str) -> int:
    """About one byte for two significant digits, one for the exponent and one for a sign."""
    digits = text.lstrip("-").partition("e")[0].partition("E")[0].replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + text.startswith("-")
