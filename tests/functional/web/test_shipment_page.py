"""A shipment's details, and what can be done about it (R3, R5, R7, R8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, timezone
from typing import Any

import pytest

from retrack.domain.errors import CarrierRefused, CarrierSlow, CarrierUnavailable
from retrack.domain.identifiers import CarrierSlug, ShipmentId
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.orders import Order
from retrack.domain.reports import Checkpoint, EstimatedDelivery, LastMile, Rejection
from retrack.domain.shipments import set_by_hand
from retrack.domain.statuses import Status
from tests.builders import NOON, a_notification, a_notification_key, a_shipment
from tests.functional.web.visitor import Answer, Visitor
from tests.functional.web.world import BASIC, BOSS, NUMBER, World

CHINA = timezone(timedelta(hours=8))
ADDRESS = "/orders/1001?shipment=s1"


@pytest.fixture
def order(world: World) -> Order:
    return world.a_shipped_order()


@pytest.fixture
def act(mali: Visitor) -> Callable[..., Answer]:
    """Sends a form of the shipment, as htmx does."""

    def acted(form: str, **fields: Any) -> Answer:
        return mali.submit(f"/orders/1001/shipments/s1/{form}", fields, htmx=True)

    return acted


def test_the_details_show_everything_that_is_known(world: World, mali: Visitor) -> None:
    events = (
        Checkpoint(NOON.astimezone(CHINA), "Held by customs", "Shenzhen, CN", Status.ALERT),
        Checkpoint(NOON - timedelta(days=1), "Accepted", None),
    )
    order = world.a_shipped_order(
        carrier=CarrierSlug("china-post"),
        status=Status.ALERT,
        sub_status="Exception_Security",
        estimated_delivery=EstimatedDelivery(NOON.date(), NOON.date() + timedelta(days=4)),
        last_mile=LastMile("TH0123456789", "Thailand Post"),
        last_event=events[0],
    )
    world.orders.save_checkpoints(order, ShipmentId("s1"), events)

    text = mali.get(ADDRESS).page.text

    for shown in (
        NUMBER,
        "China Post",
        "Thailand Post TH0123456789",
        "1 Nov 2026 to 5 Nov 2026",
        "Held by customs Shenzhen, CN · 1 Nov 2026, 20:00 UTC+08:00",
        "Accepted 31 Oct 2026, 12:00 UTC",
        "duties or papers may be missing",
        "Shipped 1 Nov 2026, 19:00",  # in Bangkok
    ):
        assert shown in text


def test_the_drawer_gets_the_details_alone(order: Order, mali: Visitor) -> None:
    part = mali.part(ADDRESS)

    assert "<html" not in part.text
    assert len(part.page.all("article", id="shipment")) == 1


def test_history_says_who_changed_what(world: World, mali: Visitor) -> None:
    shipment = a_shipment()
    for status, actor in (
        (Status.ALERT, "person:id of mali@example.com"),
        (Status.RETURNED, "person:somebody"),
        (Status.DELIVERED, "key:warehouse <b>"),
    ):
        shipment = set_by_hand(shipment, status, actor=actor, now=NOON)
    world.an_order(shipments=(shipment,))

    text = mali.get(ADDRESS).page.text

    assert "Pending → Alert 1 Nov 2026, 19:00 · you" in text
    assert "Alert → Returned 1 Nov 2026, 19:00 · somebody of your store" in text
    assert "Returned → Delivered 1 Nov 2026, 19:00 · API key warehouse <b>" in text


def test_messages_to_the_customer_are_listed_with_why_not(
    world: World, order: Order, mali: Visitor
) -> None:
    for number, (state, reason) in enumerate(
        [(NotificationState.SENT, None), (NotificationState.NOT_SENT, NotSent.UNPAID)]
    ):
        channel = ("email", "sms")[number]
        key = a_notification_key(store_id=BOSS, order_id=order.id, channel=channel)
        world.orders.notifications.begin(a_notification(key=key, state=state, reason=reason))

    text = mali.get(ADDRESS).page.text

    assert "Sent 1 Nov 2026" in text
    assert "Not sent: the order is not paid" in text
    assert text.index("Email") < text.index("SMS")


def test_another_orders_shipment_is_not_there(order: Order, mali: Visitor) -> None:
    assert mali.get("/orders/1001?shipment=s9").status == 404
    assert mali.get("/orders/9?shipment=s1").status == 404


def test_an_order_without_shipment_asks_for_one(world: World, mali: Visitor) -> None:
    world.an_order()

    page = mali.get("/orders/1001").page

    assert "Not shipped yet" in page.text
    assert len(page.all("form", action="/orders/1001/shipments")) == 1


# ------------------------------------------------------------------------------- track again (R7)


def test_track_again_says_what_changed_and_renews_the_row(
    world: World, order: Order, act: Callable[..., Answer]
) -> None:
    world.reported(status=Status.IN_TRANSIT, checkpoints=(Checkpoint(NOON, "Left the port"),))

    answer = act("track")

    assert answer.status == 200
    assert "changed from Pending to In transit" in answer.page.text
    assert "Left the port" in answer.page.text
    assert answer.page.one("tbody", id="order-1001").attributes["hx-swap-oob"] == "true"


def test_track_again_without_news_says_so(
    world: World, order: Order, act: Callable[..., Answer]
) -> None:
    assert "nothing new" in act("track").page.text


def test_track_again_too_soon_says_how_long_to_wait(
    world: World, order: Order, act: Callable[..., Answer]
) -> None:
    act("track")
    world.clock.advance(timedelta(seconds=20))

    answer = act("track")

    assert answer.status == 429
    assert "in 40 seconds" in answer.page.text


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (CarrierUnavailable(), "did not answer. Nothing was changed"),
        (CarrierRefused(), "check the tracking key and its quota"),
    ],
)
def test_a_carrier_that_fails_is_said_and_changes_nothing(
    world: World,
    order: Order,
    act: Callable[..., Answer],
    failure: CarrierUnavailable,
    sentence: str,
) -> None:
    world.gateway.failure = failure

    answer = act("track")

    assert answer.status == 502
    assert sentence in answer.page.text
    assert world.shipment(order) == order.shipments[0]


def test_a_slow_carrier_is_waited_for_a_few_times(
    world: World, order: Order, mali: Visitor, act: Callable[..., Answer]
) -> None:
    world.gateway.failure = CarrierSlow()

    answer = act("track")
    assert "takes its time" in answer.page.text
    polls = 0
    while polls < 10 and (following := _polled(answer)):
        answer = mali.part(following)
        polls += 1

    assert polls == 5
    assert len(world.queue.tasks) == 1


def test_a_slow_carriers_answer_appears(
    world: World, order: Order, mali: Visitor, act: Callable[..., Answer]
) -> None:
    world.gateway.failure = CarrierSlow()
    waiting = _polled(act("track"))
    world.gateway.failure = None
    world.clock.advance(timedelta(minutes=2))
    world.reported(status=Status.DELIVERED, checkpoints=(Checkpoint(NOON, "Delivered"),))
    act("track")

    answer = mali.part(waiting)

    assert "takes its time" not in answer.page.text
    assert answer.page.all("span", class_="badge badge-delivered")


@pytest.mark.parametrize("left", ["", "0", "6", "-1", "x", "9" * 5000])
def test_nobody_has_a_page_ask_for_ever(order: Order, mali: Visitor, left: str) -> None:
    assert not _polled(mali.part(f"{ADDRESS}&waiting={left}&seen="))


def _polled(answer: Answer) -> str:
    """The address that a page asks again by itself."""
    asking = [e.attributes.get("hx-get", "") for e in answer.page.all("div")]
    return next((address for address in asking if "waiting=" in address), "")


def test_track_again_by_a_plain_form_comes_back_to_the_details(
    world: World, order: Order, mali: Visitor
) -> None:
    answer = mali.submit("/orders/1001/shipments/s1/track")

    assert answer.location == ADDRESS
    assert "The carrier was asked" in mali.follow(answer).page.text
    again = mali.submit("/orders/1001/shipments/s1/track")
    assert again.status == 429
    assert again.page.one("h1").text == "Order #1001"


# ---------------------------------------------------------------------- status set by hand (R8)


def test_a_status_set_by_hand_is_undone_by_what_the_carrier_said(
    world: World, order: Order, act: Callable[..., Answer]
) -> None:
    answer = act("status", status="delivered")
    assert "The status is set to Delivered." in answer.page.text
    undo = next(f for f in answer.page.all("form") if f.text == "Undo")
    assert undo.attributes["action"].endswith("/release")

    assert world.shipment(order).status is Status.DELIVERED
    act("release")
    assert world.shipment(order).status is Status.PENDING


def test_a_second_status_by_hand_is_undone_to_the_first(
    world: World, order: Order, act: Callable[..., Answer]
) -> None:
    act("status", status="alert")

    answer = act("status", status="delivered")

    undo = next(f for f in answer.page.all("form") if f.text == "Undo")
    assert undo.attributes["action"].endswith("/status")
    before = [
        e for e in answer.page.all("input", name="status") if e.attributes["type"] == "hidden"
    ]
    assert [e.attributes["value"] for e in before] == ["alert"]


@pytest.mark.parametrize("status", ["", "unfulfilled", "lost", "DELIVERED"])
def test_only_the_nine_statuses_can_be_set(
    world: World, order: Order, act: Callable[..., Answer], status: str
) -> None:
    assert act("status", status=status).status == 422
    assert world.shipment(order).status is Status.PENDING


@pytest.mark.parametrize("form", ["track", "status", "release"])
def test_tracking_is_part_of_boss(world: World, basil: Visitor, form: str) -> None:
    order = world.a_shipped_order(store_id=BASIC)

    answer = basil.submit(f"/orders/{order.id}/shipments/s1/{form}", {"status": "delivered"})

    assert answer.status == 403
    assert "part of the Boss plan" in answer.page.text
    assert world.shipment(order).status is Status.PENDING


def test_a_store_on_basic_is_offered_no_tracking(world: World, basil: Visitor) -> None:
    world.a_shipped_order(store_id=BASIC)

    page = basil.get(ADDRESS).page

    assert "part of the Boss plan" in page.text
    assert not [f for f in page.all("form") if f.attributes["action"].endswith("/track")]


# ---------------------------------------------------------------- codes and carriers put right


def test_a_problem_comes_with_what_to_do(world: World, mali: Visitor) -> None:
    world.a_shipped_order(status=Status.UNKNOWN, rejection=Rejection.INVALID_NUMBER)

    assert "ask the supplier for a valid one" in mali.get(ADDRESS).page.text


def test_a_wrong_code_is_corrected(world: World, order: Order, act: Callable[..., Answer]) -> None:
    answer = act(
        "correct", tracking_number="https://t.17track.net/en#nums=LB999999999CN", carrier=""
    )

    assert answer.page.one("h2", id="shipment-title").text == "LB999999999CN"
    assert world.shipment(order).carrier == "china-post"


def test_a_code_that_is_none_is_refused_where_it_was_entered(
    world: World, order: Order, act: Callable[..., Answer]
) -> None:
    answer = act("correct", tracking_number="x", carrier="")

    assert answer.status == 422
    field = answer.page.one("input", name="tracking_number")
    assert field.attributes["value"] == "x"
    assert field.attributes["aria-invalid"] == "true"
    assert world.shipment(order) == order.shipments[0]


def test_a_shipment_is_added_to_an_order(world: World, mali: Visitor) -> None:
    order = world.an_order()

    answer = mali.submit(
        "/orders/1001/shipments",
        {"tracking_number": "lb 999 999 999 cn", "carrier": "", "final": "on"},
    )

    assert "The shipment is added." in mali.follow(answer).page.text
    added = world.shipment(order)
    assert (added.tracking_number, added.notify, added.final) == ("LB999999999CN", False, True)


def test_the_same_code_twice_is_refused(world: World, order: Order, mali: Visitor) -> None:
    answer = mali.submit("/orders/1001/shipments", {"tracking_number": NUMBER, "carrier": ""})

    assert answer.status == 422
    assert "has this code already" in answer.page.text


def test_the_customers_link_can_be_copied(order: Order, mali: Visitor) -> None:
    page = mali.get(ADDRESS).page
    copies = [e.attributes["data-copy"] for e in page.all("button") if "data-copy" in e.attributes]

    assert copies == [NUMBER, f"https://app.example.com/t/{order.shipments[0].token}"]
