"""What is uploaded works by itself: each function beside the two layers, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import sources, template
from tests.conftest import FAKE_AWS

HOST = sources.ROOT / ".build" / "host"
AWS = sources.ROOT / ".aws-sam" / "build"
LAYERS = ("RetrackLayer", "DependenciesLayer")

# The e_machine field of an ELF header, two bytes from byte 18 on. Source: elf.h.
ELF_MACHINE = slice(18, 20)
EM_AARCH64 = (183).to_bytes(2, "little")

IMPORT_HANDLER = """
import json, sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen"):
        raise AssertionError(f"{event} while importing")

sys.path[:0] = json.loads(sys.argv[1])
sys.addaudithook(refuse)
import app
assert callable(app.lambda_handler)
places = json.loads(sys.argv[1]) + [sys.prefix, sys.base_prefix]
print(json.dumps(sorted(
    module.__file__
    for module in list(sys.modules.values())
    if getattr(module, "__file__", None) and "site-packages" in module.__file__
)))
"""


def _built(place: Path) -> None:
    if not (place / ".code").exists():
        pytest.skip("nothing is built: make build build-host")


@pytest.mark.parametrize("name", sorted(template.functions()))
def test_a_function_imports_with_its_layers_alone(name: str, tmp_path: Path) -> None:
    _built(HOST)
    path = [str(HOST / name), *(str(HOST / layer / "python") for layer in LAYERS)]
    variables = {key: template.dummy(value) for key, value in template.variables(name).items()}

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", IMPORT_HANDLER, json.dumps(path)],
        env={**FAKE_AWS, **variables, "AWS_LAMBDA_FUNCTION_NAME": name, "PATH": os.defpath},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_nothing_in_the_build_for_aws_is_of_another_processor() -> None:
    _built(AWS)

    libraries = sorted(AWS.rglob("*.so*"))
    strangers = [
        sources.label(library)
        for library in libraries
        if library.read_bytes()[ELF_MACHINE] != EM_AARCH64
    ]

    assert libraries
    assert not strangers


def test_the_build_for_aws_is_compiled_throughout_or_not_at_all() -> None:
    """Where no Python of AWS's version is at hand, the build says so and compiles nothing."""
    _built(AWS)
    layer = AWS / "DependenciesLayer" / "python"

    compiled = {path.name.split(".")[0] for path in layer.rglob("*.cpython-313.pyc")}
    written = {path.stem for path in layer.rglob("*.py")}
    for_others = [path for path in layer.rglob("*.pyc") if ".cpython-313." not in path.name]

    assert not for_others
    assert not compiled or compiled == written


@pytest.mark.parametrize("place", [HOST, AWS], ids=["host", "aws"])
def test_the_dependencies_are_trimmed(place: Path) -> None:
    _built(place)
    site = place / "DependenciesLayer" / "python"

    services = {path.name for path in (site / "botocore" / "data").iterdir() if path.is_dir()}
    locales = {path.stem.split("_")[0] for path in (site / "babel" / "locale-data").iterdir()}
    size = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())

    assert services == {
        "cognito-idp", "dynamodb", "lambda", "s3", "sesv2", "sns", "sqs", "ssm",
    }  # fmt: skip
    assert locales == {"root", "en", "th"}
    assert not (site / "phonenumbers" / "geodata").exists()
    assert size < 60_000_000  # bytes; a function and its layers may have 250 MB


def test_nothing_of_the_tests_is_uploaded() -> None:
    _built(AWS)

    strays = [
        sources.label(path)
        for layer in LAYERS
        for path in (AWS / layer).rglob("*")
        if path.is_dir() and path.name in {"tests", "test"}
    ]

    assert not strays
