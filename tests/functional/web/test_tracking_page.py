"""The Tracking page (R9 to R12): what it shows, counts and advises; its addresses."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId
from retrack.domain.orders import Address
from retrack.domain.statuses import Status
from retrack.services.job_progress import TRACKED_WITHIN
from tests.builders import NOON, a_shipment, days
from tests.functional.html_page import Page
from tests.functional.web.more_pages import MorePages
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BASIC, OTHER, World


@pytest.fixture(autouse=True)
def more(world: World) -> MorePages:
    return MorePages(world)


def names(page: Page) -> list[str]:
    """The orders in the list, by name."""
    rows = page.all("input", name="order_ids")
    unshipped = [e.text for e in page.all("bdi") if e.text.startswith("#")]
    assert len(rows) <= len(unshipped)
    return unshipped


def chip(page: Page, name: str) -> str:
    """A choice of the filter with its count."""
    return next(e.text for e in page.all("label") if e.text.startswith(name))


def processed(world: World, *ages: float) -> None:
    for age in ages:
        world.an_order(id=OrderId(f"{age:g}"), processed_at=NOON - days(age))


def test_it_begins_with_the_last_30_days_newest_first(world: World, mali: Visitor) -> None:
    # Noon is 19:00 in Bangkok, so the first of 30 days began 29 days and 19 hours ago.
    processed(world, 0, 29.7, 29.8, 31)

    page = mali.get("/tracking").page

    assert names(page) == ["#0", "#29.7"]
    assert page.one("a", aria_current="true").text == "30 days"
    assert "2 orders in this period" in page.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("period=today", ["#0"]),
        ("period=7d", ["#0", "#6"]),
        ("period=90d", ["#0", "#6", "#40"]),
        ("period=all", ["#0", "#6", "#40", "#400"]),
        ("from=2026-09-22&to=2026-09-22", ["#40"]),
    ],
)
def test_a_period_is_chosen(world: World, mali: Visitor, query: str, shown: list[str]) -> None:
    processed(world, 0, 6, 40, 400)

    assert names(mali.get(f"/tracking?{query}").page) == shown


def test_what_is_chosen_stays_while_the_period_changes(world: World, mali: Visitor) -> None:
    page = mali.get("/tracking?period=7d&status=alert&country=DE").page

    addresses = {e.text: e.attributes["href"] for e in page.all("a", class_="preset")}
    assert addresses["All time"] == "/tracking?status=alert&country=DE&period=all"
    kept = {
        e.attributes["name"]: e.attributes["value"]
        for e in page.all("input", type="hidden")
        if e.attributes["name"] not in {"csrf", "next"}
    }
    assert kept == {"status": "alert", "country": "DE", "period": "7d"}


def test_statuses_are_counted_and_filtered(world: World, mali: Visitor) -> None:
    world.an_order(id=OrderId("waits"))
    for status in (Status.ALERT, Status.DELIVERED):
        world.an_order(id=OrderId(status), shipments=(a_shipment(status=status),))

    page = mali.get("/tracking?status=alert,delivered").page

    assert sorted(names(page)) == ["#alert", "#delivered"]
    assert [chip(page, name) for name in ("Alert", "Delivered", "Not shipped", "Unknown")] == [
        "Alert 1",
        "Delivered 1",
        "Not shipped 1",
        "Unknown 0",
    ]
    checked = [
        e.attributes["value"] for e in page.all("input", name="status") if "checked" in e.attributes
    ]
    assert checked == ["alert", "delivered"]


def test_needs_attention_is_of_all_time_until_a_period_is_chosen(
    world: World, mali: Visitor
) -> None:
    processed(world, 1, 8, 100)

    assert chip(mali.get("/tracking").page, "Needs attention") == "Needs attention 2"
    everything = mali.get("/tracking?attention=true").page
    assert names(everything) == ["#8", "#100"]
    assert everything.one("a", aria_current="true").text == "All time"
    of_a_month = mali.get("/tracking?attention=true&period=30d").page
    assert names(of_a_month) == ["#8"]
    assert chip(of_a_month, "Needs attention") == "Needs attention 1"


@pytest.mark.parametrize(
    ("status", "sub_status", "age", "reason", "step"),
    [
        (
            Status.ALERT,
            "Exception_Lost",
            1,
            "The carrier reports an exception",
            "The carrier lost the parcel; ask the supplier to send it again",
        ),
        (Status.EXPIRED, None, 1, "The tracking code expired", "ask the supplier for details"),
        (Status.UNDELIVERED, None, 1, "Delivery failed", "arrange another delivery"),
        (
            Status.IN_TRANSIT,
            None,
            46,
            "More than 45 days, and not delivered",
            "open a dispute with the supplier",
        ),
    ],
)
def test_each_row_says_why_it_needs_attention_and_what_to_do(
    world: World, mali: Visitor, status: Status, sub_status: str | None, age: int, reason: str,
    step: str,
) -> None:  # fmt: skip
    world.an_order(
        processed_at=NOON - days(age),
        shipments=(a_shipment(status=status, sub_status=sub_status),),
    )

    text = mali.get("/tracking?attention=true").page.text

    assert reason in text
    assert step in text


def test_an_order_that_waits_to_be_shipped_cannot_be_tracked_again(
    world: World, mali: Visitor
) -> None:
    processed(world, 7)

    page = mali.get("/tracking?attention=true").page

    assert "7 days or more, and not shipped" in page.text
    assert "Ask the supplier when it will be shipped" in page.text
    assert page.all("input", name="order_ids") == []


def test_the_list_goes_on_where_it_ended_and_its_address_has_all_of_it(
    world: World, mali: Visitor
) -> None:
    for count in range(120):
        world.an_order(id=OrderId(f"{count:03}"), processed_at=NOON - timedelta(minutes=count))

    first = mali.get("/tracking?period=7d").page
    more = next(e for e in first.all("a") if e.text == "Load more")
    rest = mali.part(more.attributes["hx-get"]).page
    whole = mali.get(more.attributes["href"]).page

    assert more.attributes["href"] == "/tracking?period=7d&shown=100"
    assert names(first) + names(rest) == names(whole)
    assert len(names(whole)) == 100
    again = next(e for e in rest.all("a") if e.text == "Load more")
    assert again.attributes["href"] == "/tracking?period=7d&shown=150"


def test_a_page_is_not_extended_for_ever(
    world: World, mali: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrack.web.tracking_filter.MOST_SHOWN", 50)
    for count in range(60):
        world.an_order(id=OrderId(f"{count:03}"))

    page = mali.get("/tracking?shown=999").page

    assert len(names(page)) == 50
    following = next(e for e in page.all("a") if e.text == "Load more").attributes["href"]
    assert len(names(mali.get(following).page)) == 10


def test_a_filter_that_came_with_a_link_is_shown_and_can_be_dropped(
    world: World, mali: Visitor
) -> None:
    dhl, germany = a_shipment(carrier=CarrierSlug("dhl")), Address("Berlin", "DE")
    world.an_order(id=OrderId("both"), shipments=(dhl,), shipping_address=germany)
    world.an_order(id=OrderId("dhl"), shipments=(dhl,))
    world.an_order(id=OrderId("none"))

    page = mali.get("/tracking?carrier=dhl&country=DE&fulfilled=true&date_field=fulfilled").page

    assert names(page) == ["#both"]
    for text in ("Carrier: DHL Express", "Country: Germany", "Period by the date of shipping"):
        assert text in page.text
    drops = [e.attributes["href"] for e in page.all("a", aria_label="Remove this filter")]
    assert drops[1] == "/tracking?date_field=fulfilled&fulfilled=true&carrier=dhl"
    assert names(mali.get("/tracking?carrier=none").page) == ["#none"]
    assert "Without a country" in mali.get("/tracking?country=none").page.text


def test_long_periods_are_counted_after_they_are_shown(world: World, mali: Visitor) -> None:
    processed(world, 1, 400)

    page = mali.get("/tracking?period=all").page
    later = next(e for e in page.all("div") if "hx-get" in e.attributes)
    counted = mali.part(later.attributes["hx-get"]).page

    assert later.attributes["hx-get"] == "/tracking/counts?period=all"
    assert chip(page, "Not shipped") == "Not shipped"
    assert chip(counted, "Not shipped") == "Not shipped 2"
    assert not [e for e in counted.all("div") if "hx-get" in e.attributes]


@pytest.mark.parametrize(
    "query",
    ["period=year", "from=2026-11-02&to=2026-11-01", "from=x", "status=lost", "attention=yes",
     "fulfilled=maybe", "shown=x"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused(mali: Visitor, query: str) -> None:
    assert mali.get(f"/tracking?{query}").status == 422


def test_a_cursor_of_another_list_is_refused(world: World, mali: Visitor) -> None:
    for count in range(60):
        world.an_order(id=OrderId(f"{count:03}"))
    page = mali.get("/tracking?period=7d").page
    more = next(e for e in page.all("a") if e.text == "Load more").attributes["hx-get"]

    assert mali.part(more.replace("7d", "30d")).status == 400


def test_the_selected_orders_are_tracked_again_with_progress(
    world: World, mali: Visitor, more: MorePages
) -> None:
    for count in range(3):
        world.an_order(id=OrderId(f"o{count}"), shipments=(a_shipment(),))

    begun = mali.submit(
        "/tracking/track", {"order_ids": ["o0", "o2"], "back": "/tracking?period=7d"}, htmx=True
    )
    ((store_id, job_id),) = more.jobs.jobs

    assert [p.order_id for task in world.queue.tasks for p in task.parcels] == ["o0", "o2"]
    assert "0 of 2 orders" in begun.page.text
    poll = next(e for e in begun.page.all("div") if "hx-get" in e.attributes)
    assert poll.attributes["hx-get"].startswith(f"/tracking/jobs/{job_id}?back=")
    more.jobs.finish_part(store_id, job_id, "all", done=1, failed=1)
    done = mali.part(poll.attributes["hx-get"]).page
    assert "All carriers have answered." in done.text
    assert "not reached: 1" in done.text
    assert not [e for e in done.all("div") if "hx-get" in e.attributes]
    assert done.one("a").attributes["href"] == "/tracking?period=7d"


def test_tracking_that_stands_still_ends_with_what_to_do(
    world: World, mali: Visitor, more: MorePages
) -> None:
    world.an_order(id=OrderId("o1"), shipments=(a_shipment(),))
    begun = mali.submit("/tracking/track", {"order_ids": "o1", "back": "/tracking"})
    world.clock.advance(TRACKED_WITHIN + timedelta(seconds=1))

    page = mali.follow(begun)

    assert "Track the orders again that were not reached." in page.page.text
    assert 'http-equiv="refresh"' not in page.text
    assert "every 1s" not in page.text


def test_without_scripts_the_progress_is_a_page_that_renews_itself(
    world: World, mali: Visitor, more: MorePages
) -> None:
    world.an_order(id=OrderId("o1"), shipments=(a_shipment(),))

    page = mali.follow(
        mali.submit("/tracking/track", {"order_ids": "o1", "back": "/tracking"})
    ).page

    assert page.one("h1").text == "Track again"
    assert page.all("meta", http_equiv="refresh")


@pytest.mark.parametrize("selected", [[], [f"o{count}" for count in range(501)]])
def test_too_few_and_too_many_selected_orders_are_refused(
    mali: Visitor, world: World, selected: list[str]
) -> None:
    fields = {"order_ids": selected, "back": "/tracking?period=7d"}

    part = mali.submit("/tracking/track", fields, htmx=True)
    whole = mali.submit("/tracking/track", fields)

    assert "at least one, at most 500" in part.page.text
    assert whole.location == "/tracking?period=7d"
    assert "at most 500" in mali.follow(whole).page.text
    assert world.queue.tasks == []


def test_a_row_is_renewed_alone(world: World, mali: Visitor) -> None:
    world.a_shipped_order(status=Status.ALERT)
    world.an_order(id=OrderId("theirs"), store_id=OTHER)

    page = mali.part("/tracking/orders/1001").page

    assert page.one("tbody").attributes["id"] == "order-1001"
    assert "The carrier reports an exception" in page.text
    assert mali.part("/tracking/orders/theirs").status == 404


def test_every_shipment_and_no_other_stores_order_is_shown(world: World, mali: Visitor) -> None:
    world.an_order(shipments=tuple(a_shipment(id=ShipmentId(f"s{n}")) for n in range(1, 6)))
    world.an_order(id=OrderId("theirs"), store_id=OTHER)

    page = mali.get("/tracking").page

    assert names(page) == ["#1001"]
    assert "2 more shipments" in page.text


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "No orders in the last 30 days"),
        ("?attention=true", "Nothing needs you"),
        ("?status=alert", "No orders like that"),
    ],
)
def test_an_empty_list_says_what_it_means(mali: Visitor, query: str, title: str) -> None:
    assert title in mali.get(f"/tracking{query}").page.text


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/tracking", "See where every parcel is"),
        ("/monitoring", "See how your shipping is doing"),
    ],
)
def test_another_plan_is_told_what_the_page_would_be(
    world: World, basil: Visitor, path: str, heading: str
) -> None:
    answer = basil.get(path)

    assert answer.status == 403
    assert answer.page.one("h1").text == heading
    assert "Basic <b>Things is on the Basic plan" in answer.page.text
    assert basil.part(path).status == 403


def test_another_plan_cannot_track_again(world: World, basil: Visitor) -> None:
    order = world.an_order(store_id=BASIC, shipments=(a_shipment(),))

    answer = basil.submit("/tracking/track", {"order_ids": order.id}, htmx=True)

    assert answer.status == 403
    assert world.queue.tasks == []
