"""Answers that tell orders and shipments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from retrack.domain.carriers import candidates
from retrack.domain.times import to_text
from retrack.http.answers import answer, etag, notification_view
from retrack.http.idempotency import ABOUT_ORDER
from retrack.http.suppression_view import suppression_view
from retrack.services.json_text import compact
from retrack.services.order_row import RowReader, checkpoint_view

if TYPE_CHECKING:
    from retrack.domain.orders import Order
    from retrack.domain.reports import Checkpoint
    from retrack.domain.shipments import Shipment, StatusChange
    from retrack.domain.suppressions import Suppression
    from retrack.http.resolver import Answer, Resolver
    from retrack.services.ports import Clock, OrderRow, ShownOrder


def reader(app: Resolver, clock: Clock) -> RowReader:
    """Reads orders' rows for the current request."""
    return RowReader(clock.now(), app.identity.tracking_url, app.public_url)


def order_answer(app: Resolver, clock: Clock, order: Order, *, status: int = 200) -> Answer:
    """One order, with its ETag."""
    headers = {"ETag": etag(order.version), ABOUT_ORDER: order.id}
    return answer(reader(app, clock).order(order), status=status, headers=headers)


def shown_answer(
    app: Resolver, clock: Clock, shown: ShownOrder, suppressions: Iterable[Suppression] | None
) -> Answer:
    """One order with the messages to its customer, and why they are sent nothing, where asked for.

    The text of its row, with theirs put in at its end: nothing is read to be written again.
    """
    more: dict[str, Any] = {"notifications": [notification_view(n) for n in shown.notifications]}
    if suppressions is not None:
        more["suppressions"] = [suppression_view(one) for one in suppressions]
    order = reader(app, clock).json(shown.row).removesuffix("}")
    return answer(f"{order},{compact(more)[1:]}", headers={"ETag": etag(shown.version)})


def shipment_answer(
    app: Resolver,
    clock: Clock,
    order: Order,
    shipment: Shipment,
    *,
    checkpoints: Sequence[Checkpoint] | None = None,
    status: int = 200,
) -> Answer:
    """One shipment; with its checkpoints it is the details."""
    views = reader(app, clock).order(order)["shipments"]
    view: dict[str, Any] = next(v for v in views if v["id"] == shipment.id)
    view |= candidates_view(shipment)
    if checkpoints is not None:
        view |= details_view(shipment, checkpoints)
    headers = {"ETag": etag(order.version), ABOUT_ORDER: order.id}
    return answer(view, status=status, headers=headers)


def list_answer(
    app: Resolver, clock: Clock, rows: Iterable[OrderRow], *, next_cursor: str | None
) -> Answer:
    """A page of a list: the rows' texts, joined."""
    finished = reader(app, clock)
    items = finished.json(*(row.row for row in rows))
    return answer(f'{{"items":[{items}],"next_cursor":{compact(next_cursor)}}}')


def candidates_view(shipment: Shipment) -> dict[str, Any]:
    """What one shipment tells beside what lists tell: which carriers its number may be of."""
    return {
        "carrier_candidates": [
            {
                "carrier": c.carrier.slug,
                "name": c.carrier.name,
                "confidence": c.confidence.name.lower(),
            }
            for c in candidates(shipment.tracking_number)
        ]
    }


def details_view(shipment: Shipment, checkpoints: Sequence[Checkpoint]) -> dict[str, Any]:
    """What is long about a shipment, newest first."""
    return {
        "provider": shipment.provider,
        "provider_status": shipment.provider_status,
        "events": [checkpoint_view(c) for c in checkpoints],
        "history": [_change_view(c) for c in reversed(shipment.changes)],
    }


def _change_view(change: StatusChange) -> dict[str, Any]:
    return {
        "at": to_text(change.at),
        "from": change.before,
        "to": change.after,
        "source": change.source,
        "actor": change.actor,
    }
