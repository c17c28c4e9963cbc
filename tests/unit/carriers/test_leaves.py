from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.carriers.leaves import MAX_TEXT, rows, text, tree, whole_number

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize("empty", ["", "  ", "\n", "\x00", "\ud800", None, 5, [], {}])
def test_what_is_no_text_or_has_nothing_in_it_is_absent(empty: object) -> None:
    assert text(empty) is None


def test_text_loses_what_cannot_be_stored_or_shown() -> None:
    assert text(" Held\x00by \ud800customs\r\n(ศุลกากร) ") == "Held by customs (ศุลกากร)"


def test_text_keeps_the_joiners_that_scripts_need() -> None:
    assert text("می\u200cشود") == "می\u200cشود"


@given(st.text(max_size=2 * MAX_TEXT))
def test_text_can_always_be_stored_and_is_the_same_when_read_again(written: str) -> None:
    read = text(written)

    assert read is None or 0 < len(read.encode()) <= 4 * MAX_TEXT
    assert text(read) == read


@pytest.mark.parametrize(
    ("written", "number"),
    [(5, 5), ("5", 5), (" -18019902 ", -18019902), (0, 0), ("0", 0)],
)
def test_whole_numbers_are_read_from_numbers_and_text(written: object, number: int) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize("written", [None, True, "", "-", "x", "1.5", 1.5, "²", "9" * 5000, [1]])
def test_whatever_else_is_no_whole_number(written: object) -> None:
    assert whole_number(written) is None


@given(ANYTHING)
def test_trees_and_rows_can_always_be_walked(value: object) -> None:
    assert all(isinstance(key, str) for key in tree(value))
    assert all(isinstance(row, dict) for row in rows(value))
