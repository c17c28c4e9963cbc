"""An order added by hand: refusals beside their fields, nothing twice, and then the order."""

from __future__ import annotations

import pytest

from retrack.domain.identifiers import OrderId
from retrack.domain.orders import Order
from tests.functional.web.connected_pages import ConnectedPages
from tests.functional.web.visitor import Answer, Visitor
from tests.functional.web.world import BOSS, NUMBER, World

FORM = "/new-order"


@pytest.fixture(autouse=True)
def pages(world: World) -> ConnectedPages:
    return ConnectedPages(world)


def add(visitor: Visitor, **fields: str) -> Answer:
    hidden = visitor.get(FORM).page.one("input", name="order_id").attributes["value"]
    return visitor.submit(FORM, {"order_id": hidden, "name": "#7", "notify": "on", **fields})


def order_of(world: World, answer: Answer) -> Order:
    assert answer.status == 303, answer.page.text
    (order,) = [o for o in world.orders.saved.values() if answer.location == f"/orders/{o.id}"]
    return order


def test_an_order_is_added_with_all_that_was_typed(world: World, mali: Visitor) -> None:
    answer = add(
        mali,
        customer_name="Somchai J.",
        customer_email="somchai@example.com",
        customer_phone="081-234-5678",
        city="Chiang Mai",
        country_code="TH",
        items="2 x Phone case\nCharger",
        tracking_number=str(NUMBER),
        carrier="china-post",
    )

    order = order_of(world, answer)
    assert (order.store_id, order.name, order.source) == (BOSS, "#7", "by-hand")
    assert (order.customer.name, order.customer.email) == ("Somchai J.", "somchai@example.com")
    assert order.customer.phone == "+66812345678"
    assert (order.shipping_address.city, order.shipping_address.country_code) == (
        "Chiang Mai",
        "TH",
    )
    assert [(item.title, item.quantity) for item in order.items] == [
        ("Phone case", 2),
        ("Charger", 1),
    ]
    (shipment,) = order.shipments
    assert (shipment.tracking_number, shipment.carrier) == (NUMBER, "china-post")
    assert shipment.notify
    assert "The order is added." in mali.follow(answer).page.text


def test_only_the_name_is_needed(world: World, mali: Visitor) -> None:
    order = order_of(world, add(mali))

    assert (order.name, order.shipments, order.items) == ("#7", (), ())


def test_the_customer_is_not_told_unless_that_was_asked_for(world: World, mali: Visitor) -> None:
    hidden = mali.get(FORM).page.one("input", name="order_id").attributes["value"]
    fields = {"order_id": hidden, "name": "#7", "tracking_number": str(NUMBER)}

    order = order_of(world, mali.submit(FORM, fields))

    assert order.shipments[0].notify is False


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("name", "", "Give the order a name"),
        ("customer_email", "nobody", "An e-mail address"),
        ("customer_phone", "12", "A phone number such as"),
        ("country_code", "xx", "Choose a country"),
        ("items", "0 x Nothing", "One item a line"),
        ("tracking_number", "?", "5 to 50 letters"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_everything_typed_stays(
    world: World, mali: Visitor, field: str, typed: str, advice: str
) -> None:
    answer = add(mali, **{"city": "Chiang Mai", field: typed})

    assert answer.status == 422
    page = answer.page
    (wrong,) = [e for e in page.elements if e.attributes.get("name") == field]
    assert wrong.attributes["aria-invalid"] == "true"
    assert advice in page.one("p", id=wrong.attributes["aria-describedby"]).text
    assert page.one("input", name="city").attributes["value"] == "Chiang Mai"
    assert world.orders.saved == {}


def test_sending_the_form_twice_makes_one_order(world: World, mali: Visitor) -> None:
    fields = {"order_id": "abc", "name": "#7", "tracking_number": str(NUMBER)}

    first, second = mali.submit(FORM, fields), mali.submit(FORM, fields)

    assert first.location == second.location == "/orders/abc"
    (order,) = world.orders.saved.values()
    assert len(order.shipments) == 1


def test_another_order_typed_into_a_form_that_was_gone_back_to_is_another_order(
    world: World, mali: Visitor
) -> None:
    mali.submit(FORM, {"order_id": "abc", "name": "#7", "tracking_number": str(NUMBER)})

    answer = mali.submit(
        FORM, {"order_id": "abc", "name": "#8", "tracking_number": "LX000000005CN"}
    )

    second = order_of(world, answer)
    assert (second.name, len(second.shipments)) == ("#8", 1)
    assert len(world.orders.load(BOSS, OrderId("abc")).shipments) == 1


def test_a_name_that_is_there_is_asked_about_first(world: World, mali: Visitor) -> None:
    there = world.an_order(name="#7")

    answer = add(mali, city="Chiang Mai")

    assert answer.status == 409
    assert "There is an order of this name already" in answer.page.text
    assert answer.page.all("a", href=f"/orders/{there.id}")
    assert len(world.orders.saved) == 1
    add(mali, again="1")
    assert len(world.orders.saved) == 2


def test_orders_are_added_on_every_plan(basil: Visitor) -> None:
    assert add(basil).status == 303


def test_a_code_that_is_there_already_on_the_order_is_no_second_shipment(
    world: World, mali: Visitor
) -> None:
    order = order_of(world, add(mali, tracking_number=f"https://t.example/?nums={NUMBER}"))

    assert [shipment.tracking_number for shipment in order.shipments] == [NUMBER]


def test_countries_are_in_the_readers_language(mali: Visitor) -> None:
    options = {e.attributes["value"]: e.text for e in mali.get(FORM).page.all("option")}
    assert options["TH"] == "Thailand"
    mali.post("/language", {"lang": "th", "next": "/"})
    options = {e.attributes["value"]: e.text for e in mali.get(FORM).page.all("option")}
    assert options["TH"] == "ไทย"
