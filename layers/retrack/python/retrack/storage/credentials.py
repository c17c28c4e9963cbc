"""Who may act for which store: API keys by their hash, and the people of `memberships`."""

from collections.abc import Sequence
from contextlib import suppress

from retrack.domain.identifiers import StoreId
from retrack.domain.times import from_text, to_text
from retrack.services.ports import ApiKey
from retrack.storage import keys
from retrack.storage.items import ApiKeyItem, Item, ListedKeyItem
from retrack.storage.memberships import TableMemberships
from retrack.storage.table import query


class TableCredentials(TableMemberships):
    """`Credentials` over DynamoDB."""

    def api_key(self, key_hash: str) -> ApiKey | None:
        """One consistent GetItem: a key that was taken back is refused at once."""
        key = keys.api_key(key_hash)
        with suppress(ApiKeyItem.DoesNotExist):
            item = ApiKeyItem.get(key.pk, key.sk, consistent_read=True)
            return ApiKey(
                hash=key_hash,
                store_id=StoreId(item.store_id),
                name=item.name,
                created_at=from_text(item.created_at),
            )
        return None

    def add_api_key(self, key: ApiKey) -> None:
        """Two PutItems, the list first: a key that works is always one that can be taken back."""
        listed, place = keys.listed_key(key.store_id, key.hash), keys.api_key(key.hash)
        at = to_text(key.created_at)
        ListedKeyItem(listed.pk, listed.sk, key_hash=key.hash, name=key.name, created_at=at).save()
        ApiKeyItem(place.pk, place.sk, store_id=key.store_id, name=key.name, created_at=at).save()

    def list_api_keys(self, store_id: StoreId) -> Sequence[ApiKey]:
        """One consistent Query."""
        beginning = keys.listed_keys(store_id)
        found = query(
            beginning.pk,
            Item.sk.startswith(beginning.sk),
            attributes=("key_hash", "name", "created_at"),
        )
        listed = [
            ApiKey(
                hash=raw["key_hash"]["S"],
                store_id=store_id,
                name=raw["name"]["S"],
                created_at=from_text(raw["created_at"]["S"]),
            )
            for raw in found
        ]
        return sorted(listed, key=lambda key: (key.created_at, key.name, key.hash))

    def remove_api_key(self, store_id: StoreId, key_hash: str) -> None:
        """One GetItem and two DeleteItems, the key first: what is left in the list can be repeated.

        A key of another store stays, since it is not in this one's list.
        """
        listed, place = keys.listed_key(store_id, key_hash), keys.api_key(key_hash)
        with suppress(ListedKeyItem.DoesNotExist):
            item = ListedKeyItem.get(listed.pk, listed.sk, consistent_read=True)
            ApiKeyItem(place.pk, place.sk).delete()
            item.delete()
