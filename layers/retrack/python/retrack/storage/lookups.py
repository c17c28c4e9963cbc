"""Orders found by what their customers know of them."""

from collections.abc import Sequence

from retrack.domain.identifiers import OrderId, StoreId
from retrack.storage import keys
from retrack.storage.items import Item
from retrack.storage.keys import Key, ReferenceKind, folded
from retrack.storage.table import query

_MAX_ORDERS = 500  # of one name or e-mail, the newest ids first; real customers have a few


class TableOrderFinder:
    """`OrderFinder` over DynamoDB."""

    def placed_by(self, store_id: StoreId, name: str, email: str) -> Sequence[OrderId]:
        """Two Queries, always both: an e-mail that fits no order takes as long as one that does."""
        named = _found(store_id, ReferenceKind.NAME, name)
        theirs = _found(store_id, ReferenceKind.EMAIL, email)
        return sorted(named & theirs)


class TableOrderNames:
    """`OrderNames` over DynamoDB."""

    def named(self, store_id: StoreId, name: str) -> Sequence[OrderId]:
        """One Query; names that begin the same for a very long time are taken for one."""
        return sorted(_found(store_id, ReferenceKind.NAME, name))


def _found(store_id: StoreId, kind: ReferenceKind, text: str) -> set[OrderId]:
    beginning: Key = keys.references_with(store_id, kind, folded(kind, text))
    condition = Item.sk.startswith(beginning.sk)
    found = query(
        beginning.pk,
        condition,
        attributes=("order_id",),
        newest_first=True,
        limit=_MAX_ORDERS,
    )
    return {OrderId(raw["order_id"]["S"]) for raw in found}
