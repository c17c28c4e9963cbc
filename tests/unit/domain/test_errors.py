"""What is refused carries a sentence for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from retrack.domain import errors
from retrack.domain.errors import FieldProblem, Invalid, NotFound, RetrackError, TooSoon


def every_error(of: type[RetrackError] = RetrackError) -> Iterator[type[RetrackError]]:
    for error in of.__subclasses__():
        yield error
        yield from every_error(error)


def test_without_a_sentence_an_error_says_what_its_class_means() -> None:
    assert NotFound().message == "There is no such thing in this store."
    assert str(NotFound()) == NotFound().message


def test_with_a_sentence_an_error_says_that() -> None:
    assert NotFound("No such order.").message == "No such order."


def test_a_wrong_field_is_named_with_what_would_be_right() -> None:
    refusal = Invalid.field("customer.phone", "E.164")

    assert refusal.problems == (FieldProblem("customer.phone", "E.164"),)
    assert refusal.message == "customer.phone: E.164"


def test_all_wrong_fields_are_told_at_once() -> None:
    refusal = Invalid(FieldProblem("a", "one"), FieldProblem("b", "two"))

    assert refusal.message == "a: one; b: two"


@pytest.mark.parametrize(("wanted", "told"), [(-5, 1), (0, 1), (1, 1), (60, 60)])
def test_asking_again_takes_a_second_at_least(wanted: int, told: int) -> None:
    assert TooSoon("Wait.", retry_after=wanted).retry_after == told


def test_the_tree_at_the_top_of_the_file_draws_every_error() -> None:
    drawn = re.findall(r"^[│ ]*[├└]─ (\w+)", errors.__doc__ or "", re.MULTILINE)

    assert sorted(drawn) == sorted(error.__name__ for error in every_error())
    assert all(error.__doc__ for error in every_error())
