"""Streams taken in groups."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

import pytest

from retrack.services.groups import in_groups


@pytest.mark.parametrize(
    ("length", "sizes"), [(0, []), (1, [1]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])]
)
def test_a_stream_comes_in_groups_of_which_the_last_may_be_smaller(
    length: int, sizes: list[int]
) -> None:
    groups = list(in_groups(range(length), 3))

    assert [len(group) for group in groups] == sizes
    assert [thing for group in groups for thing in group] == list(range(length))


def test_a_group_is_read_only_when_it_is_asked_for() -> None:
    read: list[int] = []

    def endless() -> Iterator[int]:
        for number in count():
            read.append(number)
            yield number

    assert list(islice(in_groups(endless(), 2), 2)) == [(0, 1), (2, 3)]
    assert read == [0, 1, 2, 3]
