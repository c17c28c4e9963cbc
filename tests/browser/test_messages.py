"""A merchant writes what customers read, and sees it as they type (R28, R30)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.merchant import Merchant


def test_an_email_is_seen_as_it_is_typed_and_saved(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.stack.url}/messages/shipped.email.en")
    preview = page.frame_locator("iframe[name=preview]")
    expect(preview.get_by_text("Track your parcel")).to_be_visible()

    page.get_by_label("HTML").fill("<p style='color:#0b6e4f'>Off it goes, {{ name }}!</p>")
    expect(preview.get_by_text("Off it goes, Sample-1001!")).to_be_visible()
    expect(preview.get_by_text("Off it goes")).to_have_css("color", "rgb(11, 110, 79)")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("button", name="Back to the built-in text")).to_be_visible()


def test_the_parts_of_a_text_message_are_counted(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.stack.url}/messages/shipped.sms.en")
    expect(page.locator("#parts")).to_contain_text("Billed as 1 part")

    page.locator("#text").press_sequentially(" " + "ก" * 80)

    expect(page.locator("#parts")).to_contain_text("Billed as 3 parts")
    expect(page.locator("#parts")).to_contain_text("ก")


def test_a_click_puts_a_variable_where_something_was_written(
    page: Page, merchant: Merchant
) -> None:
    page.goto(f"{merchant.stack.url}/messages/delivered.sms.en")
    page.locator("#text").fill("Dear ")

    page.get_by_text("What can be put in").click()
    page.get_by_role("button", name="customer.first_name", exact=True).click()

    expect(page.locator("#text")).to_have_value("Dear {{ customer.first_name }}")
    preview = page.frame_locator("iframe[name=preview]")
    expect(preview.get_by_text("Dear Jamie")).to_be_visible()
