"""The fulfilment report, as it is asked for and as it is answered."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from retrack.domain.carriers import CARRIERS
from retrack.domain.errors import Invalid
from retrack.domain.identifiers import CarrierSlug
from retrack.domain.periods import Span
from retrack.domain.reporting import Duration, Figures, Group, GroupBy, Report


def read_group_by(query: Mapping[str, str]) -> GroupBy:
    """By what to split; by day unless something else is asked for.

    Raises:
        Invalid: anything that a report cannot be split by.
    """
    try:
        return GroupBy(query.get("group_by", GroupBy.DAY))
    except ValueError as exc:
        raise Invalid.field("group_by", "one of " + ", ".join(GroupBy)) from exc


def report_view(
    report: Report, group_by: GroupBy, span: Span, *, time_zone: str, shipped: int
) -> dict[str, Any]:
    """A report split in one way; `from` and `to` are days in the store's time zone.

    `shipped` counts the orders fulfilled in the period, whenever they were processed; everything
    else is about the orders processed in it.
    """
    tz = ZoneInfo(time_zone)
    return {
        "from": span.first_day(tz).isoformat(),
        "to": span.last_day(tz).isoformat(),
        "time_zone": time_zone,
        "group_by": group_by,
        "shipped": shipped,
        "totals": _figures_view(report.totals),
        "groups": [_group_view(group, group_by) for group in report.groups[group_by]],
    }


def _group_view(group: Group, group_by: GroupBy) -> dict[str, Any]:
    view: dict[str, Any] = {"key": group.key}
    if group_by is GroupBy.CARRIER:
        carrier = CARRIERS.get(CarrierSlug(group.key or ""))
        view["name"] = carrier.name if carrier else group.key
    return view | _figures_view(group.figures)


def _figures_view(figures: Figures) -> dict[str, Any]:
    return {
        "processed": figures.processed,
        "fulfilled": figures.fulfilled,
        "not_fulfilled": figures.not_fulfilled,
        "delivered": figures.delivered,
        "attention": figures.attention,
        "time_to_fulfil_days": _duration_view(figures.time_to_fulfil),
        "time_in_transit_days": _duration_view(figures.time_in_transit),
    }


def _duration_view(duration: Duration) -> dict[str, float | None]:
    return {"median": duration.median, "p90": duration.p90}
