"""An order as lists show it, written once when it is saved and finished when it is read.

A row is the order's JSON with holes for what is decided at the moment of reading: attention, the
times of checks, and the beginnings of addresses that follow the store's settings. A list of 100
orders is then 100 strings joined; nothing is parsed but a line of times each. JSON never holds a
raw control character, so a hole cannot be confused with anybody's text.

The pieces between holes are: what fills the holes, what filters and counts need, then the JSON.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from retrack.domain.cadences import Slot
from retrack.domain.carriers import CARRIERS
from retrack.domain.orders import Order
from retrack.domain.problems import problem
from retrack.domain.reports import Checkpoint, EstimatedDelivery
from retrack.domain.shipments import Shipment
from retrack.domain.times import to_text
from retrack.services.json_text import compact, moment_or_none

_HOLE = "\x1f"  # filled for each order: "unit separator"
_TRACKING = "\x1d"  # the beginning of every tracking address
_PUBLIC = "\x1c"  # the beginning of every customer's address
_NO_ATTENTION = '{"needed":false,"reasons":[],"since":null,"next_at":null}'


def row_of(order: Order) -> str:
    """The row to save with an order."""
    head = compact(_order_before_attention(order))[:-1] + ',"attention":'
    tail = "," + compact(_order_after_attention(order))[1:-1] + ',"shipments":['
    pieces = [compact(_times(order)), compact(_facts(order)), head, tail]
    for number, shipment in enumerate(order.shipments):
        pieces[-1] += ("," if number else "") + compact(_shipment_head(shipment))[:-1]
        pieces[-1] += f',"tracking_url":"{_TRACKING}' + compact(shipment.tracking_number)[1:]
        pieces[-1] += f',"customer_url":"{_PUBLIC}/t/' + compact(shipment.token)[1:] + ","
        pieces[-1] += compact(_shipment_tail(shipment))[1:-1] + ',"last_checked_at":'
        pieces += [',"next_check_at":', "}"]
    pieces[-1] += "]}"
    return _HOLE.join(pieces)


class RowReader:
    """Fills the holes of rows, for one store at one moment."""

    def __init__(self, now: datetime, tracking_url: str, public_url: str) -> None:
        """`tracking_url` is the store's (R27), `public_url` where the customers' pages are."""
        self._now, self._now_text = now, to_text(now)
        self._tracking, self._public = (compact(url)[1:-1] for url in (tracking_url, public_url))
        self._checks: dict[tuple[int, int], tuple[str, str]] = {}

    def json(self, *rows: str) -> str:
        """The orders as JSON text, comma-joined, exact at this moment."""
        joined = ",".join(map(self._filled, rows))
        return joined.replace(_TRACKING, self._tracking).replace(_PUBLIC, self._public)

    def order(self, order: Order) -> dict[str, Any]:
        """The same for an order in hand, as an object."""
        answer: dict[str, Any] = json.loads(self.json(row_of(order)))
        return answer

    def _filled(self, row: str) -> str:
        times, _, head, *rest = row.split(_HOLE)
        claims, slot, shipments = json.loads(times)
        filled = [head, self._attention(claims), rest[0]]
        for number, (since, checked) in enumerate(shipments):
            last, following = self._check_times(slot, since, checked)
            filled += [last, rest[2 * number + 1], following, rest[2 * number + 2]]
        return "".join(filled)

    def _attention(self, claims: list[list[str]]) -> str:
        if not claims:
            return _NO_ATTENTION
        due = [reason for at, reason, _ in claims if at <= self._now_text]
        first = claims[0][2]
        if not due:
            return f'{{"needed":false,"reasons":[],"since":null,"next_at":"{first}"}}'
        return f'{{"needed":true,"reasons":{compact(due)},"since":"{first}","next_at":null}}'

    def _check_times(
        self, slot: list[int] | None, since: str | None, checked: str | None
    ) -> tuple[str, str]:
        if slot is None or since is None:
            return f'"{checked}"' if checked else "null", "null"
        key = (slot[0], slot[1])
        if key not in self._checks:
            times = Slot(*key)
            last, following = times.last_at(self._now), times.next_at(self._now)
            self._checks[key] = (to_text(last), to_text(following))
        last_text, next_text = self._checks[key]
        latest = max(checked or "", last_text if last_text > since else "")
        return (f'"{latest}"' if latest else "null"), f'"{next_text}"'


def facts_of(row: str) -> dict[str, Any]:
    """What filters and counts need of a row, without its JSON: see `_facts`, and `claims`."""
    times, facts_text, _ = row.split(_HOLE, 2)
    facts: dict[str, Any] = json.loads(facts_text)
    return facts | {"claims": json.loads(times)[0]}


def told_of(row: str) -> dict[str, Any]:
    """What a row tells of its order before anything that depends on the moment of reading."""
    head = row.split(_HOLE, 3)[2]
    told: dict[str, Any] = json.loads(head + "null}")
    return told


def due_reasons(facts: dict[str, Any], *, now: datetime) -> Iterator[str]:
    """The reasons for attention that hold now, from a row's facts."""
    moment = to_text(now)
    return (reason for at, reason, _ in facts["claims"] if at <= moment)


