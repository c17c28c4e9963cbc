"""An order's own page, and a shipment's details with all that can be done about it (R5, R7, R8).

The details have one address, `/orders/{id}?shipment=s1`: opened from a list they slide in over it,
opened by themselves they are part of the order's page. Every form answers htmx with the details as
they now are, and a plain browser with a redirect to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from retrack.domain.carriers import CARRIERS
from retrack.domain.errors import CarrierRefused, CarrierUnavailable, Invalid, RetrackError, TooSoon
from retrack.domain.identifiers import OrderId, ShipmentId
from retrack.domain.notifications import address_of
from retrack.domain.plans import require_tracking
from retrack.domain.settings import Channel
from retrack.domain.statuses import Status, StatusSource
from retrack.domain.tracking_numbers import normalise
from retrack.http.problems import problem_of
from retrack.services.ship import NewShipment, Ship
from retrack.web.orders import line_of
from retrack.web.shipment_details import Details, Outcome, addresses_of, details_of
from retrack.web.words import CHOOSABLE_STATUSES, N_

if TYPE_CHECKING:
    from retrack.domain.orders import Order
    from retrack.http.resolver import Answer
    from retrack.services.manual_status import ManualStatus
    from retrack.services.ports import OrderFile, OrderStore
    from retrack.services.suppress import Suppress
    from retrack.services.track_again import TrackAgain
    from retrack.web.site import Site
    from retrack.web.visits import Visit

_BAD_CODE = N_("A tracking code has 5 to 50 letters, digits and hyphens.")
_TAKEN = N_("The order has this code already, or as many shipments as it can have.")
_CONTACT = {"allow": "allowed", "block": "blocked"}
_POLLS = 5  # how often a page asks whether a slow carrier has answered
_POLLS_LEFT = tuple(str(number) for number in range(1, _POLLS + 1))


def add_shipments(
    site: Site,
    *,
    orders: Callable[[], OrderStore],
    ship: Callable[[], Ship],
    track_again: Callable[[], TrackAgain],
    manual_status: Callable[[], ManualStatus],
    suppress: Callable[[], Suppress],
) -> None:
    """The order's page and the forms about its shipments."""
    pages = _ShipmentPages(orders, ship, track_again, manual_status, suppress)
    site.get("/orders/<order_id>")(pages.show)
    site.post("/orders/<order_id>/shipments")(pages.add)
    site.post("/orders/<order_id>/shipments/<shipment_id>/track")(pages.track)
    site.post("/orders/<order_id>/shipments/<shipment_id>/status")(pages.set_status)
    site.post("/orders/<order_id>/shipments/<shipment_id>/release")(pages.release)
    site.post("/orders/<order_id>/shipments/<shipment_id>/correct")(pages.correct)
    site.post("/orders/<order_id>/shipments/<shipment_id>/contact")(pages.contact)
    site.post("/orders/<order_id>/contact")(pages.contact)


