"""The settings as a merchant uses them (R26, R27)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from tests.browser.merchant import Merchant


def open_settings(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.stack.url}/settings")
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()


def saved(merchant: Merchant) -> dict[str, object]:
    settings: dict[str, object] = merchant.store.get("/v1/settings").json()
    return settings


def test_customers_are_notified_or_not(page: Page, merchant: Merchant) -> None:
    """R26"""
    open_settings(page, merchant)
    box = page.get_by_label("Notify customers about order shipment")
    expect(box).to_be_checked()

    box.uncheck()
    page.get_by_role("button", name="Save notifications").click()
    expect(page.locator("#notifications").get_by_role("status")).to_contain_text("Saved.")

    expect(box).not_to_be_checked()
    assert saved(merchant)["notifications"]["email_enabled"] is False  # type: ignore[index]  # JSON


def test_the_tracking_address_is_the_merchants_own_with_an_example(
    page: Page, merchant: Merchant
) -> None:
    """R27"""
    open_settings(page, merchant)
    address = page.get_by_label("Custom tracking URL")
    expect(address).to_have_value("http://www.17track.net/?nums=")

    address.fill("https://example.com/track/")
    expect(page.locator("#tracking-example")).to_have_text(
        "https://example.com/track/RR123456785CN"
    )
    page.get_by_role("button", name="Save notifications").click()
    expect(page.locator("#notifications").get_by_role("status")).to_contain_text("Saved.")

    assert saved(merchant)["tracking_url"] == "https://example.com/track/"


def test_a_wrong_field_is_said_beside_it_and_nothing_typed_is_lost(
    page: Page, merchant: Merchant
) -> None:
    open_settings(page, merchant)
    page.locator("#notifications").get_by_label("Answers go to").fill("help@example.com")
    page.get_by_label("Custom tracking URL").fill("https:/example.com")
    page.get_by_label("Custom tracking URL").evaluate("e => e.type = 'text'")
    page.get_by_role("button", name="Save notifications").click()

    expect(page.get_by_role("alert")).to_contain_text("Not saved")
    expect(page.get_by_label("Custom tracking URL")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#about-tracking_url")).to_contain_text("starts with http")
    expect(page.get_by_label("Answers go to")).to_have_value("help@example.com")
    assert saved(merchant)["tracking_url"] == "http://www.17track.net/?nums="


def test_a_stale_form_says_so_and_loses_nothing(page: Page, merchant: Merchant) -> None:
    open_settings(page, merchant)
    page.get_by_label("Name", exact=True).first.fill("Mine")
    merchant.store.patch("/v1/settings", {"name": "Theirs", "time_zone": "Asia/Tokyo"})

    with page.expect_response(lambda answer: answer.request.method == "POST") as posted:
        page.get_by_role("button", name="Save store settings").click()
    assert posted.value.status == 412
    expect(page.get_by_role("alert")).to_contain_text("somebody else saved these settings")
    expect(page.get_by_label("Name", exact=True).first).to_have_value("Mine")
    expect(page.locator("#store")).to_contain_text("Saved now: Theirs")
    expect(page.locator("#store")).to_contain_text("Saved now: Asia/Tokyo")
    assert saved(merchant)["name"] == "Theirs"

    page.get_by_role("button", name="Save store settings").click()
    expect(page.locator("#store").get_by_role("status")).to_contain_text("Saved.")
    assert saved(merchant)["name"] == "Mine"


def test_the_tracking_key_is_never_shown_and_the_account_can_be_tried(
    page: Page, merchant: Merchant
) -> None:
    open_settings(page, merchant)
    expect(page.get_by_label("Key of the account")).to_have_value("")

    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("#account")).to_contain_text("Connected")

    page.get_by_label("Key of the account").fill("0123456789ABCDEF0123456789ABCDEF")
    page.get_by_role("button", name="Save key").click()
    expect(page.locator("#carrier").get_by_role("status").first).to_contain_text("Saved.")
    assert "0123456789ABCDEF" not in page.content()
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("#account").get_by_role("alert")).to_contain_text("account is refused")


def test_an_api_key_is_made_shown_once_and_taken_back(page: Page, merchant: Merchant) -> None:
    open_settings(page, merchant)
    page.get_by_label("Name of the new key").fill("The till")
    page.get_by_role("button", name="Make a key").click()
    secret = page.locator("#new-key").inner_text()

    own = {"Authorization": f"Bearer {secret}"}
    assert merchant.stack.get("/v1/settings", headers=own).status_code == 200
    open_settings(page, merchant)
    assert secret not in page.content()

    row = page.locator("#keys").get_by_role("row").filter(has_text="The till")
    row.get_by_text("Take back").first.click()
    row.get_by_role("button", name="Yes, take it back").click()
    expect(page.locator("#keys").get_by_role("status")).to_contain_text("stopped working")
    expect(row).to_have_count(0)
    assert merchant.stack.get("/v1/settings", headers=own).status_code == 401


def test_people_are_listed_and_invited(page: Page, merchant: Merchant) -> None:
    open_settings(page, merchant)
    people = page.locator("#people")
    expect(people).to_contain_text(merchant.store.info["email"])
    expect(people).to_contain_text("(you)")
    email = f"ann-{merchant.store.info['store_id'][:8]}@example.com"

    people.get_by_label("Email address to invite").fill(email)
    people.get_by_role("button", name="Invite").click()

    expect(people.get_by_role("status")).to_contain_text("They are in")
    expect(people.get_by_role("row").filter(has_text=email)).to_contain_text("Staff")


def test_the_language_of_the_store_is_saved(page: Page, merchant: Merchant) -> None:
    open_settings(page, merchant)
    page.get_by_label("Language").select_option("ไทย")
    page.get_by_label("Time zone").select_option("Asia/Bangkok")
    page.get_by_role("button", name="Save store settings").click()
    expect(page).to_have_url(re.compile("saved=store"))

    assert (saved(merchant)["locale"], saved(merchant)["time_zone"]) == ("th", "Asia/Bangkok")
