from __future__ import annotations

from typing import Any

import pytest

from dev.gateway import Gateway
from dev.http_events import Request
from dev.lambdas import Failed, Function, Outcome
from dev.routes import Route

HANDLER = Function("F", "f", "arn:f", "f", "f", 3, 128)
AUTHORIZER = Function("A", "a", "arn:a", "a", "a", 3, 128)
FUNCTIONS = {"arn:f": HANDLER, "arn:a": AUTHORIZER}


def a_request(path: str = "/open", body: bytes = b"") -> Request:
    return Request("POST", path, "", [("content-type", "text/plain")], body, "127.0.0.1", "x:1")


class Functions:
    """Answers for the functions, and remembers what they were given."""

    def __init__(self, **results: Any) -> None:
        self._results = results
        self.events: list[tuple[str, Any]] = []

    def __call__(self, function: Function, event: Any) -> Outcome:
        self.events.append((function.name, event))
        result = self._results[function.name]
        return result if isinstance(result, Outcome) else Outcome("r", result=result)


def a_gateway(functions: Functions) -> Gateway:
    routes = [Route("ANY", "/open", "arn:f"), Route("ANY", "/kept", "arn:f", "arn:a")]
    return Gateway(routes, FUNCTIONS, functions)


def test_what_no_route_fits_is_not_found() -> None:
    answer = a_gateway(Functions())(a_request("/else"))

    assert (answer.status, answer.body) == (404, b'{"message":"Not Found"}')


def test_an_open_route_needs_no_authorizer() -> None:
    functions = Functions(f={"statusCode": 204})

    assert a_gateway(functions)(a_request()).status == 204
    assert [name for name, _ in functions.events] == ["f"]


def test_the_handler_is_told_what_the_authorizer_found() -> None:
    functions = Functions(
        a={"isAuthorized": True, "context": {"store_id": "s"}}, f={"statusCode": 200}
    )

    a_gateway(functions)(a_request("/kept"))

    assert functions.events[1][1]["requestContext"]["authorizer"] == {"lambda": {"store_id": "s"}}


@pytest.mark.parametrize("verdict", [{"isAuthorized": False}, {}, None])
def test_whom_the_authorizer_refuses_never_reaches_the_handler(verdict: Any) -> None:
    functions = Functions(a=verdict)

    answer = a_gateway(functions)(a_request("/kept"))

    assert (answer.status, answer.body) == (403, b'{"message":"Forbidden"}')
    assert [name for name, _ in functions.events] == ["a"]


@pytest.mark.parametrize("broken", ["a", "f"])
def test_a_function_that_raises_is_a_500(broken: str, capsys: pytest.CaptureFixture[str]) -> None:
    failed = Outcome("r", error=Failed("KeyError", "'x'", "Traceback: here"))
    results = {"a": {"isAuthorized": True}, "f": {"statusCode": 200}, broken: failed}

    answer = a_gateway(Functions(**results))(a_request("/kept"))

    assert (answer.status, answer.body) == (500, b'{"message":"Internal Server Error"}')
    assert "KeyError: 'x'\nTraceback: here" in capsys.readouterr().err


def test_an_event_over_six_megabytes_is_refused() -> None:
    answer = a_gateway(Functions())(a_request(body=b"x" * 6 * 1024 * 1024))

    assert answer.status == 413
