"""Who may import whom, and what may be touched where."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import sources

OUTSIDE = ("storage", "carriers", "shops", "senders", "messaging", "http")
# Room of the layer -> the other rooms it may import.
ALLOWED = {
    "domain": (),
    "services": ("domain",),
    **dict.fromkeys(OUTSIDE, ("domain", "services")),
    "runtime": ("domain", "services", *OUTSIDE, "web"),
    "web": ("domain", "services", "http"),
    # The package's own __init__.py.
    "": (),
}
COLOUR = re.compile("#[0-9a-fA-F]{3,8}$")
NOT_OF_THE_PRODUCT = ("dev", "bench", "tests", "moto", "pytest", "hypothesis")
WORLD = {"now", "utcnow", "today", "uuid1", "uuid4", "urandom", "token_hex", "token_urlsafe"}
WORLDLY_MODULES = {
    "os", "random", "secrets", "socket", "subprocess", "time", "urllib.request", "http.client",
}  # fmt: skip


def _params(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=sources.label(path)) for path in paths]


def _room(path: Path) -> str:
    parts = path.relative_to(sources.LAYER / "retrack").parts
    return parts[0] if len(parts) > 1 else ""


def _calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(sources.tree(path)) if isinstance(node, ast.Call)]


LAYER = _params(sources.layer_files())
DOMAIN = _params([path for path in sources.layer_files() if _room(path) == "domain"])
PRODUCT = _params(sources.product_files())
FUNCTIONS = _params(sources.function_files())


@pytest.mark.parametrize("path", LAYER)
def test_a_room_imports_only_the_rooms_it_may(path: Path) -> None:
    room = _room(path)
    assert room in ALLOWED, f"a room that no rule knows: {room}"

    strangers = [
        (line, name)
        for line, name in sources.imports(path)
        if name.startswith("retrack.")
        and (other := name.split(".")[1]) in ALLOWED
        and other not in {room, *ALLOWED[room]}
    ]

    assert not strangers


@pytest.mark.parametrize("path", DOMAIN)
def test_the_domain_imports_only_the_standard_library(path: Path) -> None:
    strangers = [
        (line, name)
        for line, name in sources.imports(path)
        if not name.startswith("retrack.domain")
        and name != "retrack"
        and name.split(".")[0] not in sys.stdlib_module_names
    ]

    assert not strangers


@pytest.mark.parametrize("path", DOMAIN)
def test_the_domain_is_handed_time_and_chance(path: Path) -> None:
    imported = [(line, name) for line, name in sources.imports(path) if name in WORLDLY_MODULES]
    called = [
        (call.lineno, ast.unparse(call.func))
        for call in _calls(path)
        if ast.unparse(call.func).split(".")[-1] in WORLD
    ]

    assert not imported + called


@pytest.mark.parametrize("path", FUNCTIONS)
def test_a_function_imports_only_powertools_and_our_package(path: Path) -> None:
    strangers = [
        (line, name)
        for line, name in sources.imports(path)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "aws_lambda_powertools", "retrack"}
    ]

    assert not strangers


@pytest.mark.parametrize("path", PRODUCT)
def test_the_product_imports_nothing_of_its_tools(path: Path) -> None:
    strangers = [
        (line, name)
        for line, name in sources.imports(path)
        if name.split(".")[0] in NOT_OF_THE_PRODUCT
    ]

    assert not strangers


@pytest.mark.parametrize("path", PRODUCT)
def test_only_settings_read_the_environment(path: Path) -> None:
    if path == sources.LAYER / "retrack" / "runtime" / "settings.py":
        return

    reads = [
        (node.lineno, ast.unparse(node))
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in {"os.environ", "os.environb", "os.getenv", "os.putenv"}
    ]
    imported = [
        (line, name) for line, name in sources.imports(path) if name in {"os.environ", "os.getenv"}
    ]

    assert not reads + imported


@pytest.mark.parametrize("path", PRODUCT)
def test_only_a_sleeper_sleeps(path: Path) -> None:
    """Waiting is handed in, like the time; the one that really waits is `Sleeper` in runtime."""
    allowed = (
        {
            inner
            for node in ast.walk(sources.tree(path))
            if isinstance(node, ast.ClassDef)
            and "Sleeper" in node.name
            and _room(path) == "runtime"
            for inner in ast.walk(node)
        }
        if sources.LAYER in path.parents
        else set()
    )

    sleeps = [
        (node.lineno, ast.unparse(node))
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) == "time.sleep"
        and node not in allowed
    ]
    imported = [(line, name) for line, name in sources.imports(path) if name == "time.sleep"]

    assert not sleeps + imported


@pytest.mark.parametrize("path", PRODUCT)
def test_nothing_scans_a_table(path: Path) -> None:
    scans = [
        (call.lineno, ast.unparse(call.func))
        for call in _calls(path)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"scan", "rate_limited_scan"}
    ]

    assert not scans


@pytest.mark.parametrize("path", PRODUCT)
def test_only_keys_put_a_hash_sign_into_a_string(path: Path) -> None:
    """A string that starts with the separator, or joins two parts with it, is a key being made.

    Pages have colours and anchors, and no way to the table; nor has the OpenAPI document, whose
    parts refer to one another.
    """
    if path == sources.LAYER / "retrack" / "storage" / "keys.py":
        return
    rooms = (sources.LAYER / "retrack" / "web", sources.LAYER / "retrack" / "http" / "openapi")
    if any(room in path.parents for room in rooms):
        return
    module = sources.tree(path)

    joined = {
        part
        for node in ast.walk(module)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant) and "#" in str(part.value)
    }
    starting = {
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("#")
        and not COLOUR.match(node.value)
    }

    made = (joined | starting) - sources.docstrings(module)
    assert not [(node.lineno, ast.unparse(node)) for node in made]


IMPORT_EVERYTHING = """
import json, os, sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen"):
        raise AssertionError(f"{event} while importing")

sys.path[:0] = json.loads(sys.argv[1])
os.environ.clear()
sys.addaudithook(refuse)
failed = {}
for name in json.loads(sys.argv[2]):
    try:
        __import__(name)
    except Exception as error:
        failed[name] = repr(error)
print(json.dumps(failed))
"""


def test_every_module_of_the_layer_imports_with_no_environment_and_no_network() -> None:
    names = [sources.module_name(path) for path in sources.layer_files()]

    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "ignore",
            "-c",
            IMPORT_EVERYTHING,
            json.dumps([str(sources.LAYER)]),
            json.dumps(names),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {}
