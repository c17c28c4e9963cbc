"""The Monitoring page: how many orders came how far in a period, and how long it took (R22-R24)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from retrack.domain.carriers import CARRIERS
from retrack.domain.identifiers import CarrierSlug
from retrack.domain.reporting import Figures, Group, GroupBy, Report
from retrack.services.list_orders import NONE
from retrack.web import charts
from retrack.web.periods import NAMES, Period, read_period
from retrack.web.plan_page import requires_tracking

if TYPE_CHECKING:
    from retrack.http.resolver import Answer
    from retrack.services.report_fulfillment import ReportFulfillment
    from retrack.web.site import Site
    from retrack.web.visits import Visit

MOST_GROUPS = 20  # carriers or countries shown; the rest are few orders each


@dataclass(frozen=True, slots=True)
class Links:
    """Where the numbers of some orders lead: to these very orders, on the Tracking page."""

    narrowed: dict[str, str]

    def to(self, count: str) -> str:
        """The orders behind one of the numbers."""
        return "/tracking?" + urlencode(self.narrowed | _COUNTS[count], safe=",")


@dataclass(frozen=True, slots=True)
class Line:
    """A carrier, country or day: `name` is empty for orders that have none."""

    name: str
    figures: Figures
    links: Links


_COUNTS: dict[str, dict[str, str]] = {
    "processed": {},
    "fulfilled": {"fulfilled": "true"},
    "not_fulfilled": {"fulfilled": "false"},
    "delivered": {"status": "delivered"},
    "attention": {"attention": "true"},
    "shipped": {"date_field": "fulfilled"},
}


def add_monitoring(site: Site, *, report: Callable[[], ReportFulfillment]) -> None:
    """The page."""

    @site.get("/monitoring")
    @requires_tracking("monitoring")
    def monitoring(visit: Visit) -> Answer:
        zone = visit.view.writing.zone
        period = read_period(visit.query, now=visit.clock.now(), zone=zone)
        use = report()
        found = use(
            visit.store_id,
            visit.plan,
            period.span,
            group_by=list(GroupBy),
            time_zone=visit.store.time_zone,
        )
        shipped = use.shipped(visit.store_id, visit.plan, period.span)
        values = _values(visit, period, found) | {"shipped": shipped}
        template = "monitoring/report.html" if visit.is_partial else "monitoring/page.html"
        return visit.page(template, **values)


def _values(visit: Visit, period: Period, found: Report) -> dict[str, Any]:
    days = period.parameters()
    by_carrier = found.groups[GroupBy.CARRIER]
    by_country = found.groups[GroupBy.COUNTRY]
    return {
        "period": period,
        "periods": NAMES,
        "totals": found.totals,
        "links": Links(days),
        "carriers": [_carrier(group, days) for group in by_carrier[:MOST_GROUPS]],
        "countries": [_country(visit, group, days) for group in by_country[:MOST_GROUPS]],
        "more_carriers": max(0, len(by_carrier) - MOST_GROUPS),
        "more_countries": max(0, len(by_country) - MOST_GROUPS),
        "longest": charts.longest([g.figures for g in (*by_carrier, *by_country)]),
        "share": charts.share,
        "columns": _columns(period, found.groups[GroupBy.DAY]),
        "day_links": lambda first, last: Links({"from": first.isoformat(), "to": last.isoformat()}),
    }


def _columns(period: Period, groups: tuple[Group, ...]) -> charts.Columns | None:
    """The orders day by day; of all time from the first order to the last."""
    if not groups:
        return None
    first = period.first or charts.day_of(groups[0])
    last = period.last or charts.day_of(groups[-1])
    return charts.columns_of(groups, first, last)


def _carrier(group: Group, days: dict[str, str]) -> Line:
    known = CARRIERS.get(CarrierSlug(group.key or ""))
    name = known.name if known else group.key or ""
    return Line(name, group.figures, Links(days | {"carrier": group.key or NONE}))


def _country(visit: Visit, group: Group, days: dict[str, str]) -> Line:
    name = visit.view.writing.country(group.key) if group.key else ""
    return Line(name, group.figures, Links(days | {"country": group.key or NONE}))
