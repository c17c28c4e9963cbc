"""Saving what a provider said of a shipment, once, whatever order it comes in."""

from dataclasses import dataclass, replace

from retrack.domain.errors import NotFound, StaleVersion
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.lateness import mark_late
from retrack.domain.reports import CarrierReport, Checkpoint, Rejected, merge_checkpoints
from retrack.domain.shipments import Shipment, apply_rejection, apply_report, settle
from retrack.domain.times import whole_seconds
from retrack.services.ports import Clock, OrderFile, OrderStore

_MAX_LOSSES = 5


@dataclass(frozen=True, slots=True)
class ApplyReport:
    """Brings one shipment up to a report.

    The events are kept before the order: a crash in between leaves more events than the status
    knows of, and the next report mends that. Nothing is written when nothing changed; that its
    estimate has passed is a change.
    """

    orders: OrderStore
    clock: Clock

    def __call__(
        self,
        store_id: StoreId,
        order_id: OrderId,
        shipment_id: ShipmentId,
        said: CarrierReport | Rejected,
        *,
        asked: bool = False,
    ) -> bool:
        """Whether the shipment changed. `asked`: the merchant did, and that is remembered.

        A shipment that is gone by now, or has another number, is left alone.

        Raises:
            StaleVersion: others kept saving this order.
        """
        losses = 0
        while True:
            try:
                file = self.orders.load_file(store_id, order_id)
                shipment = file.order.shipment(shipment_id)
            except NotFound:
                return False
            if shipment.tracking_number != said.number:
                return False
            try:
                return self._save(file, shipment, said, asked=asked)
            except StaleVersion:
                losses += 1
                if losses == _MAX_LOSSES:
                    raise

    def _save(
        self,
        file: OrderFile,
        shipment: Shipment,
        said: CarrierReport | Rejected,
        *,
        asked: bool,
    ) -> bool:
        now = self.clock.now()
        if isinstance(said, Rejected):
            changed = apply_rejection(shipment, said.reason, now=now)
            news: tuple[Checkpoint, ...] = ()
        else:
            changed = apply_report(shipment, said, now=now)
            news = said.checkpoints
        changed = mark_late(settle(changed, now=now), now=now)
        if asked:
            moment = whole_seconds(now)
            changed = replace(changed, asked_at=moment, checked_at=moment)
        if changed == shipment:
            return False
        known = file.events_of(shipment)
        merged = merge_checkpoints(news, known)
        if merged != known:
            self.orders.save_checkpoints(file.order, shipment.id, merged)
        self.orders.save(file.order.with_changed(changed), before=file.order)
        return changed.status is not shipment.status or changed.digest != shipment.digest
