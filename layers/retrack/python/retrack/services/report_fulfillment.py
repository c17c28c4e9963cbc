"""The fulfilment report: how a period's orders went, and how many parcels left in it (R22, R23)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from retrack.domain.identifiers import StoreId
from retrack.domain.periods import Span, zone
from retrack.domain.plans import Plan, require_tracking
from retrack.domain.reporting import GroupBy, Progress, Report, report
from retrack.domain.statuses import Status
from retrack.domain.times import from_text
from retrack.services.list_orders import every_row
from retrack.services.order_row import due_reasons, facts_of
from retrack.services.ports import Clock, OrderIndex

_PAGE = 500


@dataclass(frozen=True, slots=True)
class ReportFulfillment:
    """Reads the orders processed in a time once, and reports on them as they stand now."""

    index: OrderIndex
    clock: Clock

    def __call__(
        self,
        store_id: StoreId,
        plan: Plan,
        span: Span,
        *,
        group_by: Collection[GroupBy],
        time_zone: str,
    ) -> Report:
        """The report.

        Raises:
            PlanRequired: the store is not on Boss.
        """
        require_tracking(plan)
        return report(self._orders(store_id, span), group_by, tz=zone(time_zone))

    def shipped(self, store_id: StoreId, plan: Plan, span: Span) -> int:
        """How many orders were fulfilled in a time, whenever they were processed.

        Raises:
            PlanRequired: the store is not on Boss.
        """
        require_tracking(plan)
        count, after = 0, None
        while True:
            page = self.index.fulfilled(store_id, span, after=after, limit=_PAGE)
            count += len(page)
            if len(page) < _PAGE:
                return count
            after = page[-1].position

    def _orders(self, store_id: StoreId, span: Span) -> Iterator[Progress]:
        now = self.clock.now()
        for row in every_row(self.index, store_id, span, page_size=_PAGE):
            yield _progress(facts_of(row.row), now=now)


def _progress(facts: dict[str, Any], *, now: datetime) -> Progress:
    return Progress(
        processed_at=from_text(facts["processed_at"]),
        fulfilled_at=_moment(facts["fulfilled_at"]),
        delivered_at=_moment(facts["delivered_at"]),
        delivered=facts["status"] == Status.DELIVERED,
        needs_attention=any(due_reasons(facts, now=now)),
        country=facts["country"],
        carriers=tuple(facts["carriers"]),
    )


def _moment(text: str | None) -> datetime | None:
    return from_text(text) if text else None
