"""What the details of a shipment show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrack.domain.addresses import deliverable
from retrack.domain.notifications import Notification, address_of
from retrack.domain.problems import problem
from retrack.domain.settings import Channel
from retrack.domain.statuses import Status, StatusSource
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.domain.triggers import WHOLE_ORDER
from retrack.web.orders import days_on_the_way, reader

if TYPE_CHECKING:
    from retrack.domain.identifiers import ShipmentId
    from retrack.domain.orders import Order
    from retrack.domain.reports import Checkpoint
    from retrack.domain.shipments import Shipment, StatusChange
    from retrack.services.ports import OrderFile
    from retrack.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the form that was just sent; templates say it by its name.

    `seconds` is what is left to wait; `polls` how often the page asks again whether a carrier that
    was slow has answered since `seen`.
    """

    name: str
    before: Status | None = None
    after: Status | None = None
    was_by_hand: bool = False
    seconds: int = 0
    polls: int = 0
    seen: str = ""
    form: str = ""
    given: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """A shipment with everything known about it; `facts` is as the API shows it.

    `addresses` are where its customer can be written to, `suppressed` those that are not.
    """

    shipment: Shipment
    facts: dict[str, Any]
    days: int
    problem: str | None
    checkpoints: tuple[Checkpoint, ...]
    changes: list[StatusChange]
    messages: list[Notification]
    addresses: Mapping[Channel, str]
    suppressed: Mapping[Channel, Suppression]

    @property
    def is_by_hand(self) -> bool:
        """Whether the merchant's word stands against the carrier's."""
        hold = self.shipment.hold
        return hold is not None and hold.source is StatusSource.MANUAL

    def stopped_by(self, message: Notification) -> bool:
        """Whether the customer stopped the emails with the link in this one."""
        found = self.suppressed.get(message.key.channel)
        by_link = found is not None and found.reason is SuppressionReason.UNSUBSCRIBED
        return by_link and found is not None and found.message == message.key


def addresses_of(order: Order) -> dict[Channel, str]:
    """Where an order's customer can be written to."""
    return {c: a for c in Channel if deliverable(c, a := address_of(order, c))}


def details_of(
    visit: Visit,
    file: OrderFile,
    shipment_id: ShipmentId,
    suppressed: Mapping[Channel, Suppression],
) -> Details:
    """The details of one shipment of an order.

    Raises:
        NotFound: the order has none of that id.
    """
    shipment = file.order.shipment(shipment_id)
    views = reader(visit).order(file.order)["shipments"]
    facts = next(view for view in views if view["id"] == shipment_id)
    return Details(
        shipment=shipment,
        facts=facts,
        days=days_on_the_way(facts, now=visit.clock.now()),
        problem=problem(shipment),
        checkpoints=tuple(file.checkpoints.get(shipment_id, ())),
        changes=list(reversed(shipment.changes)),
        messages=[m for m in file.notifications if m.key.shipment_id in {shipment_id, WHOLE_ORDER}],
        addresses=addresses_of(file.order),
        suppressed=suppressed,
    )
