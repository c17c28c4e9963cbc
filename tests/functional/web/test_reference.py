"""The API's reference: the document for programs, and the page for people."""

from __future__ import annotations

import json

import pytest

from retrack.web.reference import add_reference
from tests.functional.web.test_answers import STRICT
from tests.functional.web.visitor import Answer, Visitor
from tests.functional.web.world import World
from tests.openapi_document import document, operations


@pytest.fixture
def stranger(world: World) -> Visitor:
    add_reference(world.site)
    return Visitor(world.site)


@pytest.fixture
def page(stranger: Visitor) -> Answer:
    return stranger.get("/docs")


def test_the_document_is_for_everybody(stranger: Visitor) -> None:
    answer = stranger.get("/v1/openapi.json")

    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert set(json.loads(answer.text)["paths"]) == set(document()["paths"])


def test_the_document_is_compressed_for_whoever_takes_that(stranger: Visitor) -> None:
    answer = stranger.get("/v1/openapi.json", **{"accept-encoding": "gzip, br"})

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == stranger.get("/v1/openapi.json").text


def test_every_operation_is_on_the_page(page: Answer) -> None:
    found = {element.attributes.get("id") for element in page.page.all("details")}

    assert page.status == 200
    assert {operation["operationId"] for operation in operations().values()} <= found


def test_every_link_of_the_page_leads_somewhere(page: Answer) -> None:
    there = {element.attributes.get("id") for element in page.page.elements}

    linked = {e.attributes["href"].removeprefix("#") for e in page.page.all("a")}
    assert {name for name in linked if not name.startswith("/")} <= there


def test_a_call_can_be_tried_with_the_example_of_its_body(page: Answer) -> None:
    forms = page.page.all("form", data_method="POST", data_path="/v1/orders")
    texts = [element.text for element in page.page.all("textarea")]

    assert len(forms) == 1
    assert '"name": "#1001"' in texts[0]


def test_what_needs_no_credential_of_the_store_cannot_be_tried(page: Answer) -> None:
    tried = {e.attributes.get("data-path") for e in page.page.all("form")}

    assert "/hooks/{provider}/{store}" not in tried


def test_nothing_but_our_own_files_runs_on_the_page(page: Answer) -> None:
    policy = page.headers["content-security-policy"]

    assert dict(part.strip().split(" ", 1) for part in policy.split(";")) == STRICT
    for element in page.page.elements:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith("on")]
        assert element.tag != "style"
        if element.tag == "script":
            assert element.attributes["src"].startswith("/static/")
