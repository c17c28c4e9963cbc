"""The lists of orders: by date, status, attention, or search (R9 to R12, R23)."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from retrack.domain.identifiers import StoreId
from retrack.domain.periods import ALL_TIME, Span
from retrack.domain.statuses import FulfillmentStatus, Status
from retrack.domain.times import to_text
from retrack.services.order_row import due_reasons, facts_of
from retrack.services.ports import Clock, OrderIndex, OrderRow

NONE = "none"
"""In a filter by carrier or country: the orders that have none."""
MAX_SEARCH_HITS = 500
_MAX_QUERIES = 20  # for one page, when a filter drops nearly everything

_Fetch = Callable[..., Sequence[OrderRow]]


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders to list. `span` None: all time. What is empty, or None, lets every one pass.

    `fulfilled` False are those of which something has yet to be shipped. `carrier` is a slug, or a
    name where we have none; `country` a code; "none" stands for orders without one.
    """

    span: Span | None = None
    by: Literal["processed", "fulfilled"] = "processed"
    statuses: frozenset[Status] = frozenset()
    attention: bool = False
    search: str = ""
    fulfilled: bool | None = None
    carrier: str = ""
    country: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it asks for something that only the rows themselves can tell."""
        return self.fulfilled is not None or bool(self.carrier or self.country)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Rows, newest first; `next_after` is the position to go on from, None at the end."""

    rows: tuple[OrderRow, ...]
    next_after: str | None


@dataclass(frozen=True, slots=True)
class ListOrders:
    """Reads one page of a list, in one query wherever an index answers the question."""

    index: OrderIndex
    clock: Clock

    def __call__(
        self, store_id: StoreId, wanted: OrderFilter, *, limit: int, after: str | None = None
    ) -> OrderPage:
        """The orders that fit, after (older than) a position."""
        if wanted.search:
            return self._found(store_id, wanted, limit=limit, after=after)
        fetches = self._fetches(store_id, wanted)
        fits = self._remaining_filter(wanted)
        rows: list[OrderRow] = []
        for _ in range(_MAX_QUERIES):
            page = _newest(fetches, after=after, limit=limit)
            rows += [row for row in page if fits is None or fits(row)]
            if len(page) < limit:
                return _page(rows, limit, more=False)
            if len(rows) >= limit:
                return _page(rows, limit, more=True)
            after = page[-1].position
        return OrderPage(tuple(rows), after)

    def _fetches(self, store_id: StoreId, wanted: OrderFilter) -> list[_Fetch]:
        span = wanted.span or ALL_TIME
        if wanted.attention:
            return [partial(self.index.needing_attention, store_id, self.clock.now())]
        if wanted.by == "fulfilled":
            return [partial(self.index.fulfilled, store_id, span)]
        if wanted.statuses:
            statuses = sorted(wanted.statuses)
            return [partial(self.index.with_status, store_id, s, span) for s in statuses]
        return [partial(self.index.processed, store_id, span)]

    def _remaining_filter(self, wanted: OrderFilter) -> Callable[[OrderRow], bool] | None:
        """What the index did not answer already; None when that is nothing."""
        if wanted.attention:
            answered_by_index = not wanted.statuses and not wanted.span
        else:
            answered_by_index = wanted.by == "processed" or not wanted.statuses
        if answered_by_index and not wanted.narrows:
            return None
        return partial(_fits, wanted=wanted)

    def _found(
        self, store_id: StoreId, wanted: OrderFilter, *, limit: int, after: str | None
    ) -> OrderPage:
        hits = self.index.search(store_id, wanted.search, limit=MAX_SEARCH_HITS)
        now = self.clock.now()
        rows = [
            hit
            for hit in hits
            if (after is None or hit.position < after)
            and _fits(hit, wanted=wanted)
            and (not wanted.attention or any(due_reasons(facts_of(hit.row), now=now)))
        ]
        return _page(rows, limit, more=False)


def every_row(
    index: OrderIndex, store_id: StoreId, span: Span, *, page_size: int = 500
) -> Iterator[OrderRow]:
    """All the orders processed in a time, read as they are consumed."""
    after = None
    while True:
        page = index.processed(store_id, span, after=after, limit=page_size)
        yield from page
        if len(page) < page_size:
            return
        after = page[-1].position


def _newest(fetches: Sequence[_Fetch], *, after: str | None, limit: int) -> list[OrderRow]:
    pages = [fetch(after=after, limit=limit) for fetch in fetches]
    if len(pages) == 1:
        return list(pages[0])
    merged = heapq.merge(*pages, key=lambda row: row.position, reverse=True)
    return list(merged)[:limit]


def _page(rows: Sequence[OrderRow], limit: int, *, more: bool) -> OrderPage:
    shown = tuple(rows[:limit])
    goes_on = more or len(rows) > limit
    return OrderPage(shown, shown[-1].position if goes_on and shown else None)


def _fits(row: OrderRow, *, wanted: OrderFilter) -> bool:
    facts = facts_of(row.row)
    if wanted.statuses and facts["status"] not in wanted.statuses:
        return False
    if wanted.narrows and not _is_narrowed_to(facts, wanted):
        return False
    return wanted.span is None or _in_span(facts, wanted)


def _is_narrowed_to(facts: dict[str, Any], wanted: OrderFilter) -> bool:
    is_fulfilled = facts["fulfillment"] == FulfillmentStatus.FULFILLED
    return (
        wanted.fulfilled in {None, is_fulfilled}
        and wanted.carrier in {"", *(facts["carriers"] or [NONE])}
        and wanted.country in {"", facts["country"] or NONE}
    )


def _in_span(facts: dict[str, Any], wanted: OrderFilter) -> bool:
    span = wanted.span
    moment = facts["fulfilled_at" if wanted.by == "fulfilled" else "processed_at"]
    if span is None or moment is None:
        return False
    return bool(to_text(span.first) <= moment < to_text(span.end))
