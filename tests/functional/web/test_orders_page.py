"""The Orders page (R4): its rows, its search, and going on in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId
from retrack.domain.orders import Customer
from retrack.domain.reports import Checkpoint
from retrack.domain.statuses import Status
from tests.builders import NOON, a_shipment
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BASIC, NUMBER, World

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}%(name)s"


def test_the_code_is_beside_its_order_with_all_that_is_known(world: World, mali: Visitor) -> None:
    world.a_shipped_order(
        carrier=CarrierSlug("china-post"),
        status=Status.IN_TRANSIT,
        fulfilled_at=NOON - timedelta(days=3, hours=5),
        last_event=Checkpoint(NOON - timedelta(hours=2), "Left the port", "Shenzhen"),
    )

    page = mali.get("/orders").page

    link = page.one("a", class_="code")
    assert link.text == NUMBER
    assert link.attributes["href"] == "/orders/1001?shipment=s1"
    for text in ("#1001", "Somchai J.", "China Post", "In transit", "Left the port", "2 hours ago"):
        assert text in page.text
    assert page.one("td", class_="end number").text == "3"


def test_days_on_the_way_end_with_the_delivery(world: World, mali: Visitor) -> None:
    world.a_shipped_order(
        status=Status.DELIVERED,
        fulfilled_at=NOON - timedelta(days=9),
        delivered_at=NOON - timedelta(days=5),
    )

    assert mali.get("/orders").page.one("td", class_="end number").text == "4"


def test_an_order_that_needs_attention_is_marked(world: World, mali: Visitor) -> None:
    world.an_order(processed_at=NOON - timedelta(days=7))

    assert "Needs attention" in mali.get("/orders").page.text


def test_an_order_with_many_shipments_shows_three_of_them(world: World, mali: Visitor) -> None:
    world.an_order(shipments=tuple(a_shipment(id=ShipmentId(f"s{n}")) for n in range(1, 6)))

    page = mali.get("/orders").page

    assert len(page.all("a", class_="code")) == 3
    assert "2 more shipments" in page.text


def test_days_are_those_of_the_store(world: World, mali: Visitor) -> None:
    world.an_order(processed_at=NOON.replace(hour=20))  # three in the morning in Bangkok

    assert "2 Nov 2026" in mali.get("/orders").page.text


def test_what_customers_and_carriers_write_is_shown_as_they_wrote_it(
    world: World, mali: Visitor
) -> None:
    world.an_order(
        name=HOSTILE,
        customer=Customer(name=HOSTILE),
        shipments=(
            a_shipment(
                tracking_number=NUMBER,
                carrier_name=HOSTILE,
                last_event=Checkpoint(NOON, HOSTILE, HOSTILE),
            ),
        ),
    )

    for address in ("/orders", "/orders/1001", "/orders?q=%3Cscript%3E"):
        answer = mali.get(address)
        assert "<script>alert" not in answer.text
        assert "<img" not in answer.text
    assert HOSTILE in mali.get("/orders").page.text


def test_a_store_that_never_had_an_order_learns_how_they_come_in(mali: Visitor) -> None:
    page = mali.get("/orders").page

    assert "No orders yet" in page.text
    assert "API" in page.text


def test_fifty_orders_make_a_page_and_the_rest_follow(world: World, mali: Visitor) -> None:
    for number in range(60):
        world.an_order(
            id=OrderId(str(number)), name=f"#{number}", processed_at=NOON + timedelta(hours=number)
        )

    page = mali.get("/orders").page
    assert len(page.all("tbody")) == 51
    more = page.all("tbody", class_="more")
    assert len(more) == 1
    link = next(a for a in page.all("a", class_="button") if a.text == "Load more")

    part = mali.part(link.attributes["hx-get"])
    assert "<html" not in part.text
    assert len(part.page.all("tbody")) == 10
    whole = mali.get(link.attributes["href"]).page
    assert len(whole.all("tbody")) == 10
    assert whole.one("h1").text == "Orders"


def test_going_on_is_for_the_list_it_was_given_for(world: World, mali: Visitor) -> None:
    for number in range(51):
        world.an_order(id=OrderId(str(number)), name=f"#{number}")
    page = mali.get("/orders").page
    more = next(a for a in page.all("a", class_="button") if a.text == "Load more")

    assert mali.get(more.attributes["href"] + "&q=1").status == 400


def test_search_finds_by_order_code_and_mail(world: World, mali: Visitor) -> None:
    world.a_shipped_order()
    world.an_order(id=OrderId("2"), name="#2", customer=Customer(email="b@example.com"))

    for text in ("%231001", NUMBER[:4], "somchai@"):
        found = mali.get(f"/orders?q={text}").page
        assert len(found.all("tbody")) == 1
        assert "1 order found" in found.text


def test_search_in_part_is_the_list_alone(world: World, mali: Visitor) -> None:
    world.a_shipped_order()

    part = mali.part("/orders?q=%231001")

    assert "<html" not in part.text
    assert len(part.page.all("div", id="orders")) == 1
    assert part.page.one("p", id="found").attributes["hx-swap-oob"] == "innerHTML"


def test_search_that_finds_nothing_offers_to_clear_it(world: World, mali: Visitor) -> None:
    world.a_shipped_order()

    page = mali.get("/orders?q=zzz").page

    assert "Nothing found" in page.text
    assert page.one("a", href="/orders", class_="button").text == "Clear the search"


@pytest.mark.parametrize("cursor", ["x", "AAAA", "é", "%00"])
def test_a_damaged_address_is_said_to_be(mali: Visitor, cursor: str) -> None:
    answer = mali.get(f"/orders?cursor={cursor}")

    assert answer.status == 400
    assert "damaged" in answer.page.text


def test_a_store_on_basic_sees_its_orders_too(world: World, basil: Visitor) -> None:
    world.a_shipped_order(store_id=BASIC)

    assert NUMBER in basil.get("/orders").page.text


def test_the_front_page_is_the_orders(mali: Visitor) -> None:
    assert mali.get("/").location == "/orders"
