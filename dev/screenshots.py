"""Photographs every page of the demo store for the documents: `make screenshots`.

Needs Debian's chromium, and fonts that have Thai (fonts-noto-core).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests
from playwright.sync_api import sync_playwright

from dev.place import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
FOLDER = ROOT / "docs" / "screenshots"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
LANGUAGES = ("en", "th")
PAGES = {
    "orders": "/orders",
    "new-order": "/new-order",
    "tracking": "/tracking",
    "attention": "/tracking?attention=true",
    "monitoring": "/monitoring",
    "messages": "/notifications",
    "templates": "/messages",
    "settings": "/settings",
    "sender": "/settings/sender",
    "shops": "/settings/shops",
    "shopify": "/settings/shops/shopify",
    "webhooks": "/settings/webhooks",
}
_PORTS = {"PORT": "3970", "AWS_PORT": "4970", "CARRIER_PORT": "4971", "EASYPOST_PORT": "4972"}
_READY_WITHIN = 90  # seconds


def main() -> None:
    """Starts the demo store, goes through its pages, and stops it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    url = f"http://127.0.0.1:{_PORTS['PORT']}"
    command = [sys.executable, "-m", "dev"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **_PORTS}) as stack:
        try:
            info = _ready(url)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM,
                    args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
                )
                for language in LANGUAGES:
                    for size in SIZES:
                        _photograph(browser, url, info, language=language, size=size)
                browser.close()
        finally:
            stack.send_signal(signal.SIGINT)


def _ready(url: str) -> dict[str, Any]:
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        try:
            info: dict[str, Any] = requests.get(f"{url}/_dev/info", timeout=5).json()
        except requests.RequestException:
            time.sleep(0.5)
        else:
            time.sleep(10)  # the demo store fills up behind the first answer
            return info
    msg = "the local stack did not start"
    raise SystemExit(msg)


def _photograph(
    browser: Browser, url: str, info: dict[str, Any], *, language: str, size: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
    context.add_cookies([{"name": "lang", "value": language, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/login")
    _save(page, f"sign-in-{size}-{language}")
    page.fill("input[name=email]", info["email"])
    page.fill("input[name=password]", info["password"])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{url}/orders*")
    for name, path in PAGES.items():
        page.goto(url + path)
        _save(page, f"{name}-{size}-{language}")
    page.goto(f"{url}/orders")
    page.locator("a[href*='shipment=']").first.click()
    page.wait_for_timeout(800)
    _save(page, f"shipment-{size}-{language}")
    page.goto(f"{_customer_page(url, info)}?lang={language}")
    _save(page, f"customer-{size}-{language}")
    email = _email(url, info, language=language, size=size)
    page.goto(email["headers"]["List-Unsubscribe"].strip("<>"))
    _save(page, f"stop-{size}-{language}")
    page.goto("about:blank")  # where no page's policy forbids the email its own style
    page.set_content(email["html"])
    _save(page, f"email-{size}-{language}")
    context.close()


def _email(url: str, info: dict[str, Any], *, language: str, size: str) -> dict[str, Any]:
    """What a customer is mailed when an order of theirs was shipped, as the outbox has it."""
    ask = requests.Session()
    ask.headers["Authorization"] = f"Bearer {info['api_key']}"
    order_id, address = f"mailed-{language}-{size}", f"{language}-{size}@example.com"
    order = {
        "id": order_id,
        "name": "#2001",
        "customer": {"name": "Mali Phrom", "email": address, "locale": language},
        "items": [{"title": "Cotton T-shirt", "quantity": 2}],
    }
    ask.post(f"{url}/v1/orders", json=order, timeout=30).raise_for_status()
    parcel = {"tracking_number": "LX123456785CN"}
    ask.post(f"{url}/v1/orders/{order_id}/shipments", json=parcel, timeout=30).raise_for_status()
    ask.post(f"{url}/_dev/drain", timeout=90).raise_for_status()
    sent: list[dict[str, Any]] = ask.get(f"{url}/_dev/outbox", timeout=30).json()
    return next(message for message in sent if message["to"] == address)


def _customer_page(url: str, info: dict[str, Any]) -> str:
    """The page of a parcel that is under way."""
    headers = {"Authorization": f"Bearer {info['api_key']}"}
    query = f"{url}/v1/orders?status=in_transit&limit=1"
    orders = requests.get(query, headers=headers, timeout=30).json()["items"]
    return str(orders[0]["shipments"][0]["customer_url"])


def _save(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(Path(FOLDER) / f"{name}.png"))


if __name__ == "__main__":
    main()
