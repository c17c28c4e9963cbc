"""What holds for every answer: headers, refusals, static files, languages."""

from __future__ import annotations

import re

import pytest

from retrack.domain.statuses import Status
from retrack.web import languages, pages
from retrack.web.assets import assets
from retrack.web.languages import Language
from tests.functional.html_page import Page
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import World

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
PAGES = ("/orders", "/orders?q=zzz", "/orders/1001?shipment=s1", "/orders/2", "/stores", "/nothing")
OPEN_PAGES = ("/login", "/login/forgotten")


@pytest.fixture
def full(world: World) -> World:
    """With one order shipped, and another one not."""
    world.a_shipped_order(status=Status.ALERT)
    world.an_order(id="2", name="#2")
    return world


@pytest.mark.parametrize("path", [*PAGES, *OPEN_PAGES])
def test_nothing_but_our_own_files_runs_on_a_page(full: World, mali: Visitor, path: str) -> None:
    answer = mali.get(path)

    directives = dict(
        part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
    )
    assert directives == STRICT
    for element in answer.page.elements:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith(("on", "hx-on"))]
        assert element.tag not in {"style", "base"}
        if element.tag == "script":
            assert element.attributes["src"].startswith("/static/")


@pytest.mark.parametrize("path", [*PAGES, *OPEN_PAGES])
def test_a_page_is_kept_by_nobody_and_taken_for_nothing_else(
    full: World, mali: Visitor, path: str
) -> None:
    headers = mali.get(path).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["content-type"] == "text/html; charset=utf-8"


def test_a_page_is_compressed_for_whoever_takes_that(full: World, mali: Visitor) -> None:
    answer = mali.get("/orders", **{"accept-encoding": "gzip, br"})

    assert answer.headers["content-encoding"] == "gzip"
    assert "#1001" in answer.page.text


# ----------------------------------------------------------------------------------- static files


def test_static_files_may_be_kept_for_good(visitor: Visitor) -> None:
    page = visitor.get("/login").page
    addresses = [e.attributes["src"] for e in page.all("script")]
    addresses += [e.attributes["href"] for e in page.all("link")]
    assert len(addresses) == 4

    for address in addresses:
        answer = visitor.get(address, **{"accept-encoding": "gzip"})
        assert answer.status == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert visitor.get(address).text == answer.text


@pytest.mark.parametrize(
    "path", ["/static/0000000000000000/app.css", "/static/x/nothing.js", "/static/x/..%2fpages.py"]
)
def test_a_file_that_is_not_there_is_not_found(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status == 404


def test_the_whole_of_a_page_is_small() -> None:
    asked_for = [a for a in assets().values() if not a.name.endswith(".txt")]

    assert sum(len(asset.compressed) for asset in asked_for) < 50_000  # bytes; the rest is the page


# -------------------------------------------------------------------------------------- refusals


def test_a_page_that_is_not_there_says_so_in_the_frame_of_the_site(mali: Visitor) -> None:
    answer = mali.get("/nothing/here")

    assert answer.status == 404
    assert answer.page.one("h1").text == "There is nothing here"
    assert len(answer.page.all("nav")) == 1


def test_a_stranger_learns_of_no_address(visitor: Visitor) -> None:
    answer = visitor.get("/nothing/here")

    assert answer.status == 404
    assert not answer.page.all("nav")


def test_our_own_fault_is_said_without_its_trace(
    full: World, mali: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("an inner matter")

    monkeypatch.setattr(full.orders, "load_file", broken)

    answer = mali.get("/orders/1001")

    assert answer.status == 500
    assert "Something went wrong on our side" in answer.page.text
    assert "inner" not in answer.text


def test_a_refusal_in_part_goes_to_the_notices(full: World, mali: Visitor) -> None:
    answer = mali.part("/orders/9?shipment=s1")

    assert answer.status == 404
    assert answer.headers["hx-retarget"] == "main > .notices"
    assert "<html" not in answer.text


def test_a_form_that_is_none_is_refused(full: World, mali: Visitor) -> None:
    token = mali.token()
    headers = {"sec-fetch-site": "same-origin", "retrack-csrf": token}

    assert mali.send("POST", "/stores", "\udcff".encode("utf-8", "surrogatepass").hex(),
                     headers=headers).status == 404  # fmt: skip
    too_many = "&".join(f"a{n}=" for n in range(1001))
    assert mali.send("POST", "/stores", too_many, headers=headers).status == 400


# ------------------------------------------------------------------------------------- languages


def test_the_browsers_language_is_spoken(visitor: Visitor) -> None:
    answer = visitor.get("/login", **{"accept-language": "fr, th;q=0.8, en;q=0.5"})

    assert answer.page.one("html").attributes["lang"] == "th"
    assert "เข้าสู่ระบบ" in answer.page.text


def test_the_language_that_was_chosen_goes_before_the_browsers(visitor: Visitor) -> None:
    visitor.headers["accept-language"] = "en"

    answer = visitor.post("/language", {"lang": "th", "next": "/login?next=%2Forders"})

    assert answer.location == "/login?next=%2Forders"
    assert visitor.get("/login").page.one("html").attributes["lang"] == "th"


def test_choosing_a_language_never_leads_away(visitor: Visitor) -> None:
    assert visitor.post("/language", {"lang": "xx", "next": "//evil.example"}).location == "/"


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("th", "th"),
        ("th-TH,th;q=0.9", "th"),
        ("en-US,en;q=0.9,th;q=0.8", "en"),
        ("de", "en"),
        ("th;q=0", "en"),
        ("th;q=x,en", "en"),
        (",;,", "en"),
        ("TH", "th"),
    ],
)
def test_languages_are_chosen_by_preference(accepted: str, code: str) -> None:
    assert languages.choose(accepted=accepted).code == code


@pytest.mark.parametrize("path", [*PAGES, *OPEN_PAGES])
def test_every_word_of_ours_is_translated(
    full: World, mali: Visitor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a language that brackets everything, no word of ours is outside of brackets."""
    pseudo = Language("th", "th", lambda text: f"⟦{text}⟧", lambda one, many, n: f"⟦{many}⟧")
    monkeypatch.setattr(languages, "choose", lambda **_: pseudo)

    page = mali.get(path).page

    assert not _words_outside(_shown(page))


def _shown(page: Page) -> str:
    read = ("placeholder", "aria-label", "title", "alt", "data-label", "data-done")
    attributes = [
        e.attributes[name] for e in page.elements for name in read if name in e.attributes
    ]
    return " ".join([page.text, page.one("title").text, *attributes])


def _words_outside(text: str) -> list[str]:
    data = ("Retrack", "English", "Doi Suthep", "Somchai J.", "somchai@example.com",
            "CP0000000001", "LX00000000S1CN")  # fmt: skip
    while (bare := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = bare
    for known in (*data, *(carrier for carrier in _carrier_names())):
        text = text.replace(known, " ")
    return re.findall(r"[A-Za-z]{2,}", text)


def _carrier_names() -> list[str]:
    from retrack.domain.carriers import CARRIERS

    return sorted((carrier.name for carrier in CARRIERS.values()), key=len, reverse=True)


def test_templates_are_escaped_and_strict() -> None:
    environment = pages._environment()

    assert environment.autoescape is True
    with pytest.raises(Exception, match="nowhere"):
        environment.from_string("{{ nowhere }}").render()
