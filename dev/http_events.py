"""Requests as API Gateway's HTTP API hands them to Lambda, and Lambda's results as answers.

Source: API Gateway developer guide, "Create AWS Lambda proxy integrations for HTTP APIs" and
"Control access to HTTP APIs with AWS Lambda authorizers", payload format 2.0.
"""

from __future__ import annotations

import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from dev.place import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dev.routes import Route

API_ID = "local"


_TOO_LARGE = "https://retrack.dev/problems/too-large"


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in. Header names as they were sent; the path still encoded."""

    method: str
    path: str
    query: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    source_ip: str
    domain: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to send."""

    status: int
    body: bytes
    headers: Sequence[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def message(cls, status: int, text: str) -> Answer:
        """One that the gateway itself gives.

        As AWS's but for a body over its limits: where that limit lies is the gateway's, and clients
        are promised a problem document whoever refuses them.
        """
        told: dict[str, object] = {"message": text}
        kind = "application/json"
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            kind = "application/problem+json"
            told |= {
                "type": _TOO_LARGE,
                "title": "Too large",
                "status": int(status),
                "detail": text,
            }
        body = json.dumps(told, separators=(",", ":")).encode()
        return cls(status, body, [("content-type", kind)])


def event(
    request: Request, route: Route, values: Mapping[str, str], authorised: Any = None
) -> dict[str, Any]:
    """The event of a request, with the authorizer's context once there is one."""
    result = _shared(request, route, values)
    if authorised is not None:
        result["requestContext"]["authorizer"] = {"lambda": authorised}
    body, encoded = _body(request)
    if body is not None:
        result["body"] = body
    return {**result, "isBase64Encoded": encoded}


def authorizer_event(request: Request, route: Route, values: Mapping[str, str]) -> dict[str, Any]:
    """What the authorizer is asked, when it names no identity source."""
    api = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{API_ID}"
    arn = f"{api}/$default/{request.method}{unquote(request.path)}"
    shared = _shared(request, route, values)
    return {**shared, "type": "REQUEST", "routeArn": arn, "identitySource": None}


def answer(result: Any) -> Answer:
    """What a handler's result means: a whole answer, or just a body.

    Raises:
        ValueError: neither; AWS answers 500.
    """
    if not isinstance(result, dict) or "statusCode" not in result:
        body = result if isinstance(result, str) else json.dumps(result)
        return Answer(200, body.encode(), [("content-type", "application/json")])
    text = result.get("body") or ""
    if not isinstance(text, str):
        msg = "the body of an answer is text"
        raise ValueError(msg)  # noqa: TRY004  the value came from outside
    content = base64.b64decode(text) if result.get("isBase64Encoded") else text.encode()
    headers = [(str(k).lower(), str(v)) for k, v in (result.get("headers") or {}).items()]
    for name, several in (result.get("multiValueHeaders") or {}).items():
        headers += [(str(name).lower(), str(value)) for value in several]
    headers += [("set-cookie", str(cookie)) for cookie in result.get("cookies") or []]
    if not any(name == "content-type" for name, _ in headers):
        headers.append(("content-type", "text/plain; charset=utf-8"))
    return Answer(int(result["statusCode"]), content, headers)


def _shared(request: Request, route: Route, values: Mapping[str, str]) -> dict[str, Any]:
    headers, cookies = _headers(request)
    result: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        # Decoded, unlike REST APIs and function URLs, which hand it over as it came.
        "rawPath": unquote(request.path),
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": _context(request, route, headers),
    }
    if cookies:
        result["cookies"] = cookies
    if request.query:
        result["queryStringParameters"] = _query(request.query)
    if values:
        result["pathParameters"] = {name: unquote(value) for name, value in values.items()}
    return result


def _headers(request: Request) -> tuple[dict[str, str], list[str]]:
    """The headers in lower case, several of one name joined by commas; cookies apart."""
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for name, value in request.headers:
        low = name.lower()
        if low == "cookie":
            cookies += [part.strip() for part in value.split(";") if part.strip()]
        else:
            headers[low] = f"{headers[low]},{value}" if low in headers else value
    headers["host"] = headers.get("host", request.domain)
    headers["x-forwarded-for"] = request.source_ip
    headers["x-forwarded-port"] = request.domain.rpartition(":")[2]
    headers["x-forwarded-proto"] = "http"
    return headers, cookies


def _query(query: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _context(request: Request, route: Route, headers: Mapping[str, str]) -> dict[str, Any]:
    now = time.time()
    return {
        "accountId": ACCOUNT,
        "apiId": API_ID,
        "domainName": request.domain,
        "domainPrefix": request.domain.partition(".")[0],
        "http": {
            "method": request.method,
            "path": unquote(request.path),
            "protocol": "HTTP/1.1",
            "sourceIp": request.source_ip,
            "userAgent": headers.get("user-agent", ""),
        },
        "requestId": uuid.uuid4().hex[:15] + "=",
        "routeKey": route.key,
        "stage": "$default",
        "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "timeEpoch": int(now * 1000),
    }


def _body(request: Request) -> tuple[str | None, bool]:
    if not request.body:
        return None, False
    kind = next((v for k, v in request.headers if k.lower() == "content-type"), "")
    if _is_text(kind):
        try:
            return request.body.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    return base64.b64encode(request.body).decode(), True


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return (
        kind.startswith("text/")
        or kind in {"application/json", "application/javascript", "application/xml"}
        or kind.endswith(("+json", "+xml"))
    )
