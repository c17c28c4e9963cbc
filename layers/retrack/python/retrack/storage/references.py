"""What finds an order: its name, its tracking numbers, its customer's e-mail, the customers' links.

These are items of their own, written after the order. A crash in between leaves them behind the
order until the table's stream brings them up; so whoever follows one looks whether it still holds.
"""

from retrack.domain.orders import Order
from retrack.storage import keys
from retrack.storage.items import CheckpointsItem, Item, ReferenceItem, TokenItem
from retrack.storage.keys import Key, ReferenceKind, folded


def is_found_by(order: Order, prefix: str) -> bool:
    """Whether search should find an order, as it is now, by the beginning of something."""
    return any(
        value.startswith(beginning)
        for kind, value in _values_of(order)
        if (beginning := folded(kind, prefix))
    )


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
    return {**_references_of(order), **_tokens_of(order)}


def _references_of(order: Order) -> dict[Key, ReferenceItem]:
    found = [
        keys.reference(order.store_id, kind, value, order.id)
        for kind, value in _values_of(order)
        if value
    ]
    return {key: ReferenceItem(key.pk, key.sk, order_id=order.id) for key in found}


def _values_of(order: Order) -> list[tuple[ReferenceKind, str]]:
    texts = [(ReferenceKind.NAME, order.name), (ReferenceKind.EMAIL, order.customer.email)]
    texts += [(ReferenceKind.NUMBER, s.tracking_number) for s in order.shipments]
    return [(kind, folded(kind, text)) for kind, text in texts]


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
    if before is None:
        return []
    kept = {shipment.id for shipment in after.shipments} if after else set()
    left = [
        keys.checkpoints(before.store_id, before.id, shipment.id)
        for shipment in before.shipments
        if shipment.id not in kept
    ]
    return [CheckpointsItem(key.pk, key.sk) for key in left]
