"""How long things may get, and what they may not be called."""

from __future__ import annotations

import ast
import re
import tokenize
from pathlib import Path

import pytest

from tests.architecture import sources

MAX_HANDLER_LINES = 80
MAX_ROUTE_LINES = 15
MAX_BODY_LINES = 40
MAX_FILE_LINES = 300
# Path -> why it may be longer than the rest.
LONG_FILES: dict[str, str] = {
    "layers/retrack/python/retrack/storage/keys.py": "every key of the table, in one place",
    "layers/retrack/python/retrack/services/ports.py": "all that the use cases ask of the world",
}
# Path -> how many lines, and why.
LONG_HANDLERS: dict[str, tuple[int, str]] = {
    "functions/bulk_api/app.py": (
        100,
        "six routes: files out and in, and pasted numbers",
    ),
    "functions/orders_api/app.py": (125, "ten routes, and orders and shipments are one thing"),
    "functions/tracking_api/app.py": (120, "seven routes: all that the Boss plan adds to orders"),
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
    allowed, _ = LONG_HANDLERS.get(sources.label(path), (MAX_HANDLER_LINES, ""))

    assert _lines(path) <= allowed


@pytest.mark.parametrize("path", HANDLERS)
def test_reading_one_handler_is_knowing_all(path: Path) -> None:
    """The docstring tells what triggers it and its environment; then imports, then what is made."""
    module = sources.tree(path)
    told = ast.get_docstring(module) or ""
    kinds = [_kind(node) for node in module.body[1:]]

    assert re.search(r"(?i)\b(triggered|invoked) by\b", told)
    assert re.search(r"Environment: see `\w+Settings`\.", told)
    assert kinds == sorted(kinds, key=SKELETON.index)


SKELETON = ("import", "definition")


def _kind(node: ast.stmt) -> str:
    return "import" if isinstance(node, ast.Import | ast.ImportFrom) else "definition"


@pytest.mark.parametrize("path", HANDLERS)
def test_the_handler_comes_last_in_its_one_shape(path: Path) -> None:
    module = sources.tree(path)
    handler = module.body[-1]

    assert isinstance(handler, ast.FunctionDef)
    assert handler.name == "lambda_handler"
    assert [argument.arg for argument in handler.args.args] == ["event", "context"]
    assert [ast.unparse(decorator) for decorator in handler.decorator_list] == [
        "logger.inject_lambda_context(clear_state=True)",
        "metrics.log_metrics(capture_cold_start_metric=True)",
    ]
    docstring, *statements = handler.body
    assert ast.get_docstring(handler)
    assert isinstance(docstring, ast.Expr)
    assert len(statements) == 1
    assert isinstance(statements[0], ast.Return)


@pytest.mark.parametrize("path", HANDLERS)
def test_a_handler_makes_its_settings_logger_and_metrics_once(path: Path) -> None:
    made = [
        ast.unparse(node.func)
        for statement in sources.tree(path).body
        if isinstance(statement, ast.Assign | ast.Expr)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
    ]

    for name in ("wiring.start", "make_logger", "make_metrics"):
        assert made.count(name) == 1, name


@pytest.mark.parametrize("path", HANDLERS)
def test_a_route_decides_nothing(path: Path) -> None:
    """Parse, authorise, one use case, present: no refusal is caught, and few lines are needed."""
    routes = [
        node
        for node in sources.tree(path).body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(d).startswith("app.") for d in node.decorator_list)
    ]

    for route in routes:
        assert _body_lines(route) <= MAX_ROUTE_LINES, route.name
        caught = [node for node in ast.walk(route) if isinstance(node, ast.Try)]
        assert not caught, route.name


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


@pytest.mark.parametrize("exceptions", [LONG_FILES, LONG_BODIES, LONG_HANDLERS])
def test_no_exception_outlives_what_it_was_for(exceptions: dict[str, object]) -> None:
    gone = [name for name in exceptions if not (sources.ROOT / name.partition(":")[0]).exists()]

    assert not gone
