"""What requests carry beside their bodies: parts of the path, of the query, and headers."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from retrack.domain.feedback import FeedbackKind
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.reporting import GroupBy
from retrack.domain.settings import Channel, Trigger
from retrack.domain.statuses import Status
from retrack.http.requests import DEFAULT_LIMIT, MAX_LIMIT

_Parameter = Mapping[str, Any]
_TEXT: dict[str, Any] = {"type": "string"}
_DAY = {"type": "string", "format": "date"}


def _path(description: str, example: str) -> _Parameter:
    schema = {"type": "string", "minLength": 1}
    return {"in": "path", "required": True, "description": description, "schema": schema} | {
        "example": example
    }


def _query(description: str, schema: Mapping[str, Any] = MappingProxyType(_TEXT)) -> _Parameter:
    return {"in": "query", "description": description, "schema": dict(schema)}


def _words(description: str, kind: type[StrEnum]) -> _Parameter:
    return _query(f"{description}: one or more of {', '.join(kind)}, comma-separated.")


def _header(description: str, **schema: Any) -> _Parameter:
    return {"in": "header", "description": description, "schema": _TEXT | schema}


PATH: Mapping[str, Mapping[str, _Parameter]] = MappingProxyType(
    {
        "/v1/orders": {"id": _path("The order's id.", "5489512341")},
        "/v1/jobs": {"id": _path("The job's id.", "70b00000000000000000000000000001")},
        "/v1/imports": {"id": _path("The import's id.", "1f000000000000000000000000000001")},
        "/v1/webhooks": {
            "id": _path("The webhook's id.", "3b000000000000000000000000000001"),
            "did": _path("The delivery's id.", "msg_000000000000000000000000000001"),
        },
        "/v1/people": {"id": _path("The person's id.", "0b1c0000-0000-4000-8000-000000000001")},
        "/v1/api-keys": {"id": _path("The key's id, as lists show it.", "5e" * 32)},
        "/u": {"token": _path("From the email's `List-Unsubscribe`.", "not-a-real-token")},
        "": {
            "id": _path("Its id.", "1"),
            "shop": _path("A kind of shop.", "shopify"),
            "sid": _path("The shipment's id.", "s1"),
            "provider": _path("Who pushes: a tracking provider or a shop.", "17track"),
            "store": _path("The store's id.", "5f0c2a9be4d34d1c8a7e6b5c4d3e2f10"),
            "token": _path("From the shipment's `customer_url`.", "not-a-real-token"),
        },
    }
)
"""By the beginning of the address and the part's name; the longest beginning that has it counts."""

QUERY: Mapping[str, _Parameter] = MappingProxyType(
    {
        "from": _query("The first day, in the store's time zone.", _DAY),
        "to": _query("The last day, in the store's time zone; at most today's is useful.", _DAY),
        "date_field": _query(
            "Which date `from` and `to` are about.",
            {"type": "string", "enum": ["processed", "fulfilled"], "default": "processed"},
        ),
        "status": _query("One or more of " + ", ".join(Status) + ", comma-separated."),
        "attention": _query(
            "Only orders that need attention; without dates, of all time.",
            {"type": "boolean", "default": False},
        ),
        "q": _query(
            "The beginning of an order's name, a tracking number or an e-mail address;"
            " without dates, of all time.",
            {"type": "string", "maxLength": 100},
        ),
        "fulfilled": _query(
            "Only orders that are fulfilled, or that are not.", {"type": "boolean"}
        ),
        "carrier": _query("Only orders with a parcel of this carrier.", _TEXT | {"maxLength": 200}),
        "country": _query("Only orders that go there.", _TEXT | {"maxLength": 200}),
        "state": _words("How far messages have come", NotificationState),
        "reason": _words("Why messages were not sent, or wait", NotSent),
        "trigger": _words("What messages tell", Trigger),
        "channel": _words("How messages go", Channel),
        "outcome": _words("What the mail service reported of emails", FeedbackKind),
        "order": _query(
            "An order's id or name: the messages about it.", _TEXT | {"maxLength": 200}
        ),
        "limit": _query(
            "How many.",
            {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
        "cursor": _query("Where to go on: the `next_cursor` of the page before."),
        "suppressions": _query(
            "Whether to tell why the customer is sent nothing, which takes another look.",
            {"type": "boolean", "default": False},
        ),
        "group_by": _query(
            "What to split by.",
            {"type": "string", "enum": [str(by) for by in GroupBy], "default": str(GroupBy.DAY)},
        ),
    }
)

HEADERS: Mapping[str, _Parameter] = MappingProxyType(
    {
        "Retrack-Store": _header(
            "For people who belong to several stores: the id of the one that is meant."
            " An API key belongs to one store and needs none."
        ),
        "Idempotency-Key": _header(
            "The same key and body within 24 hours gives the same answer, and is done once."
            " Choose a fresh one that nobody can guess, such as a UUID: with it goes whatever the"
            " answer shows only once.",
            maxLength=255,
            pattern="^[ -~]+$",
        ),
        "If-Match": _header("The ETag of what was read; refused with 412 if it has changed since."),
    }
)

ANSWER_HEADERS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "ETag": {"description": "For `If-Match`.", "schema": _TEXT, "required": True},
        "Location": {"description": "Where to go on.", "schema": _TEXT, "required": True},
        "Retry-After": {
            "description": "In seconds.",
            "schema": {"type": "integer", "minimum": 1},
            "required": True,
        },
    }
)


def of_path(path: str, name: str) -> _Parameter:
    """What a part of an address is."""
    fitting = [start for start in PATH if path.startswith(start) and name in PATH[start]]
    return PATH[max(fitting, key=len)][name]
