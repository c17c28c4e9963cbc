"""The project's Python files as the architecture tests read them: names, text and syntax trees."""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
LAYER = ROOT / "layers" / "retrack" / "python"
FUNCTIONS = ROOT / "functions"


def layer_files() -> list[Path]:
    return sorted((LAYER / "retrack").rglob("*.py"))


def function_files() -> list[Path]:
    return sorted(FUNCTIONS.rglob("*.py"))


def product_files() -> list[Path]:
    return layer_files() + function_files()


def handlers() -> list[Path]:
    return sorted(FUNCTIONS.glob("*/app.py"))


def label(path: Path) -> str:
    """The path from the root, as a test's name."""
    return path.relative_to(ROOT).as_posix()


def module_name(path: Path) -> str:
    """`retrack.domain.errors` for a file of the layer."""
    parts = path.relative_to(LAYER).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path, *, typing_too: bool = True) -> Iterator[tuple[int, str]]:
    """Line and absolute name of every module that the file imports, wherever in it.

    `from a import b` gives both `a` and `a.b`, since `b` may be a module. What stands under
    `if TYPE_CHECKING:` is left out on demand: it is never run.
    """
    skipped = set() if typing_too else _only_for_types(tree(path))
    for node in ast.walk(tree(path)):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            yield node.lineno, base
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


def _only_for_types(module: ast.Module) -> set[ast.AST]:
    return {
        inner
        for node in ast.walk(module)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = path.relative_to(LAYER if LAYER in path.parents else ROOT).parent.parts
    kept = package[: len(package) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])


def docstrings(module: ast.Module) -> set[ast.AST]:
    """The nodes of a module that are its docstrings, or any other string used as a statement."""
    return {
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
