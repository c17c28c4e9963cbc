"""The OpenAPI document is that of the code, of the template, and of what was promised."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from openapi_spec_validator import validate

from dev.openapi import files
from tests import openapi_document
from tests.architecture import sources, template
from tests.openapi_document import document, operations, resolved, violations

PROMISED = """
    POST /v1/orders
    GET /v1/orders
    GET PATCH DELETE /v1/orders/{}
    POST /v1/orders/{}/shipments
    GET PATCH DELETE /v1/orders/{}/shipments/{}
    POST /v1/orders/{}/shipments/{}/track
    PUT DELETE /v1/orders/{}/shipments/{}/status
    POST /v1/tracking/track
    GET /v1/jobs/{}
    GET /v1/tracking/summary
    GET /v1/reports/fulfillment
    GET PATCH /v1/settings
    POST /v1/settings/templates/preview
    POST /v1/settings/templates/test
    POST /v1/imports
    GET /v1/imports/{}
    GET /v1/orders.csv
    GET POST /v1/api-keys
    DELETE /v1/api-keys/{}
    GET POST /v1/webhooks
    DELETE /v1/webhooks/{}
    POST /hooks/{}/{}
    GET /t/{}
    GET /v1/openapi.json
"""
# Promised, and not there yet.
NOT_BUILT: set[tuple[str, str]] = set()
DESCRIBED = re.compile(r"/(v1|hooks|t|u)/(?!\{proxy\+\})")
OPERATIONS = [pytest.param(key, id=" ".join(key)) for key in operations()]
HANDLERS = [pytest.param(path, id=sources.label(path)) for path in sources.handlers()]


def plain(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


def promised() -> Iterator[tuple[str, str]]:
    for line in PROMISED.strip().splitlines():
        *methods, path = line.split()
        yield from ((method, path) for method in methods)


def declared() -> set[tuple[str, str]]:
    """The template's routes that programs call."""
    return {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for properties in template.functions().values()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "HttpApi" and DESCRIBED.match(event["Properties"]["Path"])
    }


@pytest.mark.parametrize("path", files())
def test_the_document_is_made_of_the_code_as_it_is(path: str) -> None:
    kept = (sources.ROOT / path).read_text(encoding="utf-8")

    assert kept == files()[path], "run `make openapi`"


def test_the_document_is_openapi() -> None:
    validate(document())

    assert document()["openapi"].startswith("3.1.")


def test_every_route_is_described_and_nothing_else() -> None:
    assert set(operations()) == declared()


def test_every_call_that_was_promised_is_there() -> None:
    there = {(method, plain(path)) for method, path in operations()}

    assert set(promised()) - there == NOT_BUILT


@pytest.mark.parametrize("key", OPERATIONS)
def test_only_what_the_gateway_leaves_open_needs_no_credential(key: tuple[str, str]) -> None:
    opened = {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for properties in template.functions().values()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "HttpApi"
        and event["Properties"].get("Auth", {}).get("Authorizer") == "NONE"
    }

    assert (operations()[key].get("security") == []) is (key in opened)


@pytest.mark.parametrize("key", OPERATIONS)
def test_an_operations_parameters_are_those_of_its_path(key: tuple[str, str]) -> None:
    found = [resolved(p) for p in operations()[key].get("parameters", [])]

    in_path = {p["name"] for p in found if p["in"] == "path"}
    assert in_path == set(re.findall(r"\{(\w+)\}", key[1]))


@pytest.mark.parametrize("key", OPERATIONS)
def test_examples_are_as_their_schemas_say(key: tuple[str, str]) -> None:
    operation = operations()[key]
    told = [operation.get("requestBody", {}), *map(resolved, operation["responses"].values())]

    for content in (c for part in told for c in part.get("content", {}).values()):
        for example in content.get("examples", {}).values():
            assert violations(content["schema"], resolved(example)["value"]) == []


def test_operations_are_named_once() -> None:
    names = [operation["operationId"] for operation in operations().values()]

    assert len(names) == len(set(names))


def test_an_answer_that_is_not_as_described_is_noticed() -> None:
    kind = {"content-type": "application/json"}
    job = (
        '{"id": "1", "kind": "track", "state": "done", "done": 1, "total": 1, "failed": 0,'
        ' "problem": null'
    )
    path = "/v1/jobs/{id}"

    def found(status: int, text: str) -> list[str]:
        return openapi_document.surprises("GET", path, status, kind, text)

    assert found(200, job + ', "created_at": "2026-11-01T10:00:00Z"}') == []
    assert found(200, job + "}") == [": 'created_at' is a required property"]
    assert len(found(200, job + ', "created_at": "2026-11-01T10:00:00Z", "more": 1}')) == 1
    assert found(200, job + ', "created_at": "yesterday"}')
    assert found(299, "{}") == ["readJob: 299 is not described"]
    assert found(404, "{}") == ["content of the type application/json"]


def test_no_function_loads_what_the_document_is_made_of() -> None:
    """Not even late: the finished file is what is served."""
    users = [
        sources.label(path)
        for path in sources.product_files()
        if "openapi" not in path.parts
        and any(name.startswith("retrack.http.openapi") for _, name in sources.imports(path))
    ]

    assert users == []
