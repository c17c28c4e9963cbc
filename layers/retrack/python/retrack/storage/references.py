"""What finds an order: its name, its tracking numbers, its customer's e-mail, the customers' links.

These are items of their own, written after the order. A crash in between leaves them behind the
order until the table's stream brings them up; so whoever follows one looks whether it still holds.
"""

import re

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Order
from retrack.storage import keys
from retrack.storage.items import CheckpointsItem, Item, ReferenceItem, TokenItem
from retrack.storage.keys import Key, ReferenceKind

MAX_LENGTH = 64  # characters of a value; encoded they are within DynamoDB's 1,024 bytes of sort key
_BLANKS = re.compile(r"\s+")


def folded(kind: ReferenceKind, text: str) -> str:
    """A value, or the beginning of one, as it is filed: however people write it."""
    match kind:
        case ReferenceKind.NAME:
            return text.strip().lstrip("#").casefold()[:MAX_LENGTH]
        case ReferenceKind.NUMBER:
            return _BLANKS.sub("", text).upper()[:MAX_LENGTH]
        case ReferenceKind.EMAIL:
            return text.strip().casefold()[:MAX_LENGTH]


def references_of(order: Order) -> dict[Key, ReferenceItem]:
    """Everything that search finds an order by."""
    values = [(ReferenceKind.NAME, order.name), (ReferenceKind.EMAIL, order.customer.email)]
    values += [(ReferenceKind.NUMBER, s.tracking_number) for s in order.shipments]
    filed = [(kind, folded(kind, text)) for kind, text in values]
    found = [
        keys.reference(order.store_id, kind, value, order.id) for kind, value in filed if value
    ]
    return {key: ReferenceItem(key.pk, key.sk, order_id=order.id) for key in found}


def update_references(before: Order | None, after: Order | None) -> None:
    """Writes what changed of what finds an order, and nothing if nothing did; safe to repeat.

    The events of shipments that are gone go with them.
    """
    old = _companions(before) if before else {}
    new = _companions(after) if after else {}
    with Item.batch_write() as batch:
        for key in new.keys() - old.keys():
            batch.save(new[key])
        for key in old.keys() - new.keys():
            batch.delete(old[key])
        for item in _checkpoints_left(before, after):
            batch.delete(item)


def _companions(order: Order) -> dict[Key, Item]:
    return {**references_of(order), **_tokens_of(order)}


def _tokens_of(order: Order) -> dict[Key, TokenItem]:
    return {
        (key := keys.token(shipment.token)): TokenItem(
            key.pk,
            key.sk,
            store_id=order.store_id,
            order_id=order.id,
            shipment_id=shipment.id,
        )
        for shipment in order.shipments
    }


def _checkpoints_left(before: Order | None, after: Order | None) -> list[CheckpointsItem]:
    old = {s.id for s in before.shipments} if before else set()
    new = {s.id for s in after.shipments} if after else set()
    if before is None:
        return []
    left = [keys.checkpoints(before.store_id, before.id, shipment_id) for shipment_id in old - new]
    return [CheckpointsItem(key.pk, key.sk) for key in left]


def order_key(store_id: StoreId, order_id: str) -> tuple[str, str]:
    """Where the order is that a reference names."""
    key = keys.order(store_id, OrderId(order_id))
    return key.pk, key.sk
