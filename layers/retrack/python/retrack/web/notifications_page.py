"""Messages sent: what customers were told, what not and why, and what became of emails.

The list is the server's, whole or in parts; nothing but the address says what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from retrack.domain.errors import Invalid
from retrack.domain.feedback import FeedbackKind
from retrack.domain.notifications import NotificationState
from retrack.domain.plans import require_tracking
from retrack.domain.settings import Channel, Trigger
from retrack.http.cursors import cursor, position_of
from retrack.http.file_requests import export_answer
from retrack.http.notification_requests import messages_name, read_words
from retrack.services.list_notifications import ListNotifications, MessageFilter
from retrack.web import periods, words
from retrack.web.periods import Period, read_period

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.services.export_notifications import ExportNotifications
    from retrack.web.site import Site
    from retrack.web.visits import Visit

PAGE_SIZE = 50
RESULTS: Mapping[str, str] = dict((*words.MESSAGE_STATES.items(), *words.OUTCOMES.items()))
"""What a message can have come to: how far it is, or what the mail service reported."""
_PATH = "/notifications"
_MAX_ORDER = 200  # characters


@dataclass(frozen=True, slots=True)
class NotificationUseCases:
    """What the page does its work with, made when it is needed."""

    list: Callable[[], ListNotifications]
    export: Callable[[], ExportNotifications]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the address asks for. What is empty lets every message pass."""

    period: Period
    result: str = ""
    trigger: str = ""
    channel: str = ""
    order: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than a period."""
        return bool(self.result or self.trigger or self.channel or self.order)

    def messages(self) -> MessageFilter:
        """The same for the use case."""
        is_state = self.result in set(NotificationState)
        is_outcome = bool(self.result) and not is_state
        return MessageFilter(
            span=None if self.period.is_all_time else self.period.span,
            states=frozenset({NotificationState(self.result)}) if is_state else frozenset(),
            outcomes=frozenset({FeedbackKind(self.result)}) if is_outcome else frozenset(),
            triggers=frozenset({Trigger(self.trigger)}) if self.trigger else frozenset(),
            channels=frozenset({Channel(self.channel)}) if self.channel else frozenset(),
            order=self.order,
        )

    def parameters(self, *leaving_out: str) -> dict[str, str]:
        """What stands for it in an address, without the names to leave out."""
        names = ("result", "trigger", "channel", "order")
        found = {} if "period" in leaving_out else self.period.parameters()
        return found | {n: value for n in names if (value := getattr(self, n))}

    def address(self, path: str = _PATH, **more: str) -> str:
        """A page with this filter; `more` are further parameters."""
        return f"{path}?{urlencode(self.parameters() | more)}"


def add_notifications(site: Site, use: NotificationUseCases) -> None:
    """The list, going on in it, and the same as a file."""

    @site.get(_PATH)
    def notifications(visit: Visit) -> Answer:
        require_tracking(visit.plan)
        return _page(visit, use)

    @site.get(f"{_PATH}.csv")
    def file(visit: Visit) -> Answer:
        require_tracking(visit.plan)
        name = messages_name(visit.clock.now(), visit.store.time_zone)
        made = use.export()(visit.store_id, _chosen(visit).messages(), shown_as=name)
        return export_answer(made, name)


def _page(visit: Visit, use: NotificationUseCases) -> Answer:
    chosen = _chosen(visit)
    after = _position(visit, chosen)
    page = use.list()(visit.store_id, chosen.messages(), limit=PAGE_SIZE, after=after)
    values: dict[str, Any] = {
        "messages": [message.notification for message in page.messages],
        "chosen": chosen,
        "is_first": after is None,
        "more": _following(visit, chosen, page.next_after),
    }
    if visit.is_partial and after:
        return visit.page("notifications/lines.html", **values)
    values |= {
        "results": RESULTS,
        "triggers": words.TRIGGERS,
        "channels": words.CHANNELS,
        "periods": periods.NAMES,
    }
    template = "notifications/list.html" if visit.is_partial else "notifications/page.html"
    return visit.page(template, **values)


def _chosen(visit: Visit) -> Chosen:
    query = visit.query
    period = read_period(query, now=visit.clock.now(), zone=visit.view.writing.zone)
    result = query.get("result", "")
    if result and result not in RESULTS:
        raise Invalid.field("result", "one of " + ", ".join(RESULTS))
    return Chosen(
        period,
        result,
        trigger=_one("trigger", query, Trigger),
        channel=_one("channel", query, Channel),
        order=query.get("order", "").strip()[:_MAX_ORDER],
    )


def _one(name: str, query: Mapping[str, str], kind: type[Trigger | Channel]) -> str:
    return next(iter(read_words(query, name, kind)), "")


def _position(visit: Visit, chosen: Chosen) -> str | None:
    given = visit.query.get("cursor")
    return position_of(given, key=visit.store.cursor_key, query=chosen.address())


def _following(visit: Visit, chosen: Chosen, position: str | None) -> str | None:
    """The address of the next rows."""
    if position is None:
        return None
    return chosen.address(
        cursor=cursor(position, key=visit.store.cursor_key, query=chosen.address())
    )
