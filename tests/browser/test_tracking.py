"""The Tracking page as a merchant uses it (R9 to R12), and what it is to a store without Boss."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.browser.merchant import Merchant
from tests.browser.month import HELD, ago, hold

if TYPE_CHECKING:
    from tests.end_to_end.local_stack import LocalStack


def another(number: str) -> str:
    """One more that no other test uses."""
    return "CW" + number[2:]


def names(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("tbody td > a bdi").all_inner_texts()
            if text.startswith("#")]  # fmt: skip


def expect_names(page: Page, *expected: str) -> None:
    """That these orders are shown, if need be once a page is there that is on its way."""
    expect(page.locator("tbody td > a bdi").filter(has_text="#")).to_have_text(list(expected))


def open_tracking(page: Page, merchant: Merchant, query: str = "") -> None:
    page.goto(f"{merchant.stack.url}/tracking{query}")
    expect(page.get_by_role("heading", name="Tracking", exact=True)).to_be_visible()


def late(merchant: Merchant, number: str, name: str, days: float) -> str:
    """An order of so many days ago that was shipped at once, and has not arrived."""
    order_id = merchant.order(name, processed_at=ago(days))
    answer = merchant.store.post(
        f"/v1/orders/{order_id}/shipments",
        {"tracking_number": number, "fulfilled_at": ago(days - 0.1)},
    )
    assert answer.status_code == 201, answer.text
    merchant.stack.drain()
    return order_id


def test_the_page_shows_the_orders_of_the_last_30_days(page: Page, merchant: Merchant) -> None:
    """R9, R10"""
    for days in (0, 28, 31):  # midnight may come meanwhile
        merchant.order(f"#{days}", processed_at=ago(days))

    open_tracking(page, merchant)

    assert names(page) == ["#0", "#28"]
    expect(page.get_by_role("link", name="30 days")).to_have_attribute("aria-current", "true")


def test_clicking_a_period_changes_it_and_the_address_keeps_it(
    page: Page, merchant: Merchant
) -> None:
    """R10"""
    for days in (0, 28, 31):  # midnight may come meanwhile
        merchant.order(f"#{days}", processed_at=ago(days))
    open_tracking(page, merchant)

    page.get_by_role("link", name="90 days").click()
    expect(page.get_by_role("link", name="#31")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/tracking\?period=90d$"))
    page.get_by_role("link", name="7 days").click()
    expect(page.get_by_role("link", name="#28")).to_have_count(0)
    assert names(page) == ["#0"]

    page.reload()
    assert names(page) == ["#0"]


def test_the_counts_of_a_long_period_come_later_and_leave_the_address_alone(
    page: Page, merchant: Merchant
) -> None:
    """R10: a bookmark made then is one of the page, not of its counts."""
    merchant.order("#0", processed_at=ago(0))
    open_tracking(page, merchant, "?period=all")

    expect(page.get_by_text("1 order in this period")).to_be_visible()

    expect(page).to_have_url(re.compile(r"/tracking\?period=all$"))


def test_free_dates_are_chosen_and_are_days_of_the_store(page: Page, merchant: Merchant) -> None:
    """R10"""
    merchant.order("#old", processed_at="2026-03-04T05:00:00Z")
    merchant.order("#next", processed_at="2026-03-05T00:00:00Z")
    open_tracking(page, merchant)

    page.locator(".dates summary").click()
    page.get_by_label("From").fill("2026-03-04")
    page.get_by_label("To", exact=True).fill("2026-03-04")
    page.locator(".dates").get_by_role("button", name="Show").click()

    expect(page.get_by_role("link", name="#old")).to_be_visible()
    assert names(page) == ["#old"]
    expect(page).to_have_url(re.compile(r"from=2026-03-04&to=2026-03-04$"))


def test_dates_in_the_wrong_order_are_refused_in_place(page: Page, merchant: Merchant) -> None:
    open_tracking(page, merchant)
    page.locator(".dates summary").click()
    page.get_by_label("From").fill("2026-03-05")
    page.get_by_label("To", exact=True).fill("2026-03-04")
    page.locator(".dates").get_by_role("button", name="Show").click()

    expect(page.get_by_role("alert")).to_contain_text("Some fields are not right")
    expect(page.get_by_label("From")).to_have_value("2026-03-05")


def test_statuses_are_chosen_and_counted(page: Page, merchant: Merchant, number: str) -> None:
    """R11"""
    merchant.order("#waits")
    merchant.shipped(number, "#sent")
    open_tracking(page, merchant)
    expect(page.locator(".chip").filter(has_text="Pending")).to_contain_text("1")

    page.get_by_role("checkbox", name=re.compile("^Pending")).check()
    expect(page.get_by_role("link", name="#waits")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"status=pending$"))
    page.get_by_role("checkbox", name=re.compile("^Not shipped")).check()
    expect(page.get_by_role("link", name="#waits")).to_be_visible()
    page.reload()
    assert sorted(names(page)) == ["#sent", "#waits"]

    page.get_by_role("link", name="Show all statuses").click()
    expect(page).to_have_url(re.compile("/tracking$"))


def test_needs_attention_shows_each_reason_and_what_to_do(
    page: Page, merchant: Merchant, number: str
) -> None:
    """R12: however old the orders are."""
    merchant.order("#fine")
    merchant.order("#unshipped", processed_at=ago(8))
    late(merchant, number, "#late", 46)
    hold(merchant, another(number), "#held")
    open_tracking(page, merchant)
    expect(page.locator(".chip-attention")).to_contain_text("3")

    page.get_by_role("checkbox", name=re.compile("^Needs attention")).check()
    expect(page.get_by_role("link", name="#fine")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"attention=true$"))

    assert sorted(names(page)) == ["#held", "#late", "#unshipped"]
    for name, reason, step in (
        ("#held", "The carrier reports an exception", "customs or security"),
        ("#late", "More than 45 days, and not delivered", "open a dispute"),
        ("#unshipped", "7 days or more, and not shipped", "when it will be shipped"),
    ):
        row = page.locator("tbody").filter(has_text=name)
        expect(row).to_contain_text(reason)
        expect(row).to_contain_text(step)


def test_many_orders_are_tracked_again_with_progress(
    page: Page, merchant: Merchant, number: str
) -> None:
    other = another(number)
    for count, code in enumerate((number, other)):
        merchant.shipped(code, f"#{count}")
        merchant.stack.script(code, **HELD)
    open_tracking(page, merchant)

    page.get_by_label("Select all shown").check()
    expect(page.get_by_role("button", name="Track again")).to_contain_text("(2)")
    page.get_by_role("button", name="Track again").click()
    expect(page.locator("#job")).to_contain_text("2 of 2 orders")
    page.get_by_role("link", name="Show what they say").click()

    expect(page.locator("tbody .badge-alert")).to_have_count(2)


def test_tracking_again_without_a_selection_says_what_is_missing(
    page: Page, merchant: Merchant, number: str
) -> None:
    merchant.shipped(number)
    open_tracking(page, merchant)

    page.get_by_role("button", name="Track again").click()

    expect(page.locator("#job")).to_contain_text("Select the orders to track again")


def test_loading_more_keeps_its_place(page: Page, merchant: Merchant) -> None:
    for count in range(55):
        merchant.order(f"#{count}")
    open_tracking(page, merchant)
    assert len(names(page)) == 50

    page.get_by_role("link", name="Load more").click()
    expect(page).to_have_url(re.compile("shown=100$"))
    expect(page.locator("tbody td > a bdi").filter(has_text="#")).to_have_count(55)
    assert len(set(names(page))) == 55

    page.reload()
    assert len(set(names(page))) == 55


def test_a_row_opens_the_drawer_and_is_renewed_by_it(
    page: Page, merchant: Merchant, number: str
) -> None:
    merchant.shipped(number, "#1042")
    open_tracking(page, merchant, "?period=7d")
    page.get_by_role("link", name=number).click()
    drawer = page.get_by_role("dialog")

    drawer.get_by_label("Set tracking status manually").select_option("Undelivered")
    drawer.get_by_role("button", name="Set", exact=True).click()
    row = page.locator("tbody").filter(has_text="#1042")
    expect(row).to_contain_text("Delivery failed")
    page.keyboard.press("Escape")

    expect(page).to_have_url(re.compile(r"/tracking\?period=7d$"))
    expect(row.get_by_role("checkbox")).to_be_visible()


def test_a_store_without_orders_says_so(page: Page, merchant: Merchant) -> None:
    open_tracking(page, merchant)
    expect(page.get_by_role("heading", name="No orders in the last 30 days")).to_be_visible()

    open_tracking(page, merchant, "?attention=true")
    expect(page.get_by_role("heading", name="Nothing needs you")).to_be_visible()


def test_everything_but_comfort_works_without_scripts(
    new_page: Callable[..., Page], merchant: Merchant, number: str
) -> None:
    merchant.order("#waits", processed_at=ago(31))
    merchant.shipped(number, "#sent")
    page = new_page(java_script_enabled=False)
    merchant.fill_login_in(page)
    open_tracking(page, merchant)

    page.get_by_role("link", name="90 days").click()
    expect_names(page, "#sent", "#waits")
    page.get_by_role("checkbox", name=re.compile("^Pending")).check()
    page.locator("#statuses").get_by_role("button", name="Show").click()
    expect_names(page, "#sent")
    expect(page).to_have_url(re.compile("period=90d&status=pending"))

    page.get_by_label("Select #sent").check()
    page.get_by_role("button", name="Track again").click()
    expect(page.get_by_role("heading", name="Track again")).to_be_visible()
    merchant.stack.drain()
    page.reload()
    expect(page.locator("main")).to_contain_text("1 of 1 orders")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/tracking", "See where every parcel is"),
        ("/monitoring", "See how your shipping is doing"),
    ],
)
def test_without_boss_the_page_explains_itself(
    new_page: Callable[..., Page], stack: LocalStack, path: str, heading: str
) -> None:
    """R1, R22"""
    basic = Merchant(stack, stack.new_store(plan="basic", name="Small shop"))
    page = new_page()
    basic.sign_in(page)

    answer = page.goto(stack.url + path)

    assert answer
    assert answer.status == 403
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Small shop is on the Basic plan")
    page.get_by_role("link", name="To the settings").click()
    expect(page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()
