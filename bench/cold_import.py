"""Cold start: the CPU that importing each function takes, against making one boto3 client.

Measured on the built layers, with compiled bytecode, in fresh interpreters, and taken over bare
Python. The variants run in turns, so that a busy machine is busy for all of them alike.
"""

import functools
import os
import resource
import statistics
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.budgets import Line, within
from dev.template import read

_BUILT = Path(".build/host")
_ROUNDS = 9
_LAYERS = [str(_BUILT / layer / "python") for layer in ("RetrackLayer", "DependenciesLayer")]
_INSTALLED = sysconfig.get_path("purelib")  # boto3 as pip installs it: whole, with bytecode
_CLIENT = "import boto3; boto3.client('dynamodb')"
API_LIMIT, ANY_LIMIT = 1.0, 1.3


def lines() -> list[Line]:
    """A line for each function."""
    programs = {"": "pass", "client": _CLIENT}
    folders = sorted(path for path in _BUILT.glob("*Function") if (path / "app.py").exists())
    programs |= {folder.name: "import app" for folder in folders}
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(_ROUNDS):
        for name, program in programs.items():
            times[name].append(_cpu_of(name, program))
    bare = statistics.median(times.pop(""))
    client = statistics.median(times.pop("client")) - bare
    found = []
    for name, seconds in times.items():
        ratio = (statistics.median(seconds) - bare) / client
        limit = API_LIMIT if name.endswith("ApiFunction") else ANY_LIMIT
        found.append(within(f"cold import of {name}", ratio, limit, unit=" x client"))
    return found


def _cpu_of(name: str, program: str) -> float:
    """CPU seconds of a fresh interpreter that runs a program with only what was built."""
    path = [*_LAYERS, str(_BUILT / name)] if name.endswith("Function") else [_INSTALLED]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {path!r}; {program}"],
        check=True,
        env=_environment(name),
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@functools.cache
def _functions() -> dict[str, dict[str, Any]]:
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
    return read({}).of_type("AWS::Lambda::Function")


def _environment(name: str) -> Mapping[str, str]:
    function = _functions().get(name, {})
    declared = function.get("Environment", {}).get("Variables", {})
    return {
        "PATH": os.environ["PATH"],
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        **dict.fromkeys(declared, "1"),
    }
