"""List cursors: opaque, and bound to one store and one list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.errors import Unreadable
from retrack.http.cursors import cursor, position_of

TEXT = st.text(st.characters(codec="utf-8"), max_size=80)


@given(position=TEXT, key=TEXT, query=TEXT)
def test_a_cursor_leads_back_to_its_position(position: str, key: str, query: str) -> None:
    text = cursor(position, key=key, query=query)

    assert position_of(text, key=key, query=query) == position
    assert text.isascii()
    assert not set(text) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(text=st.text(max_size=120))
def test_no_other_text_is_a_cursor(text: str) -> None:
    with pytest.raises(Unreadable):
        position_of(text, key="k", query="q")


@pytest.mark.parametrize(("key", "query"), [("other", "q"), ("k", "other"), ("", "q"), ("k", "")])
def test_a_cursor_of_another_store_or_list_is_refused(key: str, query: str) -> None:
    text = cursor("2026-11-01T10:00:00Z#1001", key="k", query="q")

    with pytest.raises(Unreadable):
        position_of(text, key=key, query=query)


def test_every_changed_letter_is_noticed() -> None:
    text = cursor("2026-11-01T10:00:00Z#1001", key="k", query="q")

    for place, letter in enumerate(text):
        for other in "Ab0_":
            if other != letter:
                with pytest.raises(Unreadable):
                    position_of(text[:place] + other + text[place + 1 :], key="k", query="q")


def test_a_position_cannot_be_read_as_part_of_the_query() -> None:
    one = cursor("b", key="k", query="q\na")
    other = cursor("a\nb", key="k", query="q")

    assert one != other
