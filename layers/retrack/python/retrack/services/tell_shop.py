"""Telling a shop what became of its parcels, once for each change of status."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from retrack.domain.errors import NotFound
from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import StoreId
from retrack.domain.shipments import Shipment
from retrack.domain.shop_problems import ShopProblem
from retrack.services.ports import Answer, Clock, OrderStore, RequestLog
from retrack.services.shop_connections import ShopConnection, ShopConnections


class ParcelNews(NamedTuple):
    """What a shop is told of a fulfilment: its own word for the status, and when it began."""

    fulfillment_id: str
    status: str
    at: datetime
    message: str


class ShopRefused(Exception):
    """The shop never will do what was asked."""

    problem = ShopProblem.REQUEST_REFUSED

    def __init__(self, problem: ShopProblem | None = None) -> None:
        """What the merchant can do about it, if it is not the usual."""
        self.problem = problem or type(self).problem
        super().__init__(self.problem)


class ShopGone(ShopRefused):
    """The shop takes no call with this token until it is connected again."""

    problem = ShopProblem.TOKEN_REFUSED


class ShopBusy(Exception):
    """The shop is down, or was asked too much: nothing was done, and it may be tried again."""

    def __init__(self, problem: ShopProblem = ShopProblem.NO_ANSWER) -> None:
        """What is the matter with it."""
        self.problem = problem
        super().__init__(problem)


class ShopApi(Protocol):
    """One kind of shop, as it is called."""

    def news_of(self, shipment: Shipment) -> ParcelNews | None:
        """What the shop has a word for, of a shipment; None where it has none."""
        ...

    def tell(
        self, connection: ShopConnection, news: ParcelNews, *, maybe_told: bool = False
    ) -> None:
        """Tells the shop; if it may have been told before, only where it does not know it yet.

        Raises:
            ShopGone: it refuses the token.
            ShopRefused: it will never take this.
            ShopBusy: for now.
        """
        ...


@dataclass(frozen=True, slots=True)
class TellShop:
    """Writes a change of status back to the shop that the parcel's order came from.

    That it was told is kept for a day, longer than a message comes back. Of two that come at once
    one is put off until the other is done.
    """

    shop: str
    orders: OrderStore
    connections: ShopConnections
    api: ShopApi
    log: RequestLog
    clock: Clock

    def __call__(self, happening: Happening, *, again: bool = False) -> str:
        """What was done about it, in a word: `told`, or why not.

        `again`: it was tried before, and nobody knows how that ended.

        Raises:
            ShopBusy: repeat this later.
        """
        news = self._news(happening)
        if news is None:
            return "nothing_to_tell"
        store_id = happening.store_id
        connection = self.connections.load(store_id, self.shop)
        if connection is None or not connection.may_be_told:
            return "not_connected"
        key = f"tell {self.shop} {happening.id}"
        earlier = self.log.begin(store_id, key, request_hash=news.status, now=self.clock.now())
        if earlier is not None:
            if earlier.answer is None:
                raise ShopBusy
            return "told_before"
        outcome = self._told(store_id, key, connection, news, again=again)
        answer = Answer(200, outcome)
        self.log.finish(store_id, key, answer, now=self.clock.now())
        return outcome

    def _news(self, happening: Happening) -> ParcelNews | None:
        if happening.type is not HappeningType.SHIPMENT_STATUS_CHANGED or not happening.shipment_id:
            return None
        try:
            order = self.orders.load(happening.store_id, happening.order_id)
            shipment = order.shipment(happening.shipment_id)
        except NotFound:
            return None
        is_of_shop = order.source == self.shop and shipment.source_id and not order.cancelled_at
        # What has changed again since is told by the happening of that change.
        is_news = happening.after in {None, shipment.status}
        return self.api.news_of(shipment) if is_of_shop and is_news else None

    def _told(
        self,
        store_id: StoreId,
        key: str,
        connection: ShopConnection,
        news: ParcelNews,
        *,
        again: bool,
    ) -> str:
        outcome = "told"
        try:
            self.api.tell(connection, news, maybe_told=again)
        except ShopBusy:
            self.log.forget(store_id, key)
            raise
        except ShopGone as gone:
            self.connections.refused(store_id, self.shop, connection, gone.problem)
            outcome = "disconnected"
        except ShopRefused as refused:
            # That one fulfilment is refused says nothing of the connection.
            if refused.problem is ShopProblem.SCOPE_MISSING:
                self.connections.note(store_id, self.shop, refused.problem)
            outcome = "refused"
        else:
            if connection.problem:
                self.connections.note(store_id, self.shop, None)
        return outcome
