"""The Tracking page: where every order's parcels are, what needs attention, what to do (R9-R12).

The list is the server's, whole or in parts; scripts only fetch less. Nothing but the address says
what is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from retrack.domain.carriers import CARRIERS
from retrack.domain.identifiers import CarrierSlug, OrderId
from retrack.domain.statuses import Status
from retrack.http.cursors import cursor, position_of
from retrack.services.job_progress import seen
from retrack.services.list_orders import NONE, ListOrders
from retrack.services.track_again import MAX_ORDERS, TrackMany
from retrack.web import advice, periods
from retrack.web.orders import line_of, lines
from retrack.web.plan_page import requires_tracking
from retrack.web.tracking_filter import PAGE_SIZE, TrackingFilter, read_tracking_filter
from retrack.web.visits import Visit, local

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.services.count_attention import CountAttention
    from retrack.services.ports import JobStore, OrderStore
    from retrack.services.summarise import Summarise
    from retrack.web.site import Site

ATTENTION_AT_MOST = 1000
_COUNTED_AT_ONCE = timedelta(days=100)  # counting longer periods would hold the list up
_UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class TrackingUseCases:
    """What the page does its work with, made when it is needed."""

    list_orders: Callable[[], ListOrders]
    summarise: Callable[[], Summarise]
    count_attention: Callable[[], CountAttention]
    track_many: Callable[[], TrackMany]
    orders: Callable[[], OrderStore]
    jobs: Callable[[], JobStore]


def add_tracking(site: Site, use: TrackingUseCases) -> None:
    """The page, its counts, one of its rows, and tracking many orders again."""

    @site.get("/tracking")
    @requires_tracking("tracking")
    def tracking(visit: Visit) -> Answer:
        return _page(visit, use)

    @site.get("/tracking/counts")
    @requires_tracking("tracking")
    def counts(visit: Visit) -> Answer:
        chosen = _filter(visit)
        values = _choices(visit, use, chosen, count=True)
        return visit.page("tracking/statuses.html", chosen=chosen, **values)

    @site.get("/tracking/orders/<order_id>")
    @requires_tracking("tracking")
    def one_row(visit: Visit, order_id: str) -> Answer:
        order = use.orders().load(visit.store_id, OrderId(order_id))
        values: dict[str, Any] = {"lines": [line_of(visit, order)], "advice": advice, "more": None}
        return visit.page("tracking/lines.html", **values)

    @site.post("/tracking/track")
    @requires_tracking("tracking")
    def track(visit: Visit) -> Answer:
        wanted = [OrderId(text) for text in visit.form.get("order_ids", []) if text]
        back = local(visit.field("back"))
        if not 1 <= len(wanted) <= MAX_ORDERS:
            return _selected_none(visit, back)
        job = use.track_many()(visit.store_id, wanted)
        if visit.is_partial:
            return visit.page("tracking/job.html", job=job, back=back)
        return visit.redirect(f"/tracking/jobs/{job.id}")

    @site.get("/tracking/jobs/<job_id>")
    @requires_tracking("tracking")
    def job(visit: Visit, job_id: str) -> Answer:
        found = seen(use.jobs().load(visit.store_id, job_id), visit.clock.now())
        template = "tracking/job.html" if visit.is_partial else "tracking/job_page.html"
        back = local(visit.query.get("back", "/tracking"))
        return visit.page(template, job=found, back=back)


def _page(visit: Visit, use: TrackingUseCases) -> Answer:
    chosen = _filter(visit)
    after = _position(visit, chosen)
    limit = PAGE_SIZE if after else chosen.shown
    page = use.list_orders()(visit.store_id, chosen.orders(), limit=limit, after=after)
    values: dict[str, Any] = {
        "lines": lines(visit, [row.row for row in page.rows]),
        "chosen": chosen,
        "advice": advice,
        "is_first": after is None,
        "more": _following(visit, chosen, page.next_after),
    }
    if visit.is_partial and after:
        return visit.page("tracking/lines.html", **values)
    soon = chosen.period.span.end - chosen.period.span.first <= _COUNTED_AT_ONCE
    values |= _choices(visit, use, chosen, count=soon) | {"narrowed": _narrowed(visit, chosen)}
    template = "tracking/list.html" if visit.is_partial else "tracking/page.html"
    return visit.page(template, **values)


def _filter(visit: Visit) -> TrackingFilter:
    return read_tracking_filter(visit.query, now=visit.clock.now(), zone=visit.view.writing.zone)


def _position(visit: Visit, chosen: TrackingFilter) -> str | None:
    given = visit.query.get("cursor")
    return position_of(given, key=visit.store.cursor_key, query=chosen.address())


def _following(visit: Visit, chosen: TrackingFilter, position: str | None) -> Any:
    """How to go on: `part` has only the next rows, `whole` is the page extended by them.

    A page that was extended as far as it goes is followed by another one.
    """
    if position is None:
        return None
    text = cursor(position, key=visit.store.cursor_key, query=chosen.address())
    longer = chosen.extended()
    part = longer.address(cursor=text, shown=str(longer.shown))
    return {"part": part, "whole": longer.here() if longer.shown > chosen.shown else part}


def _choices(
    visit: Visit, use: TrackingUseCases, chosen: TrackingFilter, *, count: bool
) -> dict[str, Any]:
    """What can be chosen, with how many orders each choice has; `counts` None: not counted."""
    counts = None
    attention = None
    if count and not chosen.is_narrowed:
        counts = use.summarise()(visit.store_id, visit.plan, chosen.period.span)
        attention = counts.attention
    if not chosen.was_chosen:
        attention = use.count_attention()(visit.store_id, visit.plan, at_most=ATTENTION_AT_MOST)
    return {
        "counts": counts,
        "attention": attention,
        "attention_at_most": ATTENTION_AT_MOST,
        "statuses": Status,
        "periods": periods.NAMES,
        "counted_later": not count and not chosen.is_narrowed,
    }


def _narrowed(visit: Visit, chosen: TrackingFilter) -> list[dict[str, str]]:
    """The parts of the filter that came with a link, each with the address that drops it."""
    found: list[dict[str, str]] = []
    if chosen.carrier:
        known = CARRIERS.get(CarrierSlug(chosen.carrier))
        name = "" if chosen.carrier == NONE else known.name if known else chosen.carrier
        found.append({"what": "carrier", "name": name, "drop": chosen.address("carrier")})
    if chosen.country:
        name = "" if chosen.country == NONE else visit.view.writing.country(chosen.country)
        found.append({"what": "country", "name": name, "drop": chosen.address("country")})
    if chosen.fulfilled is not None:
        what = "fulfilled" if chosen.fulfilled else "not_fulfilled"
        found.append({"what": what, "name": "", "drop": chosen.address("fulfilled")})
    if chosen.by == "fulfilled":
        found.append({"what": "by", "name": "", "drop": chosen.address("date_field")})
    return found


def _selected_none(visit: Visit, back: str) -> Answer:
    if visit.is_partial:
        return visit.page("tracking/none_selected.html", most=MAX_ORDERS)
    return visit.redirect(back, flash="none-selected")
