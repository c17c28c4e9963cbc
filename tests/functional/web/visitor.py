"""A browser as far as the server can tell: cookies, forms, where a request comes from."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from retrack.web.site import Site
from tests.functional.cloud import Context
from tests.functional.html_page import Page

HOST = "app.example.com"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]
    cookies: tuple[str, ...]

    @cached_property
    def page(self) -> Page:
        return Page(self.text)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def csrf(self) -> str:
        return self.page.all("input", name="csrf")[0].attributes["value"]


@dataclass
class Visitor:
    """`headers` go along with every request; `cookies` are kept as a browser keeps them."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Answer:
        return self.send("GET", address, headers=headers)

    def part(self, address: str) -> Answer:
        """What htmx gets."""
        return self.send("GET", address, headers={"hx-request": "true"})

    def post(
        self,
        address: str,
        fields: Mapping[str, Any] | None = None,
        *,
        htmx: bool = False,
        origin: str = "same-origin",
    ) -> Answer:
        """Sends a form, from our own pages unless another origin is named."""
        headers = {"sec-fetch-site": origin, "content-type": "application/x-www-form-urlencoded"}
        if htmx:
            headers["hx-request"] = "true"
        return self.send("POST", address, urlencode(fields or {}, doseq=True), headers=headers)

    def submit(self, address: str, fields: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """The same with the token that our pages put into forms."""
        return self.post(address, {"csrf": self.token(), **(fields or {})}, **more)

    def token(self) -> str:
        """The token that htmx sends as a header, from the body of every page."""
        body = self.get("/orders").page.one("body").attributes["hx-headers"]
        return str(json.loads(body)["retrack-csrf"])

    def follow(self, answer: Answer) -> Answer:
        assert answer.status == 303, answer.text
        return self.get(answer.location)

    def sign_in(
        self,
        email: str = "mali@example.com",
        password: str = "her password",  # noqa: S107
    ) -> Answer:
        return self.post("/login", {"email": email, "password": password, "next": "/orders"})

    def send(
        self, method: str, address: str, body: str = "", *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(address)
        sent = {"host": HOST, "x-forwarded-proto": "https", **self.headers, **(headers or {})}
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": "ANY /{proxy+}",
            "rawPath": unquote(parts.path),
            "rawQueryString": parts.query,
            "headers": sent,
            "requestContext": {
                "http": {"method": method, "path": parts.path},
                "domainName": HOST,
                "stage": "$default",
            },
            "isBase64Encoded": False,
        }
        if self.cookies:
            event["cookies"] = [f"{name}={value}" for name, value in self.cookies.items()]
        if parts.query:
            event["queryStringParameters"] = _query(parts.query)
        if body:
            event["body"] = body
        return self._kept(self.site.app.resolve(event, Context("dashboard")))  # type: ignore[arg-type]  # it only looks at names

    def _kept(self, result: Mapping[str, Any]) -> Answer:
        for cookie in result.get("cookies", []):
            name, _, rest = cookie.partition("=")
            value = rest.partition(";")[0]
            if re.search(r"Max-Age=0\b", cookie):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        headers = {name.lower(): value for name, value in result["headers"].items()}
        return Answer(
            result["statusCode"], _text(result, headers), headers, tuple(result.get("cookies", []))
        )


def _query(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.split("&")]
    return {unquote(name): unquote(value.replace("+", " ")) for name, _, value in pairs}


def _text(result: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    body = result.get("body") or ""
    if not result.get("isBase64Encoded"):
        return str(body)
    raw = base64.b64decode(body)
    return (gzip.decompress(raw) if headers.get("content-encoding") == "gzip" else raw).decode()
