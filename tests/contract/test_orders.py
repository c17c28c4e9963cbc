"""`OrderStore` and `TokenIndex`: saved as one, found by what is in it, gone when erased."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.errors import NotFound, OrderExists, StaleVersion
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.statuses import Status
from retrack.services.order_row import row_of
from retrack.services.ports import ShipmentAddress
from tests.builders import (
    NOON,
    a_checkpoint,
    a_notification,
    a_notification_key,
    a_shipment,
    an_order,
    fresh_store_id,
    hours,
)
from tests.contract.conftest import Storage


def test_an_order_is_loaded_as_it_was_created(storage: Storage, store_id: StoreId) -> None:
    order = an_order(store_id=store_id, shipments=(a_shipment(),))

    created = storage.orders.create(order)

    assert created == replace(order, version=1)
    assert storage.orders.load(store_id, order.id) == created


def test_an_id_is_taken_once(storage: Storage, store_id: StoreId) -> None:
    first = storage.orders.create(an_order(store_id=store_id, name="first"))

    with pytest.raises(OrderExists):
        storage.orders.create(an_order(store_id=store_id, name="second"))

    assert storage.orders.load(store_id, first.id) == first


def test_another_stores_order_is_not_there(storage: Storage, store_id: StoreId) -> None:
    order = storage.orders.create(an_order(store_id=store_id))

    with pytest.raises(NotFound):
        storage.orders.load(fresh_store_id(), order.id)
    with pytest.raises(NotFound):
        storage.orders.load_file(fresh_store_id(), order.id)


@pytest.mark.parametrize("asked", ["", "nobody's", "x" * 9000, "#", "ก" * 300])
def test_an_order_that_cannot_be_there_is_not_found(
    storage: Storage, store_id: StoreId, asked: str
) -> None:
    with pytest.raises(NotFound):
        storage.orders.load(store_id, OrderId(asked))
    with pytest.raises(NotFound):
        storage.orders.load_file(store_id, OrderId(asked))


def test_every_save_makes_the_next_version(storage: Storage, store_id: StoreId) -> None:
    before = storage.orders.create(an_order(store_id=store_id))

    saved = storage.orders.save(replace(before, name="changed"), before=before)

    assert (saved.name, saved.version) == ("changed", 2)
    assert storage.orders.load(store_id, before.id) == saved


def test_of_two_who_save_the_same_version_one_is_told(storage: Storage, store_id: StoreId) -> None:
    before = storage.orders.create(an_order(store_id=store_id))
    first = storage.orders.save(replace(before, name="first"), before=before)

    with pytest.raises(StaleVersion):
        storage.orders.save(replace(before, name="second"), before=before)

    assert storage.orders.load(store_id, before.id) == first


def test_the_same_save_again_is_no_conflict(storage: Storage, store_id: StoreId) -> None:
    before = storage.orders.create(an_order(store_id=store_id))
    changed = replace(before, name="changed")

    first = storage.orders.save(changed, before=before)
    again = storage.orders.save(changed, before=before)

    assert again == first
    assert storage.orders.load(store_id, before.id) == first


def test_an_erased_order_is_not_saved_back(storage: Storage, store_id: StoreId) -> None:
    before = storage.orders.create(an_order(store_id=store_id))
    storage.orders.erase(before)

    with pytest.raises(StaleVersion):
        storage.orders.save(replace(before, name="late"), before=before)

    with pytest.raises(NotFound):
        storage.orders.load(store_id, before.id)


def test_a_file_holds_the_order_with_its_events_and_messages(
    storage: Storage, store_id: StoreId
) -> None:
    order = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))
    events = (
        a_checkpoint(at=NOON + hours(2), status=Status.IN_TRANSIT, location="Bangkok, TH"),
        a_checkpoint(),
    )
    message = a_notification(key=a_notification_key(store_id=store_id, order_id=order.id))
    storage.orders.save_checkpoints(order, ShipmentId("s1"), events)
    storage.notifications.begin(message)

    file = storage.orders.load_file(store_id, order.id)

    assert file.order == order
    assert file.checkpoints == {"s1": events}
    assert file.notifications == (message,)


def test_an_order_is_shown_as_lists_show_it_with_its_messages(
    storage: Storage, store_id: StoreId
) -> None:
    order = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))
    changed = storage.orders.save(replace(order, name="#2"), before=order)
    storage.orders.save_checkpoints(changed, ShipmentId("s1"), [a_checkpoint()])
    message = a_notification(key=a_notification_key(store_id=store_id, order_id=order.id))
    storage.notifications.begin(message)

    shown = storage.orders.show(store_id, order.id)

    assert shown == (row_of(changed), 2, (message,))
    with pytest.raises(NotFound):
        storage.orders.show(fresh_store_id(), order.id)


def test_a_new_order_has_an_empty_file(storage: Storage, store_id: StoreId) -> None:
    order = storage.orders.create(an_order(store_id=store_id))

    file = storage.orders.load_file(store_id, order.id)

    assert file.order == order
    assert not file.checkpoints
    assert not file.notifications


def test_events_take_the_place_of_those_before(storage: Storage, store_id: StoreId) -> None:
    order = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))
    storage.orders.save_checkpoints(order, ShipmentId("s1"), [a_checkpoint(description="old")])

    storage.orders.save_checkpoints(order, ShipmentId("s1"), [a_checkpoint(description="new")])

    file = storage.orders.load_file(store_id, order.id)
    assert [c.description for c in file.checkpoints[ShipmentId("s1")]] == ["new"]


def test_the_events_of_a_shipment_go_with_it(storage: Storage, store_id: StoreId) -> None:
    shipments = (a_shipment(), a_shipment(id=ShipmentId("s2")))
    before = storage.orders.create(an_order(store_id=store_id, shipments=shipments))
    for shipment in shipments:
        storage.orders.save_checkpoints(before, shipment.id, [a_checkpoint()])

    storage.orders.save(before.without(ShipmentId("s1")), before=before)

    assert set(storage.orders.load_file(store_id, before.id).checkpoints) == {"s2"}


def test_erasing_leaves_nothing(storage: Storage, store_id: StoreId) -> None:
    shipment = a_shipment()
    order = storage.orders.create(an_order(store_id=store_id, shipments=(shipment,)))
    key = a_notification_key(store_id=store_id, order_id=order.id)
    storage.orders.save_checkpoints(order, shipment.id, [a_checkpoint()])
    storage.notifications.begin(a_notification(key=key))

    storage.orders.erase(order)

    with pytest.raises(NotFound):
        storage.orders.load_file(store_id, order.id)
    assert storage.notifications.load(key) is None
    assert storage.tokens.find(shipment.token) is None
    assert not storage.index.search(store_id, "#1001", limit=10)
    assert not storage.index.with_number(store_id, shipment.tracking_number)


def test_erasing_twice_is_no_error_and_the_id_is_free_again(
    storage: Storage, store_id: StoreId
) -> None:
    order = storage.orders.create(an_order(store_id=store_id))
    storage.orders.erase(order)
    storage.orders.erase(order)

    again = storage.orders.create(an_order(store_id=store_id))

    assert storage.orders.load_file(store_id, order.id).order == again


def test_an_id_may_hold_any_sign(storage: Storage, store_id: StoreId) -> None:
    strange = OrderId("#10/01 %23 สวัสดี")
    order = storage.orders.create(an_order(store_id=store_id, id=strange))

    assert storage.orders.load(store_id, strange) == order
    assert storage.orders.load_file(store_id, strange).order == order


def test_a_token_opens_its_shipment(storage: Storage, store_id: StoreId) -> None:
    shipments = (a_shipment(), a_shipment(id=ShipmentId("s2")))
    order = storage.orders.create(an_order(store_id=store_id, shipments=shipments))

    found = [storage.tokens.find(shipment.token) for shipment in shipments]

    assert found == [ShipmentAddress(store_id, order.id, s.id) for s in shipments]


@pytest.mark.parametrize("token", ["", "nobody's", "a#b", "x" * 9000])
def test_a_token_that_was_never_given_opens_nothing(storage: Storage, token: str) -> None:
    assert storage.tokens.find(token) is None


def test_what_finds_an_order_follows_its_changes(storage: Storage, store_id: StoreId) -> None:
    shipment = a_shipment()
    before = storage.orders.create(an_order(store_id=store_id, shipments=(shipment,)))
    corrected = replace(shipment, tracking_number=TrackingNumber("YT1234567890"))
    customer = replace(before.customer, email="new@example.com")

    changed = replace(before.with_changed(corrected), customer=customer)
    storage.orders.save(changed, before=before)

    index = storage.index
    assert list(index.with_number(store_id, TrackingNumber("YT1234567890"))) == [before.id]
    assert not index.with_number(store_id, shipment.tracking_number)
    assert index.search(store_id, "new@", limit=10)
    assert not index.search(store_id, "somchai@", limit=10)


def test_restoring_what_is_there_changes_nothing(storage: Storage, store_id: StoreId) -> None:
    order = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))

    storage.orders.restore_references(None, order)
    storage.orders.restore_references(order, order)
    storage.orders.restore_references(None, None)

    assert len(storage.index.search(store_id, "1001", limit=10)) == 1
    assert storage.orders.load(store_id, order.id) == order
