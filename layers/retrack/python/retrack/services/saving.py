"""Changing an order that others may change at the same moment."""

from collections.abc import Callable

from retrack.domain.errors import PreconditionFailed, StaleVersion
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Order
from retrack.services.ports import OrderStore

_MAX_LOSSES = 5  # each loss means that somebody else's change went through


def change_order(
    orders: OrderStore,
    store_id: StoreId,
    order_id: OrderId,
    change: Callable[[Order], Order],
    *,
    version: int | None = None,
) -> Order:
    """Applies a change to the order as it is now, again on what others saved meanwhile.

    A change that changes nothing writes nothing. `version` is the one that the caller saw, if it
    wants to change no other.

    Raises:
        NotFound: no such order, or the change found something missing in it.
        PreconditionFailed: the order is not at `version`.
        StaleVersion: others kept saving.
    """
    losses = 0
    while True:
        before = orders.load(store_id, order_id)
        if version is not None and before.version != version:
            raise PreconditionFailed
        after = change(before)
        if after == before:
            return before
        try:
            return orders.save(after, before=before)
        except StaleVersion:
            losses += 1
            if losses == _MAX_LOSSES:
                raise
