"""What requests for the log of messages ask for, and how it is answered."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from retrack.domain.errors import Invalid
from retrack.domain.feedback import FeedbackKind
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.settings import Channel, Trigger
from retrack.domain.times import to_text
from retrack.http.answers import notification_view
from retrack.http.cursors import cursor, position_of
from retrack.http.identity import Identity
from retrack.http.requests import read_span
from retrack.services.json_text import compact
from retrack.services.list_notifications import LoggedMessage, MessageFilter, MessagePage
from retrack.services.ports import Clock

_MAX_ORDER = 200
_FILTERS = ("from", "to", "state", "reason", "trigger", "channel", "outcome", "order")
_Word = TypeVar("_Word", bound=StrEnum)


def read_message_filter(
    query: Mapping[str, str], identity: Identity, clock: Clock
) -> MessageFilter:
    """The filter that a query string means; without days it is of all time.

    Raises:
        Invalid: a parameter is wrong.
    """
    order = query.get("order", "").strip()
    if len(order) > _MAX_ORDER:
        raise Invalid.field("order", f"at most {_MAX_ORDER} characters")
    has_days = "from" in query or "to" in query
    return MessageFilter(
        span=read_span(query, identity, clock) if has_days else None,
        states=read_words(query, "state", NotificationState),
        reasons=read_words(query, "reason", NotSent),
        triggers=read_words(query, "trigger", Trigger),
        channels=read_words(query, "channel", Channel),
        outcomes=read_words(query, "outcome", FeedbackKind),
        order=order,
    )


def read_words(query: Mapping[str, str], name: str, kind: type[_Word]) -> frozenset[_Word]:
    """The words in a comma-separated parameter; none when it is absent.

    Raises:
        Invalid: one of them is none of this kind.
    """
    words = query.get(name, "").split(",")
    try:
        return frozenset(kind(word.strip()) for word in words if word.strip())
    except ValueError as exc:
        raise Invalid.field(name, "one or more of " + ", ".join(kind)) from exc


def read_cursor(query: Mapping[str, str], identity: Identity) -> str | None:
    """The position to go on from.

    Raises:
        Unreadable: the cursor is not of this store and this list.
    """
    return position_of(query.get("cursor"), key=identity.cursor_key, query=_list_of(query))


def page_view(page: MessagePage, query: Mapping[str, str], *, cursor_key: str) -> dict[str, Any]:
    """A page of the log."""
    following = None
    if page.next_after:
        following = cursor(page.next_after, key=cursor_key, query=_list_of(query))
    return {"items": list(_views(page.messages)), "next_cursor": following}


def messages_name(now: datetime, time_zone: str) -> str:
    """What an export of the log is called where it is saved."""
    return f"messages-{now.astimezone(ZoneInfo(time_zone)).date().isoformat()}.csv"


def _views(messages: Iterable[LoggedMessage]) -> Iterable[dict[str, Any]]:
    for _, told in messages:
        yield {
            "order_id": told.key.order_id,
            "order_name": told.order_name,
            **notification_view(told),
            "detail": told.detail or None,
            "first_at": to_text(told.first_at),
        }


def _list_of(query: Mapping[str, str]) -> str:
    """What a cursor is bound to: the filters, not the page's size; and this list alone."""
    return compact(["notifications", *(query.get(name) for name in _FILTERS)])
