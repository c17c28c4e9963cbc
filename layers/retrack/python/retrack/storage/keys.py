"""Every key of the table, made here and nowhere else.

| entity | PK | SK | index keys | answers |
| --- | --- | --- | --- | --- |
| order | STORE#s#ORDER#o | ORDER | store_key STORE#s, processed_key time#o | by period (R9, R10) |
| | | | status_key STORE#s#STATUS#x, processed_key | by status (R11) |
| | | | store_key, fulfilled_key time#o | shipped in a period (R23) |
| | | | store_key, attention_key time#o | what needs attention (R12, R24) |
| | | | slot_key CADENCE#c#SLOT#n, member_key s#s#o | whom to ask about this hour (R6) |
| checkpoints | STORE#s#ORDER#o | SHIPMENT#p#CHECKPOINTS | | the events of a shipment (R5) |
| notification | STORE#s#ORDER#o | NOTIFICATION#p#trigger#channel | | was this customer told (R25) |
| | | | store_key STORE#s#NOTIFICATIONS, processed_key time#o… | what customers were told |
| receipt | STORE#s#ORDER#o | RECEIPT#p#trigger#channel#m | | what became of an email |
| waiting fulfilment | STORE#s#ORDER#o | FULFILLMENT#f | | what a shop told before its order |
| waiting erasure | STORE#s#ORDER#o | FORGOTTEN | | is its customer to be forgotten as it comes |
| erased shop | STORE#s#SHOP#name | ERASED | | was all that a shop had told erased |
| answer | STORE#s#ORDER#o | ANSWER#key | | what a repeated request is answered |
| reference | STORE#s#REFERENCE | KIND#value#o | | search (`GET /v1/orders?q=`), pushes by number |
| token | TOKEN#t | TOKEN | | the customer's page (`GET /t/{token}`) |
| store | STORE#s | SETTINGS | | settings, plan |
| listed store | STORES | STORE#s | | every store, for the hourly rounds |
| mail | STORE#s#MAILS | MAIL#id | | was the merchant mailed this |
| told | STORE#s#MAILS | TOLD | | what the digests have told |
| identity claim | IDENTITY#domain or address | IDENTITY | | whose sender this is |
| template | STORE#s#TEMPLATES | TEMPLATE#name#version | | what messages say (R28, R30) |
| suppression | STORE#s#SUPPRESSIONS | ADDRESS#hash | | may this address be written to |
| API key | KEY#sha256 | KEY | | who calls, by API key |
| membership | PERSON#sub | STORE#s | | who calls, by session |
| listed key | STORE#s#ACCESS | KEY#sha256 | | a store's API keys (Settings) |
| listed person | STORE#s#ACCESS | PERSON#sub | | a store's people (Settings) |
| job | STORE#s#JOB#j | JOB | | progress of long work |
| import | STORE#s#IMPORT#i | IMPORT | | progress of a file of orders (`GET /v1/imports/{id}`) |
| webhook | STORE#s#WEBHOOKS | WEBHOOK#w | | a store's webhooks (`GET /v1/webhooks`) |
| delivery | STORE#s#WEBHOOK#w | DELIVERY#time and hash | | what a webhook was sent |
| listener | LISTENERS#event | STORE#s#WEBHOOK#w | | the stores to look for attention in |
| request | STORE#s#REQUEST#key | REQUEST | | `Idempotency-Key` |
| tries | LIMIT#TRIES#name#window#who | LIMIT | | how often somebody tried to look a parcel up |
| line | STORE#s#LINE#channel | LINE | | when a store's next message may go |
| salt | LIMIT#SALT#day | LIMIT | | what makes that "who" untraceable after its day |

An order with all that is kept about it is one partition. Its parts sort so that what a page shows
(notifications, the order, checkpoints) lies together, after what it does not show.

Parts come from outside, so they are percent-encoded: no part can hold the separator, different
parts give different keys, and every key is plain ASCII. Keys are made and never taken apart: an
item that needs its ids holds them as attributes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote

from retrack.domain.errors import NotFound
from retrack.domain.times import to_text

if TYPE_CHECKING:
    from retrack.domain.cadences import Slot
    from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
    from retrack.domain.notifications import NotificationKey
    from retrack.domain.settings import Channel
    from retrack.domain.statuses import Status
    from retrack.domain.templates import TemplateName

FIRST_OF_FILE = "NOTIFICATION"
"""Where, in an order's partition, begins what is read together with it."""

