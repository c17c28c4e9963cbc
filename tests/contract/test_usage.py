"""What storage asks of DynamoDB: how many calls, and how little of each item."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import PutError
from pynamodb.signals import pre_dynamodb_send

from retrack.domain.errors import OrderExists
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.orders import LineItem
from retrack.domain.periods import ALL_TIME, Span
from retrack.domain.statuses import Status
from retrack.services.ports import Answer
from retrack.storage import keys
from retrack.storage.items import Item
from retrack.storage.references import update_references
from retrack.storage.table import bind_table
from tests.aws_table import table_properties
from tests.builders import NOON, a_checkpoint, a_notification, a_shipment, an_order, hours
from tests.contract.conftest import TABLE, Storage, on_table


@pytest.fixture
def storage(table: str) -> Storage:
    return on_table()


class Calls(list[str]):
    """The names of the operations, as they are sent."""

    def note(self, sender: object, *, operation_name: str, **_: object) -> None:
        self.append(operation_name)


@pytest.fixture
def calls() -> Iterator[Calls]:
    noted = Calls()
    with pre_dynamodb_send.connected_to(noted.note):
        yield noted


def test_a_status_change_is_two_puts(storage: Storage, store_id: StoreId, calls: Calls) -> None:
    before = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))
    changed = replace(before.shipments[0], status=Status.IN_TRANSIT)
    calls.clear()

    saved = storage.orders.save(before.with_changed(changed), before=before)
    storage.orders.save_checkpoints(saved, changed.id, [a_checkpoint()])
    storage.orders.restore_references(before, saved)

    assert calls == ["PutItem", "PutItem"]


def test_an_order_is_created_by_a_put_and_one_batch(
    storage: Storage, store_id: StoreId, calls: Calls
) -> None:
    storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))

    assert calls == ["PutItem", "BatchWriteItem"]


def test_a_refused_order_writes_no_references(
    storage: Storage, store_id: StoreId, calls: Calls
) -> None:
    storage.orders.create(an_order(store_id=store_id))
    calls.clear()

    with pytest.raises(OrderExists):
        storage.orders.create(an_order(store_id=store_id, name="other"))

    assert calls == ["PutItem"]
    assert not storage.index.search(store_id, "other", limit=1)


def test_an_order_with_its_history_is_one_query(
    storage: Storage, store_id: StoreId, calls: Calls
) -> None:
    order = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))
    storage.orders.save_checkpoints(order, ShipmentId("s1"), [a_checkpoint()])
    calls.clear()

    storage.orders.load_file(store_id, order.id)
    storage.orders.show(store_id, order.id)

    assert calls == ["Query", "Query"]


def test_answers_to_requests_are_not_read_with_their_order(
    storage: Storage, store_id: StoreId, calls: Calls
) -> None:
    order = storage.orders.create(an_order(store_id=store_id))
    for n in range(7):
        body = random.Random(n).randbytes(180_000).hex()  # noqa: S311  what does not compress
        storage.requests.begin(store_id, f"k{n}", request_hash="h", now=NOON)
        storage.requests.finish(store_id, f"k{n}", Answer(200, body, order.id), now=NOON)
    calls.clear()

    storage.orders.load_file(store_id, order.id)

    # All together they are more than the 1 MB that a Query answers with.
    assert calls == ["Query"]


def test_a_list_that_must_be_empty_is_not_asked_for(
    storage: Storage, store_id: StoreId, calls: Calls
) -> None:
    """DynamoDB refuses a BETWEEN whose lower end is the higher."""
    span = Span(NOON + hours(1), NOON + hours(2))
    before_it = keys.position(NOON, OrderId("1001"))

    assert not storage.index.processed(store_id, span, after=before_it, limit=9)
    assert not storage.index.fulfilled(store_id, Span(NOON, NOON), after=None, limit=9)
    assert calls == []


def test_a_page_of_any_list_is_one_query(storage: Storage, store_id: StoreId, calls: Calls) -> None:
    index = storage.index
    for n in range(4):
        shipments = (a_shipment(status=Status.ALERT),)
        storage.orders.create(an_order(store_id=store_id, id=OrderId(f"o{n}"), shipments=shipments))
    calls.clear()

    for limit in (2, 4, 9):
        assert len(index.processed(store_id, ALL_TIME, after=None, limit=limit)) == min(limit, 4)
        index.fulfilled(store_id, ALL_TIME, after=None, limit=limit)
        index.with_status(store_id, Status.ALERT, ALL_TIME, after=None, limit=limit)
        index.needing_attention(store_id, NOON, after=None, limit=limit)

    assert calls == ["Query"] * 12


def test_a_page_longer_than_an_answer_of_dynamodb_is_complete(
    storage: Storage, store_id: StoreId, calls: Calls
) -> None:
    """A Query answers with 1 MB at most. Source: DynamoDB developer guide, "Query operations"."""
    long = (LineItem("x" * 120_000),)
    for n in range(10):
        storage.orders.create(
            an_order(
                store_id=store_id, id=OrderId(f"o{n}"), processed_at=NOON + hours(n), items=long
            )
        )
    calls.clear()

    rows = storage.index.processed(store_id, ALL_TIME, after=None, limit=10)

    assert [row.position for row in rows] == [
        f"2026-11-01T{n + 12}:00:00Z#o{n}" for n in reversed(range(10))
    ]
    assert len(calls) > 1


def test_a_slot_is_read_as_it_is_consumed(
    storage: Storage, store_id: StoreId, calls: Calls
) -> None:
    slot = an_order(store_id=store_id, shipments=(a_shipment(),)).slot
    assert slot

    due = storage.slots.due(slot)
    assert calls == []

    list(due)
    assert calls == ["Query"]


def test_what_is_written_expires_when_it_was_promised(storage: Storage, store_id: StoreId) -> None:
    attribute = table_properties()["TimeToLiveSpecification"]["AttributeName"]
    storage.requests.begin(store_id, "k", request_hash="h", now=NOON)

    place = keys.request(store_id, hashlib.sha256(b"k").hexdigest())
    key = {"PK": {"S": place.pk}, "SK": {"S": place.sk}}
    item = boto3.client("dynamodb").get_item(TableName=TABLE, Key=key)["Item"]

    assert int(item[attribute]["N"]) == int((NOON + hours(24)).timestamp())


def test_references_hold_nobodys_data_but_in_their_key(storage: Storage, store_id: StoreId) -> None:
    order = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))

    found = boto3.client("dynamodb").query(
        TableName=TABLE,
        KeyConditionExpression="PK = :pk",
        ExpressionAttributeValues={":pk": {"S": f"STORE#{store_id}#REFERENCE"}},
    )["Items"]

    assert {item["SK"]["S"] for item in found} == {
        "EMAIL#somchai@example.com#1001",
        "NAME#1001#1001",
        "NUMBER#LX00000000S1CN#1001",
    }
    for item in found:
        rest = {name: value for name, value in item.items() if name not in {"PK", "SK"}}
        assert rest == {"type": {"S": "reference"}, "order_id": {"S": order.id}}


def test_a_crash_before_the_references_is_healed(
    storage: Storage, store_id: StoreId, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = an_order(store_id=store_id, shipments=(a_shipment(),))
    with monkeypatch.context() as crash:
        crash.setattr("retrack.storage.orders.update_references", lambda before, after: None)
        created = storage.orders.create(order)
    token = created.shipments[0].token
    assert storage.tokens.find(token) is None

    storage.orders.restore_references(None, created)

    assert storage.tokens.find(token)
    assert storage.index.search(store_id, "1001", limit=1)


def test_references_behind_their_order_find_nothing(
    storage: Storage, store_id: StoreId, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = storage.orders.create(an_order(store_id=store_id, name="#old"))
    with monkeypatch.context() as crash:
        crash.setattr("retrack.storage.orders.update_references", lambda before, after: None)
        after = storage.orders.save(replace(before, name="#new"), before=before)

    assert not storage.index.search(store_id, "old", limit=1)

    storage.orders.restore_references(before, after)
    assert storage.index.search(store_id, "new", limit=1)


def test_events_saved_while_the_order_is_erased_go_by_way_of_the_stream(
    storage: Storage, store_id: StoreId
) -> None:
    order = storage.orders.create(an_order(store_id=store_id, shipments=(a_shipment(),)))
    storage.orders.erase(order)
    storage.orders.save_checkpoints(order, ShipmentId("s1"), [a_checkpoint()])

    storage.orders.restore_references(order, None)

    again = storage.orders.create(order)
    assert not storage.orders.load_file(store_id, again.id).checkpoints


class BusyTable(TableConnection):
    """A connection that leaves the first items of every batch, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__(TABLE)
        self.times = times
        self.sent: list[int] = []

    def batch_write_item(
        self, put_items: Any = None, delete_items: Any = None, *_: Any, **__: Any
    ) -> Any:
        self.sent.append(len(put_items) + len(delete_items))
        if self.times < len(self.sent):
            return {}
        return {"UnprocessedItems": {TABLE: [{"PutRequest": {"Item": put_items[0]}}]}}


def test_what_a_busy_table_left_is_sent_again(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = BusyTable(times=1)
    monkeypatch.setattr(Item, "_connection", busy)

    update_references(None, an_order())

    assert busy.sent == [2, 1]


def test_a_table_that_stays_busy_is_an_error(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Item, "_connection", BusyTable(times=99))

    with pytest.raises(PutError):
        update_references(None, an_order())


def test_an_error_with_no_meaning_of_ours_is_let_out(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Item, "_connection", None)  # the binding is put back after the test
    monkeypatch.setattr(Item.Meta, "table_name", "")
    bind_table("no-such-table", region="eu-west-1")

    with pytest.raises(PutError) as caught:
        storage.notifications.begin(a_notification())

    assert caught.value.cause_response_code == "ResourceNotFoundException"
