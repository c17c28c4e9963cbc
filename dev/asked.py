"""Reading what `/_dev` is asked, and refusing what cannot be done."""

from __future__ import annotations

import json
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from dev.http_events import Answer

if TYPE_CHECKING:
    from dev.http_events import Request

FIRST_YEAR, LAST_YEAR = 2000, 2100  # where the clock can be put


class Wrong(Exception):
    """The request cannot be done; `field` is what is wrong with it."""

    def __init__(
        self, message: str, *, field: str = "", status: int = HTTPStatus.UNPROCESSABLE_ENTITY
    ) -> None:
        super().__init__(message)
        self.message, self.field, self.status = message, field, status


def read_json(request: Request) -> Any:
    """The body as JSON.

    Raises:
        Wrong: it is none.
    """
    try:
        return json.loads(request.body)
    except ValueError as exc:
        msg = "The body is not JSON."
        raise Wrong(msg, status=HTTPStatus.BAD_REQUEST) from exc


def read_object(request: Request, known: set[str]) -> dict[str, Any]:
    """The body as a JSON object of these fields alone.

    Raises:
        Wrong: it is something else.
    """
    found = read_json(request)
    if not isinstance(found, dict):
        msg = "a JSON object"
        raise Wrong(msg, field="body")
    if unknown := sorted(set(found) - known):
        msg = f"not known; only {', '.join(sorted(known))}"
        raise Wrong(msg, field=unknown[0])
    return found


def read_moment(text: Any) -> datetime:
    """A time with its offset.

    Raises:
        Wrong: it is none, or out of reach.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as exc:
        msg = "a time such as 2026-11-23T09:30:00Z"
        raise Wrong(msg, field="now") from exc
    if moment.tzinfo is None:
        msg = "the time needs an offset, such as 2026-11-23T09:30:00Z"
        raise Wrong(msg, field="now")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        msg = f"a time between {FIRST_YEAR} and {LAST_YEAR}"
        raise Wrong(msg, field="now")
    return moment


def problem(wrong: Wrong) -> Answer:
    """The refusal, as a problem document."""
    title = HTTPStatus(wrong.status).phrase
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": int(wrong.status),
        "detail": f"{wrong.field}: {wrong.message}" if wrong.field else wrong.message,
    }
    if wrong.field:
        body["errors"] = [{"field": wrong.field, "message": wrong.message}]
    headers = [("content-type", "application/problem+json")]
    return Answer(wrong.status, json.dumps(body, ensure_ascii=False).encode(), headers)
