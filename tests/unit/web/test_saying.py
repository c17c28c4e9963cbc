"""Whatever the rooms below say to people is said in their language: no sentence is forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from retrack.domain import errors, shop_problems
from retrack.http.schemas import OrderBody
from retrack.senders.sandbox import render
from retrack.services.ports import TemplateBroken
from retrack.shops.csv.encodings import SAVE_AS
from retrack.web.languages import language
from retrack.web.saying import SENTENCES, said, shape_of
from tests.architecture import sources

RETRACK = sources.LAYER / "retrack"
ROOMS = (
    "domain", "services", "shops/csv", "senders/webhooks", "senders/sandbox.py", "http/schemas.py",
    "http/template_schemas.py", "http/text_schemas.py", "web",
)  # fmt: skip
# What nobody at a page is told, and why.
NEVER_SHOWN = {
    "Send the header 'Authorization: Bearer <API key>'.": "to programs",
    "You belong to several stores; name one with the header Retrack-Store.": "to programs",
    "This credential is not valid.": "to programs",
    "The signature is not valid.": "to shops and carriers",
    "not a shop's message": "in a log",
    "not a page of an import": "in a log",
    "not a tracking task": "in a log",
    "Only an owner of the store may do that.": "its page says it by its kind",
    "The form cannot be read.": "its page says it by its kind",
    "There is no such file; reload the page.": "its page says it by its kind",
    "This page is out of date. Reload it and try again.": "its page says it by its kind",
    "a number": "of an address that nobody types",
}
# Where sentences stand: the call, and which of its arguments.
_CALLS = {
    **{name: 0 for name, kind in vars(errors).items() if isinstance(kind, type)
       and issubclass(kind, errors.RetrackError)},
    "FieldProblem": 1, "field": 1, "WrongCell": 0, "ValueError": 0, "TemplateBroken": 0,
    "_matching": 1, "matching": 2,
}  # fmt: skip
_NAMES = {"msg", "message"}
_HOLE = "n7"  # in place of a value
THAI, ENGLISH = language("th"), language("en")


def _text(node: ast.expr, names: dict[str, str]) -> str | None:
    """What an expression says, with a hole for each value."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value, names) or _HOLE for value in node.values)
    if isinstance(node, ast.FormattedValue):
        return _text(node.value, names)
    if isinstance(node, ast.BinOp):
        left, right = _text(node.left, names), _text(node.right, names)
        return None if left is right is None else (left or _HOLE) + (right or _HOLE)
    if isinstance(node, ast.Name):
        return names.get(node.id)
    return None


