"""That everybody can use the pages: screen readers, keyboards, phones, both languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.merchant import Merchant

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Nothing is told of what is right: that takes longer than looking for what is wrong.
FIND = """rules => axe.run({runOnly: rules, resultTypes: ["violations"]}).then(r => r.violations)"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}


def findings(page: Page) -> list[str]:
    """What axe-core finds wrong with a page, once all of it is there."""
    page.wait_for_load_state()
    settled(page)
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(FIND, RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found]


def settled(page: Page) -> None:
    """Waits until what a page asks for once it is there has come, and is in its place."""
    expect(page.locator("[hx-trigger=load], .htmx-request, .htmx-settling")).to_have_count(0)


@pytest.mark.parametrize("locale", ["en", "th"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_finding(
    new_page: Callable[..., Page], merchant: Merchant, number: str, locale: str, scheme: str
) -> None:
    order_id = merchant.shipped(number)
    page = new_page(locale=locale, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    found: dict[str, list[str]] = {}

    for path in ("/login", "/login/forgotten"):
        page.goto(merchant.stack.url + path)
        found[path] = findings(page)
    merchant.sign_in(page)
    for path in (
        "/orders",
        "/orders?q=nothing",
        f"/orders/{order_id}?shipment=s1",
        "/stores",
        "/no",
    ):
        page.goto(merchant.stack.url + path)
        found[path] = findings(page)
    page.goto(f"{merchant.stack.url}/orders")
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["drawer"] = findings(page)

    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.parametrize("locale", ["en", "th"])
def test_a_phone_shows_every_page_without_scrolling_sideways(
    new_page: Callable[..., Page], merchant: Merchant, number: str, locale: str
) -> None:
    order_id = merchant.shipped(number)
    page = new_page(locale=locale, viewport=PHONE, is_mobile=True, has_touch=True)
    merchant.sign_in(page)

    for path in ("/orders", f"/orders/{order_id}?shipment=s1"):
        page.goto(merchant.stack.url + path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, path


def test_the_keyboard_reaches_the_content_and_the_drawer_keeps_it(
    page: Page, merchant: Merchant, number: str
) -> None:
    merchant.shipped(number)
    page.reload()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    page.get_by_role("link", name=number).press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )


def test_a_page_of_fifty_orders_is_small(page: Page, merchant: Merchant) -> None:
    for count in range(50):
        merchant.order(f"#{5000 + count}")
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(int(answer.headers["content-length"])))

    page.reload()
    page.wait_for_load_state("networkidle")

    assert 0 < sum(sizes) < 100_000  # bytes as they travel
