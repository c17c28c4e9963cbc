"""What holds for every test: no network but this machine, no real credentials, no traces left."""

from __future__ import annotations

import gc
import ipaddress
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from collections.abc import Iterator

FAKE_AWS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_SESSION_TOKEN": "testing",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    # moto's streams do not know the hosts that are named after an account.
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "POWERTOOLS_METRICS_NAMESPACE": "Retrack",
    "POWERTOOLS_SERVICE_NAME": "retrack",
}


class NetworkRefusedError(AssertionError):
    """A test reached for an address that is not on this machine."""


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path: a Unix socket
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
    else:
        return
    if not _is_here(host):
        message = f"{event} to {host!r}: tests talk to this machine only"
        raise NetworkRefusedError(message)


# Before anything is imported that might make a client. An audit hook is for good: nothing can
# patch it away.
for _name in [name for name in os.environ if name.startswith(("AWS_", "POWERTOOLS_"))]:
    del os.environ[_name]
os.environ.update(FAKE_AWS)
sys.addaudithook(_refuse_network)

# Machines differ in speed, so no example has a deadline; CI tries the same examples each time.
hypothesis.settings.register_profile(
    "retrack", deadline=None, derandomize=os.environ.get("CI") == "true"
)
hypothesis.settings.load_profile("retrack")


HERE = Path(__file__).parent
# Each of these has a local stack, and one a browser, that all its tests share: they stay together.
TOGETHER = {"tests/browser", "tests/end_to_end"}
# Nothing of the product runs in their own process.
NOT_MEASURED = tuple(HERE / name for name in ("architecture", "browser", "end_to_end"))


class FileByFile(LoadScopeScheduling):  # type: ignore[misc]  # xdist brings no types
    """Has the tests of a file run in one worker, so that what they share is made once.

    In the order of the collection, not the longest file first.
    """

    def __init__(self, config: pytest.Config, log: Any = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        folder = path.rpartition("/")[0]
        return folder if folder in TOGETHER else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FileByFile:
    """However the tests are distributed, they are so."""
    return FileByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Measures coverage only where it may grow, and has the longest begin first.

    To trace every line makes Python twice as slow; a property's hundred examples say nothing of
    coverage that a plain example should not.
    """
    for item in items:
        is_property = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if is_property or any(folder in item.path.parents for folder in NOT_MEASURED):
            item.add_marker("no_cover")
    yield  # they are shuffled meanwhile
    items.sort(
        key=lambda item: item.path.parent.relative_to(HERE.parent).as_posix() not in TOGETHER
    )


@pytest.fixture(autouse=True)
def _environment_restored() -> Iterator[None]:
    before = dict(os.environ)
    yield
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Collects no garbage within a test.

    Some tests nest JSON as deep as Python goes. A finalizer that the collector happens to run down
    there fails for want of depth, and the test would be blamed.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
