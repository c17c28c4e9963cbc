"""The customers' links; `references` writes them."""

from contextlib import suppress

from retrack.domain.errors import NotFound
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.services.ports import ShipmentAddress
from retrack.storage import keys
from retrack.storage.items import TokenItem


class TableTokens:
    """`TokenIndex` over DynamoDB."""

    def find(self, token: str) -> ShipmentAddress | None:
        """One GetItem; a shipment may be gone by the time it is looked for."""
        with suppress(NotFound, TokenItem.DoesNotExist):
            key = keys.token(token)
            item = TokenItem.get(key.pk, key.sk)
            return ShipmentAddress(
                StoreId(item.store_id), OrderId(item.order_id), ShipmentId(item.shipment_id)
            )
        return None
