"""What a store has paid for."""

from enum import StrEnum

from retrack.domain.errors import PlanRequired


class Plan(StrEnum):
    """The plans a store can be on; only Boss includes order tracking (R1, R22)."""

    BASIC = "basic"
    BOSS = "boss"

    @property
    def includes_tracking(self) -> bool:
        """Tracking, track again, manual status, summary, reports and notifications."""
        return self is Plan.BOSS


def require_tracking(plan: Plan) -> None:
    """Stops what only a Boss store may do.

    Raises:
        PlanRequired: the store is on another plan.
    """
    if not plan.includes_tracking:
        msg = "Order tracking is part of the Boss plan. Upgrade the store's plan to use it."
        raise PlanRequired(msg)
