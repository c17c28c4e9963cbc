"""`/lookup/{store}`: to a parcel's page by order name and e-mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest

from dev import http_events
from retrack.domain.identifiers import StoreId
from retrack.runtime import wiring
from retrack.services.look_up_parcel import BY_ADDRESS, BY_ORDER
from retrack.storage.table import connection
from tests.builders import a_shipment, a_store, an_order
from tests.functional.cloud import Cloud, MovableClock
from tests.functional.gateway import SOURCE_IP, Answer, Gateway
from tests.functional.html_page import Page

EMAIL = "somchai@example.com"


@dataclass(frozen=True)
class Visitor(Gateway):
    """Somebody without any credential, at an address."""

    cloud: Cloud
    source_ip: str = SOURCE_IP
    store: None = None

    def request(self, *args: Any, **options: Any) -> http_events.Request:
        return replace(super().request(*args, **options), source_ip=self.source_ip)

    def look_up(
        self, name: str = "#1001", email: str = EMAIL, *, store: str = "s1", **options: Any
    ) -> Answer:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        body = urlencode({"order": name, "email": email}).encode()
        return self.post(f"/lookup/{store}", body, headers=headers, **options)


@pytest.fixture
def visitor(cloud: Cloud) -> Visitor:
    cloud.function("tracking_page")
    wiring.stores().create(a_store())
    wiring.orders().create(an_order(shipments=(a_shipment(token="kVw3uT0t"),)))
    return Visitor(cloud)


def test_the_form_asks_for_both(visitor: Visitor) -> None:
    page = Page(visitor.get("/lookup/s1").text)

    form = page.one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/lookup/s1?lang=en")
    labels = {label.attributes["for"] for label in page.all("label")}
    inputs = {i.attributes["id"]: i.attributes for i in page.all("input")}
    assert labels == inputs.keys() == {"order", "email"}
    assert all("required" in attributes for attributes in inputs.values())


def test_a_match_leads_to_the_parcels_page(visitor: Visitor) -> None:
    answer = visitor.look_up()

    assert answer.status == 303
    assert answer.headers["location"] == "/t/kVw3uT0t"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.text == ""
    assert visitor.get(answer.headers["location"]).status == 200


def test_a_stranger_cannot_tell_what_is_wrong(visitor: Visitor) -> None:
    answers = [
        visitor.look_up(email="wrong@example.com"),
        visitor.look_up("#9999", email="wrong@example.com"),
        visitor.look_up(store="nobody", email="wrong@example.com"),
    ]

    assert {a.status for a in answers} == {404}
    pages = {a.text.replace("#9999", "#1001").replace("nobody", "s1") for a in answers}
    assert len(pages) == 1
    assert len({str(sorted(a.headers.items())) for a in answers}) == 1
    assert "A store" not in answers[0].text
    assert Page(answers[0].text).one("p", role="alert").text.startswith("There is no order")


def test_a_stranger_cannot_tell_by_the_work(visitor: Visitor, cloud: Cloud) -> None:
    calls: list[str] = []
    events = _events()
    events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    visitor.look_up("#0", "first@example.com")  # makes the day's salt
    work = []
    for store, name, email in [
        ("s1", "#1001", "wrong@example.com"),
        ("s1", "#9999", EMAIL),
        ("nobody", "#1001", EMAIL),
    ]:
        calls.clear()
        visitor.look_up(name, email, store=store)
        work.append(tuple(calls))

    assert set(work) == {("UpdateItem",) * 3 + ("Query",) * 2}


def test_the_form_looks_the_same_for_every_store_and_none(visitor: Visitor) -> None:
    known, unknown = visitor.get("/lookup/s1"), visitor.get("/lookup/nobody")

    assert known.text == unknown.text.replace("nobody", "s1")


def test_what_is_far_too_long_is_cut(visitor: Visitor) -> None:
    answer = visitor.look_up("#" + "x" * 100_000, "y" * 100_000)

    assert answer.status == 404
    assert len(answer.text) < 20_000


def test_an_order_without_a_parcel_says_so(visitor: Visitor) -> None:
    wiring.orders().create(an_order(id="1002"))

    answer = visitor.look_up("#1002")

    assert answer.status == 200
    assert "has not shipped it yet" in Page(answer.text).text


def test_what_was_filled_in_is_given_back_as_text(visitor: Visitor) -> None:
    page = Page(visitor.look_up('"><script>x</script>', "a@b.example").text)

    assert not page.all("script")
    assert page.one("input", id="order").attributes["value"] == '"><script>x</script>'
    assert page.one("input", id="email").attributes["value"] == "a@b.example"


@pytest.mark.parametrize("form", [{}, {"order": "#1001"}, {"order": " # ", "email": EMAIL}])
def test_a_form_that_is_half_empty_comes_back(visitor: Visitor, form: dict[str, str]) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}

    answer = visitor.post("/lookup/s1", urlencode(form).encode(), headers=headers)

    assert answer.status == 422
    assert Page(answer.text).one("p", role="alert").text == "Fill in both the order and the email."


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join(b"a=1" for _ in range(50))])
def test_what_is_no_form_is_refused(visitor: Visitor, body: bytes) -> None:
    answer = visitor.post("/lookup/s1", body)

    assert answer.status == 400
    assert Page(answer.text).one("h1").text


def test_tries_from_one_address_are_limited(visitor: Visitor, clock: MovableClock) -> None:
    for number in range(BY_ADDRESS.tries):
        assert visitor.look_up(f"#x{number}", f"{number}@example.com").status == 404

    refused = visitor.look_up()

    assert refused.status == 429
    assert 0 < int(refused.headers["retry-after"]) <= BY_ADDRESS.seconds
    assert "too often" in Page(refused.text).text
    assert Visitor(visitor.cloud, "192.0.2.77").look_up().status == 303
    clock.advance(hours=1)
    assert visitor.look_up().status == 303


def test_an_order_cannot_be_guessed_from_many_addresses(visitor: Visitor) -> None:
    for number in range(BY_ORDER.tries):
        guesser = Visitor(visitor.cloud, f"198.51.100.{number}")
        assert guesser.look_up(email=f"{number}@example.com").status == 404

    last = Visitor(visitor.cloud, "198.51.100.200")
    assert last.look_up().status == 429
    assert last.look_up("#9999", "other@example.com").status == 404


def test_addresses_of_one_household_are_counted_together(visitor: Visitor) -> None:
    for number in range(BY_ADDRESS.tries):
        one = Visitor(visitor.cloud, f"2001:db8:1:2::{number:x}")
        one.look_up(f"#x{number}", f"{number}@example.com")

    assert Visitor(visitor.cloud, "2001:db8:1:2:ffff::1").look_up().status == 429
    assert Visitor(visitor.cloud, "2001:db8:1:3::1").look_up().status == 303


def test_nothing_kept_of_a_look_up_is_personal(visitor: Visitor, cloud: Cloud) -> None:
    before = set(cloud.items())
    visitor.look_up("#1001", "wrong@example.com")

    kept = {key: item for key, item in cloud.items().items() if key not in before}
    assert kept
    for personal in (SOURCE_IP, "wrong", "1001", "s1"):
        assert personal not in str(kept)
    assert all("expires_at" in item for item in kept.values())


def test_nothing_personal_is_logged(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        visitor.look_up(email="wrong@example.com")
        visitor.look_up(" ")

    logged = str([vars(record) for record in caplog.records])
    assert "refused" in logged
    for personal in ("wrong@", EMAIL, SOURCE_IP):
        assert personal not in logged


@pytest.mark.parametrize("code", ["en", "th"])
def test_the_look_up_speaks_both_languages(visitor: Visitor, code: str) -> None:
    pages = [
        visitor.get("/lookup/s1", headers={"accept-language": f"{code},fr;q=0.5"}),
        visitor.get("/lookup/s1", query={"lang": code}),
        visitor.look_up(email="wrong@example.com", query={"lang": code}),
    ]

    assert {Page(page.text).one("html").attributes["lang"] for page in pages} == {code}


@pytest.mark.parametrize("store", ["x" * 3000, "ไทย" * 200, "a%2Fb"])
def test_a_store_of_any_name_is_just_none(visitor: Visitor, store: str) -> None:
    assert visitor.look_up(store=StoreId(store)).status == 404


def _events() -> Any:
    return connection().connection.client.meta.events
