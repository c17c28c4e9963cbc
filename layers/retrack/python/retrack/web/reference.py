"""The API's description: the OpenAPI document as it was made, and a page to read and to try it."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from aws_lambda_powertools.event_handler.api_gateway import Response

from retrack.http.resolver import Answer
from retrack.web.site import Site
from retrack.web.visits import Guest

_FILE = Path(__file__).parent / "openapi.json"
_HEADERS = {
    "Cache-Control": "public, max-age=300",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


def add_reference(site: Site) -> None:
    """`/v1/openapi.json` and `/docs`, for everybody."""
    site.open_get("/v1/openapi.json")(_document)
    site.open_get("/docs")(_page)


def _document(_: Guest) -> Answer:
    return Response(
        200, "application/json", _text(), headers=dict(_HEADERS), cookies=[], compress=True
    )


def _page(guest: Guest) -> Answer:
    from retrack.web.reference_view import reference  # noqa: PLC0415  only this page waits for it

    return guest.page("docs.html", reference=reference(_parsed()))


@cache
def _text() -> str:
    return _FILE.read_text(encoding="utf-8")


@cache
def _parsed() -> Mapping[str, Any]:
    parsed: Mapping[str, Any] = json.loads(_text())
    return parsed
