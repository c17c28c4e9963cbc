"""The filter of the Tracking page: all of it is in the page's address, to bookmark and to share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from retrack.domain.errors import Invalid
from retrack.domain.statuses import Status
from retrack.http.order_requests import read_statuses
from retrack.http.requests import read_flag
from retrack.services.list_orders import OrderFilter
from retrack.web.periods import ALL, Period, named_period, read_period

PAGE_SIZE = 50
MOST_SHOWN = 500
DEFAULT = "30d"  # R10
_MAX_WORD = 200  # characters


@dataclass(frozen=True, slots=True)
class TrackingFilter:
    """What to show. `was_chosen`: the address itself names a period.

    Without one it is the last 30 days, and all time for what needs attention: most of that is
    older. `shown` is how many rows the page has been extended to.
    """

    period: Period
    was_chosen: bool
    statuses: frozenset[Status] = frozenset()
    attention: bool = False
    by: Literal["processed", "fulfilled"] = "processed"
    fulfilled: bool | None = None
    carrier: str = ""
    country: str = ""
    shown: int = PAGE_SIZE

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for more than period, statuses and attention."""
        return bool(
            self.by == "fulfilled" or self.fulfilled is not None or self.carrier or self.country
        )

    @property
    def is_plain(self) -> bool:
        """Whether it is what the page shows when nothing was chosen."""
        return self.address() == "/tracking"

    def orders(self) -> OrderFilter:
        """The same for the use case."""
        return OrderFilter(
            span=None if self.attention and self.period.is_all_time else self.period.span,
            by=self.by,
            statuses=self.statuses,
            attention=self.attention,
            fulfilled=self.fulfilled,
            carrier=self.carrier,
            country=self.country,
        )

    def parameters(self, *leaving_out: str) -> dict[str, str]:
        """What stands for it in an address, without the names to leave out."""
        found: dict[str, str] = {}
        if self.was_chosen and "period" not in leaving_out:
            found |= self.period.parameters()
        if self.statuses:
            found["status"] = ",".join(status for status in Status if status in self.statuses)
        found |= {"attention": "true"} if self.attention else {}
        found |= {"date_field": self.by} if self.by != "processed" else {}
        if self.fulfilled is not None:
            found["fulfilled"] = "true" if self.fulfilled else "false"
        found |= {n: t for n in ("carrier", "country") if (t := getattr(self, n))}
        return {name: text for name, text in found.items() if name not in leaving_out}

    def address(self, *leaving_out: str, **more: str) -> str:
        """The page with this filter; `more` are further parameters."""
        query = urlencode(self.parameters(*leaving_out) | more, safe=",")
        return "/tracking" + (f"?{query}" if query else "")

    def here(self) -> str:
        """The page with this filter, as far as it was extended."""
        return self.address(**({"shown": str(self.shown)} if self.shown > PAGE_SIZE else {}))

    def extended(self) -> TrackingFilter:
        """The same with one page more."""
        return replace(self, shown=min(self.shown + PAGE_SIZE, MOST_SHOWN))


def read_tracking_filter(
    query: Mapping[str, str], *, now: datetime, zone: ZoneInfo
) -> TrackingFilter:
    """The filter in an address.

    Raises:
        Invalid: a parameter is wrong.
    """
    attention = read_flag(query, "attention")
    was_chosen = any(name in query for name in ("period", "from", "to"))
    if was_chosen or not attention:
        period = read_period(query, now=now, zone=zone, default=DEFAULT)
    else:
        period = named_period(ALL, now=now, zone=zone)
    chosen: dict[str, Any] = {
        "by": "fulfilled" if query.get("date_field") == "fulfilled" else "processed",
        "fulfilled": read_flag(query, "fulfilled") if "fulfilled" in query else None,
        "carrier": query.get("carrier", "").strip()[:_MAX_WORD],
        "country": query.get("country", "").strip()[:_MAX_WORD],
    }
    return TrackingFilter(
        period,
        was_chosen,
        statuses=frozenset(read_statuses(query.get("status", ""))),
        attention=attention,
        shown=_read_shown(query),
        **chosen,
    )


def _read_shown(query: Mapping[str, str]) -> int:
    text = query.get("shown", str(PAGE_SIZE))
    if not (text.isascii() and text.isdigit()):
        raise Invalid.field("shown", "a number")
    return max(PAGE_SIZE, min(int(text[:9]), MOST_SHOWN))
