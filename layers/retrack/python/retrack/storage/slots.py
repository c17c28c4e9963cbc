"""The orders of a slot, for the hourly sweep."""

import json
from collections.abc import Iterator

from retrack.domain.cadences import Slot
from retrack.domain.identifiers import StoreId
from retrack.services.ports import FollowedOrder
from retrack.services.tasks import FollowedParcel
from retrack.storage import keys
from retrack.storage.table import BY_CHECK_SLOT, query


class TableSlots:
    """`SlotIndex` over DynamoDB: a Query of `by-check-slot` for each megabyte of the slot."""

    def due(self, slot: Slot) -> Iterator[FollowedOrder]:
        """In the index's own order: by carrier account, then store, then order."""
        for raw in query(keys.slot_key(slot), index=BY_CHECK_SLOT, attributes=("check",)):
            store_id, *parcels = json.loads(raw["check"]["S"])
            yield FollowedOrder(
                StoreId(store_id), tuple(FollowedParcel.from_list(parcel) for parcel in parcels)
            )
