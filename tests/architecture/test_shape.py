"""How long things may get, and what they may not be called."""

from __future__ import annotations

import ast
import tokenize
from pathlib import Path

import pytest

from tests.architecture import sources

MAX_HANDLER_LINES = 80
MAX_BODY_LINES = 40
MAX_FILE_LINES = 300
# Path -> why it may be longer than the rest.
LONG_FILES: dict[str, str] = {
    "layers/retrack/python/retrack/services/ports.py": "all that the use cases ask of the world",
}
LONG_BODIES: dict[str, str] = {}
SAYS_NOTHING = {"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"}

PRODUCT = [pytest.param(path, id=sources.label(path)) for path in sources.product_files()]
HANDLERS = [pytest.param(path, id=sources.label(path)) for path in sources.handlers()]


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", HANDLERS)
def test_a_handler_file_is_short(path: Path) -> None:
    assert _lines(path) <= MAX_HANDLER_LINES


@pytest.mark.parametrize("path", HANDLERS)
def test_the_handler_is_the_last_definition(path: Path) -> None:
    definitions = [
        node
        for node in sources.tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]

    assert definitions
    assert definitions[-1].name == "lambda_handler"


@pytest.mark.parametrize("path", PRODUCT)
def test_a_file_is_not_long(path: Path) -> None:
    assert _lines(path) <= MAX_FILE_LINES or sources.label(path) in LONG_FILES


@pytest.mark.parametrize("path", PRODUCT)
def test_no_function_body_is_long(path: Path) -> None:
    long = [
        (node.lineno, node.name, _body_lines(node))
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and _body_lines(node) > MAX_BODY_LINES
        and f"{sources.label(path)}:{node.name}" not in LONG_BODIES
    ]

    assert not long


@pytest.mark.parametrize("path", PRODUCT)
def test_a_file_name_says_what_is_in_it(path: Path) -> None:
    assert path.stem not in SAYS_NOTHING


@pytest.mark.parametrize("path", PRODUCT)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert path.stat().st_size == 0 or ast.get_docstring(sources.tree(path))


@pytest.mark.parametrize("path", PRODUCT)
def test_whoever_silences_a_type_checker_says_why(path: Path) -> None:
    """`# type: ignore[code]` is followed by a reason in the same comment."""
    with path.open("rb") as file:
        comments = [
            token for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT
        ]

    silent = [
        (comment.start[0], comment.string)
        for comment in comments
        if "type: ignore" in comment.string
        and not comment.string.partition("type: ignore")[2].partition("]")[2].strip(" -–—:#,.")
    ]
    assert not silent


@pytest.mark.parametrize("exceptions", [LONG_FILES, LONG_BODIES])
def test_no_exception_outlives_what_it_was_for(exceptions: dict[str, str]) -> None:
    gone = [name for name in exceptions if not (sources.ROOT / name.partition(":")[0]).exists()]

    assert not gone
