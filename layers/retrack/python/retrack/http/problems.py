"""Refusals as RFC 9457 problem documents: one table, and nothing else decides a status code."""

import json
from dataclasses import dataclass

from retrack.domain import errors

_TYPE_BASE = "https://retrack.dev/problems"
MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """How a kind of refusal looks from outside."""

    status: int
    slug: str
    title: str


PROBLEMS: dict[type[errors.RetrackError], Problem] = {
    errors.RetrackError: Problem(400, "refused", "That cannot be done"),
    errors.Unreadable: Problem(400, "unreadable", "The request cannot be read"),
    errors.Unauthenticated: Problem(401, "unauthenticated", "A valid credential is needed"),
    errors.NotAllowed: Problem(403, "not-allowed", "Not allowed"),
    errors.PlanRequired: Problem(403, "plan-required", "Part of the Boss plan"),
    errors.NotFound: Problem(404, "not-found", "Not found"),
    errors.Conflict: Problem(409, "conflict", "Conflict"),
    errors.OrderExists: Problem(409, "order-exists", "The order exists already"),
    errors.StaleVersion: Problem(409, "stale-version", "Changed at the same moment"),
    errors.InProgress: Problem(409, "in-progress", "Still running"),
    errors.PreconditionFailed: Problem(412, "precondition-failed", "Changed since you read it"),
    errors.TooLarge: Problem(413, "too-large", "Too large"),
    errors.Invalid: Problem(422, "invalid", "Some fields are not valid"),
    errors.TooSoon: Problem(429, "too-soon", "Too soon"),
    errors.CarrierUnavailable: Problem(502, "carrier-unavailable", "The carrier did not answer"),
    errors.CarrierSlow: Problem(502, "carrier-unavailable", "The carrier did not answer"),
    errors.CarrierRefused: Problem(502, "carrier-unavailable", "The tracking account is refused"),
    errors.QuotaGone: Problem(502, "carrier-unavailable", "The tracking account has no quota left"),
}
GONE = Problem(410, "gone", "Gone")
INTERNAL = Problem(500, "internal", "Something went wrong on our side")


def problem_of(error: errors.RetrackError) -> Problem:
    """The row of an error: its own, or its nearest ancestor's."""
    return next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)


def document(problem: Problem, detail: str, *fields: errors.FieldProblem) -> str:
    """The JSON of a problem."""
    body: dict[str, object] = {
        "type": f"{_TYPE_BASE}/{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": detail,
    }
    if fields:
        body["errors"] = [{"field": f.field, "message": f.message} for f in fields]
    return json.dumps(body, ensure_ascii=False)
