"""Who a request is from, as the authorizer found out.

The authorizer lets every request through and says in its context who it is from, or why it could
not tell: the gateway's own refusal could not be a problem document. A handler gets at its store
only through `identity_of`, so that nothing works without a valid credential.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retrack.domain.errors import Unauthenticated, Unreadable
from retrack.domain.identifiers import StoreId
from retrack.domain.plans import Plan


@dataclass(frozen=True, slots=True)
class Identity:
    """The caller's store and what a handler needs of its settings; `actor` is who acts."""

    store_id: StoreId
    plan: Plan
    actor: str
    role: str
    time_zone: str
    locale: str
    tracking_url: str
    cursor_key: str


def identity_of(event: Mapping[str, Any]) -> Identity:
    """Who an API Gateway HTTP API 2.0 event is from.

    Raises:
        Unauthenticated: nobody we know.
        Unreadable: the person did not say which of their stores is meant.
    """
    context = event["requestContext"].get("authorizer", {}).get("lambda") or {}
    if context.get("refused") == "unreadable":
        raise Unreadable(context.get("detail", ""))
    if "store_id" not in context:
        raise Unauthenticated(context.get("detail", ""))
    return Identity(
        store_id=StoreId(context["store_id"]),
        plan=Plan(context["plan"]),
        actor=context["actor"],
        role=context["role"],
        time_zone=context["time_zone"],
        locale=context["locale"],
        tracking_url=context["tracking_url"],
        cursor_key=context["cursor_key"],
    )
