"""Somebody who has a store on the local stack, and what they do before a test begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.end_to_end.local_stack import LocalStack, Store


class Merchant:
    def __init__(self, stack: LocalStack, store: Store) -> None:
        self.stack, self.store = stack, store

    def sign_in(self, page: Page) -> None:
        """Sends what the form sends, so that the form need not be shown to every test."""
        url = self.stack.url
        fields = {"email": self.store.info["email"], "password": self.store.info["password"]}
        answer = page.context.request.post(
            f"{url}/login",
            form={**fields, "next": "/orders"},
            headers={"Origin": url},
            max_redirects=0,
        )
        assert answer.status == 303, answer.text()
        page.goto(f"{url}/orders")

    def fill_login_in(self, page: Page) -> None:
        """Signs in as people do."""
        page.goto(f"{self.stack.url}/login")
        page.locator("[name=email]").fill(self.store.info["email"])
        page.locator("[name=password]").fill(self.store.info["password"])
        page.locator("[name=password]").press("Enter")
        page.wait_for_url("**/orders")

    def order(self, name: str = "#1001", **fields: Any) -> str:
        """The id of a new order."""
        answer = self.store.post("/v1/orders", {"name": name, **fields})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def shipped(self, number: str, name: str = "#1001", **fields: Any) -> str:
        """The id of a new order that was shipped, and is followed already."""
        order_id = self.order(name, **fields)
        answer = self.store.post(
            f"/v1/orders/{order_id}/shipments",
            {"tracking_number": number, "carrier": "china-post"},
        )
        assert answer.status_code == 201, answer.text
        self.stack.drain()
        return order_id