MAX_PART = 800
"""Characters of one part, encoded. DynamoDB takes 2,048 bytes of key and 1,024 of sort key."""
MAX_VALUE = 64
"""Characters of a value that an order is filed under; encoded they are at most 768."""

_AS_THEY_ARE = "".join(map(chr, range(0x20, 0x7F))).replace("#", "").replace("%", "")
_BLANKS = re.compile(r"\s+")
_AFTER_ALL = "\x7f"  # sorts after every character that a key can hold


class ReferenceKind(StrEnum):
    """What an order can be found by."""

    NAME = "NAME"
    NUMBER = "NUMBER"
    EMAIL = "EMAIL"


@dataclass(frozen=True, slots=True)
class Key:
    """Where an item is."""

    pk: str
    sk: str


def order(store_id: StoreId, order_id: OrderId) -> Key:
    """An order."""
    return Key(_key("STORE", store_id, "ORDER", order_id), "ORDER")


def checkpoints(store_id: StoreId, order_id: OrderId, shipment_id: ShipmentId) -> Key:
    """The events of a shipment, with its order."""
    return Key(order(store_id, order_id).pk, _key("SHIPMENT", shipment_id, "CHECKPOINTS"))


def notification(key: NotificationKey) -> Key:
    """A message to a customer, with its order."""
    sk = _key("NOTIFICATION", key.shipment_id, key.trigger, key.channel)
    return Key(order(key.store_id, key.order_id).pk, sk)


def notifications(store_id: StoreId, order_id: OrderId) -> Key:
    """The beginning of every message about an order."""
    return Key(order(store_id, order_id).pk, "NOTIFICATION#")


def receipt(key: NotificationKey, message_id: str) -> Key:
    """What the mail service reported of an email, with its order."""
    sk = _key("RECEIPT", key.shipment_id, key.trigger, key.channel, message_id)
    return Key(order(key.store_id, key.order_id).pk, sk)


def answer(store_id: StoreId, order_id: OrderId, request_key: str) -> Key:
    """The answer to an idempotent request that made or changed an order, with the order."""
    return Key(order(store_id, order_id).pk, _key("ANSWER", request_key))


def waiting_fulfillment(store_id: StoreId, order_id: OrderId, fulfillment_id: str) -> Key:
    """A fulfilment that was told before its order, where the order will be."""
    return Key(order(store_id, order_id).pk, _key("FULFILLMENT", fulfillment_id))


def waiting_fulfillments(store_id: StoreId, order_id: OrderId) -> Key:
    """The beginning of every fulfilment that waits for an order."""
    return Key(order(store_id, order_id).pk, "FULFILLMENT#")


def waiting_erasure(store_id: StoreId, order_id: OrderId) -> Key:
    """That an order's customer was to be forgotten before the order came."""
    return Key(order(store_id, order_id).pk, "FORGOTTEN")


def erased_shop(store_id: StoreId, shop: str) -> Key:
    """That all orders of a shop were to be erased."""
    return Key(_key("STORE", store_id, "SHOP", shop), "ERASED")


def reference(store_id: StoreId, kind: ReferenceKind, value: str, order_id: OrderId) -> Key:
    """What finds an order by a value, of which only the beginning is filed."""
    return Key(_references(store_id), _key(kind, value[:MAX_VALUE], order_id))


def folded(kind: ReferenceKind, text: str) -> str:
    """A value, or the beginning of one, as it is compared: however people write it."""
    match kind:
        case ReferenceKind.NAME:
            return text.strip().lstrip("#").casefold()
        case ReferenceKind.NUMBER:
            return _BLANKS.sub("", text).upper()
        case ReferenceKind.EMAIL:
            return text.strip().casefold()


