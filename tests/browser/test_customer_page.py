"""The customers' pages in a browser: a parcel by its link, and the look-up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from retrack.domain.statuses import TRACKING_STATUSES
from tests.browser.test_access import PHONE, findings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.merchant import Merchant

EMAIL = "somchai@example.com"
CUSTOMER = {"name": "Somchai Jaidee", "email": EMAIL, "locale": "th"}
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": PHONE, "is_mobile": True, "has_touch": True},
    "desk": {"viewport": {"width": 1280, "height": 900}},
}


@pytest.fixture
def parcel(merchant: Merchant, number: str) -> str:
    """The path of a shipped order's first parcel, of which the carrier knows something."""
    events = [
        {"description": f"Scan {n}", "location": "Chiang Mai", "time": f"2026-11-{n:02}T09:00:00Z"}
        for n in range(1, 20)
    ]
    merchant.stack.script(number, status="InTransit", events=events)
    merchant.store.patch("/v1/settings", {"brand_color": "#ffd166"})
    order_id = merchant.shipped(
        number, customer=CUSTOMER, shipping_address={"city": "Chiang Mai", "country_code": "TH"}
    )
    merchant.store.post(f"/v1/orders/{order_id}/shipments/s1/track")
    return path_of(merchant, order_id)


def path_of(merchant: Merchant, order_id: str) -> str:
    shipment = merchant.store.get(f"/v1/orders/{order_id}/shipments/s1").json()
    return "/t/" + str(shipment["customer_url"]).rpartition("/t/")[2]


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize(
    ("size", "language", "scheme"),
    [
        ("phone", "en", "light"),
        ("phone", "th", "dark"),
        ("desk", "th", "light"),
        ("desk", "en", "dark"),
    ],
)
def test_a_parcel_of_any_status_can_be_read_by_everybody(
    new_page: Callable[..., Page],
    merchant: Merchant,
    parcel: str,
    size: str,
    language: str,
    scheme: str,
) -> None:
    page = new_page(**SIZES[size], color_scheme=scheme, bypass_csp=True)
    order = merchant.store.get("/v1/orders").json()["items"][0]
    found: dict[str, list[str]] = {}

    for status in TRACKING_STATUSES:
        merchant.store.put(f"/v1/orders/{order['id']}/shipments/s1/status", {"status": status})
        page.goto(f"{merchant.stack.url}{parcel}?lang={language}")
        page.locator("summary").click()
        found[status] = findings(page) + (["too wide"] if is_too_wide(page) else [])

    assert {status: told for status, told in found.items() if told} == {}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("path", ["/lookup/s1", "/t/nobody"])
def test_the_other_pages_can_be_read_by_everybody(
    new_page: Callable[..., Page], merchant: Merchant, size: str, language: str, path: str
) -> None:
    page = new_page(**SIZES[size], color_scheme="dark", bypass_csp=True)

    page.goto(f"{merchant.stack.url}{path}?lang={language}")

    assert findings(page) == []
    assert not is_too_wide(page)


def test_a_parcel_is_shown_without_scripts_and_in_one_request(
    new_page: Callable[..., Page], merchant: Merchant, parcel: str
) -> None:
    page = new_page(**SIZES["phone"], java_script_enabled=False)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    answer = page.goto(merchant.stack.url + parcel)

    assert answer
    assert len(answer.body()) < 60_000
    assert requests == [merchant.stack.url + parcel]
    expect(page.locator("html")).to_have_attribute("lang", "th")
    expect(page.locator(".shop")).to_have_text("Doi Suthep Gadgets")
    assert page.locator(".top").evaluate("e => getComputedStyle(e).backgroundColor") == (
        "rgb(255, 209, 102)"
    )
    earliest = page.get_by_text("Scan 1", exact=True)
    expect(earliest).to_be_hidden()
    page.locator("summary").click()
    expect(earliest).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On its way")
    expect(page.get_by_text("For Somchai in Chiang Mai")).to_be_visible()


def test_a_customer_looks_their_parcel_up(
    new_page: Callable[..., Page], merchant: Merchant, parcel: str
) -> None:
    page = new_page(**SIZES["phone"], java_script_enabled=False)
    page.goto(f"{merchant.stack.url}/lookup/{merchant.store.info['store_id']}")

    page.get_by_label("Order").fill("1001")
    page.get_by_label("Email").fill("stranger@example.com")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no order")
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("button").press("Enter")

    page.wait_for_url(f"**{parcel}")
    expect(page.locator(".shop")).to_have_text("Doi Suthep Gadgets")


def test_nothing_that_was_filled_in_comes_into_the_address(
    new_page: Callable[..., Page], merchant: Merchant
) -> None:
    page = new_page()
    page.goto(f"{merchant.stack.url}/lookup/{merchant.store.info['store_id']}")

    page.get_by_label("Order").fill("#7654321")
    page.get_by_label("Email").fill("stranger@example.com")
    page.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert "7654321" not in page.url
    assert "stranger" not in page.url


def test_the_way_to_the_carrier_does_not_tell_the_link(
    new_page: Callable[..., Page], merchant: Merchant, parcel: str
) -> None:
    merchant.store.patch("/v1/settings", {"tracking_url": f"{merchant.stack.url}/lookup/"})
    page = new_page()
    page.goto(merchant.stack.url + parcel)

    with page.expect_request("**/lookup/*") as left:
        page.locator("a.go").click()

    assert "referer" not in left.value.all_headers()


def test_a_parcel_is_printed_in_black_on_white(
    new_page: Callable[..., Page], merchant: Merchant, parcel: str
) -> None:
    page = new_page(color_scheme="dark")
    page.goto(merchant.stack.url + parcel)

    page.emulate_media(media="print")

    body = page.locator("body")
    colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    assert body.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(("size", "scheme"), [("phone", "dark"), ("desk", "light")])
def test_emails_are_stopped_and_started_with_a_thumb(
    new_page: Callable[..., Page],
    merchant: Merchant,
    parcel: str,
    size: str,
    scheme: str,
) -> None:
    order = merchant.store.get("/v1/orders").json()["items"][0]
    merchant.stack.drain()
    (email,) = [m for m in merchant.stack.outbox(order["id"]) if m["channel"] == "email"]
    page = new_page(**SIZES[size], color_scheme=scheme, bypass_csp=True)
    page.goto(email["headers"]["List-Unsubscribe"].strip("<>"))
    assert (findings(page), is_too_wide(page)) == ([], False)

    page.get_by_role("button", name="หยุดรับอีเมล").click()

    expect(page.get_by_role("heading", name="หยุดส่งอีเมลแล้ว")).to_be_visible()
    assert (findings(page), is_too_wide(page)) == ([], False)
    page.get_by_role("link", name="English").click()
    page.get_by_role("button", name="Start them again").click()
    expect(page.get_by_role("heading", name="Stop these emails?")).to_be_visible()
