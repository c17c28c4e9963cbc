"""Tasks travel as JSON and come back as they were; the same work has the same id."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.shipments import Hold
from retrack.domain.statuses import Status, StatusSource
from retrack.services.tasks import FollowedParcel, TrackingTask
from tests.builders import NOON, a_shipment
from tests.unit.storage.strategies import moments

parcels = st.builds(
    FollowedParcel,
    order_id=st.text(min_size=1).map(OrderId),
    shipment_id=st.text(min_size=1).map(ShipmentId),
    number=st.text(min_size=1).map(TrackingNumber),
    carrier=st.none() | st.text(min_size=1).map(CarrierSlug),
    fulfilled_at=moments,
    digest=st.text(),
    held_since=st.none() | moments,
)
tasks = st.builds(
    TrackingTask,
    kind=st.sampled_from(["check", "register", "push"]),
    store_id=st.text().map(StoreId),
    run=st.text(),
    parcels=st.lists(parcels, max_size=3).map(tuple),
    payload=st.text(),
    job_id=st.none() | st.text(),
    provider=st.text(),
)


@given(tasks)
def test_a_task_comes_back_as_it_was(task: TrackingTask) -> None:
    back = TrackingTask.from_json(task.to_json())

    assert back == task
    assert back.id == task.id


@given(tasks, tasks)
def test_other_work_has_another_id(one: TrackingTask, other: TrackingTask) -> None:
    assert (one.id == other.id) == (one == other)


@given(tasks)
def test_a_store_is_a_group(task: TrackingTask) -> None:
    assert task.group == task.store_id


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        "null",
        "[]",
        "{}",
        '{"kind":"check","store":"s1","run":"r","parcels":null,"payload":"","job":null}',
        '{"kind":"check","store":"s1","run":"r","parcels":[["only one"]],"payload":"","job":null}',
        '{"kind":"check","store":"s1","run":"r","parcels":[[1,2,3,4,5,6,7]],"payload":"","job":null}',
        '{"kind":"dance","store":"s1","run":"r","parcels":[],"payload":"","job":null}',
    ],
)
def test_what_is_no_task_is_refused_for_good(body: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        TrackingTask.from_json(body)


def test_a_parcel_carries_what_is_needed_to_see_that_nothing_changed() -> None:
    shipment = a_shipment(carrier=CarrierSlug("dhl"), digest="abc")

    parcel = FollowedParcel.of(OrderId("1001"), shipment)

    assert parcel == FollowedParcel(
        OrderId("1001"),
        shipment.id,
        shipment.tracking_number,
        CarrierSlug("dhl"),
        NOON,
        "abc",
        held_since=None,
    )


def test_only_what_was_made_final_by_hand_tells_since_when() -> None:
    manual, carrier = Hold(NOON, StatusSource.MANUAL), Hold(NOON, StatusSource.CARRIER)
    delivered = a_shipment(status=Status.DELIVERED, hold=manual)

    def held_since(**changes: object) -> object:
        return FollowedParcel.of(OrderId("1"), replace(delivered, **changes)).held_since  # type: ignore[arg-type]  # of any field

    assert held_since() == NOON
    assert held_since(status=Status.UNDELIVERED) is None
    assert held_since(hold=carrier) is None
    assert held_since(hold=None) is None
