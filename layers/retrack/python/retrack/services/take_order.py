"""Taking an order in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from retrack.domain.errors import Invalid
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.orders import Address, Customer, LineItem, Order, Payment
from retrack.domain.times import whole_seconds
from retrack.services.ports import Clock, OrderStore

CLOCK_SKEW = timedelta(days=1)  # how far ahead of ours another system's clock may be


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order as somebody hands it over; `processed_at` None means now."""

    id: OrderId
    name: str
    source: str = "api"
    processed_at: datetime | None = None
    customer: Customer = Customer()
    shipping_address: Address = Address()
    payment: Payment = Payment()
    items: tuple[LineItem, ...] = ()


@dataclass(frozen=True, slots=True)
class TakeOrder:
    """Saves a new order of a store."""

    orders: OrderStore
    clock: Clock

    def __call__(self, store_id: StoreId, new: NewOrder) -> Order:
        """The order as saved.

        Raises:
            OrderExists: the store has one with this id.
            Invalid: it was processed in the future.
        """
        return self.orders.create(self.made(store_id, new))

    def made(self, store_id: StoreId, new: NewOrder) -> Order:
        """The order before it is saved.

        Raises:
            Invalid: it was processed in the future.
        """
        now = self.clock.now()
        processed_at = new.processed_at or now
        if processed_at > now + CLOCK_SKEW:
            raise Invalid.field("processed_at", "is in the future")
        return Order(
            store_id=store_id,
            id=new.id,
            name=new.name,
            processed_at=whole_seconds(processed_at),
            source=new.source,
            customer=new.customer,
            shipping_address=new.shipping_address,
            payment=new.payment,
            items=new.items,
        )
