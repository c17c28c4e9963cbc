from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from dev.http_events import Answer, Request, answer, authorizer_event, event
from dev.routes import Route

ROUTE = Route("GET", "/v1/orders/{id}", "arn:f", "arn:auth")


def a_request(**changed: Any) -> Request:
    fields: dict[str, Any] = {
        "method": "GET",
        "path": "/v1/orders/a%20b",
        "query": "",
        "headers": [("Host", "127.0.0.1:3000"), ("User-Agent", "curl")],
        "body": b"",
        "source_ip": "127.0.0.1",
        "domain": "127.0.0.1:3000",
    }
    return Request(**(fields | changed))


def test_an_event_has_the_whole_shape_of_payload_format_2() -> None:
    told = event(a_request(), ROUTE, {"id": "a%20b"}, {"store_id": "s"})

    context = told.pop("requestContext")
    assert told == {
        "version": "2.0",
        "routeKey": "GET /v1/orders/{id}",
        "rawPath": "/v1/orders/a b",
        "rawQueryString": "",
        "headers": {
            "host": "127.0.0.1:3000",
            "user-agent": "curl",
            "x-forwarded-for": "127.0.0.1",
            "x-forwarded-port": "3000",
            "x-forwarded-proto": "http",
        },
        "pathParameters": {"id": "a b"},
        "isBase64Encoded": False,
    }
    assert context["stage"] == "$default"
    assert context["domainName"] == "127.0.0.1:3000"
    assert context["authorizer"] == {"lambda": {"store_id": "s"}}
    assert context["http"] == {
        "method": "GET",
        "path": "/v1/orders/a b",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1",
        "userAgent": "curl",
    }
    assert isinstance(context["timeEpoch"], int)


def test_repeated_parameters_and_headers_are_joined_by_commas() -> None:
    request = a_request(
        query="status=alert&status=expired&q=%23100&empty=",
        headers=[("X-A", "1"), ("x-a", "2")],
    )

    told = event(request, ROUTE, {})

    assert told["rawQueryString"] == "status=alert&status=expired&q=%23100&empty="
    assert told["queryStringParameters"] == {"status": "alert,expired", "q": "#100", "empty": ""}
    assert told["headers"]["x-a"] == "1,2"


def test_cookies_are_apart_from_the_headers() -> None:
    told = event(a_request(headers=[("Cookie", "a=1; b=2"), ("Cookie", "c=3")]), ROUTE, {})

    assert told["cookies"] == ["a=1", "b=2", "c=3"]
    assert "cookie" not in told["headers"]


@pytest.mark.parametrize(
    ("kind", "body", "encoded"),
    [
        ("application/json; charset=utf-8", '{"a":"ก"}'.encode(), False),
        ("application/problem+json", b"{}", False),
        ("text/csv", b"a,b", False),
        ("application/json", b"\xff\xfe", True),
        ("image/png", b"\x89PNG", True),
        ("application/x-www-form-urlencoded", b"a=1", True),
    ],
)
def test_only_text_travels_as_it_is(kind: str, body: bytes, *, encoded: bool) -> None:
    told = event(a_request(headers=[("Content-Type", kind)], body=body), ROUTE, {})

    assert told["isBase64Encoded"] is encoded
    assert (base64.b64decode(told["body"]) if encoded else told["body"].encode()) == body


def test_the_authorizer_is_asked_about_the_request() -> None:
    asked = authorizer_event(a_request(), ROUTE, {"id": "a%20b"})

    assert (asked["type"], asked["version"]) == ("REQUEST", "2.0")
    assert asked["routeArn"].endswith("/$default/GET/v1/orders/a b")
    assert asked["identitySource"] is None
    assert "body" not in asked


def test_a_whole_answer_is_taken_over() -> None:
    result = {
        "statusCode": 201,
        "headers": {"ETag": '"1"', "Content-Type": "text/html"},
        "cookies": ["a=1; Path=/", "b=2"],
        "body": "<p>",
    }

    assert answer(result) == Answer(
        201,
        b"<p>",
        [
            ("etag", '"1"'),
            ("content-type", "text/html"),
            ("set-cookie", "a=1; Path=/"),
            ("set-cookie", "b=2"),
        ],
    )


def test_an_encoded_body_is_decoded() -> None:
    body = base64.b64encode(b"\x00\xff").decode()

    assert answer({"statusCode": 200, "body": body, "isBase64Encoded": True}).body == b"\x00\xff"


@pytest.mark.parametrize("result", ["text", {"a": 1}, [1], None])
def test_anything_else_is_the_body_of_a_200(result: Any) -> None:
    given = answer(result)

    assert given.status == 200
    assert given.headers == [("content-type", "application/json")]
    assert given.body.decode() == (result if isinstance(result, str) else json.dumps(result))


def test_a_body_that_is_no_text_is_no_answer() -> None:
    with pytest.raises(ValueError, match="text"):
        answer({"statusCode": 200, "body": {"a": 1}})
