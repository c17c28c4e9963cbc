"""Settings > Shops: connecting, what is wrong, earlier orders; secrets go in and never come out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrack.domain.shop_problems import SENTENCES, ShopProblem
from retrack.services.job_progress import PAGE_READ_WITHIN
from tests.functional.web.connected_pages import ConnectedPages
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BOSS, World

SHOPIFY, WOO = "/settings/shops/shopify", "/settings/shops/woocommerce"
TOKEN, SECRET = "shpat_0123456789", "a-secret-of-the-shop"


@pytest.fixture(autouse=True)
def pages(world: World) -> ConnectedPages:
    return ConnectedPages(world)


@pytest.fixture
def connected(mali: Visitor) -> Visitor:
    """Mali, whose shop is connected with everything."""
    mali.submit(SHOPIFY, {"webhook_secret": SECRET})
    mali.submit(SHOPIFY, {"domain": "doi.myshopify.com", "access_token": TOKEN})
    return mali


def staff(world: World, visitor: Visitor) -> Visitor:
    world.credentials.add_person("id of mali@example.com", BOSS, "staff")
    return visitor


def test_nothing_is_connected_at_first_and_the_steps_are_there(mali: Visitor) -> None:
    assert mali.get("/settings/shops").page.text.count("Not connected") == 2

    page = mali.get(SHOPIFY).page
    assert page.one("code", id="hook").text == f"https://app.example.com/hooks/shopify/{BOSS}"
    assert "Order creation" in page.text
    assert "Shipment Tracking" in mali.get(WOO).page.text


def test_a_shop_is_connected_step_by_step(mali: Visitor, pages: ConnectedPages) -> None:
    answer = mali.submit(SHOPIFY, {"webhook_secret": SECRET})
    assert "The connection is saved." in mali.follow(answer).page.text

    mali.submit(SHOPIFY, {"domain": "doi.myshopify.com", "access_token": TOKEN})

    kept = pages.connections.load(BOSS, "shopify")
    assert kept
    assert (kept.domain, kept.access_token, kept.connected) == ("doi.myshopify.com", TOKEN, True)
    assert pages.secrets.read(f"stores/{BOSS}/shopify") == SECRET


def test_no_secret_comes_out_again(connected: Visitor) -> None:
    for path in ("/settings/shops", SHOPIFY):
        answer = connected.get(path)
        assert TOKEN not in answer.text
        assert SECRET not in answer.text


def test_a_new_secret_leaves_the_one_before_it_good(
    connected: Visitor, pages: ConnectedPages
) -> None:
    connected.submit(SHOPIFY, {"webhook_secret": "the-next-one", "access_token": ""})

    assert pages.secrets.read(f"stores/{BOSS}/shopify") == f"the-next-one\n{SECRET}"
    kept = pages.connections.load(BOSS, "shopify")
    assert kept
    assert kept.access_token == TOKEN


@pytest.mark.parametrize(
    "typed",
    [
        "Doi.myshopify.com",
        "https://doi.myshopify.com/admin",
        "doi",
        "https://admin.shopify.com/store/doi/orders",
    ],
)
def test_the_shops_address_may_come_from_the_browser(
    mali: Visitor, pages: ConnectedPages, typed: str
) -> None:
    mali.submit(SHOPIFY, {"domain": typed})

    kept = pages.connections.load(BOSS, "shopify")
    assert kept
    assert kept.domain == "doi.myshopify.com"


@pytest.mark.parametrize(
    ("field", "typed", "advice"),
    [
        ("domain", "shop.example.com", "such as my-shop.myshopify.com"),
        ("access_token", "a b", "no blanks"),
        ("webhook_secret", "short", "8 to 500 characters"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_nothing_is_saved(
    mali: Visitor, pages: ConnectedPages, field: str, typed: str, advice: str
) -> None:
    answer = mali.submit(SHOPIFY, {field: typed})

    assert answer.status == 422
    wrong = answer.page.one("input", name=field)
    assert wrong.attributes["aria-invalid"] == "true"
    assert advice in answer.page.one("p", id=wrong.attributes["aria-describedby"]).text
    assert wrong.attributes["value"] == ("shop.example.com" if field == "domain" else "")
    assert pages.secrets.kept == {}


APP = {"client_id": "0123456789abcdef", "client_secret": "shpss_0123456789"}


def test_an_app_of_the_dev_dashboard_is_connected_and_its_secret_never_shown(
    mali: Visitor, pages: ConnectedPages
) -> None:
    fields = {"domain": "doi", **APP}
    assert "The connection is saved." in mali.follow(mali.submit(SHOPIFY, fields)).page.text

    answer = mali.get(SHOPIFY)
    assert "An app is saved" in answer.page.text
    assert "The app’s secret is saved" in answer.page.text
    assert "save that one here then" in answer.page.text
    assert answer.page.one("input", name="client_id").attributes["value"] == APP["client_id"]
    assert APP["client_secret"] not in answer.text
    assert pages.secrets.read(f"stores/{BOSS}/shopify") == APP["client_secret"]

    # The id stands in the form, also when the domain alone is changed, or a token entered.
    stood = {"client_id": APP["client_id"], "client_secret": ""}
    assert mali.submit(SHOPIFY, {"domain": "suthep", "access_token": "", **stood}).status == 303
    assert mali.submit(SHOPIFY, {"domain": "suthep", "access_token": TOKEN, **stood}).status == 303
    kept = pages.connections.load(BOSS, "shopify")
    assert kept
    assert (kept.domain, kept.access_token, kept.client_id) == ("suthep.myshopify.com", TOKEN, "")

    mali.submit(SHOPIFY, {"webhook_secret": SECRET})
    assert "The app’s secret is saved" not in mali.get(SHOPIFY).page.text


@pytest.mark.parametrize(
    ("fields", "wrong", "advice"),
    [
        ({"client_id": APP["client_id"]}, "client_secret", "together with its client id"),
        ({"client_secret": APP["client_secret"]}, "client_id", "together with its secret"),
        (APP | {"client_id": "a b"}, "client_id", "together with its secret"),
        (APP | {"access_token": TOKEN}, "access_token", "and not both"),
    ],
)
def test_half_an_app_or_an_app_and_a_token_are_refused(
    mali: Visitor, pages: ConnectedPages, fields: dict[str, str], wrong: str, advice: str
) -> None:
    answer = mali.submit(SHOPIFY, fields)

    assert answer.status == 422
    field = answer.page.one("input", name=wrong)
    assert advice in answer.page.one("p", id=field.attributes["aria-describedby"]).text
    assert APP["client_secret"] not in answer.text
    assert pages.secrets.kept == {}


def test_an_empty_form_changes_nothing(mali: Visitor, pages: ConnectedPages) -> None:
    answer = mali.submit(SHOPIFY, {"domain": " ", "access_token": ""})

    assert answer.status == 422
    assert "Fill in at least one field" in answer.page.text
    assert pages.secrets.kept == {}


def test_earlier_orders_are_brought_in_and_their_progress_is_shown(
    connected: Visitor, pages: ConnectedPages
) -> None:
    answer = connected.submit(f"{SHOPIFY}/import")
    assert answer.location == f"{SHOPIFY}#earlier"

    page = connected.follow(answer).page
    assert "0 of 40 orders" in page.text
    assert page.one("div", id="progress").attributes["hx-trigger"] == "every 2s"

    pages.jobs.finish_part(BOSS, "shopify-import", "1", done=40, failed=0, place="")
    part = connected.part(f"{SHOPIFY}/import")
    assert "The earlier orders are here. 40 of 40 orders" in part.page.text
    assert "hx-get" not in part.page.one("div", id="progress").attributes


def test_an_import_that_stopped_says_why_and_can_be_tried_again(
    connected: Visitor, pages: ConnectedPages
) -> None:
    connected.submit(f"{SHOPIFY}/import")
    job = pages.jobs.load(BOSS, "shopify-import")
    why = SENTENCES[ShopProblem.OVERLOADED]
    pages.jobs.stop(BOSS, job.id, why, place=job.place)

    page = connected.get(SHOPIFY).page
    assert why in page.text
    assert "Try again" in [button.text for button in page.all("button")]

    connected.submit(f"{SHOPIFY}/import")
    assert pages.jobs.load(BOSS, job.id).state == "running"


def test_an_import_that_was_killed_in_its_last_try_says_so_and_can_be_tried_again(
    world: World, connected: Visitor, pages: ConnectedPages
) -> None:
    connected.submit(f"{SHOPIFY}/import")
    world.clock.advance(PAGE_READ_WITHIN + timedelta(seconds=1))

    page = connected.get(SHOPIFY).page
    assert SENTENCES[ShopProblem.STOPPED] in page.text
    assert "Try again" in [button.text for button in page.all("button")]

    connected.submit(f"{SHOPIFY}/import")
    assert "0 of 40 orders" in connected.get(SHOPIFY).page.text
    assert SENTENCES[ShopProblem.STOPPED] not in connected.get(SHOPIFY).page.text


def test_an_import_that_cannot_begin_says_why(connected: Visitor, pages: ConnectedPages) -> None:
    pages.shop.refuses = ShopProblem.TOKEN_REFUSED

    answer = connected.submit(f"{SHOPIFY}/import")

    assert answer.status == 409
    assert SENTENCES[ShopProblem.TOKEN_REFUSED] in answer.page.text


def test_what_is_wrong_with_a_connection_is_shown_in_both_languages(
    connected: Visitor, pages: ConnectedPages
) -> None:
    pages.connections.left(BOSS, "shopify", "")
    why = SENTENCES[ShopProblem.APP_REMOVED]

    for path in ("/settings/shops", SHOPIFY):
        text = connected.get(path).page.text
        assert why in text
        assert "Needs you" in text
    connected.post("/language", {"lang": "th", "next": "/"})
    assert why not in connected.get(SHOPIFY).page.text


def test_a_shop_without_orders_is_no_endless_import(
    connected: Visitor, pages: ConnectedPages
) -> None:
    pages.shop.orders = 0

    page = connected.follow(connected.submit(f"{SHOPIFY}/import")).page

    assert "The shop had no orders in the last 60 days." in page.text
    assert page.all("progress") == []


def test_write_back_is_switched_off_and_on(connected: Visitor, pages: ConnectedPages) -> None:
    for fields, flash, told in (
        ({}, "told nothing any more", False),
        ({"on": "1"}, "told what becomes of its parcels", True),
    ):
        answer = connected.submit(f"{SHOPIFY}/write-back", fields)
        assert flash in connected.follow(answer).page.text
        kept = pages.connections.load(BOSS, "shopify")
        assert kept
        assert kept.write_back is told


def test_a_shop_is_disconnected_and_everything_forgotten(
    connected: Visitor, pages: ConnectedPages
) -> None:
    answer = connected.submit(f"{SHOPIFY}/disconnect")

    assert "Its orders stay here." in connected.follow(answer).page.text
    assert pages.secrets.kept == {}


def test_staff_see_how_shops_are_connected_and_change_nothing(
    world: World, connected: Visitor, pages: ConnectedPages
) -> None:
    visitor, before = staff(world, connected), dict(pages.secrets.kept)

    page = visitor.get(SHOPIFY).page
    assert "Only owners of the store connect shops." in page.text
    assert [form.attributes["action"] for form in page.all("form")] == ["/language", "/logout"]
    for path in (SHOPIFY, f"{SHOPIFY}/import", f"{SHOPIFY}/write-back", f"{SHOPIFY}/disconnect"):
        assert visitor.submit(path, {"webhook_secret": "another-one"}).status == 403
    assert pages.secrets.kept == before
    assert pages.jobs.jobs == {}


def test_shops_are_connected_on_every_plan(basil: Visitor) -> None:
    assert basil.submit(WOO, {"webhook_secret": SECRET}).status == 303
    assert "Connected" in basil.get("/settings/shops").page.text


def test_there_is_no_other_kind_of_shop(mali: Visitor) -> None:
    assert mali.get("/settings/shops/other").status == 404
    assert mali.submit("/settings/shops/other/disconnect").status == 404


def test_a_secret_is_suggested_where_the_merchant_has_to_think_of_one(
    mali: Visitor, pages: ConnectedPages
) -> None:
    page = mali.get(WOO).page
    suggested = page.one("code", id="suggested").text
    assert page.one("input", name="webhook_secret").attributes["value"] == suggested

    mali.submit(WOO, {"webhook_secret": suggested})

    assert pages.secrets.read(f"stores/{BOSS}/woocommerce") == suggested
    again = mali.get(WOO)
    assert suggested not in again.text
    assert again.page.one("input", name="webhook_secret").attributes["value"] == ""


def test_on_another_plan_it_is_said_that_shopify_is_told_nothing_yet(basil: Visitor) -> None:
    assert "once the store is on Boss" in basil.get(SHOPIFY).page.text


def test_progress_is_a_part_and_leads_to_its_page(mali: Visitor) -> None:
    assert mali.get(f"{SHOPIFY}/import").location == f"{SHOPIFY}#earlier"
    assert mali.get(SHOPIFY).page.all("progress") == []
