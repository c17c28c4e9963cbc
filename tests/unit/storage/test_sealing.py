"""Answers that only whoever asked can read."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag

from retrack.domain.identifiers import StoreId
from retrack.storage.sealing import seal, unseal

STORE, KEY = StoreId("s1"), "8e03978e-40d5-43dd"
HEADERS = {"ETag": '"3"', "Content-Type": "application/json"}
BODY = '{"secret":"rk_' + "a" * 200 + '","name":"สมชาย"}'


def test_an_answer_is_opened_with_the_key_it_was_sealed_with() -> None:
    sealed = seal(STORE, KEY, headers=HEADERS, body=BODY)

    assert unseal(STORE, KEY, sealed) == (HEADERS, BODY)


@pytest.mark.parametrize(("store", "key"), [("s1", KEY + "x"), ("s1", ""), ("s2", KEY)])
def test_no_other_key_and_no_other_store_opens_it(store: str, key: str) -> None:
    sealed = seal(STORE, KEY, headers=HEADERS, body=BODY)

    with pytest.raises(InvalidTag):
        unseal(StoreId(store), key, sealed)


@pytest.mark.parametrize("place", [0, 20, -1])
def test_an_answer_that_was_altered_is_not_opened(place: int) -> None:
    sealed = bytearray(seal(STORE, KEY, headers=HEADERS, body=BODY))
    sealed[place] ^= 1

    with pytest.raises(InvalidTag):
        unseal(STORE, KEY, bytes(sealed))


def test_the_same_answer_is_never_sealed_the_same() -> None:
    assert len({seal(STORE, KEY, headers=HEADERS, body=BODY) for _ in range(10)}) == 10
