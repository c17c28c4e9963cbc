"""What mailing merchants and proving senders needs, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from retrack.domain.digests import SentMail, Told
from retrack.domain.identifiers import StoreId
from retrack.domain.sender_identity import IdentityState
from retrack.domain.times import to_text
from retrack.services.merchant_ports import (
    DueOrder,
    IdentityClaim,
    IdentityTaken,
    MerchantTask,
    Proof,
)
from retrack.services.order_row import row_of
from tests.fakes.storage import MemoryOrders


class MemoryMailLog:
    """`MailLog`."""

    def __init__(self) -> None:
        self.mails: dict[tuple[StoreId, str], SentMail] = {}
        self.what: dict[StoreId, Told] = {}

    def begin(self, store_id: StoreId, mail: SentMail) -> SentMail | None:
        earlier = self.mails.get((store_id, mail.id))
        if earlier is None:
            self.mails[store_id, mail.id] = replace(mail, version=1)
        return earlier

    def find(self, store_id: StoreId, mail_id: str) -> SentMail | None:
        return self.mails.get((store_id, mail_id))

    def save(self, store_id: StoreId, mail: SentMail) -> bool:
        if self.mails[store_id, mail.id].version != mail.version:
            return False
        self.mails[store_id, mail.id] = replace(mail, version=mail.version + 1)
        return True

    def told(self, store_id: StoreId) -> Told | None:
        return self.what.get(store_id)

    def save_told(self, store_id: StoreId, told: Told) -> None:
        self.what[store_id] = told


class MemoryDueOrders:
    """`DueOrders`."""

    def __init__(self, orders: MemoryOrders) -> None:
        self.orders = orders

    def between(self, store_id: StoreId, *, after: datetime, until: datetime) -> Iterator[DueOrder]:
        found = [
            (order.claims[0], order)
            for order in self.orders.saved.values()
            if order.store_id == store_id and order.claims and after < order.claims[0].at <= until
        ]
        for claim, order in sorted(found, key=lambda pair: (pair[0].at, pair[1].id)):
            yield DueOrder(order.id, claim.reason, to_text(claim.line), row_of(order))


class FakeMerchantQueue:
    """`MerchantQueue`."""

    def __init__(self) -> None:
        self.tasks: list[MerchantTask] = []

    def send(self, tasks: Sequence[MerchantTask]) -> None:
        self.tasks += tasks


class MemoryClaims:
    """`IdentityClaims`."""

    def __init__(self) -> None:
        self.claims: dict[str, IdentityClaim] = {}

    def load(self, name: str) -> IdentityClaim | None:
        return self.claims.get(name)

    def save(self, claim: IdentityClaim) -> bool:
        known = self.claims.get(claim.name)
        if (known.version if known else 0) != claim.version:
            return False
        if claim.stores:
            self.claims[claim.name] = claim._replace(version=claim.version + 1)
        else:
            del self.claims[claim.name]
        return True


class FakeIdentities:
    """`SenderIdentities`; `states` is how far each is proved."""

    def __init__(self) -> None:
        self.states: dict[str, IdentityState] = {}

    def create(self, name: str) -> Proof:
        if name in self.states:
            raise IdentityTaken
        self.states[name] = IdentityState.PENDING
        return self._proof(name)

    def look(self, name: str) -> Proof | None:
        return self._proof(name) if name in self.states else None

    def remove(self, name: str) -> None:
        self.states.pop(name, None)

    def _proof(self, name: str) -> Proof:
        tokens = () if "@" in name else ("one", "two", "three")
        return Proof(self.states[name], tokens, "dkim.example.com" if tokens else "")
