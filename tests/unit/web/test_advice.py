"""What to do next: every status and reason has its sentence, and the most exact one comes first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from retrack.domain.attention import Reason
from retrack.domain.statuses import Status
from retrack.services.order_row import RowReader
from retrack.web.advice import BY_REASON, BY_STATUS, next_steps
from tests.builders import NOON, a_shipment, an_order, days


def shown(now: datetime = NOON, **fields: Any) -> dict[str, Any]:
    return RowReader(now, "http://x/", "http://y").order(an_order(**fields))


def test_every_status_and_every_reason_has_its_sentence() -> None:
    assert set(BY_STATUS) == set(Status)
    assert set(BY_REASON) == set(Reason)


def test_an_order_without_troubles_has_the_sentence_of_its_status() -> None:
    assert next_steps(shown()) == [BY_STATUS[Status.UNFULFILLED]]


def test_what_is_known_of_the_parcel_stands_for_the_reason_of_its_status() -> None:
    alert = a_shipment(status=Status.ALERT, sub_status="Exception_Lost")

    steps = next_steps(shown(shipments=(alert,)))

    assert len(steps) == 1
    assert steps[0].startswith("The carrier lost the parcel")


def test_other_reasons_are_added_to_it() -> None:
    alert = a_shipment(status=Status.ALERT)

    steps = next_steps(shown(NOON + days(46), shipments=(alert,)))

    assert steps[1:] == [BY_REASON[Reason.IN_TRANSIT_TOO_LONG]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_is_said_once(count: int) -> None:
    parcels = tuple(a_shipment(status=Status.RETURNED) for _ in range(count))

    assert len(next_steps(shown(shipments=parcels))) == 1
