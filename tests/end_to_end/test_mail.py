"""Emails and what becomes of them, over the whole local stack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.end_to_end.local_stack import PATIENCE, LocalStack, Store


class Shop:
    """A store with one customer, who orders again and again."""

    def __init__(self, stack: LocalStack, store: Store) -> None:
        self.stack, self.store, self.orders = stack, store, 0
        self.address = f"c{store.info['store_id'][:12]}@example.com"

    def tell(self) -> dict[str, Any]:
        """Ships an order; the email about it, as its order shows it."""
        self.orders += 1
        order_id = f"mail.{self.orders}"  # a dot has to be written otherwise in a tag
        order = {"id": order_id, "name": f"#{self.orders}", "customer": {"email": self.address}}
        parcel = {"tracking_number": f"LP{int(self.store.info['store_id'][:9], 16):012d}"}
        assert self.store.post("/v1/orders", order).status_code == 201
        assert self.store.post(f"/v1/orders/{order_id}/shipments", parcel).status_code == 201
        return self.email(order_id)

    def email(self, order_id: str) -> dict[str, Any]:
        self.stack.drain()
        shown = self.store.get(f"/v1/orders/{order_id}").json()
        return next(n for n in shown["notifications"] if n["channel"] == "email")

    def sent(self) -> list[dict[str, Any]]:
        return [message for message in self.stack.outbox() if message["to"] == self.address]


@pytest.fixture
def shop(stack: LocalStack, store: Store) -> Iterator[Shop]:
    yield Shop(stack, store)
    stack.delete("/_dev/mail")


def test_a_bounce_stops_the_next_email_until_it_is_allowed_again(
    stack: LocalStack, shop: Shop
) -> None:
    # An email arrives, unless it is scripted otherwise.
    assert shop.tell()["outcome"] == "delivered"
    scripted = stack.put(f"/_dev/mail/{shop.address}", {"outcome": "bounce"})
    assert scripted.status_code == 200

    # The next one bounces, and its order says so; the one after it is not sent.
    bounced = shop.tell()
    assert (bounced["state"], bounced["outcome"]) == ("sent", "bounced")
    assert bounced["feedback"][0]["detail"] == "NoEmail 5.1.1"
    stopped = shop.tell()
    assert (stopped["state"], stopped["reason"]) == ("not_sent", "bounced")
    assert len(shop.sent()) == 2

    # Allowed again, it is sent again; what is said of an email later is shown, too.
    stack.delete("/_dev/mail")
    allowed = shop.store.delete("/v1/suppressions", json={"address": shop.address})
    assert allowed.status_code == 204
    assert shop.tell()["outcome"] == "delivered"
    later = shop.sent()[-1]["message_id"]
    assert stack.put(f"/_dev/mail/{later}", {"outcome": "complaint"}).status_code == 200
    assert shop.email("mail.4")["outcome"] == "complained"


def test_one_click_stops_the_emails_and_the_page_starts_them_again(shop: Shop) -> None:
    shop.tell()
    headers = shop.sent()[0]["headers"]
    link = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in shop.sent()[0]["html"]

    # A mail scanner that follows the link stops nothing; the mail program's button does.
    assert requests.get(link, timeout=PATIENCE).status_code == 200
    assert shop.tell()["state"] == "sent"
    assert (
        requests.post(link, {"List-Unsubscribe": "One-Click"}, timeout=PATIENCE).status_code == 200
    )
    stopped = shop.tell()
    assert (stopped["state"], stopped["reason"]) == ("not_sent", "unsubscribed")

    assert requests.post(link, {"emails": "start"}, timeout=PATIENCE).status_code == 200
    assert shop.tell()["state"] == "sent"


def test_what_cannot_become_of_an_email_is_refused(stack: LocalStack) -> None:
    unknown = stack.put("/_dev/mail/a@example.com", {"outcome": "eaten"})
    nowhere = stack.put("/_dev/mail/no-such-message", {"outcome": "bounce"})

    assert (unknown.status_code, nowhere.status_code) == (422, 404)
    assert "soft_bounce" in unknown.json()["detail"]
