"""Orders in the table: one item each, with what is kept about them in the same partition."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from retrack.domain.errors import NotFound, OrderExists, StaleVersion
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.orders import Order
from retrack.domain.reports import Checkpoint
from retrack.services.order_row import row_of
from retrack.services.ports import OrderFile, ShownOrder
from retrack.storage import keys, mapping
from retrack.storage.items import CheckpointsItem, Item, NotificationItem, OrderItem, ReceiptItem
from retrack.storage.notifications import notification_from_json
from retrack.storage.receipts import with_feedback
from retrack.storage.references import update_references
from retrack.storage.table import held, query

_IN_FILE = Item.sk >= keys.FIRST_OF_FILE
"""All that is kept with an order but the answers to requests."""


class TableOrders:
    """`OrderStore` and `ShownOrders` over DynamoDB."""

    def load(self, store_id: StoreId, order_id: OrderId) -> Order:
        """One consistent GetItem, of two attributes."""
        key = keys.order(store_id, order_id)
        try:
            item = OrderItem.get(
                key.pk, key.sk, consistent_read=True, attributes_to_get=["state", "version"]
            )
        except OrderItem.DoesNotExist as exc:
            raise _no_such_order() from exc
        return order_of(item)

    def load_file(self, store_id: StoreId, order_id: OrderId) -> OrderFile:
        """One consistent Query, which leaves out the answers to requests."""
        key = keys.order(store_id, order_id)
        found = query(key.pk, _IN_FILE)
        items = [Item.from_raw_data(dict(raw)) for raw in found]
        orders = [order_of(item) for item in items if isinstance(item, OrderItem)]
        if not orders:
            raise _no_such_order()
        return OrderFile(
            order=orders[0],
            checkpoints={
                ShipmentId(item.shipment_id): mapping.checkpoints_from_bytes(item.events)
                for item in items
                if isinstance(item, CheckpointsItem)
            },
            notifications=with_feedback(
                (
                    notification_from_json(item.record)
                    for item in items
                    if isinstance(item, NotificationItem)
                ),
                [item for item in items if isinstance(item, ReceiptItem)],
            ),
        )

    def show(self, store_id: StoreId, order_id: OrderId) -> ShownOrder:
        """The Query of `load_file`; only messages become objects.

        All attributes are asked for: to name those that are shown takes longer than to skip others.
        """
        key = keys.order(store_id, order_id)
        row, version = "", 0
        messages, receipts = [], []
        for raw in query(key.pk, _IN_FILE):
            kind = raw["type"]["S"]
            if kind == "order":
                row, version = raw["row"]["S"], int(raw["version"]["N"])
            elif kind == "notification":
                record = raw[NotificationItem.record.attr_name]["S"]
                messages.append(notification_from_json(record))
            elif kind == "receipt":
                receipts.append(ReceiptItem.from_raw_data(dict(raw)))
        if not row:
            raise _no_such_order()
        return ShownOrder(row, version, with_feedback(messages, receipts))

    def create(self, order: Order) -> Order:
        """A PutItem on the condition that there is none, then its references."""
        created = replace(order, version=1)
        item = item_of(created)
        if not held(lambda: item.save(condition=OrderItem.pk.does_not_exist())):
            msg = f"There is an order with the id {order.id} already."
            raise OrderExists(msg)
        update_references(None, created)
        return created

    def save(self, order: Order, *, before: Order) -> Order:
        """A PutItem on the condition of the version, then the references that changed, if any.

        A write whose answer was lost is repeated by the client, and the repeat is refused: so what
        was refused may be there already. Looking costs a GetItem, after a refusal only.
        """
        saved = replace(order, version=before.version + 1)
        item = item_of(saved)
        unchanged = OrderItem.version == before.version
        if not held(lambda: item.save(condition=unchanged)) and not self._is_there(saved):
            raise StaleVersion
        update_references(before, saved)
        return saved

    def erase(self, order: Order) -> None:
        """Everything in its partition and what finds it; itself last, so that it can be repeated.

        References that somebody added meanwhile are deleted by way of the stream, which still
        tells what the order was.
        """
        key = keys.order(order.store_id, order.id)
        with Item.batch_write() as batch:
            for raw in query(key.pk, attributes=("PK", "SK")):
                item = Item.from_raw_data(dict(raw))
                if item.key != key:
                    batch.delete(item)
        update_references(order, None)
        OrderItem(key.pk, key.sk).delete()

    def save_checkpoints(
        self, order: Order, shipment_id: ShipmentId, checkpoints: Sequence[Checkpoint]
    ) -> None:
        """One PutItem."""
        key = keys.checkpoints(order.store_id, order.id, shipment_id)
        events = mapping.checkpoints_to_bytes(checkpoints)
        CheckpointsItem(key.pk, key.sk, shipment_id=shipment_id, events=events).save()

    def restore_references(self, before: Order | None, after: Order | None) -> None:
        """A BatchWriteItem of what differs; no call at all when nothing does."""
        update_references(before, after)

    def _is_there(self, order: Order) -> bool:
        with suppress(NotFound):
            return self.load(order.store_id, order.id) == order
        return False


def item_of(order: Order) -> OrderItem:
    """An order as it is stored: its place in every index follows from it."""
    key = keys.order(order.store_id, order.id)
    slot, claims = order.slot, order.claims
    return OrderItem(
        key.pk,
        key.sk,
        state=mapping.order_to_json(order),
        row=row_of(order),
        check=mapping.check_of(order) if slot else None,
        version=order.version,
        store_key=keys.store_key(order.store_id),
        processed_key=keys.position(order.processed_at, order.id),
        status_key=keys.status_key(order.store_id, order.status),
        fulfilled_key=keys.position(order.fulfilled_at, order.id) if order.fulfilled_at else None,
        attention_key=keys.position(claims[0].at, order.id) if claims else None,
        slot_key=keys.slot_key(slot) if slot else None,
        # One carrier account a store.
        member_key=keys.member_key(order.store_id, order.store_id, order.id) if slot else None,
    )


def order_of(item: OrderItem) -> Order:
    """The reverse of `item_of`."""
    return mapping.order_from_json(item.state, version=int(item.version))


def _no_such_order() -> NotFound:
    return NotFound("There is no such order in this store.")
