"""Reading requests: bodies, query strings, dates; what cannot be read is refused with its field."""

import base64
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from retrack.domain.errors import FieldProblem, Invalid, Unreadable
from retrack.domain.periods import Span, span
from retrack.services.ports import Clock

if TYPE_CHECKING:
    from pydantic import BaseModel

    from retrack.http.identity import Identity

MAX_BODY_BYTES = 1_000_000
DEFAULT_LIMIT, MAX_LIMIT = 50, 200
_MAX_ERRORS = 20  # more would not help anybody
_Read = TypeVar("_Read", bound="BaseModel")


def body_bytes(event: Mapping[str, Any]) -> bytes:
    """The body as it was sent, byte by byte: signatures are over these."""
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()


def read_body(event: Mapping[str, Any], model: type[_Read]) -> _Read:
    """The JSON body, checked against a model of `http.schemas`.

    Raises:
        Unreadable: not a JSON object.
        Invalid: some fields are wrong.
    """
    try:
        value = json.loads(body_bytes(event))
    except (ValueError, RecursionError) as exc:
        msg = "The body must be a JSON object in UTF-8."
        raise Unreadable(msg) from exc
    if not isinstance(value, dict):
        msg = "The body must be a JSON object."
        raise Unreadable(msg)
    return checked(value, model)


def checked(value: Mapping[str, Any], model: type[_Read]) -> _Read:
    """What came from outside, checked against a model of `http.schemas`.

    Raises:
        Invalid: some fields are wrong.
    """
    from pydantic import ValidationError  # noqa: PLC0415  only requests with a body wait for it

    try:
        return model.model_validate(value)
    except ValidationError as exc:
        problems = exc.errors(include_url=False, include_context=False, include_input=False)
        raise Invalid(*[_field_problem(p) for p in problems[:_MAX_ERRORS]]) from exc


def _field_problem(problem: Mapping[str, Any]) -> FieldProblem:
    path = ".".join(str(part) for part in problem["loc"] if part != "[key]")
    return FieldProblem(path, problem["msg"].removeprefix("Value error, "))


def query_of(event: Mapping[str, Any]) -> Mapping[str, str]:
    """The query string's parameters; a repeated one is comma-joined by the gateway."""
    return event.get("queryStringParameters") or {}


def read_limit(query: Mapping[str, str]) -> int:
    """How many rows a page should have.

    Raises:
        Invalid: not a number from 1 to 200.
    """
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not (re.fullmatch(r"[0-9]{1,3}", text) and 1 <= int(text) <= MAX_LIMIT):
        raise Invalid.field("limit", f"a number from 1 to {MAX_LIMIT}")
    return int(text)


def read_flag(query: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false; false when it is absent.

    Raises:
        Invalid: anything else.
    """
    text = query.get(name, "false").lower()
    if text not in {"true", "false"}:
        raise Invalid.field(name, "true or false")
    return text == "true"


def read_span(query: Mapping[str, str], identity: "Identity", clock: Clock) -> Span:
    """The days `from` and `to`, in the store's time zone; the last 30 days without them.

    Raises:
        Invalid: not ISO dates, or in the wrong order.
    """
    first, last = (read_day(query, name) for name in ("from", "to"))
    return span(first, last, now=clock.now(), time_zone=identity.time_zone)


def read_day(query: Mapping[str, str], name: str) -> date | None:
    """A parameter that is a day; None when it is absent.

    Raises:
        Invalid: not an ISO date.
    """
    text = query.get(name)
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as exc:
        raise Invalid.field(name, "an ISO date, such as 2026-11-23") from exc
    if day.isoformat() != text:
        raise Invalid.field(name, "an ISO date, such as 2026-11-23")
    return day
