"""Addresses that a store sends nothing to, and the links by which people stop emails themselves."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from retrack.domain.errors import NotFound
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import NotificationKey
from retrack.domain.settings import Channel, Trigger


class SuppressionReason(StrEnum):
    """Why nothing is sent. Where two hold, the later in this list is kept."""

    UNSUBSCRIBED = "unsubscribed"  # whoever has the address asked for it
    BOUNCED = "bounced"  # there is no such address
    BLOCKED = "blocked"  # the merchant said so
    COMPLAINED = "complained"  # a message was called spam

    @property
    def weight(self) -> int:
        """A heavier one takes a lighter one's place, and never the other way round."""
        return _WEIGHT[self]


_WEIGHT = {reason: number for number, reason in enumerate(SuppressionReason, start=1)}


@dataclass(frozen=True, slots=True)
class Suppression:
    """That a store sends nothing to an address, which is known by its hash alone.

    `at` is when what it rests on happened. `message` is the message that it came from, `actor` who
    did it by hand; None and empty otherwise.
    """

    store_id: StoreId
    address_id: str
    channel: Channel
    reason: SuppressionReason
    at: datetime
    actor: str = ""
    message: NotificationKey | None = None

    @property
    def weight(self) -> int:
        """A heavier one takes a lighter one's place, and never the other way round."""
        return self.reason.weight


@dataclass(frozen=True, slots=True)
class UnsubscribeLink:
    """What a link says: whose emails of which store stop, and in which message it was."""

    message: NotificationKey
    address_id: str

    @property
    def store_id(self) -> StoreId:
        """The store whose emails stop."""
        return self.message.store_id


def link_token(link: UnsubscribeLink, key: str) -> str:
    """The link as a text for addresses: signed with the store's key, without the address."""
    message = link.message
    said = f"{message.order_id}\n{message.shipment_id}\n{message.trigger}"
    signed = bytes.fromhex(link.address_id) + _signature(link, key)
    return f"{link.store_id}.{_packed(signed)}.{_packed(said.encode())}"


def store_of(token: str) -> StoreId:
    """The store that a token is of, which has the key to read it with."""
    return StoreId(token.partition(".")[0])


def read_link(token: str, key: str) -> UnsubscribeLink:
    """The link that `link_token` made a text of.

    Raises:
        NotFound: nobody made it with this key.
    """
    try:
        store_id, signed, said = token.split(".")
        given = _unpacked(signed)
        order_id, shipment_id, trigger = _unpacked(said).decode().split("\n")
        message = NotificationKey(
            StoreId(store_id),
            OrderId(order_id),
            ShipmentId(shipment_id),
            Trigger(trigger),
            Channel.EMAIL,
        )
    except ValueError as exc:
        raise NotFound from exc
    link = UnsubscribeLink(message, given[:_HASH_BYTES].hex())
    if not key or not hmac.compare_digest(_signature(link, key), given[_HASH_BYTES:]):
        raise NotFound
    return link


_HASH_BYTES, _SIGNATURE_BYTES = 16, 16


def _signature(link: UnsubscribeLink, key: str) -> bytes:
    message = link.message
    parts = (message.order_id, message.shipment_id, message.trigger, link.address_id)
    said = "\n".join(("unsubscribe", message.store_id, *parts))
    return hmac.new(key.encode(), said.encode(), hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpacked(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as exc:
        raise ValueError from exc
    if _packed(raw) != text:  # the last letter has bits to spare, and one link is one text
        raise ValueError(text)
    return raw
