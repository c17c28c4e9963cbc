"""The API over the local stack, called with what its own document says may be sent, and more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.end_to_end.local_stack import PATIENCE, LocalStack, Store
from tests.openapi_document import operations

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 3  # of each operation
GUARDED = [
    pytest.param(key, id=" ".join(key))
    for key, operation in operations().items()
    if operation.get("security") != []
]


@pytest.fixture(scope="module")
def described() -> Any:
    from dev.openapi import DOCUMENT

    return schemathesis.openapi.from_path(DOCUMENT)


@pytest.fixture
def furnished(store: Store) -> Iterator[Store]:
    """The store, with the order that the document's examples are about.

    Its webhooks go nowhere, so they are taken away again: what they were to be told would wait in
    the queue for its next try, while other tests on the same stack wait for the queue to be empty.
    """
    order = store.post("/v1/orders", {"id": "5489512341", "name": "#1001"})
    parcel = {"tracking_number": "RR123456785CN"}
    shipment = store.post("/v1/orders/5489512341/shipments", parcel)
    assert (order.status_code, shipment.status_code) == (201, 201)
    yield store
    for webhook in store.get("/v1/webhooks").json()["items"]:
        assert store.delete(f"/v1/webhooks/{webhook['id']}").status_code == 204


def cases(described: Any, key: tuple[str, str], mode: GenerationMode) -> Any:
    """Requests to what the document's examples are about; those that are wrong, to anything."""
    method, path = key
    known = {
        p["name"]: p["example"] for p in operations()[key].get("parameters", []) if "example" in p
    }
    fixed = {"path_parameters": known} if known and mode is GenerationMode.POSITIVE else {}
    return described[path][method].as_strategy(generation_mode=mode, **fixed)


def tried(cases: Any, base_url: str, headers: dict[str, str]) -> list[int]:
    """The statuses that were answered, every answer checked."""
    statuses: list[int] = []

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=cases)
    def call(case: Any) -> None:
        answer = case.call(base_url=base_url, headers=headers, timeout=PATIENCE)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        statuses.append(answer.status_code)

    call()
    return statuses


@pytest.mark.parametrize("key", GUARDED)
def test_whatever_is_sent_is_answered_as_described(
    furnished: Store, described: Any, key: tuple[str, str]
) -> None:
    headers = {"Authorization": f"Bearer {furnished.info['api_key']}"}

    meant = tried(cases(described, key, GenerationMode.POSITIVE), furnished.url, headers)
    tried(cases(described, key, GenerationMode.NEGATIVE), furnished.url, headers)

    assert 401 not in meant


@pytest.mark.parametrize("key", GUARDED)
def test_without_a_credential_nothing_is_told(
    stack: LocalStack, described: Any, key: tuple[str, str]
) -> None:
    statuses = tried(cases(described, key, GenerationMode.POSITIVE), stack.url, {})

    assert set(statuses) == {401}
