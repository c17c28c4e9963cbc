"""Messages sent: the list of what customers were told, its filters, and its file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.settings import Channel, Trigger
from retrack.web.notifications_page import PAGE_SIZE
from tests.builders import a_notification, a_notification_key
from tests.functional.web.more_pages import MorePages
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BASIC, BOSS, World

SENT, HELD, NOT_SENT = (
    NotificationState.SENT,
    NotificationState.WAITING,
    NotificationState.NOT_SENT,
)


@pytest.fixture(autouse=True)
def more(world: World) -> MorePages:
    return MorePages(world)


def told(
    world: World,
    order_id: str,
    *,
    trigger: Trigger = Trigger.SHIPPED,
    channel: Channel = Channel.EMAIL,
    ago: timedelta = timedelta(minutes=5),
    store_id: StoreId = BOSS,
    **fields: Any,
) -> None:
    key = a_notification_key(
        store_id=store_id, order_id=OrderId(order_id), trigger=trigger, channel=channel
    )
    defaults: dict[str, Any] = {"state": SENT, "order_name": f"#{order_id}"}
    at = world.clock.now() - ago
    world.orders.notifications.begin(a_notification(key=key, at=at, **defaults | fields))


@pytest.fixture
def full(world: World) -> World:
    told(world, "1001", feedback=(Feedback(FeedbackKind.BOUNCED, world.clock.now(), "General"),))
    told(
        world,
        "1002",
        channel=Channel.SMS,
        state=HELD,
        reason=NotSent.QUIET_HOURS,
        ago=timedelta(hours=1),
    )
    told(
        world,
        "1003",
        trigger=Trigger.DELIVERED,
        state=NOT_SENT,
        reason=NotSent.REFUSED,
        detail="MessageRejected",
        ago=timedelta(hours=2),
    )
    told(world, "900", ago=timedelta(days=40))
    return world


def orders_on(text: str) -> list[str]:
    return [name for name in ("#1001", "#1002", "#1003", "#900") if f">{name}<" in text]


def test_what_became_of_each_message_is_said_in_words(full: World, mali: Visitor) -> None:
    page = mali.get("/notifications").page

    assert orders_on(mali.get("/notifications").text) == ["#1001", "#1002", "#1003"]
    for words in (
        "Bounced: there is no such address",
        "no text messages at night",
        "the sending service refused the message or the address",
        "(MessageRejected)",
    ):
        assert words in page.text
    assert [link.attributes["href"] for link in page.all("a") if link.text == "#1002"] == [
        "/orders/1002"
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("result=sent", ["#1001"]),
        ("result=bounced", ["#1001"]),
        ("result=waiting", ["#1002"]),
        ("trigger=delivered", ["#1003"]),
        ("channel=sms", ["#1002"]),
        ("order=1002", ["#1002"]),
        ("period=all", ["#1001", "#1002", "#1003", "#900"]),
        ("period=all&result=sent&channel=email", ["#1001", "#900"]),
        ("result=opened", []),
    ],
)
def test_a_filter_narrows_page_and_file_alike(
    full: World, mali: Visitor, query: str, expected: list[str]
) -> None:
    listed = mali.get(f"/notifications?{query}")
    part = mali.part(f"/notifications?{query}")
    filed = mali.get(f"/notifications.csv?{query}").text

    assert orders_on(listed.text) == orders_on(part.text) == expected
    assert "<html" not in part.text
    assert [line.split(",")[1] for line in filed.splitlines()[1:]] == expected
    assert (not expected) is ("No messages like that" in listed.page.text)


def test_the_file_is_offered_with_the_pages_filter(full: World, mali: Visitor) -> None:
    page = mali.get("/notifications?period=7d&result=sent").page

    assert "/notifications.csv?period=7d&result=sent" in [
        link.attributes["href"] for link in page.all("a")
    ]


def test_more_messages_are_loaded_from_where_the_page_ends(world: World, mali: Visitor) -> None:
    for number in range(PAGE_SIZE + 2):
        told(world, f"{number:03}", ago=timedelta(minutes=number))

    first = mali.get("/notifications")
    (following,) = [a for a in first.page.all("a") if a.text == "Load more"]
    rest = mali.part(following.attributes["hx-get"])

    assert "#049" in first.text
    assert "#050" not in first.text
    assert [name for name in ("#050", "#051") if name in rest.text] == ["#050", "#051"]
    assert "Load more" not in rest.text


def test_a_cursor_is_of_its_filter(world: World, mali: Visitor) -> None:
    for number in range(PAGE_SIZE + 1):
        told(world, str(number))
    (following,) = [a for a in mali.get("/notifications").page.all("a") if a.text == "Load more"]

    assert mali.get(following.attributes["href"] + "&channel=sms").status == 400


def test_a_store_that_told_nobody_yet_is_shown_the_way(mali: Visitor) -> None:
    page = mali.get("/notifications").page

    assert "No messages in this time" in page.text
    assert "/settings#notifications" in [link.attributes["href"] for link in page.all("a")]


def test_hostile_names_and_details_come_out_as_text(world: World, mali: Visitor) -> None:
    told(world, "1", order_name="<img src=x>", detail="<b>x</b>")

    text = mali.get("/notifications").text

    assert "<img src=x>" not in text
    assert "<b>x</b>" not in text


def test_another_stores_messages_are_not_there(full: World, mali: Visitor) -> None:
    told(full, "theirs", store_id=BASIC)

    assert "theirs" not in mali.get("/notifications?period=all").text
    found = mali.get("/notifications?period=all&order=theirs").page
    assert "No messages like that" in found.text


def test_it_is_part_of_the_boss_plan(world: World, visitor: Visitor) -> None:
    visitor.sign_in("basil@example.com", "his password")

    for path in ("/notifications", "/notifications.csv"):
        assert visitor.get(path).status == 403


@pytest.mark.parametrize("query", ["result=lost", "trigger=x", "channel=pigeon", "period=week"])
def test_what_cannot_be_chosen_is_refused(mali: Visitor, query: str) -> None:
    assert mali.get(f"/notifications?{query}").status == 422
