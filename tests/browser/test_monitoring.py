"""The Monitoring page as a merchant uses it (R22 to R24)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.merchant import Merchant

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.end_to_end.local_stack import LocalStack


@pytest.fixture
def merchant(month: Merchant) -> Merchant:
    """All but the last of these tests look at the same month."""
    return month


def tile(page: Page, label: str) -> str:
    return page.locator(".tile").filter(has_text=label).first.locator(".big").inner_text()


def test_it_tells_how_many_orders_came_how_far(page: Page, merchant: Merchant) -> None:
    """R22, R23"""
    page.goto(f"{merchant.stack.url}/monitoring")

    tiles = ("Orders", "Shipped", "Not shipped yet", "Delivered", "Need attention")
    assert [tile(page, label) for label in tiles] == ["5", "3", "2", "0", "1"]


def test_how_many_were_shipped_in_the_last_7_days(page: Page, merchant: Merchant) -> None:
    """R23: whenever they were ordered; and the number leads to these orders."""
    page.goto(f"{merchant.stack.url}/monitoring")

    page.get_by_role("link", name="7 days").click()
    link = page.get_by_role("link", name="2 orders")
    expect(link).to_be_visible()
    expect(page).to_have_url(re.compile(r"/monitoring\?period=7d$"))
    link.click()

    expect(page.get_by_role("heading", name="Tracking")).to_be_visible()
    expect(page.locator("tbody")).to_have_count(2)
    expect(page.locator("tbody").filter(has_text="#slow")).to_be_visible()


def test_which_orders_have_not_been_shipped(page: Page, merchant: Merchant) -> None:
    """R23"""
    page.goto(f"{merchant.stack.url}/monitoring")

    page.get_by_role("link", name="Everything that has not been shipped yet").click()

    expect(page.locator("tbody")).to_have_count(2)
    expect(page.locator("tbody").filter(has_text="#forgotten")).to_be_visible()
    page.get_by_role("link", name="Remove this filter").click()
    expect(page.locator("tbody")).to_have_count(5)


def test_every_number_leads_to_its_orders(page: Page, merchant: Merchant) -> None:
    """R23, R24"""
    address = f"{merchant.stack.url}/monitoring"
    page.goto(address)
    page.get_by_text("As a table").click()
    links = page.locator(".tile a, .figures a")
    told = [
        (re.findall(r"\d+", link.inner_text())[-1 if "Orders" not in link.inner_text() else 0],
         link.get_attribute("href"))
        for link in links.all()
    ]  # fmt: skip
    assert len(told) > 15

    for count, href in told:
        page.goto(merchant.stack.url + str(href))
        assert page.locator("tbody").count() == int(count), href


def test_times_are_told_by_carrier_and_country(page: Page, merchant: Merchant) -> None:
    """R22"""
    page.goto(f"{merchant.stack.url}/monitoring")

    # 5, 17 and 2 days to ship: the middle one is 5.
    expect(page.locator(".times")).to_contain_text("5 days")
    row = page.get_by_role("row").filter(has_text="China Post")
    expect(row).to_contain_text("5 · 14.6")
    expect(page.get_by_role("row").filter(has_text="Germany")).to_contain_text("5 · 14.6")
    expect(page.get_by_role("img", name=re.compile("Orders from"))).to_be_visible()


def test_a_period_without_orders_says_so(new_page: Callable[..., Page], stack: LocalStack) -> None:
    page = new_page()
    Merchant(stack, stack.new_store()).sign_in(page)

    page.goto(f"{stack.url}/monitoring")

    expect(page.get_by_role("heading", name="No orders in this period")).to_be_visible()
