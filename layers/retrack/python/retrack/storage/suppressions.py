"""The addresses that stores send nothing to: one item each, by a hash of the address."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import NotificationKey
from retrack.domain.settings import Channel, Trigger
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import compact
from retrack.storage import keys
from retrack.storage.items import Item, SuppressionItem
from retrack.storage.table import held, query

_REMEMBERED = timedelta(days=30)  # that an address was allowed again; reports come within hours
_ALLOWED = 0  # the weight of an address that may be written to


class TableSuppressions:
    """`Suppressions` over DynamoDB. An address that was allowed again leaves a mark for a month."""

    def find(self, store_id: StoreId, address_ids: Collection[str]) -> Mapping[str, Suppression]:
        """One consistent GetItem, or one consistent BatchGetItem of several."""
        places = [keys.suppression(store_id, address_id) for address_id in address_ids]
        if len(places) == 1:
            items = [_read(places[0])]
        else:
            wanted = [(place.pk, place.sk) for place in places]
            items = list(SuppressionItem.batch_get(wanted, consistent_read=True)) if wanted else []
        found = [_suppression(item.record) for item in items if item and item.weight > _ALLOWED]
        return {suppression.address_id: suppression for suppression in found}

    def add(self, suppression: Suppression) -> bool:
        """A PutItem on the condition of what is there."""
        place = keys.suppression(suppression.store_id, suppression.address_id)
        at, weight = to_text(suppression.at), SuppressionItem.weight
        is_lighter = (weight > _ALLOWED) & (weight < suppression.weight)
        was_before = (weight == _ALLOWED) & (SuppressionItem.at <= at)
        fits = SuppressionItem.pk.does_not_exist() | is_lighter | was_before
        item = SuppressionItem(
            place.pk, place.sk, record=_record(suppression), weight=suppression.weight, at=at
        )
        return held(lambda: item.save(condition=fits))

    def allow(
        self,
        store_id: StoreId,
        address_id: str,
        *,
        now: datetime,
        only: SuppressionReason | None = None,
    ) -> None:
        """A PutItem of the mark, in place of a suppression; none where nothing is."""
        place = keys.suppression(store_id, address_id)
        item = SuppressionItem(
            place.pk,
            place.sk,
            record="{}",
            weight=_ALLOWED,
            at=to_text(now),
            expires_at=int((now + _REMEMBERED).timestamp()),
        )
        there = SuppressionItem.weight == only.weight if only else SuppressionItem.pk.exists()
        held(lambda: item.save(condition=there))

    def page(self, store_id: StoreId, *, after: str | None, limit: int) -> Sequence[Suppression]:
        """One consistent Query, and more where marks are in between."""
        beginning = keys.suppressions(store_id)
        start = keys.suppression(store_id, after).sk if after else beginning.sk
        condition = Item.sk > start
        found: list[Suppression] = []
        for raw in query(beginning.pk, condition, attributes=("record", "weight")):
            if int(raw["weight"]["N"]) > _ALLOWED:
                found.append(_suppression(raw["record"]["S"]))
            if len(found) == limit:
                break
        return found


def _read(place: keys.Key) -> SuppressionItem | None:
    try:
        return SuppressionItem.get(place.pk, place.sk, consistent_read=True)
    except SuppressionItem.DoesNotExist:
        return None


def _record(suppression: Suppression) -> str:
    message = suppression.message
    return compact(
        {
            "store_id": suppression.store_id,
            "address_id": suppression.address_id,
            "channel": suppression.channel,
            "reason": suppression.reason,
            "at": to_text(suppression.at),
            "actor": suppression.actor,
            "message": _message_document(message) if message else None,
        }
    )


def _suppression(text: str) -> Suppression:
    document = json.loads(text)
    store_id, message = StoreId(document["store_id"]), document.get("message")
    return Suppression(
        store_id=store_id,
        address_id=document["address_id"],
        channel=Channel(document["channel"]),
        reason=SuppressionReason(document["reason"]),
        at=from_text(document["at"]),
        actor=document.get("actor", ""),
        message=_message(store_id, message) if message else None,
    )


def _message_document(key: NotificationKey) -> Mapping[str, str]:
    return {
        "order_id": key.order_id,
        "shipment_id": key.shipment_id,
        "trigger": key.trigger,
        "channel": key.channel,
    }


def _message(store_id: StoreId, document: Mapping[str, Any]) -> NotificationKey:
    return NotificationKey(
        store_id,
        OrderId(document["order_id"]),
        ShipmentId(document["shipment_id"]),
        Trigger(document["trigger"]),
        Channel(document["channel"]),
    )
