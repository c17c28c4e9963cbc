"""Only Boss includes order tracking (R1, R22)."""

from __future__ import annotations

import pytest

from retrack.domain.errors import NotAllowed, PlanRequired
from retrack.domain.plans import Plan, require_tracking


@pytest.mark.parametrize("plan", Plan)
def test_only_boss_includes_tracking(plan: Plan) -> None:
    assert plan.includes_tracking == (plan is Plan.BOSS)


def test_a_boss_store_may_track() -> None:
    require_tracking(Plan.BOSS)


def test_any_other_store_is_told_what_it_takes() -> None:
    with pytest.raises(PlanRequired) as refusal:
        require_tracking(Plan.BASIC)

    assert isinstance(refusal.value, NotAllowed)
    assert "Boss" in refusal.value.message
