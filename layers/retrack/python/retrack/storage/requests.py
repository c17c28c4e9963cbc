"""Requests with an `Idempotency-Key`: who runs them, and what the first one was answered.

Keys are filed by their hash, since clients may choose any, and since they open the answers: those
are kept sealed.
"""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.times import from_text, to_text, whole_seconds
from retrack.services.json_text import compact
from retrack.services.ports import Answer, EarlierRequest
from retrack.storage import keys
from retrack.storage.items import AnswerItem, RequestItem
from retrack.storage.sealing import seal, unseal
from retrack.storage.table import held

KEPT = timedelta(hours=24)  # the interface's promise
ABANDONED = timedelta(seconds=60)  # no function runs as long
GONE = 410
_GONE_BODY = compact(
    {"title": "Gone", "status": GONE, "detail": "The order in this answer was erased since."}
)


class TableRequests:
    """`RequestLog` over DynamoDB.

    What is about an order lies in the order's partition, to be erased with it; read after that, the
    request was answered with status 410.
    """

    def begin(
        self, store_id: StoreId, key: str, *, request_hash: str, now: datetime
    ) -> EarlierRequest | None:
        """A PutItem on the condition that the key is free; a GetItem or two when it is not."""
        place = keys.request(store_id, _filed(key))
        claim = RequestItem(
            place.pk,
            place.sk,
            request_hash=request_hash,
            begun_at=to_text(now),
            expires_at=_seconds(now + KEPT),
        )
        # DynamoDB deletes what has expired when it gets round to it, so the time is looked at too.
        is_free = (
            RequestItem.pk.does_not_exist()
            | (RequestItem.expires_at <= _seconds(now))
            | (
                RequestItem.status.does_not_exist()
                & (RequestItem.begun_at <= to_text(now - ABANDONED))
            )
        )
        while not held(lambda: claim.save(condition=is_free)):
            with suppress(RequestItem.DoesNotExist):  # given back between the two calls
                return _earlier(
                    store_id, key, RequestItem.get(place.pk, place.sk, consistent_read=True)
                )
        return None

    def finish(self, store_id: StoreId, key: str, answer: Answer, *, now: datetime) -> None:
        """An UpdateItem of the claim; where it is about an order, first a PutItem of the answer."""
        place = keys.request(store_id, _filed(key))
        sealed = seal(store_id, key, headers=answer.headers, body=answer.body)
        if answer.order_id:
            kept = keys.answer(store_id, answer.order_id, _filed(key))
            AnswerItem(kept.pk, kept.sk, sealed=sealed, expires_at=_seconds(now + KEPT)).save()
            where = RequestItem.order_id.set(answer.order_id)
        else:
            where = RequestItem.sealed.set(sealed)
        claim = RequestItem(place.pk, place.sk)
        status = RequestItem.status.set(answer.status)
        held(lambda: claim.update([status, where], condition=RequestItem.pk.exists()))

    def forget(self, store_id: StoreId, key: str) -> None:
        """One DeleteItem."""
        place = keys.request(store_id, _filed(key))
        RequestItem(place.pk, place.sk).delete()


def _earlier(store_id: StoreId, key: str, item: RequestItem) -> EarlierRequest:
    return EarlierRequest(item.request_hash, from_text(item.begun_at), _answer(store_id, key, item))


def _answer(store_id: StoreId, key: str, item: RequestItem) -> Answer | None:
    if not item.status:
        return None
    if not item.order_id:
        return _opened(store_id, key, item, item.sealed)
    order_id = OrderId(item.order_id)
    place = keys.answer(store_id, order_id, _filed(key))
    with suppress(AnswerItem.DoesNotExist):
        kept = AnswerItem.get(place.pk, place.sk, consistent_read=True)
        return _opened(store_id, key, item, kept.sealed)
    return Answer(GONE, _GONE_BODY, order_id)


def _opened(store_id: StoreId, key: str, item: RequestItem, sealed: bytes) -> Answer:
    headers, body = unseal(store_id, key, sealed)
    order_id = OrderId(item.order_id) if item.order_id else None
    return Answer(int(item.status), body, order_id, headers)


def _filed(key: str) -> str:
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def _seconds(moment: datetime) -> int:
    return int(whole_seconds(moment).timestamp())
