"""Shops, webhooks, people and orders by hand, as a merchant uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_access import PHONE, findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.merchant import Merchant

PAGES = (
    "/settings/shops", "/settings/shops/shopify", "/settings/shops/woocommerce",
    "/settings/webhooks", "/new-order",
)  # fmt: skip


@pytest.mark.parametrize("locale", ["en", "th"])
def test_no_page_has_a_finding_or_scrolls_sideways_on_a_phone(
    new_page: Callable[..., Page], merchant: Merchant, locale: str
) -> None:
    page = new_page(locale=locale, viewport=PHONE, bypass_csp=True, color_scheme="dark")
    merchant.sign_in(page)
    found = {}

    for path in PAGES:
        page.goto(merchant.stack.url + path)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[path] = (findings(page), max(0, too_wide))

    assert found == dict.fromkeys(PAGES, ([], 0))


def test_a_shop_is_connected_its_earlier_orders_come_in_and_it_is_disconnected(
    page: Page, merchant: Merchant
) -> None:
    page.goto(f"{merchant.stack.url}/settings/shops")
    page.get_by_role("region", name="Shopify").get_by_role("link").click()
    page.get_by_text("What to do in Shopify").click()
    hook = page.locator("#hook").inner_text()
    assert hook.endswith(f"/hooks/shopify/{merchant.store.info['store_id']}")

    page.get_by_label("Address of the shop").fill(merchant.store.info["shop_domain"])
    page.get_by_label("Client id").fill(merchant.store.info["shopify_client_id"])
    page.get_by_label("Client secret").fill(merchant.store.info["shopify_client_secret"])
    page.get_by_role("button", name="Save address and access").click()
    expect(page.get_by_role("status")).to_contain_text("The connection is saved.")
    assert merchant.store.info["shopify_client_secret"] not in page.content()

    page.get_by_role("button", name="Bring in earlier orders").click()
    expect(page.locator("#import")).to_contain_text("The shop had no orders")

    page.get_by_text("Disconnect Shopify").click()
    page.get_by_role("button", name="Yes, disconnect it").click()
    expect(page.get_by_role("status")).to_contain_text("Its orders stay here.")


def test_a_webhook_is_made_told_and_deleted(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.stack.url}/settings/webhooks")
    page.get_by_label("Address").fill("http://127.0.0.1:1/nobody-listens")
    page.get_by_role("button", name="Add the webhook").click()
    secret = page.locator("#new-secret").inner_text()
    assert secret.startswith("whsec_")

    page.get_by_role("link", name="nobody-listens").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    assert secret not in page.content()

    page.get_by_text("Delete this webhook").click()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_role("status")).to_contain_text("The webhook is deleted.")
    expect(page.get_by_text("No webhook yet")).to_be_visible()


def test_an_order_is_added_by_hand_with_its_shipment(
    page: Page, merchant: Merchant, number: str
) -> None:
    page.get_by_role("link", name="Add an order").first.click()
    page.get_by_label("Name of the order").fill("#7001")
    page.get_by_label("Phone").fill("12")
    page.get_by_role("button", name="Add the order").click()
    expect(page.locator("#about-customer_phone")).to_contain_text("A phone number such as")

    page.get_by_label("Phone").fill("081 234 5678")
    page.get_by_label("Country").select_option("TH")
    page.get_by_label("Tracking code").fill(number)
    page.get_by_role("button", name="Add the order").click()

    expect(page.get_by_role("heading", name="Order #7001")).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text("The order is added.")
    expect(page.get_by_role("heading", name=number)).to_be_visible()
    expect(page.get_by_text("+66812345678", exact=True)).to_be_visible()


def test_the_last_owner_is_told_why_they_cannot_leave(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.stack.url}/settings")
    people = page.locator("#people")
    people.locator("summary").click()
    people.get_by_role("button", name="Leave this store").click()

    expect(page.get_by_role("alert")).to_contain_text("make somebody else an owner first")


def test_a_colour_is_chosen_and_shown_at_once(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.stack.url}/settings")
    page.get_by_label("Colour", exact=True).fill("#ffd54a")
    expect(page.locator("#brand-preview rect")).to_have_attribute("fill", "#ffd54a")
    expect(page.locator("#brand-preview text")).to_have_attribute("fill", "#000000")

    page.get_by_role("button", name="Save store settings").click()
    expect(page.locator("#store")).to_contain_text("too light to be read")
    assert merchant.store.get("/v1/settings").json()["brand_color"] == "#ffd54a"
