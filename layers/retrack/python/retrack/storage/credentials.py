"""Who may act for which store: API keys by their hash, people by their id."""

from collections.abc import Mapping
from contextlib import suppress

from retrack.domain.identifiers import StoreId
from retrack.domain.times import from_text, to_text
from retrack.services.ports import ApiKey
from retrack.storage import keys
from retrack.storage.items import ApiKeyItem, Item, MembershipItem
from retrack.storage.table import query


class TableCredentials:
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
        """One PutItem."""
        place = keys.api_key(key.hash)
        ApiKeyItem(
            place.pk,
            place.sk,
            store_id=key.store_id,
            name=key.name,
            created_at=to_text(key.created_at),
        ).save()

    def stores_of(self, person_id: str) -> Mapping[StoreId, str]:
        """One consistent Query."""
        beginning = keys.memberships(person_id)
        found = query(
            beginning.pk, Item.sk.startswith(beginning.sk), attributes=("store_id", "role")
        )
        return {StoreId(raw["store_id"]["S"]): raw["role"]["S"] for raw in found}

    def add_person(self, person_id: str, store_id: StoreId, role: str) -> None:
        """One PutItem."""
        key = keys.membership(person_id, store_id)
        MembershipItem(key.pk, key.sk, store_id=store_id, role=role).save()
