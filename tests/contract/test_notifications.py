"""`NotificationLog`: of all who would send a message, one does."""

from __future__ import annotations

from dataclasses import replace

from retrack.domain.identifiers import ShipmentId, StoreId
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.settings import Channel
from tests.builders import NOON, a_notification, a_notification_key, a_shipment, an_order, hours
from tests.contract.conftest import Storage


def test_a_message_is_claimed_once(storage: Storage, store_id: StoreId) -> None:
    first = a_notification(key=a_notification_key(store_id=store_id))
    second = replace(first, at=NOON + hours(1))

    assert storage.notifications.begin(first) is None
    assert storage.notifications.begin(second) == first
    assert storage.notifications.load(first.key) == first


def test_each_shipment_and_channel_has_its_own_message(storage: Storage, store_id: StoreId) -> None:
    email = a_notification_key(store_id=store_id)
    others = [replace(email, channel=Channel.SMS), replace(email, shipment_id=ShipmentId("s2"))]

    for key in [email, *others]:
        assert storage.notifications.begin(a_notification(key=key)) is None


def test_what_became_of_a_message_is_kept(storage: Storage, store_id: StoreId) -> None:
    begun = a_notification(key=a_notification_key(store_id=store_id))
    storage.notifications.begin(begun)
    done = replace(
        begun,
        state=NotificationState.NOT_SENT,
        reason=NotSent.REFUSED,
        detail="mailbox full",
        message_id="m-1",
    )

    storage.notifications.finish(done)

    assert storage.notifications.load(begun.key) == done
    assert storage.notifications.begin(begun) == done


def test_an_abandoned_message_is_taken_over_once(storage: Storage, store_id: StoreId) -> None:
    seen = a_notification(key=a_notification_key(store_id=store_id))
    storage.notifications.begin(seen)
    again = replace(seen, attempts=2, at=NOON + hours(1))

    assert storage.notifications.take_over(again, seen=seen)
    assert not storage.notifications.take_over(again, seen=seen)
    assert storage.notifications.load(seen.key) == again


def test_a_finished_message_is_not_taken_over(storage: Storage, store_id: StoreId) -> None:
    seen = a_notification(key=a_notification_key(store_id=store_id))
    storage.notifications.begin(seen)
    storage.notifications.finish(replace(seen, state=NotificationState.SENT))

    assert not storage.notifications.take_over(replace(seen, attempts=2), seen=seen)


def test_a_message_that_was_never_begun_is_not_taken_over(
    storage: Storage, store_id: StoreId
) -> None:
    seen = a_notification(key=a_notification_key(store_id=store_id))

    assert not storage.notifications.take_over(replace(seen, attempts=2), seen=seen)
    assert storage.notifications.load(seen.key) is None


def test_nothing_is_recorded_of_an_order_that_was_erased_meanwhile(
    storage: Storage, store_id: StoreId
) -> None:
    order = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))
    begun = a_notification(key=a_notification_key(store_id=store_id, order_id=order.id))
    storage.notifications.begin(begun)
    storage.orders.erase(order)

    storage.notifications.finish(replace(begun, state=NotificationState.SENT))

    assert storage.notifications.load(begun.key) is None
