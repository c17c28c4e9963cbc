"""How many orders need attention now, however old they are (R12)."""

from dataclasses import dataclass

from retrack.domain.identifiers import StoreId
from retrack.domain.plans import Plan, require_tracking
from retrack.services.ports import Clock, OrderIndex

_PAGE = 500


@dataclass(frozen=True, slots=True)
class CountAttention:
    """Counts without end in sight would be for nobody: it stops where more makes no difference."""

    index: OrderIndex
    clock: Clock

    def __call__(self, store_id: StoreId, plan: Plan, *, at_most: int = 2 * _PAGE) -> int:
        """The number, or `at_most` if there are that many or more.

        Raises:
            PlanRequired: the store is not on Boss.
        """
        require_tracking(plan)
        now, count, after = self.clock.now(), 0, None
        while count < at_most:
            page = self.index.needing_attention(store_id, now, after=after, limit=_PAGE)
            count += len(page)
            if len(page) < _PAGE:
                break
            after = page[-1].position
        return min(count, at_most)
