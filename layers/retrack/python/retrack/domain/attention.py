"""When an order needs the merchant (R12, R24): exact at every moment, decided from dates alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from retrack.domain.shipments import Shipment
from retrack.domain.statuses import PROBLEMS, FulfillmentStatus

IN_TRANSIT_TOO_LONG = timedelta(days=45)  # R12a: strictly more than this since processed
NOT_FULFILLED = timedelta(days=7)  # R12c: this or more since processed
_STRICTLY_MORE = timedelta(seconds=1)  # times are whole seconds


class Reason(StrEnum):
    """Why an order needs attention."""

    ALERT = "alert"
    EXPIRED = "expired"
    UNDELIVERED = "undelivered"
    IN_TRANSIT_TOO_LONG = "in_transit_too_long"
    NOT_FULFILLED = "not_fulfilled"


@dataclass(frozen=True, slots=True)
class Claim:
    """From `at` on, the order needs attention for this reason, unless it changes first.

    `line` is the moment that people are told: where a rule says "more than", `at` is one second
    past it.
    """

    at: datetime
    reason: Reason
    line: datetime


@dataclass(frozen=True, slots=True)
class Attention:
    """Whether an order needs attention now; `since` when it does, `next_at` while it does not."""

    reasons: tuple[Reason, ...]
    since: datetime | None
    next_at: datetime | None

    @property
    def needed(self) -> bool:
        """Whether anything is to be done."""
        return bool(self.reasons)


def claims(
    processed_at: datetime, fulfillment: FulfillmentStatus, shipments: tuple[Shipment, ...]
) -> tuple[Claim, ...]:
    """Every reason this order has or will have, with the moment from which it holds; soonest first.

    Empty once everything is delivered or returned.
    """
    problems: dict[Reason, datetime] = {}
    for shipment in shipments:
        if shipment.status in PROBLEMS:
            reason, at = Reason(shipment.status.value), shipment.status_changed_at
            problems[reason] = min(at, problems.get(reason, at))
    found = [Claim(at, reason, line=at) for reason, at in problems.items()]
    if fulfillment is not FulfillmentStatus.FULFILLED:
        line = processed_at + NOT_FULFILLED
        found.append(Claim(line, Reason.NOT_FULFILLED, line))
    elif any(shipment.is_open for shipment in shipments):
        line = processed_at + IN_TRANSIT_TOO_LONG
        found.append(Claim(line + _STRICTLY_MORE, Reason.IN_TRANSIT_TOO_LONG, line))
    return tuple(sorted(found, key=lambda claim: (claim.at, claim.reason)))


def attention(all_claims: tuple[Claim, ...], *, now: datetime) -> Attention:
    """What the claims come to at this moment."""
    due = [claim for claim in all_claims if claim.at <= now]
    if due:
        return Attention(tuple(claim.reason for claim in due), since=due[0].line, next_at=None)
    return Attention((), since=None, next_at=all_claims[0].line if all_claims else None)
