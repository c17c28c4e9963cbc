"""What merchants were mailed."""

import json
from contextlib import suppress
from datetime import timedelta

from retrack.domain.digests import MailState, SentMail, Told
from retrack.domain.identifiers import StoreId
from retrack.domain.times import from_text, to_text
from retrack.services.json_text import compact
from retrack.storage import keys
from retrack.storage.items import MailItem, ToldItem
from retrack.storage.mapping import pack, unpack
from retrack.storage.table import held

KEPT = timedelta(days=90)


class TableMailLog:
    """`MailLog` over DynamoDB: a mail is claimed by a conditional write."""

    def begin(self, store_id: StoreId, mail: SentMail) -> SentMail | None:
        """A PutItem on the condition that there is none; a GetItem when there is."""
        item = _item_of(store_id, mail, version=1)
        while not held(lambda: item.save(condition=MailItem.pk.does_not_exist())):
            if earlier := self.find(store_id, mail.id):
                return earlier
            # Expired between the two calls.
        return None

    def find(self, store_id: StoreId, mail_id: str) -> SentMail | None:
        """One consistent GetItem."""
        place = keys.mail(store_id, mail_id)
        with suppress(MailItem.DoesNotExist):
            found = MailItem.get(place.pk, place.sk, consistent_read=True)
            return _mail(found.record, version=int(found.version))
        return None

    def save(self, store_id: StoreId, mail: SentMail) -> bool:
        """A PutItem on the condition of the version."""
        item = _item_of(store_id, mail, version=mail.version + 1)
        return held(lambda: item.save(condition=MailItem.version == mail.version))

    def told(self, store_id: StoreId) -> Told | None:
        """One consistent GetItem."""
        place = keys.told(store_id)
        with suppress(ToldItem.DoesNotExist):
            item = ToldItem.get(place.pk, place.sk, consistent_read=True)
            orders = frozenset((o, since) for o, since in json.loads(unpack(item.orders)))
            return Told(from_text(item.until), orders)
        return None

    def save_told(self, store_id: StoreId, told: Told) -> None:
        """One PutItem."""
        place = keys.told(store_id)
        orders = pack(compact(sorted(told.orders)))
        ToldItem(place.pk, place.sk, until=to_text(told.until), orders=orders).save()


def _item_of(store_id: StoreId, mail: SentMail, *, version: int) -> MailItem:
    place = keys.mail(store_id, mail.id)
    record = {
        "id": mail.id,
        "state": mail.state,
        "at": to_text(mail.at),
        "attempts": mail.attempts,
        "reached": list(mail.reached),
    }
    return MailItem(
        place.pk,
        place.sk,
        record=compact(record),
        version=version,
        expires_at=int((mail.at + KEPT).timestamp()),
    )


def _mail(text: str, *, version: int) -> SentMail:
    told = json.loads(text)
    return SentMail(
        id=told["id"],
        state=MailState(told["state"]),
        at=from_text(told["at"]),
        attempts=told["attempts"],
        reached=tuple(told["reached"]),
        version=version,
    )