def references_with(store_id: StoreId, kind: ReferenceKind, value: str) -> Key:
    """The beginning of every reference by this value, or by one that is the same for that long."""
    return Key(_references(store_id), _key(kind, value[:MAX_VALUE]) + "#")


def references_from(store_id: StoreId, kind: ReferenceKind, prefix: str) -> Key:
    """The beginning of every reference by a value that starts like this."""
    return Key(_references(store_id), _key(kind, prefix[:MAX_VALUE]))


def token(text: str) -> Key:
    """A customer's link."""
    return Key(_key("TOKEN", text), "TOKEN")


def store(store_id: StoreId) -> Key:
    """A store's settings."""
    return Key(store_key(store_id), "SETTINGS")


def listed_store(store_id: StoreId) -> Key:
    """A store among all stores."""
    return Key(listed_stores().pk, _key("STORE", store_id))


def listed_stores() -> Key:
    """The beginning of all stores."""
    return Key("STORES", "STORE#")


def mail(store_id: StoreId, mail_id: str) -> Key:
    """A mail to the merchant."""
    return Key(told(store_id).pk, _key("MAIL", mail_id))


def told(store_id: StoreId) -> Key:
    """What the digests have told, beside the mails."""
    return Key(_key("STORE", store_id, "MAILS"), "TOLD")


def identity_claim(name: str) -> Key:
    """Whose a domain or an address is to send from."""
    return Key(_key("IDENTITY", name), "IDENTITY")


def template(store_id: StoreId, name: TemplateName, version: str) -> Key:
    """A version of a store's own template."""
    return Key(_templates(store_id), _key("TEMPLATE", str(name), version))


def templates(store_id: StoreId, name: TemplateName) -> Key:
    """The beginning of every version of a template."""
    return Key(_templates(store_id), _key("TEMPLATE", str(name)) + "#")


def suppression(store_id: StoreId, address_id: str) -> Key:
    """That nothing is sent to an address, which is named by its hash."""
    return Key(suppressions(store_id).pk, _key("ADDRESS", address_id))


def suppressions(store_id: StoreId) -> Key:
    """The beginning of every address that a store sends nothing to."""
    return Key(_key("STORE", store_id, "SUPPRESSIONS"), "ADDRESS#")


def api_key(key_hash: str) -> Key:
    """An API key, by its hash."""
    return Key(_key("KEY", key_hash), "KEY")


def membership(person_id: str, store_id: StoreId) -> Key:
    """A person's place in a store."""
    return Key(_key("PERSON", person_id), _key("STORE", store_id))


def memberships(person_id: str) -> Key:
    """The beginning of every membership of a person."""
    return Key(_key("PERSON", person_id), "STORE#")


def listed_key(store_id: StoreId, key_hash: str) -> Key:
    """An API key, among those of its store."""
    return Key(_access(store_id), _key("KEY", key_hash))


def listed_keys(store_id: StoreId) -> Key:
    """The beginning of every API key of a store."""
    return Key(_access(store_id), "KEY#")


def listed_person(store_id: StoreId, person_id: str) -> Key:
    """A person, among those of a store."""
    return Key(_access(store_id), _key("PERSON", person_id))


def listed_people(store_id: StoreId) -> Key:
    """The beginning of every person of a store."""
    return Key(_access(store_id), "PERSON#")


def job(store_id: StoreId, job_id: str) -> Key:
    """Long work with progress."""
    return Key(_key("STORE", store_id, "JOB", job_id), "JOB")


def import_of(store_id: StoreId, import_id: str) -> Key:
    """A file of orders on its way in."""
    return Key(_key("STORE", store_id, "IMPORT", import_id), "IMPORT")


def webhook(store_id: StoreId, webhook_id: str) -> Key:
    """A webhook, among those of its store."""
    return Key(webhooks(store_id).pk, _key("WEBHOOK", webhook_id))


def webhooks(store_id: StoreId) -> Key:
    """The beginning of every webhook of a store."""
    return Key(_key("STORE", store_id, "WEBHOOKS"), "WEBHOOK#")


