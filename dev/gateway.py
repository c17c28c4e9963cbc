"""The HTTP API: routes each request to its Lambda handler, through the authorizer."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from dev import console, http_events
from dev.http_events import Answer, Request
from dev.routes import find

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dev.lambdas import Function, Outcome
    from dev.routes import Route

LARGEST_EVENT = 6 * 1024 * 1024  # bytes; Source: Lambda quotas, "Invocation payload", synchronous
LARGEST_RESULT = 6 * 1024 * 1024
_FAILED = Answer.message(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal Server Error")


class Gateway:
    """Answers requests as API Gateway does, limits and refusals included."""

    def __init__(
        self,
        routes: Sequence[Route],
        functions: dict[str, Function],
        invoke: Callable[[Function, Any], Outcome],
    ) -> None:
        self._routes = routes
        self._functions = functions
        self._invoke = invoke

    def __call__(self, request: Request) -> Answer:
        """The handler's answer, or the gateway's own refusal."""
        found = find(self._routes, request.method, request.path)
        if found is None:
            return Answer.message(HTTPStatus.NOT_FOUND, "Not Found")
        route, values = found
        authorised = None
        if route.authorizer:
            asked = http_events.authorizer_event(request, route, values)
            verdict = self._invoke(self._functions[route.authorizer], asked)
            if verdict.error:
                console.failed(self._functions[route.authorizer], verdict)
                return _FAILED
            if not isinstance(verdict.result, dict) or not verdict.result.get("isAuthorized"):
                return Answer.message(HTTPStatus.FORBIDDEN, "Forbidden")
            authorised = verdict.result.get("context") or {}
        event = http_events.event(request, route, values, authorised)
        if len(json.dumps(event)) > LARGEST_EVENT:
            return Answer.message(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Request Entity Too Large")
        return self._answer(self._functions[route.function], event)

    def _answer(self, function: Function, event: dict[str, Any]) -> Answer:
        outcome = self._invoke(function, event)
        if outcome.error:
            console.failed(function, outcome)
            return _FAILED
        try:
            answer = http_events.answer(outcome.result)
        except (TypeError, ValueError) as exc:
            console.say(f"{function.logical_id} answered what is no answer: {exc}")
            return _FAILED
        if len(answer.body) > LARGEST_RESULT:
            console.say(f"{function.logical_id} answered {len(answer.body)} bytes; AWS takes 6 MB")
            return _FAILED
        return answer
