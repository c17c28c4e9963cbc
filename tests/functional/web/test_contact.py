"""What became of messages, and whether a customer may be written to, on the order's page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from retrack.domain.addresses import address_id
from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.notifications import NotificationState
from retrack.domain.orders import Order
from retrack.domain.settings import Channel, Trigger
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.web.words import OUTCOMES, SUPPRESSED
from tests.builders import NOON, a_customer, a_notification, a_notification_key, hours
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BOSS, World

ADDRESS = "/orders/1001?shipment=s1"
CONTACT = "/orders/1001/shipments/s1/contact"
EMAIL, PHONE = "somchai@example.com", "+66812345678"


@pytest.fixture
def order(world: World) -> Order:
    return world.a_shipped_order()


def suppress(world: World, reason: SuppressionReason, **fields: Any) -> None:
    known = address_id("k1", Channel.EMAIL, EMAIL)
    world.suppressions.add(Suppression(BOSS, known, Channel.EMAIL, reason, NOON, **fields))


@pytest.mark.parametrize("kind", FeedbackKind)
def test_what_became_of_an_email_is_said(
    world: World, order: Order, mali: Visitor, kind: FeedbackKind
) -> None:
    told = (Feedback(kind, NOON + hours(1), "SomeWord 5.1.1"),)
    message = a_notification(
        key=a_notification_key(store_id=BOSS), state=NotificationState.SENT, feedback=told
    )
    world.orders.notifications.begin(message)

    text = mali.part(ADDRESS).page.text

    assert f"{OUTCOMES[kind]} (SomeWord 5.1.1) 1 Nov 2026, 20:00" in text


@pytest.mark.parametrize("reason", SuppressionReason)
def test_why_nothing_is_sent_is_said_and_can_be_lifted(
    world: World, order: Order, mali: Visitor, reason: SuppressionReason
) -> None:
    suppress(world, reason)

    text = mali.part(ADDRESS).page.text
    assert f"No emails go to {EMAIL}" in text
    assert SUPPRESSED[reason] in text

    after = mali.submit(CONTACT, {"channel": "email", "contact": "allow"}, htmx=True)

    assert "may be written to again" in after.page.text
    assert f"No emails go to {EMAIL}" not in after.page.text
    assert not world.suppressions.kept


def test_which_email_a_customer_stopped_them_with_is_said(
    world: World, order: Order, mali: Visitor
) -> None:
    message = a_notification(key=a_notification_key(store_id=BOSS), state=NotificationState.SENT)
    world.orders.notifications.begin(message)
    other = a_notification_key(store_id=BOSS, trigger=Trigger.PICK_UP)
    world.orders.notifications.begin(replace(message, key=other))
    suppress(world, SuppressionReason.UNSUBSCRIBED, message=message.key)

    assert mali.part(ADDRESS).page.text.count("stopped your emails with it") == 1


@pytest.mark.parametrize(
    ("channel", "said"),
    [("email", f"No emails go to {EMAIL}"), ("sms", f"No text messages go to {PHONE}")],
)
def test_a_merchant_has_nothing_more_sent_and_takes_it_back(
    world: World, order: Order, mali: Visitor, channel: str, said: str
) -> None:
    answer = mali.submit(CONTACT, {"channel": channel, "contact": "block"})

    assert said in mali.follow(answer).page.text
    (kept,) = world.suppressions.kept.values()
    assert (kept.channel, kept.reason) == (channel, SuppressionReason.BLOCKED)
    assert kept.actor.startswith("person:")

    mali.submit(CONTACT, {"channel": channel, "contact": "allow"})
    assert not world.suppressions.kept


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"channel": "email"},
        {"channel": "pigeon", "contact": "block"},
        {"channel": "email", "contact": "write"},
    ],
)
def test_what_cannot_be_meant_changes_nothing(
    world: World, order: Order, mali: Visitor, fields: dict[str, str]
) -> None:
    assert mali.submit(CONTACT, fields).status == 422
    assert not world.suppressions.kept


def test_an_order_without_a_shipment_says_it_too_and_lets_it_be_lifted(
    world: World, mali: Visitor
) -> None:
    world.an_order(id="2", name="#2", customer=a_customer(email=EMAIL))
    suppress(world, SuppressionReason.BOUNCED)
    assert f"No emails go to {EMAIL}" in mali.get("/orders/2").page.text

    lifted = mali.submit("/orders/2/contact", {"channel": "email", "contact": "allow"})
    after = mali.follow(lifted).page.text
    assert f"Send no more emails to {EMAIL}" in after
    assert not world.suppressions.kept

    mali.submit("/orders/2/contact", {"channel": "email", "contact": "block"})
    assert len(world.suppressions.kept) == 1


def test_what_is_no_address_is_offered_nothing(world: World, mali: Visitor, order: Order) -> None:
    world.orders.saved[BOSS, order.id] = replace(
        order, customer=a_customer(email="no address", phone="081")
    )

    assert "Send no more" not in mali.part(ADDRESS).page.text
