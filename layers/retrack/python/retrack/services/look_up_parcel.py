"""A customer looks for a parcel by order name and e-mail; a stranger learns nothing by trying."""

import re
from dataclasses import dataclass
from datetime import datetime

from retrack.domain.errors import FieldProblem, Invalid, NotFound, TooSoon
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Order
from retrack.domain.shipments import Shipment
from retrack.services.ports import Clock, Limit, Limiter, OrderFinder, OrderStore

HOUR = 3600  # seconds
BY_ADDRESS = Limit("address", tries=30, seconds=HOUR)  # many customers can share an address
BY_ORDER = Limit("order", tries=10, seconds=HOUR)  # to try e-mails on one order
BY_EMAIL = Limit("email", tries=10, seconds=HOUR)  # to try orders on one e-mail
_SIGN = re.compile(r"^#+")


@dataclass(frozen=True, slots=True)
class Found:
    """The order's newest parcel; `token` opens its page."""

    token: str


@dataclass(frozen=True, slots=True)
class NotShippedYet:
    """The order is there and has no parcel yet."""


@dataclass(frozen=True, slots=True)
class NoMatch:
    """There is no order with this name and e-mail together; which of them is wrong is not told."""


LookedUp = Found | NotShippedYet | NoMatch


@dataclass(frozen=True, slots=True)
class LookUpParcel:
    """Looks for an order, after counting the try.

    Without a match the work is the same whatever is wrong: three counts and one look. Counting
    fails closed: where nothing can be counted nothing could be read either.
    """

    finder: OrderFinder
    orders: OrderStore
    limiter: Limiter
    clock: Clock

    def __call__(self, store_id: StoreId, name: str, email: str, *, address: str) -> LookedUp:
        """What there is for this order name and e-mail; `address` is where the request came from.

        Raises:
            Invalid: name or e-mail is empty.
            TooSoon: there were too many tries from there, for this order or for this e-mail.
        """
        _require(name=name, email=email)
        self._count(BY_ADDRESS, address)
        self._count(BY_ORDER, f"{store_id} {_plain(name)}")
        self._count(BY_EMAIL, f"{store_id} {_plain(email)}")
        found = [
            order
            for order_id in self.finder.placed_by(store_id, name, email)
            if (order := self._load(store_id, order_id)) and _is_of(order, name, email)
        ]
        if not found:
            return NoMatch()
        return _what_is_there(max(found, key=lambda order: order.processed_at))

    def _count(self, limit: Limit, subject: str) -> None:
        wait = self.limiter.seconds_to_wait(limit, subject, now=self.clock.now())
        if wait:
            msg = "There were too many tries; wait a while."
            raise TooSoon(msg, retry_after=wait)

    def _load(self, store_id: StoreId, order_id: OrderId) -> Order | None:
        try:
            return self.orders.load(store_id, order_id)
        except NotFound:  # erased since, and still found for a moment
            return None


def _require(**given: str) -> None:
    missing = [
        FieldProblem(field, "is needed") for field, text in given.items() if not _plain(text)
    ]
    if missing:
        raise Invalid(*missing)


def _is_of(order: Order, name: str, email: str) -> bool:
    mine = _plain(order.name), _plain(order.customer.email)
    return mine == (_plain(name), _plain(email))


def _plain(text: str) -> str:
    """A name or address however it is written: `#1001` is 1001."""
    return _SIGN.sub("", text.strip()).casefold()


def _what_is_there(order: Order) -> LookedUp:
    if not order.shipments:
        return NotShippedYet()
    return Found(max(order.shipments, key=_how_current).token)


def _how_current(shipment: Shipment) -> tuple[bool, datetime]:
    """A parcel on its way comes before one that arrived; of two, the one that left last."""
    return shipment.is_open, shipment.fulfilled_at
