"""Carrying out what a shop said: see `merge_shop_order` for what that means for an order."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from retrack.domain.errors import NotFound, OrderExists
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Order, Payment
from retrack.domain.settings import Store
from retrack.domain.times import whole_seconds
from retrack.services.forget_customers import ForgetCustomers
from retrack.services.import_from_shop import ImportFromShop
from retrack.services.merge_shop_order import (
    Moment,
    new_order,
    with_fulfillment,
    with_order,
    without_customer,
)
from retrack.services.ports import Clock, OrderStore, Randomness, StoreStore
from retrack.services.saving import change_order
from retrack.services.shop_messages import (
    OrderDeleted,
    ShopEvent,
    ShopFulfillment,
    ShopImport,
    ShopOrder,
    ShopSaid,
)
from retrack.services.shop_ports import WaitingWord


@dataclass(frozen=True, slots=True)
class ApplyShopEvent:
    """Applies one message of a shop; again, late or out of turn, it changes nothing more."""

    orders: OrderStore
    stores: StoreStore
    waiting: WaitingWord
    forget: ForgetCustomers
    importing: ImportFromShop
    clock: Clock
    randomness: Randomness

    def __call__(self, event: ShopEvent, said: ShopSaid, *, last_try: bool = False) -> None:
        """Carries out what `event` says; `last_try` is whether it will not be told again.

        Raises:
            NotFound: there is no such store, so there never will be anything to do.
        """
        store = self.stores.load(event.store_id)
        match said:
            case ShopOrder():
                self._take(store, event, said)
            case ShopFulfillment():
                self._fulfil(store.id, said)
            case OrderDeleted():
                self._cancel(store.id, said.order_id)
            case ShopImport():
                self.importing.go_on(store.id, said, last_try=last_try)
            case _:
                self.forget(event, said)

    def _take(self, store: Store, event: ShopEvent, told: ShopOrder) -> None:
        told = replace(told, payment=_judged(told.payment, store))
        moment = self._moment()

        def updated(order: Order) -> Order:
            order = with_order(order, told, source=event.shop)
            for fulfillment in told.fulfillments:
                order = with_fulfillment(order, fulfillment, moment)
            return order

        if self._change(store.id, told.id, updated) or self._is_of_before(event):
            return
        waiting = self.waiting.of_order(store.id, told.id)
        is_erased = self.waiting.is_erased(store.id, told.id)

        def arrived(order: Order) -> Order:
            for fulfillment in waiting:
                order = with_fulfillment(order, fulfillment, moment)
            order = updated(order)
            return without_customer(order) if is_erased else order

        try:
            self.orders.create(arrived(new_order(store.id, event.shop, told)))
        except OrderExists:
            self._change(store.id, told.id, arrived)

    def _is_of_before(self, event: ShopEvent) -> bool:
        """Whether all that its shop had said by then was erased since."""
        erased_at = self.waiting.shop_erased_at(event.store_id, event.shop)
        return erased_at is not None and (event.at is None or event.at <= erased_at)

    def _fulfil(self, store_id: StoreId, told: ShopFulfillment) -> None:
        moment = self._moment()

        def fulfilled(order: Order) -> Order:
            return with_fulfillment(order, told.fulfillment, moment)

        if not self._change(store_id, told.order_id, fulfilled):
            self.waiting.keep(store_id, told.order_id, told.fulfillment)
            # Its order may have come just now, and have found nothing waiting.
            self._change(store_id, told.order_id, fulfilled)

    def _cancel(self, store_id: StoreId, order_id: OrderId) -> None:
        now = whole_seconds(self.clock.now())

        def cancelled(order: Order) -> Order:
            return replace(order, cancelled_at=order.cancelled_at or now)

        self._change(store_id, order_id, cancelled)

    def _change(
        self, store_id: StoreId, order_id: OrderId, change: Callable[[Order], Order]
    ) -> bool:
        """Whether there is such an order, which is then changed."""
        try:
            change_order(self.orders, store_id, order_id, change)
        except NotFound:
            return False
        return True

    def _moment(self) -> Moment:
        return Moment(whole_seconds(self.clock.now()), self.randomness.secret)


def _judged(payment: Payment, store: Store) -> Payment:
    """R31: paid only through what the store counts as being marked paid by hand."""
    manual = {name.casefold() for name in store.notifications.manual_gateways}
    by_hand = bool(payment.gateways) and all(g.casefold() in manual for g in payment.gateways)
    return replace(payment, marked_paid_manually=by_hand and payment.financial_status == "paid")
