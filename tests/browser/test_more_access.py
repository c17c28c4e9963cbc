"""That everybody can use the Tracking, Monitoring, settings and plan pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page

from tests.browser.merchant import Merchant
from tests.browser.test_access import PHONE, findings, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.end_to_end.local_stack import LocalStack

PATHS = (
    "/tracking?period=90d",
    "/tracking?attention=true",
    "/tracking?status=delivered",
    "/tracking?carrier=china-post&fulfilled=true",
    "/monitoring",
    "/settings",
)


@pytest.mark.parametrize("locale", ["en", "th"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_finding(
    new_page: Callable[..., Page], troubled_month: Merchant, locale: str, scheme: str
) -> None:
    merchant = troubled_month
    page = new_page(locale=locale, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    merchant.sign_in(page)
    found: dict[str, list[str]] = {}

    for path in PATHS:
        page.goto(merchant.stack.url + path)
        settled(page)
        page.locator("summary").evaluate_all("all => all.forEach(s => s.parentElement.open = true)")
        found[path] = findings(page)
    page.locator("[name=key_name]").fill("A key")
    page.locator("#keys form.row button").click()
    page.locator("#new-key").wait_for()
    page.locator("summary").evaluate_all("all => all.forEach(s => s.parentElement.open = true)")
    found["a new key"] = findings(page)
    page.locator("#store [name=version]").evaluate("e => e.value = '0'")
    page.locator("#store form button").click()
    page.get_by_role("alert").wait_for()
    found["a stale form"] = findings(page)

    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.parametrize("locale", ["en", "th"])
def test_the_plan_page_has_no_finding(
    new_page: Callable[..., Page], stack: LocalStack, locale: str
) -> None:
    basic = Merchant(stack, stack.new_store(plan="basic"))
    page = new_page(locale=locale, bypass_csp=True)
    basic.sign_in(page)

    page.goto(f"{stack.url}/tracking")

    assert findings(page) == []


@pytest.mark.parametrize("locale", ["en", "th"])
def test_a_phone_shows_every_page_without_scrolling_sideways(
    new_page: Callable[..., Page], troubled_month: Merchant, locale: str
) -> None:
    merchant = troubled_month
    page = new_page(locale=locale, viewport=PHONE, is_mobile=True, has_touch=True)
    merchant.sign_in(page)

    for path in PATHS:
        page.goto(merchant.stack.url + path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, path
