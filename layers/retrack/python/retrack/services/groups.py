"""Taking what comes one after another in groups, as calls and messages hold so many at most."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_Thing = TypeVar("_Thing")


def in_groups(things: Iterable[_Thing], size: int) -> Iterator[tuple[_Thing, ...]]:
    """The things in their order, `size` at a time; the last group may be smaller, none is empty.

    A group is read when it is asked for, so a stream is never held as a whole.
    """
    remaining = iter(things)
    while group := tuple(islice(remaining, size)):
        yield group
