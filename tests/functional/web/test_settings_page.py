"""The settings page (R26, R27): each form saves its part, says so, and loses nothing typed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from retrack.domain.errors import CarrierRefused
from retrack.services.authenticate import hash_of_key
from retrack.services.ports import ApiKey
from tests.builders import NOON
from tests.functional.html_page import Page
from tests.functional.web.more_pages import MorePages
from tests.functional.web.visitor import Answer, Visitor
from tests.functional.web.world import BOSS, OTHER, World


@pytest.fixture(autouse=True)
def more(world: World) -> MorePages:
    return MorePages(world)


def fields_of(page: Page, section: str) -> dict[str, Any]:
    """What a browser would send of a section that nobody touched."""
    begin = next(i for i, e in enumerate(page.elements) if e.attributes.get("id") == section)
    found: dict[str, Any] = {}
    select = ""
    for element in page.elements[begin + 1 :]:
        if element.tag == "section":
            break
        attributes = element.attributes
        if element.tag == "select":
            select = attributes["name"]
        elif element.tag == "option" and "selected" in attributes:
            found[select] = attributes["value"]
        elif (
            element.tag == "input"
            and "name" in attributes
            and (attributes["type"] != "checkbox" or "checked" in attributes)
        ):
            found.setdefault(attributes["name"], attributes["value"])
    return found


def save(visitor: Visitor, section: str, *without: str, **changed: str) -> Answer:
    fields = fields_of(visitor.get("/settings").page, section) | changed
    kept = {name: value for name, value in fields.items() if name not in without}
    return visitor.submit(f"/settings/{section}", kept)


def test_the_store_is_shown_and_saved(world: World, mali: Visitor) -> None:
    answer = save(mali, "store", name="New name", time_zone="Europe/Paris", locale="th")

    assert answer.location == "/settings?saved=store#store"
    saved = world.stores.load(BOSS)
    assert (saved.name, saved.time_zone, saved.locale) == ("New name", "Europe/Paris", "th")


def test_what_nobody_touched_is_saved_as_it_was(world: World, mali: Visitor) -> None:
    before = world.stores.load(BOSS)

    for section in ("store", "notifications", "carrier"):
        assert save(mali, section).status == 303

    assert world.stores.load(BOSS) == before


def test_saved_is_said_in_the_section(mali: Visitor) -> None:
    page = mali.get("/settings?saved=notifications").page

    assert [e.text for e in page.all("div", role="status")] == ["Saved."]


def test_notifying_customers_is_switched_off_and_on(world: World, mali: Visitor) -> None:
    """R26"""
    save(mali, "notifications", "email_enabled")
    assert world.stores.load(BOSS).notifications.email_enabled is False
    boxes = mali.get("/settings").page.all("input", name="email_enabled")
    assert "checked" not in boxes[0].attributes

    save(mali, "notifications", email_enabled="on", sms_enabled="on")
    wishes = world.stores.load(BOSS).notifications
    assert (wishes.email_enabled, wishes.sms_enabled) == (True, True)


def test_sender_and_tracking_address_are_saved(world: World, mali: Visitor) -> None:
    """R27"""
    save(
        mali,
        "notifications",
        sender_name="Shop",
        sender_email="shop@example.com",
        sender_reply_to="help@example.com",
        sender_sms_id="SHOP",
        tracking_url="https://example.com/?code=",
    )

    saved = world.stores.load(BOSS)
    assert saved.tracking_url == "https://example.com/?code="
    sender = saved.notifications.sender
    assert (sender.name, sender.email) == ("Shop", "shop@example.com")
    assert (sender.reply_to, sender.sms_id) == ("help@example.com", "SHOP")
    assert "https://example.com/?code=RR123456785CN" in mali.get("/settings").page.text


@pytest.mark.parametrize(
    ("section", "field", "typed", "advice"),
    [
        ("store", "name", "", "Give the store a name"),
        ("store", "time_zone", "Mars/Olympus", "Choose a time zone"),
        ("store", "locale", "de", "Choose one of the languages"),
        ("store", "brand_color", "blue", "Choose a colour"),
        ("notifications", "tracking_url", "ftp://x", "starts with http"),
        ("notifications", "sender_email", "nobody", "such as shop@example.com"),
        ("notifications", "sender_sms_id", "123", "with at least one letter"),
        ("notifications", "retention_days", "29", "from 30 to 730"),
        ("notifications", "retention_days", "a year", "from 30 to 730"),
        ("carrier", "key", "a b", "no blanks"),
        ("carrier", "provider", "nobody", "tracking providers"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_everything_typed_stays(
    world: World, mali: Visitor, section: str, field: str, typed: str, advice: str
) -> None:
    before = world.stores.load(BOSS)

    answer = save(mali, section, **{field: typed})

    assert answer.status == 422
    assert "everything you typed is still here" in answer.page.text
    tag = "select" if field in {"time_zone", "locale", "provider"} else "input"
    wrong = answer.page.one(tag, name=field)
    assert wrong.attributes["aria-invalid"] == "true"
    assert advice in answer.page.one("p", id=wrong.attributes["aria-describedby"]).text
    assert wrong.attributes.get("value", typed) == typed
    assert world.stores.load(BOSS) == before


def test_a_stale_form_says_so_and_can_be_sent_again(world: World, mali: Visitor) -> None:
    form = fields_of(mali.get("/settings").page, "store")
    theirs = replace(world.stores.load(BOSS), name="Theirs", time_zone="Asia/Tokyo")
    world.stores.save(theirs)

    answer = mali.submit("/settings/store", form | {"name": "Mine"})

    assert answer.status == 412
    assert "somebody else saved these settings" in answer.page.text
    assert answer.page.one("input", name="name").attributes["value"] == "Mine"
    assert "Saved now: Theirs" in answer.page.text
    assert "Saved now: Asia/Tokyo" in answer.page.text
    assert world.stores.load(BOSS).name == "Theirs"

    again = mali.submit("/settings/store", fields_of(answer.page, "store"))
    assert again.status == 303
    assert world.stores.load(BOSS).name == "Mine"


def test_a_stale_switch_says_what_is_saved_now(world: World, mali: Visitor) -> None:
    form = fields_of(mali.get("/settings").page, "notifications")
    store = world.stores.load(BOSS)
    world.stores.save(
        replace(store, notifications=replace(store.notifications, email_enabled=False))
    )

    page = mali.submit("/settings/notifications", form).page

    assert "Saved now: off" in page.text


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_form_without_a_good_version_is_stale(mali: Visitor, version: str) -> None:
    assert save(mali, "store", version=version).status == 412


def test_the_tracking_key_goes_to_the_secrets_and_is_never_shown(
    world: World, mali: Visitor, more: MorePages
) -> None:
    secret = "0123456789ABCDEF"

    assert save(mali, "carrier", key=secret).status == 303

    assert more.secrets.read(f"stores/{BOSS}/17track") == secret
    assert world.stores.load(BOSS).has_tracking_key
    page = mali.get("/settings")
    assert secret not in page.text
    assert "A key is saved" in page.page.text


def test_another_provider_needs_its_own_key(world: World, mali: Visitor, more: MorePages) -> None:
    save(mali, "carrier", key="first")

    save(mali, "carrier", provider="easypost")
    saved = world.stores.load(BOSS)
    assert (saved.tracking_provider, saved.has_tracking_key) == ("easypost", False)
    save(mali, "carrier", key="second")

    assert more.secrets.read(f"stores/{BOSS}/easypost") == "second"
    options = mali.get("/settings").page.all("option", value="easypost")
    assert [(e.text, "selected" in e.attributes) for e in options] == [("EasyPost", True)]


def test_a_webhook_secret_goes_to_the_secrets_and_is_never_shown(
    world: World, mali: Visitor, more: MorePages
) -> None:
    secret = "a-word-for-webhooks"

    assert save(mali, "carrier", provider="easypost", webhook_secret=secret).status == 303

    assert more.secrets.read(f"stores/{BOSS}/easypost-webhook") == secret
    assert world.stores.load(BOSS).has_webhook_secret
    page = mali.get("/settings")
    assert secret not in page.text
    assert "A secret is saved" in page.page.text


def test_a_webhook_secret_where_the_key_signs_is_refused_beside_its_field(
    mali: Visitor, more: MorePages
) -> None:
    answer = save(mali, "carrier", webhook_secret="word")

    assert answer.status == 422
    assert "where the provider signs with the key" in answer.page.text
    assert more.secrets.kept == {}


@pytest.mark.parametrize("name", ["17track", "easypost"])
def test_every_provider_s_webhook_address_is_shown(mali: Visitor, name: str) -> None:
    page = mali.get("/settings").page

    address = page.one("code", id=f"hook-{name}").text
    assert address.startswith("http")
    assert address.endswith(f"/hooks/{name}/{BOSS}")


def test_where_there_is_one_provider_there_is_no_choice(mali: Visitor, more: MorePages) -> None:
    more.providers = ("17track",)

    page = mali.get("/settings").page

    assert page.one("input", name="provider").attributes["value"] == "17track"
    assert page.all("select", name="provider") == []


def test_an_empty_key_leaves_the_saved_one(mali: Visitor, more: MorePages) -> None:
    save(mali, "carrier", key="first")

    save(mali, "carrier", key="")

    assert more.secrets.read(f"stores/{BOSS}/17track") == "first"


def test_the_account_is_tried(mali: Visitor, world: World) -> None:
    part = mali.submit("/settings/carrier/test", htmx=True)
    whole = mali.submit("/settings/carrier/test")

    for answer in (part, whole):
        assert "1,000 tracking codes are left of its quota" in answer.page.text
    world.gateway.failure = CarrierRefused()
    assert "The tracking account is refused" in mali.submit("/settings/carrier/test").page.text


def test_a_new_key_is_shown_once_and_works(world: World, mali: Visitor) -> None:
    answer = mali.submit("/settings/keys", {"key_name": "The till"})

    secret = answer.page.one("code", id="new-key").text
    key = world.credentials.api_key(hash_of_key(secret))
    assert key
    assert (key.store_id, key.name) == (BOSS, "The till")
    page = mali.get("/settings")
    assert secret not in page.text
    assert "The till" in page.page.text


@pytest.mark.parametrize("name", ["", "x" * 101, "a\x07b"])
def test_a_key_needs_a_name(world: World, mali: Visitor, name: str) -> None:
    answer = mali.submit("/settings/keys", {"key_name": name})

    assert answer.status == 422
    assert "Give the key a name" in answer.page.text
    assert world.credentials.list_api_keys(BOSS) == []


def test_a_store_has_at_most_50_keys(world: World, mali: Visitor) -> None:
    for count in range(50):
        world.credentials.add_api_key(ApiKey(f"h{count}", BOSS, "key", NOON))

    assert mali.submit("/settings/keys", {"key_name": "one more"}).status == 409


def test_a_key_is_taken_back(world: World, mali: Visitor) -> None:
    for key in (ApiKey("mine", BOSS, "till", NOON), ApiKey("theirs", OTHER, "till", NOON)):
        world.credentials.add_api_key(key)

    assert mali.submit("/settings/keys/mine/remove").location == "/settings?saved=keys#keys"
    mali.submit("/settings/keys/theirs/remove")

    assert world.credentials.api_key("mine") is None
    assert world.credentials.api_key("theirs")


def test_somebody_is_invited(world: World, mali: Visitor, more: MorePages) -> None:
    answer = mali.submit("/settings/people", {"person_email": "ann@example.com", "role": "staff"})

    assert answer.location == "/settings?saved=people#people"
    assert more.people.invited == ["ann@example.com"]
    assert world.credentials.stores_of("id of ann@example.com") == {BOSS: "staff"}
    assert "ann@example.com" in mali.get("/settings").page.text


def test_who_is_in_already_keeps_their_role(world: World, mali: Visitor) -> None:
    mali.submit("/settings/people", {"person_email": "mali@example.com", "role": "staff"})

    assert world.credentials.stores_of("id of mali@example.com") == {BOSS: "owner"}


@pytest.mark.parametrize("email", ["", "nobody", "a@b"])
def test_nobody_is_invited_without_a_good_address(
    mali: Visitor, more: MorePages, email: str
) -> None:
    answer = mali.submit("/settings/people", {"person_email": email, "role": "staff"})

    assert answer.status == 422
    assert more.people.invited == []


def test_a_role_is_changed(world: World, mali: Visitor) -> None:
    world.credentials.add_person("ann", BOSS, "staff", email="ann@example.com")

    answer = mali.submit("/settings/people/ann/role", {"role": "owner"})

    assert "The role is changed." in mali.follow(answer).page.text
    assert world.credentials.stores_of("ann") == {BOSS: "owner"}


def test_somebody_is_removed(world: World, mali: Visitor) -> None:
    world.credentials.add_person("ann", BOSS, "owner", email="ann@example.com")

    answer = mali.submit("/settings/people/ann/remove")

    assert answer.location == "/settings#people"
    assert world.credentials.stores_of("ann") == {}
    assert "ann@example.com" not in mali.get("/settings").page.text


def test_who_removes_themselves_is_out(world: World, mali: Visitor) -> None:
    world.credentials.add_person("ann", BOSS, "owner", email="ann@example.com")

    answer = mali.submit("/settings/people/id of mali@example.com/remove")

    assert answer.location == "/stores"
    assert mali.get("/stores").status == 403


def test_the_last_owner_cannot_leave_and_is_told_what_to_do(world: World, mali: Visitor) -> None:
    world.credentials.people["id of anan@example.com"].clear()
    world.credentials.members.pop((BOSS, "id of anan@example.com"))

    for path, fields in (("remove", {}), ("role", {"role": "staff"})):
        answer = mali.submit(f"/settings/people/id of mali@example.com/{path}", fields)
        assert answer.status == 409
        assert "make somebody else an owner first" in answer.page.text
    assert world.credentials.stores_of("id of mali@example.com") == {BOSS: "owner"}


def test_nobody_of_another_store_is_changed(world: World, mali: Visitor) -> None:
    world.credentials.add_person("eve", OTHER, "owner")

    assert mali.submit("/settings/people/eve/remove").status == 404
    assert mali.submit("/settings/people/eve/role", {"role": "staff"}).status == 404
    assert world.credentials.stores_of("eve") == {OTHER: "owner"}


def test_the_stores_colour_is_saved_and_shown(world: World, mali: Visitor) -> None:
    assert save(mali, "store", brand_color="#FFE9A8").status == 303

    assert world.stores.load(BOSS).brand_color == "#FFE9A8"
    page = mali.get("/settings").page
    assert page.one("input", name="brand_color").attributes["value"] == "#FFE9A8"
    assert page.one("rect").attributes["fill"] == "#ffe9a8"
    assert "too light to be read as text" in page.text


def test_a_colour_that_can_be_read_needs_no_warning(mali: Visitor) -> None:
    save(mali, "store", brand_color="#0b3d91")

    assert "too light" not in mali.get("/settings").page.text


def test_saving_the_store_keeps_its_colour(world: World, mali: Visitor) -> None:
    save(mali, "store", brand_color="#0b3d91")

    save(mali, "store", name="New name")

    assert world.stores.load(BOSS).brand_color == "#0b3d91"


def test_staff_neither_see_keys_nor_let_anybody_in(
    world: World, mali: Visitor, more: MorePages
) -> None:
    world.credentials.add_api_key(ApiKey("mine", BOSS, "The till", NOON))
    world.credentials.add_person("id of mali@example.com", BOSS, "staff")

    assert "The till" not in mali.get("/settings").page.text
    assert mali.submit("/settings/keys", {"key_name": "x"}).status == 403
    assert mali.submit("/settings/keys/mine/remove").status == 403
    invitation = {"person_email": "ann@example.com", "role": "owner"}
    assert mali.submit("/settings/people", invitation).status == 403
    assert mali.submit("/settings/people/id of anan@example.com/remove").status == 403
    role = {"role": "owner"}
    assert mali.submit("/settings/people/id of mali@example.com/role", role).status == 403
    assert world.credentials.api_key("mine")
    assert more.people.invited == []


def test_settings_work_on_every_plan(world: World, basil: Visitor) -> None:
    page = basil.get("/settings").page

    assert "Notifications are part of the Boss plan" in page.text
    assert save(basil, "store", name="Bigger things").status == 303


def test_a_forms_address_leads_to_the_form(mali: Visitor) -> None:
    assert mali.get("/settings/store").location == "/settings#store"
    assert mali.submit("/settings/nothing").status == 404


def test_a_form_of_another_site_changes_nothing(world: World, mali: Visitor) -> None:
    before = world.stores.load(BOSS)
    form = fields_of(mali.get("/settings").page, "store") | {"name": "Stolen"}

    assert mali.post("/settings/store", form, origin="cross-site").status == 403
    assert mali.post("/settings/store", {**form, "csrf": "x"}).status == 403
    assert world.stores.load(BOSS) == before
