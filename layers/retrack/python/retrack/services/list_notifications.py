"""What a store's customers were told, and what not and why: newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from retrack.domain.feedback import FeedbackKind
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.notifications import Notification, NotificationState, NotSent
from retrack.domain.periods import ALL_TIME, Span
from retrack.domain.settings import Channel, Trigger

if TYPE_CHECKING:
    from retrack.services.file_ports import OrderNames
    from retrack.services.ports import Clock

MAX_ORDERS = 20  # of one name; the messages of more are not looked for
_MAX_QUERIES = 20  # for one page, when a filter drops nearly everything


class LoggedMessage(NamedTuple):
    """A message in the log. `position` sorts as the log does and can be gone on from."""

    position: str
    notification: Notification


class NotificationIndex(Protocol):
    """The log. Newest first, by when a message was first recorded."""

    def newest(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[LoggedMessage]:
        """At most `limit` messages of a time, after (older than) the position `after`."""
        ...

    def of_order(self, store_id: StoreId, order_id: OrderId) -> Sequence[LoggedMessage]:
        """Every message about an order."""
        ...


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages to list. `span` None: all time. What is empty lets every one pass.

    `outcomes` are what the mail service reported; `order` is an order's id or its name, as a whole.
    """

    span: Span | None = None
    states: frozenset[NotificationState] = frozenset()
    reasons: frozenset[NotSent] = frozenset()
    triggers: frozenset[Trigger] = frozenset()
    channels: frozenset[Channel] = frozenset()
    outcomes: frozenset[FeedbackKind] = frozenset()
    order: str = ""

    def lets_pass(self, message: LoggedMessage) -> bool:
        """Whether it is one of them, its order aside."""
        told = message.notification
        return (
            _is_among(told.state, self.states)
            and _is_among(told.reason, self.reasons)
            and _is_among(told.key.trigger, self.triggers)
            and _is_among(told.key.channel, self.channels)
            and _is_among(told.outcome and told.outcome.kind, self.outcomes)
            and (self.span is None or self.span.first <= told.first_at < self.span.end)
        )


class MessagePage(NamedTuple):
    """A page of the log; `next_after` is the position to go on from, None at the end."""

    messages: tuple[LoggedMessage, ...]
    next_after: str | None


@dataclass(frozen=True, slots=True)
class ListNotifications:
    """Reads one page of the log, in one query unless a filter drops some of it."""

    index: NotificationIndex
    names: OrderNames
    clock: Clock

    def __call__(
        self, store_id: StoreId, wanted: MessageFilter, *, limit: int, after: str | None = None
    ) -> MessagePage:
        """The messages that fit, after (older than) a position."""
        if wanted.order:
            return self._of_order(store_id, wanted, limit=limit, after=after)
        found: list[LoggedMessage] = []
        span = wanted.span or ALL_TIME
        for _ in range(_MAX_QUERIES):
            page = self.index.newest(store_id, span, after=after, limit=limit)
            found += filter(self._fits(wanted), page)
            if len(page) < limit:
                return _page(found, limit, more=False)
            if len(found) >= limit:
                return _page(found, limit, more=True)
            after = page[-1].position
        return MessagePage(tuple(found), after)

    def every(
        self, store_id: StoreId, wanted: MessageFilter, *, page_size: int = 500
    ) -> Iterator[Notification]:
        """All messages that fit, read as they are consumed."""
        after = None
        while True:
            page = self(store_id, wanted, limit=page_size, after=after)
            yield from (message.notification for message in page.messages)
            after = page.next_after
            if after is None:
                return

    def _of_order(
        self, store_id: StoreId, wanted: MessageFilter, *, limit: int, after: str | None
    ) -> MessagePage:
        orders = {OrderId(wanted.order), *self.names.named(store_id, wanted.order)[:MAX_ORDERS]}
        fits = self._fits(wanted)
        found = [
            message
            for order_id in orders
            for message in self.index.of_order(store_id, order_id)
            if (after is None or message.position < after) and fits(message)
        ]
        found.sort(key=lambda message: message.position, reverse=True)
        return _page(found, limit, more=False)

    def _fits(self, wanted: MessageFilter) -> Callable[[LoggedMessage], bool]:
        """What is over its time is not shown: it is deleted late."""
        now = self.clock.now()

        def fits(message: LoggedMessage) -> bool:
            expires = message.notification.expires_at
            return wanted.lets_pass(message) and (expires is None or now < expires)

        return fits


def _is_among(value: object, wanted: frozenset[object]) -> bool:
    return not wanted or value in wanted


def _page(found: Sequence[LoggedMessage], limit: int, *, more: bool) -> MessagePage:
    shown = tuple(found[:limit])
    goes_on = more or len(found) > limit
    return MessagePage(shown, shown[-1].position if goes_on and shown else None)
