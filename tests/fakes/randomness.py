"""Ids and secrets that can be foretold."""

from __future__ import annotations

import itertools


class CountedRandomness:
    """`Randomness`: id1, secret2, ..."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def identifier(self) -> str:
        return f"id{next(self._numbers)}"

    def secret(self) -> str:
        return f"secret{next(self._numbers)}"
