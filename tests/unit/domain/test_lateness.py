"""A parcel is late once its estimate has passed, and is told so once, whether its carrier does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from retrack.domain.happenings import HappeningType, happenings
from retrack.domain.lateness import late_from, mark_late
from retrack.domain.reports import EstimatedDelivery
from retrack.domain.settings import Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status
from retrack.domain.triggers import is_stale
from tests.builders import NOON, a_checkpoint, a_shipment, an_order, days

LATE = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""When the 20th of November is over everywhere."""
SECOND = timedelta(seconds=1)


def estimated(last: date | None = date(2026, 11, 20), **fields: object) -> Shipment:
    fields.setdefault("status", Status.IN_TRANSIT)
    estimate = EstimatedDelivery(date(2026, 11, 18), last)
    return a_shipment(estimated_delivery=estimate, **fields)


def test_a_parcel_is_late_once_its_last_day_is_over_everywhere() -> None:
    assert mark_late(estimated(), now=LATE - SECOND).overdue_since is None
    assert mark_late(estimated(), now=LATE).overdue_since == LATE


@pytest.mark.parametrize("status", set(Status) - {Status.PENDING, Status.IN_TRANSIT})
def test_a_parcel_with_other_news_is_not_looked_at_for_being_late(status: Status) -> None:
    parcel = estimated(status=status)

    assert late_from(parcel) is None
    assert mark_late(parcel, now=LATE + days(3)) is parcel


def test_without_an_estimate_nothing_is_ever_late() -> None:
    assert late_from(a_shipment()) is None
    assert late_from(estimated(last=None)) is None


def test_a_parcel_found_late_is_not_looked_at_again() -> None:
    late = mark_late(estimated(), now=LATE)

    assert late_from(late) is None
    assert mark_late(late, now=LATE + days(9)) is late


def test_a_new_estimate_takes_it_back_until_that_has_passed_too() -> None:
    late = mark_late(estimated(), now=LATE)
    later = replace(late, estimated_delivery=EstimatedDelivery(None, date(2026, 11, 25)))

    hopeful = mark_late(later, now=LATE + days(1))

    assert hopeful.overdue_since is None
    assert mark_late(hopeful, now=LATE + days(5)).overdue_since == LATE + days(5)


def test_being_late_is_told_once_and_with_the_moment_it_began() -> None:
    before = an_order(version=2, shipments=(estimated(),))
    late = before.with_changed(mark_late(before.shipments[0], now=LATE + days(1)))
    still = late.with_changed(
        replace(late.shipments[0], last_event=a_checkpoint(at=LATE + days(2)))
    )

    (told,) = happenings(before, late)

    assert (told.type, told.at) == (HappeningType.SHIPMENT_DELAYED, LATE)
    assert happenings(late, still) == ()


def test_that_it_is_late_is_news_also_when_its_carrier_was_silent_for_weeks() -> None:
    silent = mark_late(estimated(last_event=a_checkpoint(at=NOON)), now=LATE)

    assert not is_stale(Trigger.DELAYED, silent, now=LATE + days(7))
    assert is_stale(Trigger.DELAYED, silent, now=LATE + days(7) + SECOND)
    assert is_stale(Trigger.IN_TRANSIT, silent, now=LATE)
