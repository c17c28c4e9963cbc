"""The Import page and the pasting of codes, in a real browser under the page's strict policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.test_access import findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.merchant import Merchant

FILE: FilePayload = {
    "name": "orders.csv",
    "mimeType": "text/csv",
    "buffer": "order_name;tracking_number\r\n#77;RR123456785CN\r\n#78;?\r\n".encode("cp1252"),
}


def upload(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.stack.url}/import")
    page.locator("[name=file]").set_input_files([FILE])
    page.get_by_role("button", name="Import").click()


def test_a_file_goes_straight_to_the_bucket_and_its_progress_is_followed(
    page: Page, merchant: Merchant
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))

    upload(page, merchant)

    expect(page.get_by_text("The file is imported.")).to_be_visible()
    assert [line for line in sent if line.startswith(f"PUT {merchant.stack.aws_url}")]
    expect(page.get_by_role("row", name="3 tracking_number")).to_be_visible()
    page.get_by_role("link", name="Show the orders").click()
    expect(page.get_by_text("#77", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    assert "RR123456785CN" in download.value.path().read_text(encoding="utf-8-sig")


def test_without_scripts_the_form_itself_brings_the_file(
    new_page: Callable[..., Page], merchant: Merchant
) -> None:
    page = new_page(java_script_enabled=False)
    merchant.fill_login_in(page)

    upload(page, merchant)
    page.wait_for_url("**/import/*")  # a click may be over before what it began

    merchant.stack.drain()
    page.reload()
    expect(page.get_by_text("The file is imported.")).to_be_visible()
    expect(page.get_by_text("1 row was refused")).to_be_visible()


def test_pasted_codes_are_checked_and_then_added(page: Page, merchant: Merchant) -> None:
    page.goto(f"{merchant.stack.url}/paste")
    page.locator("[name=text]").fill("#5 RR123456785CN\n123456789012")
    page.get_by_role("button", name="Check").click()
    page.get_by_role("combobox").select_option("fedex")
    page.get_by_role("button", name="Add them").click()

    expect(page.get_by_text("2 tracking codes were added.")).to_be_visible()
    page.get_by_role("link", name="123456789012").click()
    expect(page.get_by_text("FedEx").first).to_be_visible()


@pytest.mark.parametrize("locale", ["en", "th"])
def test_these_pages_have_no_finding_and_fit_a_phone(
    new_page: Callable[..., Page], merchant: Merchant, locale: str
) -> None:
    phone = {"width": 360, "height": 740}
    page = new_page(locale=locale, reduced_motion="reduce", bypass_csp=True, viewport=phone)
    merchant.sign_in(page)
    found: dict[str, object] = {}

    for path in ("/import", "/paste", "/orders"):
        page.goto(merchant.stack.url + path)
        found[path] = findings(page)
        found[f"{path} wide"] = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.goto(f"{merchant.stack.url}/paste")
    page.locator("[name=text]").fill("#5 RR123456785CN\n123456789012\n!!")
    page.locator("main button[type=submit]").click()
    expect(page.get_by_role("combobox")).to_be_visible()
    found["preview"] = findings(page)
    found["preview wide"] = page.evaluate("document.documentElement.scrollWidth > innerWidth")

    assert {path: told for path, told in found.items() if told} == {}
