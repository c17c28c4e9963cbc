"""That no other site can make somebody's browser do anything."""

from __future__ import annotations

import pytest

from retrack.domain.statuses import Status
from tests.functional.web.visitor import HOST, Visitor
from tests.functional.web.world import World

DELIVERED = {"status": "delivered"}


@pytest.fixture
def address(world: World) -> str:
    order = world.a_shipped_order()
    return f"/orders/{order.id}/shipments/s1/status"


def _untouched(world: World) -> bool:
    (order,) = world.orders.saved.values()
    return order.shipments[0].status is Status.PENDING


def test_a_form_of_ours_is_taken(world: World, mali: Visitor, address: str) -> None:
    assert mali.submit(address, DELIVERED).status == 303
    assert not _untouched(world)


def test_htmx_sends_the_token_as_a_header(world: World, mali: Visitor, address: str) -> None:
    mali.headers["retrack-csrf"] = mali.token()

    assert mali.post(address, DELIVERED, htmx=True).status == 200
    assert not _untouched(world)


@pytest.mark.parametrize("token", ["", "x", "secret1.", ".", "secret1.0000", "\u00e9.\u00e9"])
def test_a_form_without_the_token_is_refused(
    world: World, mali: Visitor, address: str, token: str
) -> None:
    assert mali.post(address, {**DELIVERED, "csrf": token}).status == 403
    assert _untouched(world)


def test_the_token_of_another_session_is_refused(
    world: World, mali: Visitor, basil: Visitor, address: str
) -> None:
    assert mali.post(address, {**DELIVERED, "csrf": basil.token()}).status == 403
    assert _untouched(world)


@pytest.mark.parametrize("origin", ["cross-site", "same-site", "none"])
def test_a_form_of_another_site_is_refused_even_with_the_token(
    world: World, mali: Visitor, address: str, origin: str
) -> None:
    token = mali.token()

    assert mali.post(address, {**DELIVERED, "csrf": token}, origin=origin).status == 403
    assert _untouched(world)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"https://{HOST}.evil.example"])
def test_an_old_browser_is_judged_by_its_origin(
    world: World, mali: Visitor, address: str, origin: str
) -> None:
    body = f"status=delivered&csrf={mali.token()}"

    assert mali.send("POST", address, body, headers={"origin": origin}).status == 403
    assert mali.send("POST", address, body).status == 403
    assert _untouched(world)
    assert mali.send("POST", address, body, headers={"origin": f"https://{HOST}"}).status == 303


def test_nobody_is_signed_in_or_out_by_another_site(mali: Visitor, visitor: Visitor) -> None:
    fields = {"email": "mali@example.com", "password": "her password"}

    assert visitor.post("/login", fields, origin="cross-site").status == 403
    assert mali.post("/logout", origin="cross-site").status == 403
    assert mali.get("/orders").status == 200


def test_the_token_looks_different_on_every_page(mali: Visitor) -> None:
    assert mali.token() != mali.token()


def test_the_token_outlives_a_renewal(world: World, mali: Visitor, address: str) -> None:
    token = mali.token()
    world.sign_in.expire()

    assert mali.post(address, {**DELIVERED, "csrf": token}).status == 303
