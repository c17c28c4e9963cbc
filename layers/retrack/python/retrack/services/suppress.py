"""Whom a store sends nothing to: what merchants say of it, and what customers do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retrack.domain.addresses import address_id, deliverable, is_address_id
from retrack.domain.errors import Invalid, NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.notifications import address_of
from retrack.domain.orders import Order
from retrack.domain.settings import Channel, Store
from retrack.domain.suppressions import (
    Suppression,
    SuppressionReason,
    UnsubscribeLink,
    read_link,
    store_of,
)
from retrack.services.mail_ports import Suppressions
from retrack.services.ports import Clock, OrderStore, StoreStore


def channel_of(address: str) -> Channel:
    """How an address that somebody typed is written to."""
    return Channel.EMAIL if "@" in address else Channel.SMS


def _require_address(address: str) -> Channel:
    channel = channel_of(address)
    if not deliverable(channel, address):
        raise Invalid.field("address", "an e-mail address, or a phone number such as +66812345678")
    return channel


@dataclass(frozen=True, slots=True)
class Suppress:
    """What a merchant does. `key` is the store's, which addresses are hashed with."""

    suppressions: Suppressions
    clock: Clock

    def of_order(self, order: Order, *, key: str) -> Mapping[Channel, Suppression]:
        """Why the order's customer is not written to, by how they would be."""
        ids = {
            channel: address_id(key, channel, address)
            for channel in Channel
            if (address := address_of(order, channel))
        }
        if not ids:
            return {}
        found = self.suppressions.find(order.store_id, list(ids.values()))
        return {channel: found[known] for channel, known in ids.items() if known in found}

    def look_up(self, store_id: StoreId, address: str, *, key: str) -> Suppression | None:
        """Why nothing is sent to an address; None where it may be written to.

        Raises:
            Invalid: it is no address.
        """
        known = address_id(key, _require_address(address), address)
        return self.suppressions.find(store_id, [known]).get(known)

    def block(self, store_id: StoreId, address: str, *, key: str, actor: str) -> Suppression:
        """Has nothing sent to an address; what is in force then, which may weigh more.

        Raises:
            Invalid: it is no address.
        """
        channel = _require_address(address)
        known = address_id(key, channel, address)
        blocked = Suppression(
            store_id, known, channel, SuppressionReason.BLOCKED, self.clock.now(), actor
        )
        self.suppressions.add(blocked)
        return self.suppressions.find(store_id, [known]).get(known, blocked)

    def allow(self, store_id: StoreId, address: str, *, key: str) -> None:
        """Lets an address be written to again, whatever it was suppressed for."""
        known = address_id(key, channel_of(address), address)
        self.allow_known(store_id, known)

    def allow_known(self, store_id: StoreId, known: str) -> None:
        """The same by the hash of an address; nothing for what is none."""
        if is_address_id(known):
            self.suppressions.allow(store_id, known, now=self.clock.now())

    def page(self, store_id: StoreId, *, after: str | None, limit: int) -> Sequence[Suppression]:
        """The store's suppressed addresses, by their hash."""
        return self.suppressions.page(store_id, after=after, limit=limit)


class Choice(NamedTuple):
    """What whoever followed a link sees: whose emails these are, and whether they stopped.

    `is_held`: for a reason that only the merchant can lift. `locale` is the customer's; empty where
    their order is gone.
    """

    store: Store
    has_stopped: bool
    is_held: bool
    locale: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """What whoever holds an unsubscribe link can do: stop a store's emails to them, and go back.

    Nothing but that: of an address that bounced, complained or was blocked only the merchant can
    say that it is to be written to again.
    """

    suppressions: Suppressions
    stores: StoreStore
    orders: OrderStore
    clock: Clock

    def show(self, token: str) -> Choice:
        """How things stand.

        Raises:
            NotFound: no such link was ever sent.
        """
        store, link = self._read(token)
        return self._choice(store, link)

    def stop(self, token: str) -> Choice:
        """Stops the emails, at once and however often it is asked for.

        Raises:
            NotFound: no such link was ever sent.
        """
        store, link = self._read(token)
        self.suppressions.add(
            Suppression(
                store_id=store.id,
                address_id=link.address_id,
                channel=Channel.EMAIL,
                reason=SuppressionReason.UNSUBSCRIBED,
                at=self.clock.now(),
                message=link.message,
            )
        )
        return self._choice(store, link)

    def start(self, token: str) -> Choice:
        """Takes a stop back.

        Raises:
            NotFound: no such link was ever sent.
        """
        store, link = self._read(token)
        self.suppressions.allow(
            store.id,
            link.address_id,
            now=self.clock.now(),
            only=SuppressionReason.UNSUBSCRIBED,
        )
        return self._choice(store, link)

    def _read(self, token: str) -> tuple[Store, UnsubscribeLink]:
        store = self.stores.load(store_of(token))
        return store, read_link(token, store.cursor_key)

    def _choice(self, store: Store, link: UnsubscribeLink) -> Choice:
        found = self.suppressions.find(store.id, [link.address_id]).get(link.address_id)
        is_held = found is not None and found.reason is not SuppressionReason.UNSUBSCRIBED
        try:
            locale = self.orders.load(store.id, link.message.order_id).customer.locale
        except NotFound:
            locale = ""
        return Choice(store, found is not None, is_held, locale)
