"""A parcel as its customer sees it, found by the link that they were sent."""

from dataclasses import dataclass

from retrack.domain.errors import NotFound
from retrack.domain.orders import Order
from retrack.domain.reports import Checkpoint
from retrack.domain.settings import Store
from retrack.domain.shipments import Shipment
from retrack.services.ports import OrderStore, StoreStore, TokenIndex


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """A parcel with its order and its shop. `checkpoints` are newest first."""

    store: Store
    order: Order
    shipment: Shipment
    checkpoints: tuple[Checkpoint, ...] = ()

    @property
    def is_tracked(self) -> bool:
        """Whether the shop has order tracking; otherwise only the carrier can tell."""
        return self.store.plan.includes_tracking


@dataclass(frozen=True, slots=True)
class ShowParcel:
    """Follows a link; three reads whatever the order holds."""

    tokens: TokenIndex
    orders: OrderStore
    stores: StoreStore

    def __call__(self, token: str) -> ShownParcel:
        """The parcel that a token opens.

        Raises:
            NotFound: there is no such link, or its order or shipment is gone.
        """
        address = self.tokens.find(token)
        if address is None:
            raise NotFound
        file = self.orders.load_file(address.store_id, address.order_id)
        shipment = file.order.shipment(address.shipment_id)
        if shipment.token != token:  # what finds an order can be behind it for a moment
            raise NotFound
        store = self.stores.load(address.store_id)
        checkpoints = file.events_of(shipment)
        return ShownParcel(store, file.order, shipment, checkpoints)
