"""What the merchant is mailed: the digest at its hour, and the tracking account's trouble."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import requests

from tests.end_to_end.local_stack import PATIENCE

if TYPE_CHECKING:
    from tests.end_to_end.local_stack import LocalStack, Store

NUMBER = "LX000000107CN"


def _mails(stack: LocalStack, store: Store, trigger: str) -> list[dict[str, Any]]:
    return [
        mail
        for mail in stack.outbox()
        if mail["trigger"] == trigger and store.info["email"] == mail["to"]
    ]


def test_a_merchant_is_told_of_news_once_a_day_and_of_a_refused_account_once(
    stack: LocalStack, store: Store
) -> None:
    sender = store.post("/v1/settings/sender", {"email": f"shop@{NUMBER.lower()}.test"})
    assert (sender.status_code, sender.json()["state"]) == (201, "pending")
    assert len(sender.json()["records"]) == 3
    assert store.get("/v1/settings/sender").json()["state"] == "verified"

    # The digest comes in its hour, once, and one click ends it.
    wishes = {"digest": {"enabled": True, "hour": 8}}
    triggers = {"shipped": {"email": False}, "delayed": {"email": True}}
    change = {"merchant_mail": wishes, "notifications": {"triggers": triggers}}
    assert store.patch("/v1/settings", change).status_code == 200
    customer = {"email": f"{NUMBER.lower()}@example.com"}
    stack.put("/_dev/clock", {"now": "2027-03-02T07:30:00Z"})
    late = {"id": "late", "name": "#1", "processed_at": "2027-02-22T20:00:00Z"}
    assert store.post("/v1/orders", late).status_code == 201
    stack.sweep()
    stack.put("/_dev/clock", {"now": "2027-03-02T08:30:00Z"})
    stack.sweep()
    stack.sweep()
    (digest,) = _mails(stack, store, "digest")
    assert "/orders/late" in digest["html"]
    (way_out,) = set(re.findall(r"http\S+/mail/off/[^\s\"<]+", digest["text"]))
    assert requests.post(way_out, timeout=PATIENCE).status_code == 200
    settings = store.get("/v1/settings").json()
    assert not settings["merchant_mail"]["digest"]["enabled"]

    # A parcel whose estimate passes in silence is late, and its customer hears of it once.
    stack.script(
        NUMBER,
        status="InTransit",
        events=[{"at": "2027-03-02T05:00:00Z", "description": "On its way"}],
        estimated_delivery={"from": "2027-03-03", "to": "2027-03-04"},
    )
    store.post("/v1/orders", {"id": "slow", "name": "#2", "customer": customer})
    store.post("/v1/orders/slow/shipments", {"tracking_number": NUMBER})
    stack.drain()
    for day in (4, 6, 7):
        stack.put("/_dev/clock", {"now": f"2027-03-0{day}T12:30:00Z"})
        stack.sweep()
    assert [mail["trigger"] for mail in stack.outbox("slow")] == ["delayed"]

    # The provider refuses the key: seen in the settings, and mailed once.
    store.patch("/v1/settings", {"tracking": {"key": "REFUSED"}})
    for day in (8, 9):
        stack.put("/_dev/clock", {"now": f"2027-03-0{day}T12:30:00Z"})
        stack.sweep()
    assert len(_mails(stack, store, "warning")) == 1
    assert store.get("/v1/settings").json()["tracking_account"]["trouble"] == "refused"