def _named(target: ast.expr, value: ast.expr) -> dict[str, str]:
    """The texts that an assignment gives names to."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=True)
        return {name: told for pair in pairs for name, told in _named(*pair).items()}
    told = _text(value, {})
    return {target.id: told} if isinstance(target, ast.Name) and told else {}


def _files() -> Iterator[Path]:
    for room in ROOMS:
        path = RETRACK / room
        if path.exists():
            yield from [path] if path.suffix else sorted(path.rglob("*.py"))


def _said_in(path: Path) -> Iterator[str]:
    tree = sources.tree(path)
    names = {"SAVE_AS": SAVE_AS}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            names |= _named(statement.targets[0], statement.value)
    for node in ast.walk(tree):
        found: ast.expr | None = None
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in _NAMES:
            found = node.value
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
            found = node.value if path.name == "import_orders.py" else None
        elif isinstance(node, ast.Call):
            place = _CALLS.get(ast.unparse(node.func).rpartition(".")[2])
            is_there = place is not None and len(node.args) > place
            found = node.args[place] if is_there and place is not None else None
        told = _text(found, names) if found is not None else None
        if told and " " in told.replace(f"{_HOLE}: ", "").removesuffix(f": {_HOLE}"):
            yield told


SAID = sorted({told for path in _files() for told in _said_in(path)} - set(NEVER_SHOWN))


def test_the_walk_finds_what_is_said() -> None:
    assert len(SAID) > 60
    assert {
        "1 to n7 characters",
        "n7: at most n7 characters",
        "Nothing was uploaded yet: PUT the file to the upload_url first.",
        "the order was erased meanwhile; import this row again",
    } <= set(SAID)


@pytest.mark.parametrize("told", SAID)
def test_everything_that_is_said_is_said_in_thai(told: str) -> None:
    in_thai = said(told, THAI)

    assert re.search("[\u0e00-\u0e7f]", in_thai), "put it into retrack.web.saying.SENTENCES"
    assert said(told, ENGLISH) == told


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_shape_is_found_again_with_its_values(sentence: str) -> None:
    values = {name: f"<{name}>" for name in re.findall(r"%\((\w+)\)s", sentence)}

    found = shape_of(sentence % values if values else sentence)

    assert found is not None
    assert found[0] % found[1] == (sentence % values if values else sentence)


@pytest.mark.parametrize("problem", shop_problems.ShopProblem)
def test_what_is_wrong_with_a_shop_is_said_in_thai(problem: shop_problems.ShopProblem) -> None:
    sentence = shop_problems.SENTENCES[problem]

    assert said(sentence, THAI) != sentence


def test_values_stay_as_they_are_and_the_field_before_them_too() -> None:
    assert said("customer_email: at most 200 characters", THAI).startswith("customer_email: ")
    assert "200" in said("customer_email: at most 200 characters", THAI)
    assert "25" in said(
        "The file is larger than 25 MB. Split it, and import one after another.", THAI
    )


def test_a_value_that_is_a_sentence_is_said_too() -> None:
    told = said(f"This is a PDF, not a CSV. {SAVE_AS}", THAI)

    assert SAVE_AS not in told
    assert "PDF" in told
    assert "a PDF" not in told


def test_several_fields_are_said_one_after_another() -> None:
    told = said("fulfilled_at: is in the future; tracking_number: 5 to 50 letters, digits and"
                " hyphens", THAI)  # fmt: skip

    first, second = told.split("; ")
    assert first.startswith("fulfilled_at: ")
    assert second.startswith("tracking_number: ")
    assert "is in the future" not in first
    assert "letters" not in second


@pytest.mark.parametrize("strange", ["something quite else", "", "a: b", "; "])
def test_what_nobody_put_into_thai_stays_as_it_is(strange: str) -> None:
    assert said(strange, THAI) == strange


class _Everything(BaseModel):
    order: OrderBody


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 201},
        {"name": 7},
        {"name": "#1", "items": [{"title": "x", "quantity": 0}]},
        {"name": "#1", "items": [{"title": "x", "quantity": 100_001}]},
        {"name": "#1", "items": [{"title": "x", "quantity": "1"}]},
        {"name": "#1", "items": [{"title": "x"}] * 101},
        {"name": "#1", "payment": {"financial_status": "gold"}},
        {"name": "#1", "customer": "nobody"},
        {"name": "#1", "payment": {"marked_paid_manually": "no"}},
    ],
)
def test_what_the_checker_of_bodies_says_by_itself_is_said_in_thai(body: object) -> None:
    with pytest.raises(ValidationError) as refused:
        _Everything.model_validate({"order": body})

    for problem in refused.value.errors():
        told = problem["msg"].removeprefix("Value error, ")
        assert re.search("[\u0e00-\u0e7f]", said(told, THAI)), told


@pytest.mark.parametrize(
    "template",
    [
        "{% if x %}a", "{% endif %}", "{% foo %}", "{{ a | }}", "{% if %}a{% endif %}",
        "{% for in x %}{% endfor %}", "{{ a b }}", "{% assign x %}", "{{ 'abc }}", "{{ x. }}",
        "{{ x[ }}", "{{ a | date: }}", "{% if a == %}x{% endif %}", "{{ a | upcase: 1 }}",
        "{% if a && b %}x{% endif %}", "{% comment %}x", "{{ 5 | divided_by: 0 }}", "{{ % }}",
        "{% if (a) %}x{% endif %}",
    ],
)  # fmt: skip
def test_what_the_template_language_says_by_itself_is_said_in_thai(template: str) -> None:
    with pytest.raises(TemplateBroken) as broken:
        render(template, {"a": "b", "x": "y"})
    told = f"line 7: {broken.value}"

    in_thai = said(told, THAI)

    assert "7" in in_thai
    assert re.search("[\u0e00-\u0e7f]{3}", in_thai.partition(": ")[2] or in_thai)
    assert not re.search("expected|missing|found|takes|closed", in_thai)
