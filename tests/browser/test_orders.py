"""The Orders page and the details of a shipment, as a merchant uses them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.merchant import Merchant

IN_TRANSIT = {
    "status": "InTransit",
    "sub_status": "InTransit_Other",
    "events": [{"description": "Departed from Shenzhen", "location": "Shenzhen, CN"}],
}


def _drawer(page: Page, number: str) -> None:
    page.reload()
    page.get_by_role("link", name=number).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_merchant_signs_in_and_out(new_page: Callable[..., Page], merchant: Merchant) -> None:
    page = new_page()
    merchant.fill_login_in(page)
    expect(page.get_by_role("heading", name="Orders", exact=True)).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()

    page.goto(f"{merchant.stack.url}/orders?q=1001")
    expect(page).to_have_url(re.compile(r"/login\?next="))


def test_a_wrong_password_is_refused_without_saying_what_was_wrong(
    new_page: Callable[..., Page], merchant: Merchant
) -> None:
    page = new_page()
    page.goto(f"{merchant.stack.url}/login")
    page.get_by_label("Email address").fill(merchant.store.info["email"])
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("alert")).to_contain_text(
        "E-mail address or the password", ignore_case=True
    )


def test_a_store_without_orders_says_how_they_come_in(page: Page) -> None:
    expect(page.get_by_role("heading", name="No orders yet")).to_be_visible()


def test_the_code_is_beside_its_order(page: Page, merchant: Merchant, number: str) -> None:
    """R4"""
    merchant.shipped(number, name="#1042")
    page.reload()

    line = page.locator("tbody").filter(has_text="#1042")
    expect(line.get_by_role("link", name=number)).to_be_visible()
    expect(line).to_contain_text("China Post")
    expect(line).to_contain_text("Pending")


def test_clicking_a_code_opens_the_shipment_with_an_address_of_its_own(
    page: Page, merchant: Merchant, number: str
) -> None:
    """R5"""
    order_id = merchant.shipped(number)
    _drawer(page, number)

    expect(page).to_have_url(re.compile(f"/orders/{order_id}\\?shipment=s1$"))
    expect(page.get_by_role("dialog")).to_contain_text(number)

    page.reload()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name=number)).to_be_visible()


def test_the_drawer_closes_by_escape_and_by_going_back_to_where_it_was_opened(
    page: Page, merchant: Merchant, number: str
) -> None:
    merchant.shipped(number)
    _drawer(page, number)

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/orders$"))
    expect(page.get_by_role("link", name=number)).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile("/orders$"))


def test_track_again_shows_what_the_carrier_says_in_place(
    page: Page, merchant: Merchant, number: str
) -> None:
    """R7"""
    merchant.shipped(number)
    merchant.stack.script(number, **IN_TRANSIT)
    _drawer(page, number)

    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name="Track again").click()

    expect(drawer.get_by_role("status")).to_contain_text("from Pending to In transit")
    expect(drawer).to_contain_text("Departed from Shenzhen")
    page.keyboard.press("Escape")
    expect(page.locator("tbody")).to_contain_text("In transit")


def test_track_again_within_a_minute_says_when_it_can_be_asked_again(
    page: Page, merchant: Merchant, number: str
) -> None:
    merchant.shipped(number)
    _drawer(page, number)
    again = page.get_by_role("dialog").get_by_role("button", name="Track again")

    again.click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("just now")
    again.click()

    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("less than a minute")


def test_a_carrier_that_fails_changes_nothing_and_is_said(
    page: Page, merchant: Merchant, number: str
) -> None:
    merchant.shipped(number)
    merchant.stack.script(number, fault="http500")
    _drawer(page, number)

    page.get_by_role("dialog").get_by_role("button", name="Track again").click()

    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Nothing was changed")
    expect(page.locator("#shipment .badge").first).to_have_text("Pending")


def test_a_status_set_by_hand_can_be_undone(page: Page, merchant: Merchant, number: str) -> None:
    """R8"""
    merchant.shipped(number)
    _drawer(page, number)
    drawer = page.get_by_role("dialog")

    drawer.get_by_label("Set tracking status manually").select_option("Delivered")
    drawer.get_by_role("button", name="Set", exact=True).click()
    expect(drawer.get_by_role("status")).to_contain_text("set to Delivered")
    expect(page.locator("#orders .badge").first).to_have_text("Delivered")

    drawer.get_by_role("button", name="Undo").click()
    expect(drawer.get_by_role("status")).to_contain_text("carrier’s again")
    expect(page.locator("#orders .badge").first).to_have_text("Pending")


def test_a_wrong_code_is_corrected_in_the_drawer(
    page: Page, merchant: Merchant, number: str
) -> None:
    """R3"""
    merchant.shipped(number)
    _drawer(page, number)
    drawer = page.get_by_role("dialog")
    drawer.get_by_text("Correct the code or the carrier").click()

    drawer.get_by_label("Tracking code").fill("x")
    drawer.get_by_role("button", name="Correct").click()
    expect(drawer).to_contain_text("5 to 50 letters")

    drawer.get_by_label("Tracking code").fill("https://t.17track.net/en#nums=LB999999999CN")
    drawer.get_by_role("button", name="Correct").click()
    expect(drawer.get_by_role("heading", name="LB999999999CN")).to_be_visible()


def test_search_finds_as_one_types_and_is_in_the_address(
    page: Page, merchant: Merchant, number: str
) -> None:
    merchant.shipped(number, name="#2001", customer={"email": "mali@example.com"})
    merchant.order("#3001", customer={"email": "anan@example.com"})
    page.reload()

    page.get_by_role("searchbox").press_sequentially("mali@")
    expect(page.locator("tbody")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("#2001")
    expect(page).to_have_url(re.compile(r"/orders\?q=mali(%40|@)$"))
    expect(page.get_by_role("searchbox")).to_be_focused()

    page.reload()
    expect(page.locator("tbody")).to_have_count(1)
    page.get_by_role("searchbox").fill("nobody")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="Clear the search").click()
    expect(page.locator("tbody")).to_have_count(2)


def test_more_orders_come_below_and_the_keyboard_goes_on_there(
    page: Page, merchant: Merchant
) -> None:
    for count in range(51):
        merchant.order(f"#{5000 + count}", processed_at=f"2026-11-01T10:{count:02d}:00Z")
    page.reload()
    lines = page.locator("tbody:not(.more)")
    expect(lines).to_have_count(50)

    page.get_by_role("link", name="Load more").press("Enter")

    expect(lines).to_have_count(51)
    expect(page.get_by_role("link", name="#5000")).to_be_focused()
    expect(page.get_by_role("link", name="Load more")).to_have_count(0)


def test_everything_works_without_scripts(
    new_page: Callable[..., Page], merchant: Merchant, number: str
) -> None:
    merchant.shipped(number)
    page = new_page(java_script_enabled=False)
    merchant.fill_login_in(page)

    page.get_by_role("link", name=number).click()
    page.get_by_label("Set tracking status manually").select_option("Delivered")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("The status is set.")
    expect(page.locator("#shipment .badge").first).to_have_text("Delivered")

    page.get_by_role("button", name="Give the status back to the carrier").click()
    expect(page.locator("#shipment .badge").first).to_have_text("Pending")
    page.goto(f"{merchant.stack.url}/orders")
    page.get_by_role("searchbox").fill("nobody")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
