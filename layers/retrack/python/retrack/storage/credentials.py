"""Who may act for which store: API keys by their hash, and the people of `memberships`."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date

from pynamodb.exceptions import PynamoDBException

from retrack.domain.identifiers import StoreId
from retrack.domain.times import from_text, to_text
from retrack.services.ports import ApiKey
from retrack.storage import keys
from retrack.storage.items import ApiKeyItem, Item, ListedKeyItem
from retrack.storage.memberships import TableMemberships
from retrack.storage.table import held, query


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
                last_used=_day(item),
            )
        return None

    def note_use(self, key: ApiKey, day: date) -> None:
        """One UpdateItem, on the condition that the key is valid and was not used that day yet.

        Whatever keeps it from being written is no reason to refuse the request.
        """
        place, noted = keys.api_key(key.hash), ApiKeyItem.last_used
        is_due = noted.does_not_exist() | (noted < day.isoformat())
        condition = ApiKeyItem.pk.exists() & is_due
        write = noted.set(day.isoformat())
        with suppress(PynamoDBException):
            held(lambda: ApiKeyItem(place.pk, place.sk).update([write], condition=condition))

    def add_api_key(self, key: ApiKey) -> None:
        """Two PutItems, the list first: a key that works is always one that can be taken back."""
        listed, place = keys.listed_key(key.store_id, key.hash), keys.api_key(key.hash)
        at = to_text(key.created_at)
        ListedKeyItem(listed.pk, listed.sk, key_hash=key.hash, name=key.name, created_at=at).save()
        ApiKeyItem(place.pk, place.sk, store_id=key.store_id, name=key.name, created_at=at).save()

    def list_api_keys(self, store_id: StoreId) -> Sequence[ApiKey]:
        """One consistent Query, and BatchGetItems of a hundred for when each was used."""
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
        used = _last_used(key.hash for key in listed)
        listed = [key._replace(last_used=used.get(keys.api_key(key.hash))) for key in listed]
        return sorted(listed, key=lambda key: (key.created_at, key.name, key.hash))

    def remove_api_key(self, store_id: StoreId, key_hash: str) -> bool:
        """One GetItem and two DeleteItems, the key first: what is left in the list can be repeated.

        A key of another store stays, since it is not in this one's list.
        """
        listed, place = keys.listed_key(store_id, key_hash), keys.api_key(key_hash)
        with suppress(ListedKeyItem.DoesNotExist):
            item = ListedKeyItem.get(listed.pk, listed.sk, consistent_read=True)
            ApiKeyItem(place.pk, place.sk).delete()
            item.delete()
            return True
        return False


def _last_used(hashes: Iterable[str]) -> Mapping[keys.Key, date | None]:
    places = [keys.api_key(key_hash) for key_hash in hashes]
    found = ApiKeyItem.batch_get([(place.pk, place.sk) for place in places])
    return {item.key: _day(item) for item in found}


def _day(item: ApiKeyItem) -> date | None:
    return date.fromisoformat(item.last_used) if item.last_used else None
