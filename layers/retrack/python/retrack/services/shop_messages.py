"""What shops say, once their wire format is taken off; and how it travels until it is applied."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Address, Customer, LineItem, Payment
from retrack.domain.shop_records import FulfillmentRecord
from retrack.domain.times import from_text, to_text

# Topics of our own, beside those of shops: what is queued to go on with.
CUSTOMER_ERASED, SHOP_ERASED, IMPORT = "forget", "erase", "import"


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """An order as its shop has it. `fulfilled`: the shop counts all of it as sent."""

    id: OrderId
    name: str
    processed_at: datetime
    updated_at: datetime
    customer: Customer = Customer()
    shipping_address: Address = Address()
    payment: Payment = Payment()
    items: tuple[LineItem, ...] = ()
    fulfilled: bool = False
    cancelled_at: datetime | None = None
    fulfillments: tuple[FulfillmentRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class ShopFulfillment:
    """One fulfilment of an order, told by itself."""

    order_id: OrderId
    fulfillment: FulfillmentRecord


@dataclass(frozen=True, slots=True)
class OrderDeleted:
    """The shop has the order no longer."""

    order_id: OrderId


@dataclass(frozen=True, slots=True)
class DataRequested:
    """A customer wants to know what is kept of them, in these orders."""

    request_id: str
    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True)
class CustomerErased:
    """A customer wants to be forgotten: these orders name them."""

    order_ids: tuple[OrderId, ...]


@dataclass(frozen=True, slots=True)
class ShopErased:
    """All that came from the shop is to be forgotten.

    `after` is the position in the list of orders to go on from: what is newer is done already.
    """

    after: str | None = None


@dataclass(frozen=True, slots=True)
class ShopLeft:
    """The merchant took Retrack out of the shop; `domain` is the shop's own."""

    domain: str


@dataclass(frozen=True, slots=True)
class ShopImport:
    """Our own: one page of the orders that a shop had before, from `since` on, is to be read.

    `at` is when it became due. `attempt` grows each time that an import goes on after it stopped,
    so that the queue does not take that for a repetition.
    """

    job_id: str
    since: str
    at: str
    after: str | None = None
    page: int = 1
    attempt: int = 1

    def to_json(self) -> str:
        """As it is queued, and kept as the place where its job is."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "ShopImport":
        """The reverse of `to_json`.

        Raises:
            ValueError: it is none, and never one.
        """
        try:
            return cls(**json.loads(text))
        except TypeError as exc:
            msg = "not a page of an import"
            raise ValueError(msg) from exc


PrivacySaid = DataRequested | CustomerErased | ShopErased | ShopLeft
ShopSaid = ShopOrder | ShopFulfillment | OrderDeleted | ShopImport | PrivacySaid


@dataclass(frozen=True, slots=True)
class ShopEvent:
    """A verified message of a shop, cut down to what is used, waiting to be applied.

    `subject` is the order it is about, or empty: those of one order are applied one after another.
    `at` is when it came, which tells no message from another; None in what is too old to say so.
    """

    shop: str
    store_id: StoreId
    topic: str
    subject: str
    payload: str
    at: datetime | None = None

    @property
    def group(self) -> str:
        """The FIFO group; of a length that a queue takes, whatever the order's id."""
        return hashlib.sha256(f"{self.store_id}/{self.shop}/{self.subject}".encode()).hexdigest()

    @property
    def id(self) -> str:
        """The same for the same message, however often it is delivered."""
        timeless = replace(self, at=None)
        return hashlib.sha256(timeless.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The message body."""
        fields = {
            "shop": self.shop,
            "store": self.store_id,
            "topic": self.topic,
            "subject": self.subject,
            "payload": self.payload,
            **({"at": to_text(self.at)} if self.at else {}),
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, body: str) -> "ShopEvent":
        """The reverse of `to_json`.

        Raises:
            ValueError: not such a message, and never one.
        """
        try:
            fields = json.loads(body)
            names = ("shop", "store", "topic", "subject", "payload")
            shop, store, topic, subject, payload = (fields[name] for name in names)
            at = from_text(fields["at"]) if "at" in fields else None
        except (KeyError, TypeError) as exc:
            msg = "not a shop's message"
            raise ValueError(msg) from exc
        if not all(isinstance(value, str) for value in (shop, store, topic, subject, payload)):
            msg = "not a shop's message"
            raise ValueError(msg)
        return cls(shop, StoreId(store), topic, subject, payload, at)
