"""The API as clients see it: each request through the route, the authorizer and the function.

Whatever a test gets an answer to, that answer is held against the OpenAPI document.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from dev import http_events
from dev.routes import Route, find
from tests import openapi_document
from tests.architecture import template
from tests.functional.cloud import Cloud, NewStore

DOMAIN = "api.example.com"
SOURCE_IP = "192.0.2.10"


@functools.cache
def routes() -> list[Route]:
    """The routes that template.yaml declares; `function` is the folder's name."""
    found = [
        Route(
            method=event["Properties"]["Method"].upper(),
            path=event["Properties"]["Path"],
            function=template.folder_of(name),
            authorizer=None if _is_open(event["Properties"]) else "authorizer",
        )
        for name, properties in template.functions().items()
        for event in properties.get("Events", {}).values()
        if event["Type"] == "HttpApi"
    ]
    return sorted(found, key=lambda route: route.rank)


def _is_open(properties: Mapping[str, Any]) -> bool:
    return bool(properties.get("Auth", {}).get("Authorizer") == "NONE")


@dataclass(frozen=True)
class Answer:
    """An answer, header names in lower case."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    @property
    def fields(self) -> list[str]:
        """Of a 422, the fields that are wrong."""
        return [error["field"] for error in self.body["errors"]]

    @property
    def slug(self) -> str:
        """The end of a problem's type."""
        return str(self.body["type"]).rpartition("/")[2]


class Gateway:
    """Calls the API, with a store's key unless another credential is given."""

    def __init__(self, cloud: Cloud, store: NewStore | None = None) -> None:
        self.cloud = cloud
        self.store = store

    def get(self, path: str, **options: Any) -> Answer:
        return self.call("GET", path, **options)

    def post(self, path: str, body: object = None, **options: Any) -> Answer:
        return self.call("POST", path, body, **options)

    def put(self, path: str, body: object = None, **options: Any) -> Answer:
        return self.call("PUT", path, body, **options)

    def patch(self, path: str, body: object = None, **options: Any) -> Answer:
        return self.call("PATCH", path, body, **options)

    def delete(self, path: str, **options: Any) -> Answer:
        return self.call("DELETE", path, **options)

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
    ) -> Answer:
        """`body` is sent as JSON unless it is bytes."""
        request = self.request(method, path, body, headers=headers, query=query)
        found = find(routes(), method, path)
        assert found, f"no route for {method} {path}"
        route, values = found
        authorised = None
        if route.authorizer:
            asked = http_events.authorizer_event(request, route, values)
            told = self.cloud.invoke(route.authorizer, asked)
            assert told["isAuthorized"]
            authorised = told["context"]
        event = http_events.event(request, route, values, authorised)
        result = self.cloud.invoke(route.function, event)
        answer = Answer(
            result["statusCode"],
            result.get("body") or "",
            {name.lower(): value for name, value in result.get("headers", {}).items()},
        )
        told = openapi_document.surprises(
            route.method, route.path, answer.status, answer.headers, answer.text
        )
        assert not told, f"not as the API's document says: {told}"
        return answer

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
    ) -> http_events.Request:
        sent = {"content-type": "application/json", "user-agent": "tests/1"}
        if self.store:
            sent["authorization"] = f"Bearer {self.store.api_key}"
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        content = body if isinstance(body, bytes) else b"" if body is None else _json(body)
        return http_events.Request(
            method=method,
            path=quote(path, safe="/%"),
            query=urlencode({k: str(v) for k, v in (query or {}).items()}),
            headers=list(sent.items()),
            body=content,
            source_ip=SOURCE_IP,
            domain=DOMAIN,
        )


def _json(body: object) -> bytes:
    return json.dumps(body).encode()
