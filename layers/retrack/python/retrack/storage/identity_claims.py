"""Whose each sender is: no two stores can prove the same domain or address by themselves."""

import json
from contextlib import suppress

from retrack.domain.identifiers import StoreId
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import compact
from retrack.services.merchant_ports import IdentityClaim
from retrack.storage import keys
from retrack.storage.items import IdentityClaimItem
from retrack.storage.table import held


class TableIdentityClaims:
    """`IdentityClaims` over DynamoDB: every write on the condition of the version."""

    def load(self, name: str) -> IdentityClaim | None:
        """One consistent GetItem."""
        place = keys.identity_claim(name)
        with suppress(IdentityClaimItem.DoesNotExist):
            item = IdentityClaimItem.get(place.pk, place.sk, consistent_read=True)
            told = json.loads(item.record)
            stores = tuple(map(StoreId, told["stores"]))
            return IdentityClaim(name, stores, from_text(told["begun_at"]), int(item.version))
        return None

    def save(self, claim: IdentityClaim) -> bool:
        """One PutItem, or a DeleteItem when no store is left."""
        place = keys.identity_claim(claim.name)
        record = {"stores": list(claim.stores), "begun_at": to_text(claim.begun_at)}
        item = IdentityClaimItem(
            place.pk, place.sk, record=compact(record), version=claim.version + 1
        )
        unchanged = (
            IdentityClaimItem.version == claim.version
            if claim.version
            else IdentityClaimItem.pk.does_not_exist()
        )
        if claim.stores:
            return held(lambda: item.save(condition=unchanged))
        return held(lambda: item.delete(condition=unchanged))
