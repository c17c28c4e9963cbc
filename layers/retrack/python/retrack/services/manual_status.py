"""Statuses set by the merchant's hand (R8)."""

from dataclasses import dataclass

from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.orders import Order
from retrack.domain.plans import Plan, require_tracking
from retrack.domain.shipments import give_back_to_carrier, set_by_hand
from retrack.domain.statuses import Status, StatusSource
from retrack.services.ports import Clock, OrderStore
from retrack.services.saving import change_order


@dataclass(frozen=True, slots=True)
class ManualStatus:
    """What a merchant knows better than the carrier; `actor` is who says so."""

    orders: OrderStore
    clock: Clock

    def set(
        self,
        store_id: StoreId,
        plan: Plan,
        order_id: OrderId,
        shipment_id: ShipmentId,
        *,
        status: Status,
        actor: str,
    ) -> Order:
        """The order with the shipment's status set, until the carrier reports a newer event.

        Raises:
            PlanRequired, NotFound: as everywhere.
        """
        require_tracking(plan)
        now = self.clock.now()

        def set_status(order: Order) -> Order:
            shipment = order.shipment(shipment_id)
            return order.with_changed(set_by_hand(shipment, status, actor=actor, now=now))

        return change_order(self.orders, store_id, order_id, set_status)

    def release(
        self,
        store_id: StoreId,
        plan: Plan,
        order_id: OrderId,
        shipment_id: ShipmentId,
        *,
        actor: str,
    ) -> Order:
        """The order with the status given back to the carrier: what it last reported holds again.

        Raises:
            PlanRequired, NotFound: as everywhere.
        """
        require_tracking(plan)
        now = self.clock.now()
        file = self.orders.load_file(store_id, order_id)
        known = file.events_of(file.order.shipment(shipment_id))
        latest = next((checkpoint for checkpoint in known if checkpoint.status), None)

        def release(order: Order) -> Order:
            shipment = order.shipment(shipment_id)
            if shipment.status_source is not StatusSource.MANUAL:
                return order
            return order.with_changed(give_back_to_carrier(shipment, latest, actor=actor, now=now))

        return change_order(self.orders, store_id, order_id, release)
