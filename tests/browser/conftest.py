"""A real browser over a local stack of its own; every test gets a store and a fresh profile."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.merchant import Merchant
from tests.browser.month import a_month, hold
from tests.end_to_end.conftest import _running, stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.end_to_end.local_stack import LocalStack

__all__ = ["_running", "stack"]

CHROMIUM = "/usr/bin/chromium"
DESK = {"width": 1280, "height": 900}
PATIENCE = 30_000  # milliseconds; a busy machine is not what is tested
expect.set_options(timeout=PATIENCE)
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not shutil.which(CHROMIUM):
        pytest.skip("no chromium here: apt-get install chromium fonts-noto-core")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in profiles of their own; afterwards, whether the browser complained."""
    contexts = []
    complaints: list[str] = []

    def opened(**options: Any) -> Page:
        context = chromium.new_context(**{"viewport": DESK, "locale": "en", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text)
                if "Content Security Policy" in message.text else None)  # fmt: skip
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def merchant(stack: LocalStack) -> Merchant:
    """Somebody with a store of their own, on Boss."""
    return Merchant(stack, stack.new_store(name="Doi Suthep Gadgets"))


@pytest.fixture(scope="session")
def month(_running: LocalStack) -> Merchant:
    """Somebody with the orders of a month, for all tests that leave them as they are."""
    merchant = Merchant(_running, _running.new_store(name="Doi Suthep Gadgets"))
    a_month(merchant, _new_number())
    return merchant


@pytest.fixture(scope="session")
def troubled_month(_running: LocalStack) -> Merchant:
    """The same, and one parcel more, that is held by customs."""
    merchant = Merchant(_running, _running.new_store(name="Doi Suthep Gadgets"))
    number = _new_number()
    a_month(merchant, number)
    hold(merchant, number, "#held")
    return merchant


@pytest.fixture
def page(new_page: Callable[..., Page], merchant: Merchant) -> Page:
    """A page of that merchant, signed in."""
    page = new_page()
    merchant.sign_in(page)
    return page


@pytest.fixture
def number() -> str:
    """A tracking number that no other test uses."""
    return _new_number()


def _new_number() -> str:
    return f"CP{next(_numbers):010d}"
