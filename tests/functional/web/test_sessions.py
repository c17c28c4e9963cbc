"""Signing in and out, sessions that go on, and whose store is shown."""

from __future__ import annotations

import pytest

from retrack.domain.errors import TooSoon
from retrack.domain.orders import Order
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BASIC, BOSS, OTHER, World


def test_signing_in_leads_to_where_one_wanted_to_go(visitor: Visitor) -> None:
    asked = visitor.get("/orders?q=1001")
    assert asked.location == "/login?next=%2Forders%3Fq%3D1001"

    form = visitor.get(asked.location)
    following = form.page.all("input", name="next")[-1].attributes["value"]
    answer = visitor.post(
        "/login", {"email": "mali@example.com", "password": "her password", "next": following}
    )

    assert answer.location == "/orders?q=1001"
    assert visitor.follow(answer).status == 200


def test_the_session_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    answer = visitor.sign_in()

    assert {c.partition("=")[0] for c in answer.cookies} == {"__Host-access", "__Host-refresh"}
    for cookie in answer.cookies:
        assert {"Path=/", "HttpOnly", "Secure", "SameSite=Lax"} <= set(cookie.split("; "))


def test_the_access_token_goes_a_minute_before_it_ends(visitor: Visitor) -> None:
    (access, _) = visitor.sign_in().cookies

    assert "Max-Age=3540" in access


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "mali@example.com", "password": "wrong"},
        {"email": "nobody@example.com", "password": "her password"},
        {"email": "mali@example.com"},
        {},
    ],
)
def test_a_stranger_is_told_nothing(visitor: Visitor, fields: dict[str, str]) -> None:
    answer = visitor.post("/login", fields)

    assert answer.status == 401
    assert "The e-mail address or the password is wrong." in answer.page.text
    assert not answer.cookies


def test_too_many_tries_are_told_to_wait(world: World, visitor: Visitor) -> None:
    world.sign_in.failure = TooSoon("slow down", retry_after=60)

    answer = visitor.sign_in()

    assert answer.status == 429
    assert "Wait a minute" in answer.page.text


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/%0d%0a",
        "/ok\r\nSet-Cookie: a=b",
    ],
)
def test_signing_in_never_leads_away_from_the_site(visitor: Visitor, path: str) -> None:
    answer = visitor.post(
        "/login", {"email": "mali@example.com", "password": "her password", "next": path}
    )

    assert answer.location in {"/", "/%0d%0a"}


def test_a_temporary_password_is_replaced_by_one_of_their_own(
    world: World, visitor: Visitor
) -> None:
    world.sign_in.new.add("mali@example.com")

    asked = visitor.sign_in()
    assert asked.status == 200
    assert not asked.cookies
    hidden = {
        e.attributes["name"]: e.attributes["value"] for e in asked.page.all("input", type="hidden")
    }
    weak = visitor.post("/login/first-password", {**hidden, "password": world.sign_in.WEAK})
    assert weak.status == 422
    answer = visitor.post("/login/first-password", {**hidden, "password": "my own"})

    assert answer.location == "/orders"
    assert Visitor(world.site).sign_in(password="my own").status == 303


def test_a_challenge_that_is_over_leads_back_to_the_beginning(visitor: Visitor) -> None:
    answer = visitor.post(
        "/login/first-password", {"email": "mali@example.com", "challenge": "old", "password": "x"}
    )

    assert answer.status == 401
    assert len(answer.page.all("form", action="/login")) == 1


def test_a_forgotten_password_is_replaced_with_a_code(world: World, visitor: Visitor) -> None:
    sent = visitor.post("/login/forgotten", {"email": "mali@example.com"})
    assert sent.page.one("input", name="email").attributes["value"] == "mali@example.com"

    fields = {"email": "mali@example.com", "password": "new one"}
    assert visitor.post("/login/reset", {**fields, "code": "000000"}).status == 422
    answer = visitor.post("/login/reset", {**fields, "code": world.sign_in.CODE})

    assert "The new password is set." in visitor.follow(answer).page.text
    assert visitor.sign_in(password="new one").status == 303


def test_asking_for_a_code_does_not_tell_who_has_an_account(visitor: Visitor) -> None:
    known = visitor.post("/login/forgotten", {"email": "mali@example.com"})
    unknown = visitor.post("/login/forgotten", {"email": "nobody@example.com"})

    assert known.status == unknown.status == 200
    assert known.text.replace("mali", "nobody") == unknown.text


def test_a_session_goes_on_when_its_token_ends(world: World, mali: Visitor) -> None:
    world.sign_in.expire()

    answer = mali.get("/orders")

    assert answer.status == 200
    assert [c for c in answer.cookies if c.startswith("__Host-access=access")]
    assert mali.get("/orders").cookies == ()


def test_a_session_goes_on_without_an_access_token_at_all(mali: Visitor) -> None:
    del mali.cookies["__Host-access"]

    assert mali.get("/orders").status == 200


def test_a_renewed_session_survives_a_refusal(world: World, mali: Visitor) -> None:
    world.sign_in.expire()

    answer = mali.get("/nothing/here")

    assert answer.status == 404
    mali.get("/orders/unknown")
    assert mali.get("/orders").cookies == ()


def test_a_session_that_is_over_leads_to_signing_in(world: World, mali: Visitor) -> None:
    world.sign_in.expire()
    world.sign_in.sessions.clear()

    assert mali.get("/orders").location == "/login?next=%2Forders"
    part = mali.part("/orders")
    assert part.headers["hx-redirect"] == "/login"


def test_signing_out_ends_the_session_everywhere(world: World, mali: Visitor) -> None:
    kept = dict(mali.cookies)

    answer = mali.post("/logout")

    assert "You are signed out." in mali.follow(answer).page.text
    assert not world.sign_in.sessions
    assert not {"__Host-access", "__Host-refresh", "__Host-store"} & set(mali.cookies)
    world.sign_in.expire()
    assert Visitor(world.site, kept).get("/orders").status == 303


def test_a_sentence_is_said_once(mali: Visitor) -> None:
    mali.follow(mali.post("/logout"))

    assert "You are signed out." not in mali.get("/login").page.text


def test_somebody_without_a_store_is_told_so_and_can_leave(visitor: Visitor) -> None:
    visitor.sign_in("nok@example.com", "no password")

    answer = visitor.get("/orders")

    assert answer.status == 403
    assert visitor.post("/logout").status == 303


def test_somebody_with_several_stores_chooses_between_them(world: World, visitor: Visitor) -> None:
    world.an_order(store_id=BASIC, name="#basic")
    world.an_order(store_id=BOSS, name="#boss")
    visitor.sign_in("anan@example.com", "their password")
    assert "#basic" in visitor.get("/orders").page.text

    choices = visitor.get("/stores")
    names = [b.text for b in choices.page.all("button", name="store")]
    assert names == ["Basic <b>Things", "Doi Suthep"]
    visitor.submit("/stores", {"store": BOSS})

    assert "#boss" in visitor.get("/orders").page.text
    assert "#basic" not in visitor.get("/orders").page.text


def test_nobody_gets_into_a_store_they_do_not_belong_to(world: World, mali: Visitor) -> None:
    foreign: Order = world.an_order(store_id=OTHER, id="9", name="#secret")

    assert mali.submit("/stores", {"store": OTHER}).status == 404
    mali.cookies["__Host-store"] = OTHER

    assert "#secret" not in mali.get("/orders").page.text
    assert mali.get(f"/orders/{foreign.id}").status == 404