@dataclass(frozen=True, slots=True)
class _ShipmentPages:
    orders: Callable[[], OrderStore]
    ship: Callable[[], Ship]
    track_again: Callable[[], TrackAgain]
    manual_status: Callable[[], ManualStatus]
    suppress: Callable[[], Suppress]

    def show(self, visit: Visit, order_id: str) -> Answer:
        """GET: the order, or in part the details that the drawer asks for."""
        shipment_id = visit.query.get("shipment", "")
        outcome = None
        if visit.is_partial and "waiting" in visit.query:
            outcome = self._still_waiting(visit, order_id, shipment_id)
        return self._shown(visit, order_id, shipment_id, outcome)

    def track(self, visit: Visit, order_id: str, shipment_id: str) -> Answer:
        """POST: asks the carrier now."""
        require_tracking(visit.plan)
        oid, sid = OrderId(order_id), ShipmentId(shipment_id)
        before = self.orders().load(visit.store_id, oid).shipment(sid)
        try:
            order, answered = self.track_again()(visit.store_id, oid, sid)
        except (TooSoon, CarrierUnavailable) as refusal:
            outcome = _refused(refusal)
            return self._shown(visit, order_id, shipment_id, outcome, refusal=refusal)
        if not answered:
            seen = order.shipment(sid).checked_at
            outcome = Outcome("slow", polls=_POLLS, seen=str(seen or ""))
            return self._done(visit, order_id, shipment_id, outcome, flash="tracking-slow")
        after = order.shipment(sid)
        name = "tracked" if after.status is before.status else "changed"
        outcome = Outcome(name, before=before.status, after=after.status)
        return self._done(visit, order_id, shipment_id, outcome, flash="tracked")

    def set_status(self, visit: Visit, order_id: str, shipment_id: str) -> Answer:
        """POST: the merchant knows better."""
        require_tracking(visit.plan)
        oid, sid = OrderId(order_id), ShipmentId(shipment_id)
        chosen = visit.field("status")
        if chosen not in CHOOSABLE_STATUSES:
            raise Invalid.field("status", "one of the nine statuses")
        before = self.orders().load(visit.store_id, oid).shipment(sid)
        self.manual_status().set(
            visit.store_id, visit.plan, oid, sid, status=Status(chosen), actor=visit.actor
        )
        by_hand = before.status_source is StatusSource.MANUAL
        outcome = Outcome("set", before=before.status, after=Status(chosen), was_by_hand=by_hand)
        return self._done(visit, order_id, shipment_id, outcome, flash="status-set")

    def release(self, visit: Visit, order_id: str, shipment_id: str) -> Answer:
        """POST: what the carrier last said holds again."""
        oid, sid = OrderId(order_id), ShipmentId(shipment_id)
        release = self.manual_status().release
        release(visit.store_id, visit.plan, oid, sid, actor=visit.actor)
        outcome = Outcome("released")
        return self._done(visit, order_id, shipment_id, outcome, flash="status-released")

    def correct(self, visit: Visit, order_id: str, shipment_id: str) -> Answer:
        """POST: another code or carrier."""
        try:
            self.ship().correct(
                visit.store_id,
                OrderId(order_id),
                ShipmentId(shipment_id),
                tracking_number=visit.field("tracking_number"),
                carrier=visit.field("carrier"),
            )
        except Invalid as refusal:
            outcome = _invalid("correct", visit.field("tracking_number"))
            return self._shown(visit, order_id, shipment_id, outcome, refusal=refusal)
        outcome = Outcome("corrected")
        return self._done(visit, order_id, shipment_id, outcome, flash="shipment-corrected")

    def add(self, visit: Visit, order_id: str) -> Answer:
        """POST: one more shipment of the order."""
        new = NewShipment(
            tracking_number=visit.field("tracking_number"),
            carrier=visit.field("carrier"),
            notify="notify" in visit.form,
            final="final" in visit.form,
        )
        try:
            order = self.ship().add(visit.store_id, OrderId(order_id), new)
        except Invalid as refusal:
            outcome = _invalid("add", new.tracking_number)
            return self._shown(visit, order_id, "", outcome, refusal=refusal)
        return visit.redirect(_address(order_id, order.shipments[-1].id), flash="shipment-added")

    def contact(self, visit: Visit, order_id: str, shipment_id: str = "") -> Answer:
        """POST: whether the order's customer may be written to, at the address that it has."""
        chosen, channel = visit.field("contact"), visit.field("channel")
        if chosen not in _CONTACT or channel not in set(Channel):
            raise Invalid.field("contact", "one of allow, block")
        order = self.orders().load(visit.store_id, OrderId(order_id))
        address, key = address_of(order, Channel(channel)), visit.store.cursor_key
        if chosen == "allow":
            self.suppress().allow(visit.store_id, address, key=key)
        else:
            self.suppress().block(visit.store_id, address, key=key, actor=visit.actor)
        outcome = Outcome(_CONTACT[chosen])
        return self._done(visit, order_id, shipment_id, outcome, flash=f"contact-{chosen}")

    def _still_waiting(self, visit: Visit, order_id: str, shipment_id: str) -> Outcome:
        shipment = (
            self.orders().load(visit.store_id, OrderId(order_id)).shipment(ShipmentId(shipment_id))
        )
        seen, left = visit.query.get("seen", ""), visit.query["waiting"]
        if str(shipment.checked_at or "") != seen:
            return Outcome("tracked", after=shipment.status)
        polls = _POLLS_LEFT.index(left) if left in _POLLS_LEFT else 0
        return Outcome("slow", polls=polls, seen=seen)

    def _done(
        self, visit: Visit, order_id: str, shipment_id: str, outcome: Outcome, *, flash: str
    ) -> Answer:
        if visit.is_partial:
            return self._shown(visit, order_id, shipment_id, outcome)
        return visit.redirect(_address(order_id, shipment_id), flash=flash)

    def _shown(
        self,
        visit: Visit,
        order_id: str,
        shipment_id: str,
        outcome: Outcome | None = None,
        *,
        refusal: RetrackError | None = None,
    ) -> Answer:
        """The details in part, or the order's whole page."""
        file = self.orders().load_file(visit.store_id, OrderId(order_id))
        order = file.order
        chosen = ShipmentId(shipment_id) if shipment_id else _first(order)
        values: dict[str, Any] = {
            "order": order,
            "line": line_of(visit, order),
            "details": self._details(visit, file, chosen) if chosen else None,
            "outcome": outcome or Outcome(""),
            "carriers": sorted(CARRIERS.values(), key=lambda carrier: carrier.name.casefold()),
            "statuses": CHOOSABLE_STATUSES,
        }
        if not chosen:  # else the details say it
            key = visit.store.cursor_key
            values["addresses"] = addresses_of(order)
            values["suppressed"] = self.suppress().of_order(order, key=key)
        status = problem_of(refusal).status if refusal else 200
        if visit.is_partial and chosen:
            return visit.page("orders/shipment_part.html", status=status, **values)
        return visit.page("orders/order.html", status=status, **values)

    def _details(self, visit: Visit, file: OrderFile, shipment_id: ShipmentId) -> Details:
        suppressed = self.suppress().of_order(file.order, key=visit.store.cursor_key)
        return details_of(visit, file, shipment_id, suppressed)


def _first(order: Order) -> ShipmentId | None:
    return order.shipments[0].id if order.shipments else None


def _address(order_id: str, shipment_id: str) -> str:
    order = f"/orders/{quote(order_id)}"
    return f"{order}?shipment={quote(shipment_id)}" if shipment_id else order


def _refused(refusal: TooSoon | CarrierUnavailable) -> Outcome:
    if isinstance(refusal, TooSoon):
        return Outcome("too_soon", seconds=refusal.retry_after)
    return Outcome("refused" if isinstance(refusal, CarrierRefused) else "unavailable")


def _invalid(form: str, given: str) -> Outcome:
    return Outcome(
        "invalid", form=form, given=given, error=_TAKEN if _is_code(given) else _BAD_CODE
    )


def _is_code(given: str) -> bool:
    try:
        normalise(given)
    except Invalid:
        return False
    return True