def delivery(store_id: StoreId, webhook_id: str, delivery_id: str) -> Key:
    """A message to a webhook; its id sorts by when what it tells happened."""
    return Key(deliveries(store_id, webhook_id).pk, _key("DELIVERY", delivery_id))


def deliveries(store_id: StoreId, webhook_id: str) -> Key:
    """The beginning of every message to a webhook."""
    return Key(_key("STORE", store_id, "WEBHOOK", webhook_id), "DELIVERY#")


def listener(event: str, store_id: StoreId, webhook_id: str) -> Key:
    """A webhook among all that want something that has to be looked for."""
    return Key(listeners(event).pk, _key("STORE", store_id, "WEBHOOK", webhook_id))


def listeners(event: str) -> Key:
    """The beginning of every webhook that wants something."""
    return Key(_key("LISTENERS", event), "STORE#")


def request(store_id: StoreId, key: str) -> Key:
    """A request with an `Idempotency-Key`."""
    return Key(_key("STORE", store_id, "REQUEST", key), "REQUEST")


def tries(limit: str, window: int, who: str) -> Key:
    """How often somebody tried something in a window of time; `who` is a hash."""
    return Key(_key("LIMIT", "TRIES", limit, str(window), who), "LIMIT")


def line(store_id: StoreId, channel: Channel) -> Key:
    """Where a store's messages on a channel stand in line."""
    return Key(_key("STORE", store_id, "LINE", channel), "LINE")


def salt(day: date) -> Key:
    """What a day's hashes are made with."""
    return Key(_key("LIMIT", "SALT", day.isoformat()), "LIMIT")


def store_key(store_id: StoreId) -> str:
    """The orders of a store, in the indexes by date and by attention."""
    return _key("STORE", store_id)


def status_key(store_id: StoreId, status: Status) -> str:
    """The orders of a store with a status."""
    return _key("STORE", store_id, "STATUS", status)


def notifications_key(store_id: StoreId) -> str:
    """The messages to a store's customers, in the index by date: an order's place is another."""
    return _key("STORE", store_id, "NOTIFICATIONS")


def logged(at: datetime, key: NotificationKey) -> str:
    """A message's place among those, by when it was first recorded."""
    return _key(to_text(at), key.order_id, key.shipment_id, key.trigger, key.channel)


def slot_key(slot: Slot) -> str:
    """The orders whose carriers are asked in the same hours."""
    return _key("CADENCE", str(slot.cadence), "SLOT", str(slot.number))


def member_key(account: str, store_id: StoreId, order_id: OrderId) -> str:
    """An order's place in its slot: those of one carrier account lie together."""
    return _key(account, store_id, order_id)


def position(at: datetime, order_id: OrderId) -> str:
    """An order's place in a list sorted by time."""
    return _key(to_text(at), order_id)


def start_of(moment: datetime) -> str:
    """Sorts before the position of everything at this moment, after all that is earlier."""
    return to_text(moment)


def end_of(moment: datetime) -> str:
    """Sorts after the position of everything at this moment, before all that is later."""
    return to_text(moment) + "#" + _AFTER_ALL


def just_before(text: str) -> str:
    """Sorts right before this key, after every other that does.

    DynamoDB's BETWEEN includes its ends, and this is how to leave one out.
    """
    return text[:-1] + chr(ord(text[-1]) - 1) + _AFTER_ALL


def _access(store_id: StoreId) -> str:
    return _key("STORE", store_id, "ACCESS")


def _templates(store_id: StoreId) -> str:
    return _key("STORE", store_id, "TEMPLATES")


def _references(store_id: StoreId) -> str:
    return _key("STORE", store_id, "REFERENCE")


def _key(*parts: str) -> str:
    """The parts, encoded and joined.

    Raises:
        NotFound: a part is empty or too long, so nothing can be there. What a client asks for may
            be any text; what is stored was validated.
    """
    encoded = [quote(part, safe=_AS_THEY_ARE) for part in parts]
    if not all(0 < len(part) <= MAX_PART for part in encoded):
        raise NotFound
    return "#".join(encoded)
