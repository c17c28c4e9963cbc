"""Refusals as problem documents: the table, and each of them through a resolver."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_lambda_powertools import Logger

from retrack.domain import errors
from retrack.http.problems import GONE, INTERNAL, MEDIA_TYPE, PROBLEMS, document, problem_of
from retrack.http.resolver import make_resolver


def all_errors(kind: type[errors.RetrackError] = errors.RetrackError) -> list[Any]:
    below = [found for child in kind.__subclasses__() for found in all_errors(child)]
    return [kind, *below]


def an_error(kind: type[errors.RetrackError]) -> errors.RetrackError:
    if issubclass(kind, errors.Invalid):
        return kind.field("customer.phone", "is not a phone number")
    if issubclass(kind, errors.TooSoon):
        return kind("Wait.", retry_after=17)
    return kind("A sentence for people.")


def answer_to(error: Exception) -> dict[str, Any]:
    """What a route that raises this answers."""
    app = make_resolver(Logger(service="test-problems"))

    @app.get("/raise")
    def fail() -> None:
        raise error

    event = {
        "version": "2.0",
        "rawPath": "/raise",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "path": "/raise"}, "stage": "$default"},
    }
    answer: dict[str, Any] = app.resolve(event, object())  # type: ignore[arg-type]  # nobody reads it
    return answer


@pytest.mark.parametrize("kind", all_errors())
def test_every_refusal_has_its_row(kind: type[errors.RetrackError]) -> None:
    assert kind in PROBLEMS


@pytest.mark.parametrize("kind", all_errors())
def test_every_refusal_is_answered_as_its_row_says(kind: type[errors.RetrackError]) -> None:
    error = an_error(kind)
    row = PROBLEMS[kind]

    answer = answer_to(error)

    body = json.loads(answer["body"])
    fields = body.pop("errors", None)
    assert answer["statusCode"] == row.status
    assert answer["headers"]["Content-Type"] == MEDIA_TYPE
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert body == {
        "type": f"https://retrack.dev/problems/{row.slug}",
        "title": row.title,
        "status": row.status,
        "detail": error.message,
    }
    wrong = [{"field": "customer.phone", "message": "is not a phone number"}]
    assert fields == (wrong if isinstance(error, errors.Invalid) else None)
    retry_after = answer["headers"].get("Retry-After")
    assert retry_after == ("17" if isinstance(error, errors.TooSoon) else None)


def test_a_refusal_without_a_row_is_answered_as_its_ancestor() -> None:
    class NewConflict(errors.Conflict):
        """A conflict that nobody listed."""

    assert problem_of(NewConflict()) is PROBLEMS[errors.Conflict]


def test_a_fault_is_answered_without_a_word_about_it() -> None:
    answer = answer_to(RuntimeError("the secret"))

    assert answer["statusCode"] == INTERNAL.status
    assert "secret" not in answer["body"]
    assert json.loads(answer["body"])["type"].endswith("/internal")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.Unreadable, 400), (errors.Unauthenticated, 401), (errors.PlanRequired, 403),
        (errors.NotFound, 404), (errors.OrderExists, 409), (errors.PreconditionFailed, 412),
        (errors.TooLarge, 413), (errors.Invalid, 422), (errors.TooSoon, 429),
        (errors.CarrierUnavailable, 502),
    ],
)  # fmt: skip
def test_the_statuses_are_those_of_the_interface(
    kind: type[errors.RetrackError], status: int
) -> None:
    assert PROBLEMS[kind].status == status


def test_what_clients_choose_by_has_the_names_that_are_promised() -> None:
    assert PROBLEMS[errors.PlanRequired].slug == "plan-required"
    assert {PROBLEMS[k].slug for k in all_errors(errors.CarrierUnavailable)} == {
        "carrier-unavailable"
    }


def test_a_problem_is_written_in_every_script() -> None:
    assert "ไม่พบ" in document(GONE, "ไม่พบ")
