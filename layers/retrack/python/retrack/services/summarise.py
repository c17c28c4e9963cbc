"""How a period's orders stand: counts by status and by reason for attention (R9, R12)."""

from collections import Counter
from dataclasses import dataclass

from retrack.domain.attention import Reason
from retrack.domain.identifiers import StoreId
from retrack.domain.periods import Span
from retrack.domain.plans import Plan, require_tracking
from retrack.domain.statuses import Status
from retrack.services.list_orders import every_row
from retrack.services.order_row import due_reasons, facts_of
from retrack.services.ports import Clock, OrderIndex


@dataclass(frozen=True, slots=True)
class Summary:
    """Every status and reason is named, those that no order has with 0."""

    by_status: dict[Status, int]
    attention: int
    attention_reasons: dict[Reason, int]
    total: int


@dataclass(frozen=True, slots=True)
class Summarise:
    """Counts the orders processed in a time, as they stand at this moment."""

    index: OrderIndex
    clock: Clock

    def __call__(self, store_id: StoreId, plan: Plan, span: Span) -> Summary:
        """The counts.

        Raises:
            PlanRequired: the store is not on Boss.
        """
        require_tracking(plan)
        now = self.clock.now()
        statuses: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        needing = 0
        for row in every_row(self.index, store_id, span):
            facts = facts_of(row.row)
            statuses[facts["status"]] += 1
            due = set(due_reasons(facts, now=now))
            reasons.update(due)
            needing += bool(due)
        return Summary(
            by_status={status: statuses[status] for status in Status},
            attention=needing,
            attention_reasons={reason: reasons[reason] for reason in Reason},
            total=statuses.total(),
        )
