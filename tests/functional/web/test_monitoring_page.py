"""The Monitoring page (R22 to R24): its numbers, and the orders behind each of them."""

from __future__ import annotations

import re

import pytest

from retrack.domain.identifiers import CarrierSlug, OrderId
from retrack.domain.orders import Address
from retrack.domain.statuses import Status
from tests.builders import NOON, a_shipment, days
from tests.functional.html_page import Page
from tests.functional.web.more_pages import MorePages
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import World


@pytest.fixture(autouse=True)
def more(world: World) -> MorePages:
    return MorePages(world)


def a_month(world: World) -> None:
    """Two orders shipped, of which one arrived; one of a long time ago shipped now; two waiting."""
    for name, age, shipped_after, carrier in (
        ("arrived", 20, 2.5, "dhl"),
        ("leaving", 10, 5, "thailand-post"),
        ("late", 60, 59, "dhl"),
    ):
        ordered = NOON - days(age)
        left = ordered + days(shipped_after)
        parcel = a_shipment(carrier=CarrierSlug(carrier), fulfilled_at=left)
        if name == "arrived":
            parcel = a_shipment(
                carrier=CarrierSlug(carrier), fulfilled_at=left, status=Status.DELIVERED,
                delivered_at=left + days(7),
            )  # fmt: skip
        world.an_order(
            id=OrderId(name), processed_at=ordered, shipments=(parcel,),
            shipping_address=Address("", "DE"),
        )  # fmt: skip
    for age in (1, 8):
        world.an_order(id=OrderId(f"waits{age}"), processed_at=NOON - days(age))


def tiles(page: Page) -> list[str]:
    return [e.text for e in page.all("span", class_="big number")][:5]


def test_it_counts_the_orders_of_the_last_30_days(world: World, mali: Visitor) -> None:
    a_month(world)

    page = mali.get("/monitoring").page

    assert tiles(page) == ["4", "2", "2", "1", "1"]
    assert "3 orders left in this period, whenever they were placed." in page.text
    assert "Thailand Post" in page.text


def test_times_are_told_with_their_spread(world: World, mali: Visitor) -> None:
    a_month(world)

    text = mali.get("/monitoring").page.text

    assert "To ship an order 3.8 days median; 9 of 10 within 4.8 days" in text
    assert "On the way to the customer 7 days median; 9 of 10 within 7 days" in text
    assert "DHL Express 1 1 1 0 2.5 · 2.5 7 · 7" in text
    assert "Germany 2 2 1 0 3.8 · 4.8 7 · 7" in text
    assert "Unknown country 2 0 0 1 – –" in text


def test_every_number_leads_to_exactly_its_orders(world: World, mali: Visitor) -> None:
    a_month(world)
    page = mali.get("/monitoring?period=30d").page
    links = [
        (re.findall(r"\d+", e.text), e.attributes["href"])
        for e in page.all("a")
        if e.attributes["href"].startswith("/tracking?") and "class" not in e.attributes
    ]
    counted = [(int(numbers[0]), href) for numbers, href in links if numbers]
    assert len(counted) > 20

    for number, href in counted:
        shown = mali.get(href.replace("&amp;", "&")).page.all("tbody")
        assert len(shown) == number, href


def test_the_chart_has_a_column_a_day_and_the_table_the_same_numbers(
    world: World, mali: Visitor
) -> None:
    a_month(world)

    page = mali.get("/monitoring?period=7d").page

    chart = page.one("svg", class_="days")
    assert chart.attributes["viewbox"] == "0 0 70 100"
    assert chart.attributes["role"] == "img"
    assert "The table below has every number" in chart.attributes["aria-label"]
    assert not [e for e in page.elements if "style" in e.attributes]
    assert "Day Orders Shipped Not shipped yet 31 Oct 2026 1 0 1" in page.text


def test_what_has_not_been_shipped_is_a_click_away(world: World, mali: Visitor) -> None:
    a_month(world)
    page = mali.get("/monitoring").page

    link = next(e for e in page.all("a") if e.text == "Everything that has not been shipped yet")
    listed = mali.get(link.attributes["href"]).page.text

    assert "#waits1" in listed
    assert "#waits8" in listed
    assert "#late" not in listed


def test_htmx_gets_the_report_alone(world: World, mali: Visitor) -> None:
    a_month(world)

    page = mali.part("/monitoring?period=7d").page

    assert page.elements[0].attributes["id"] == "report"
    assert tiles(page) == ["1", "0", "1", "0", "0"]


def test_a_period_without_orders_says_so(mali: Visitor) -> None:
    assert "No orders in this period" in mali.get("/monitoring").page.text


def test_all_time_goes_from_the_first_order_to_the_last(world: World, mali: Visitor) -> None:
    a_month(world)

    page = mali.get("/monitoring?period=all").page

    assert tiles(page)[0] == "5"
    assert page.one("svg", class_="days").attributes["viewbox"] == "0 0 600 100"
