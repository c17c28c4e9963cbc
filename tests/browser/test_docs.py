"""The API's reference as somebody tries it out: calls are made for real."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.merchant import Merchant


def test_calls_are_made_from_the_reference_and_answered_there(
    new_page: Callable[..., Page], merchant: Merchant
) -> None:
    page = new_page()
    page.goto(f"{merchant.stack.url}/docs")

    def sent(operation: str, **fields: str) -> None:
        told = page.locator(f"#{operation}")
        told.locator("summary").click()
        for name, value in fields.items():
            told.locator(f"[data-name={name}]").fill(value)
        told.get_by_role("button", name="Send").click()

    sent("listOrders", limit="1")
    expect(page.locator("#listOrders [data-answer]")).to_contain_text("401")
    page.get_by_label("Your API key").fill(merchant.store.info["api_key"])

    sent("createOrder")
    expect(page.locator("#createOrder [data-answer]")).to_contain_text('etag: "1"')
    sent("readOrder", id="5489512341")
    expect(page.locator("#readOrder [data-answer]")).to_contain_text('"name": "#1001"')
    assert merchant.store.get("/v1/orders/5489512341").status_code == 200