def checkpoint_view(checkpoint: Checkpoint) -> dict[str, str | None]:
    """A shipment's event as answers show it."""
    return {
        "at": to_text(checkpoint.at),
        "description": checkpoint.description,
        "location": checkpoint.location,
        "status": checkpoint.status,
        "sub_status": checkpoint.sub_status,
    }


def _facts(order: Order) -> dict[str, Any]:
    return {
        "processed_at": to_text(order.processed_at),
        "fulfilled_at": moment_or_none(order.fulfilled_at),
        "delivered_at": moment_or_none(order.delivered_at),
        "status": order.status,
        "fulfillment": order.fulfillment_status,
        "country": order.shipping_address.country_code,
        "carriers": sorted({n for s in order.shipments if (n := s.carrier or s.carrier_name)}),
    }


def _times(order: Order) -> list[object]:
    """What fills the holes.

    The claims as moment, reason and line; the slot; and for each shipment since when it is
    followed, and when something was last learnt of it.
    """
    slot = order.slot
    return [
        [[to_text(c.at), c.reason, to_text(c.line)] for c in order.claims],
        [slot.cadence, slot.number] if slot else None,
        [
            [to_text(s.added_at) if s.followed_as else None, moment_or_none(s.checked_at)]
            for s in order.shipments
        ],
    ]


def _order_before_attention(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "name": order.name,
        "source": order.source,
        "processed_at": to_text(order.processed_at),
        "fulfilled_at": moment_or_none(order.fulfilled_at),
        "delivered_at": moment_or_none(order.delivered_at),
        "cancelled_at": moment_or_none(order.cancelled_at),
        "fulfillment_status": order.fulfillment_status,
        "status": order.status,
        "status_changed_at": to_text(order.status_changed_at),
    }


def _order_after_attention(order: Order) -> dict[str, Any]:
    customer, address, payment = order.customer, order.shipping_address, order.payment
    return {
        "customer": {
            "name": customer.name or None,
            "email": customer.email or None,
            "phone": customer.phone or None,
            "locale": customer.locale or None,
        },
        "shipping_address": {
            "city": address.city or None,
            "country_code": address.country_code or None,
        },
        "payment": {
            "financial_status": payment.financial_status,
            "marked_paid_manually": payment.marked_paid_manually,
        },
        "items": [{"title": i.title, "quantity": i.quantity, "sku": i.sku} for i in order.items],
    }


def _shipment_head(shipment: Shipment) -> dict[str, Any]:
    carrier = CARRIERS.get(shipment.carrier) if shipment.carrier else None
    return {
        "id": shipment.id,
        "tracking_number": shipment.tracking_number,
        "carrier": shipment.carrier,
        "carrier_name": carrier.name if carrier else shipment.carrier_name,
    }


def _shipment_tail(shipment: Shipment) -> dict[str, Any]:
    event, last_mile = shipment.last_event, shipment.last_mile
    return {
        "status": shipment.status,
        "sub_status": shipment.sub_status,
        "status_source": shipment.status_source,
        "status_changed_at": to_text(shipment.status_changed_at),
        "fulfilled_at": to_text(shipment.fulfilled_at),
        "delivered_at": moment_or_none(shipment.delivered_at),
        "estimated_delivery": _estimate_view(shipment.estimated_delivery),
        "last_event": {
            "at": to_text(event.at),
            "description": event.description,
            "location": event.location,
        }
        if event
        else None,
        "last_mile": {
            "tracking_number": last_mile.tracking_number,
            "carrier_name": last_mile.carrier_name,
        }
        if last_mile
        else None,
        "final": shipment.final,
        "problem": problem(shipment),
    }


def _estimate_view(estimate: EstimatedDelivery | None) -> dict[str, str | None] | None:
    if estimate is None:
        return None
    return {"from": _day(estimate.first), "to": _day(estimate.last)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
