"""How far a parcel has come."""

from __future__ import annotations

import itertools

import pytest

from retrack.domain.journey import Step, reached
from retrack.domain.shipments import Shipment, StatusChange
from retrack.domain.statuses import TRACKING_STATUSES, Status, StatusSource
from tests.builders import NOON, a_checkpoint, a_shipment


def a_parcel_that_was(*statuses: Status, **fields: object) -> Shipment:
    changes = tuple(
        StatusChange(NOON, before, after, StatusSource.CARRIER)
        for before, after in itertools.pairwise(statuses)
    )
    return a_shipment(status=statuses[-1], changes=changes, **fields)


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (Status.PENDING, Step.SHIPPED),
        (Status.IN_TRANSIT, Step.IN_TRANSIT),
        (Status.PICK_UP, Step.ARRIVING),
        (Status.UNDELIVERED, Step.ARRIVING),
        (Status.DELIVERED, Step.DELIVERED),
    ],
)
def test_a_status_that_says_where_a_parcel_is_is_its_step(status: Status, step: Step) -> None:
    assert reached(a_parcel_that_was(Status.PENDING, Status.DELIVERED, status)) is step


@pytest.mark.parametrize("status", TRACKING_STATUSES)
def test_every_status_has_its_step(status: Status) -> None:
    assert reached(a_parcel_that_was(status)) >= Step.SHIPPED


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.ALERT, Status.EXPIRED, Status.RETURNED])
def test_a_parcel_with_a_problem_stays_where_it_was(status: Status) -> None:
    arriving = a_parcel_that_was(Status.PENDING, Status.IN_TRANSIT, Status.PICK_UP, status)

    assert reached(arriving) is Step.ARRIVING
    assert reached(a_parcel_that_was(Status.PENDING, status)) is Step.SHIPPED
    assert reached(a_parcel_that_was(status)) is Step.SHIPPED


def test_a_parcel_that_was_scanned_is_on_its_way_whatever_its_status() -> None:
    lost = a_parcel_that_was(Status.PENDING, Status.ALERT, last_event=a_checkpoint())

    assert reached(lost) is Step.IN_TRANSIT


def test_once_delivered_and_then_not_a_parcel_was_at_the_door() -> None:
    assert reached(a_parcel_that_was(Status.DELIVERED, Status.ALERT)) is Step.ARRIVING


def test_with_a_new_number_a_parcel_starts_over() -> None:
    corrected = a_parcel_that_was(Status.PICK_UP, Status.PENDING, Status.UNKNOWN)

    assert reached(corrected) is Step.SHIPPED
