"""A shipment, and how carrier reports and merchants change its status."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from retrack.domain.identifiers import CarrierSlug, ShipmentId, TrackingNumber
from retrack.domain.reports import (
    CarrierReport,
    Checkpoint,
    EstimatedDelivery,
    LastMile,
    Rejection,
)
from retrack.domain.statuses import FINAL, UNHEARD, Status, StatusSource
from retrack.domain.times import whole_seconds

PENDING_AT_MOST = timedelta(days=7)  # R13: a code may take 5 to 7 days to become active
FOLLOWED_AFTER_HAND = timedelta(days=30)  # a carrier's correction comes within this, or never
MAX_CHANGES = 40  # status changes kept per shipment: of 50 shipments all fit in one item of 400 KB


@dataclass(frozen=True, slots=True)
class StatusChange:
    """One step in a shipment's life. `actor` is who did it by hand, None for a carrier."""

    at: datetime
    before: Status
    after: Status
    source: StatusSource
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A status that stands until the carrier reports something that happened after `since`.

    Set by the merchant's hand (R8), or when a provider gave a silent parcel up.
    """

    since: datetime
    source: StatusSource


@dataclass(frozen=True, slots=True)
class Shipment:
    """One parcel of an order.

    `token` opens the customer's page. `final` says that with this parcel the order is complete.
    `added_at` is when this tracking number came to be followed. `digest` sums up what the carrier
    last said, as read at that moment; `checked_at` is when something was last learnt and saved, and
    `asked_at` when the merchant last had it tracked again. `overdue_since` is when its estimate
    passed without it: see `domain.lateness`. `source_id` is the shop's fulfilment, and
    `source_number` the number by which the shop knows the parcel.
    """

    id: ShipmentId
    tracking_number: TrackingNumber
    token: str
    added_at: datetime
    fulfilled_at: datetime
    status_changed_at: datetime
    carrier: CarrierSlug | None = None
    carrier_name: str | None = None
    notify: bool = True
    final: bool = True
    status: Status = Status.PENDING
    status_source: StatusSource = StatusSource.CARRIER
    sub_status: str | None = None
    provider: str | None = None
    provider_status: str | None = None
    delivered_at: datetime | None = None
    estimated_delivery: EstimatedDelivery | None = None
    last_event: Checkpoint | None = None
    last_mile: LastMile | None = None
    rejection: Rejection | None = None
    hold: Hold | None = None
    checked_at: datetime | None = None
    asked_at: datetime | None = None
    overdue_since: datetime | None = None
    digest: str = ""
    source_id: str | None = None
    source_number: TrackingNumber | None = None
    changes: tuple[StatusChange, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether its journey goes on."""
        return self.status not in FINAL

    @property
    def followed_as(self) -> Status | None:
        """The status that decides how often the carrier is asked; None when it no longer is.

        What a merchant's hand made final is still followed: the carrier may know something newer.
        """
        if self.is_open:
            return self.status
        by_hand = self.hold is not None and self.hold.source is StatusSource.MANUAL
        return Status.IN_TRANSIT if by_hand else None

    @property
    def stands_since(self) -> datetime | None:
        """Since when its status stands against what happened before; None when it does not.

        What a merchant's hand set goes on standing when it is no longer followed: see `settle`.
        """
        if self.hold:
            return self.hold.since
        return self.status_changed_at if self.status_source is StatusSource.MANUAL else None


def digest(report: CarrierReport | Rejection, *, fulfilled_at: datetime, now: datetime) -> str:
    """What a report means for a shipment at this moment, in 16 characters.

    The same digest as the shipment's own means that there is nothing to read or to write. Age
    counts: an inactive code is first Pending and later Unknown, though the carrier says the same.
    """
    too_old = now - fulfilled_at > PENDING_AT_MOST
    if isinstance(report, Rejection):
        text = f"rejected {report} {too_old}"
    else:
        text = report.fingerprint() + (str(too_old) if report.status is None else "")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def apply_report(shipment: Shipment, report: CarrierReport, *, now: datetime) -> Shipment:
    """The shipment after a provider's report, whatever order reports come in.

    An older report than what is known changes nothing. A held status stands until an event that
    happened after it was set. The same report again gives the same shipment.
    """
    seen = digest(report, fulfilled_at=shipment.fulfilled_at, now=now)
    if seen == shipment.digest or _is_outdated(shipment, report):
        return shipment
    learnt = replace(
        shipment,
        carrier=shipment.carrier or report.carrier,
        provider=report.provider,
        provider_status=report.provider_status,
        estimated_delivery=report.estimated_delivery or shipment.estimated_delivery,
        last_event=report.checkpoints[0] if report.checkpoints else shipment.last_event,
        last_mile=report.last_mile or shipment.last_mile,
        rejection=None,
        checked_at=whole_seconds(now),
        digest=seen,
    )
    if report.stopped:
        return _give_up(learnt, now=now)
    if _stands_against(shipment, report):
        return learnt
    status = report.status or _status_without_news(shipment, now=now)
    at = _came_about(shipment, report, now=now)
    moved = _move(learnt, status, at=at, source=StatusSource.CARRIER)
    return replace(moved, sub_status=report.sub_status, hold=None)


def apply_rejection(shipment: Shipment, rejection: Rejection, *, now: datetime) -> Shipment:
    """The shipment after a provider would not take its number.

    An invalid number is Unknown at once; anything else is Pending until the code had time to become
    active. What a carrier reported earlier is never taken back.
    """
    seen = digest(rejection, fulfilled_at=shipment.fulfilled_at, now=now)
    if seen == shipment.digest:
        return shipment
    kept = None if rejection is Rejection.NO_INFORMATION else rejection
    learnt = replace(shipment, rejection=kept, digest=seen, checked_at=whole_seconds(now))
    if shipment.stands_since or shipment.last_event or shipment.status not in UNHEARD:
        return learnt
    if rejection is Rejection.INVALID_NUMBER:
        status = Status.UNKNOWN
    else:
        status = _status_without_news(shipment, now=now)
    return _move(learnt, status, at=now, source=StatusSource.CARRIER)


def set_by_hand(shipment: Shipment, status: Status, *, actor: str, now: datetime) -> Shipment:
    """The merchant knows better (R8): stands until the carrier reports a newer event.

    What was reported already is not newer, even where the carrier's clock is ahead of ours.
    """
    known = shipment.last_event.at if shipment.last_event else now
    hold = Hold(since=whole_seconds(max(now, known)), source=StatusSource.MANUAL)
    moved = _move(shipment, status, at=now, source=StatusSource.MANUAL, actor=actor)
    sub_status = shipment.sub_status if status is shipment.status else None
    return replace(moved, hold=hold, sub_status=sub_status)


def give_back_to_carrier(
    shipment: Shipment, checkpoint: Checkpoint | None, *, actor: str, now: datetime
) -> Shipment:
    """Takes a manual status back; `checkpoint` is the newest one whose status is known.

    The next report decides in full, since the digest is forgotten.
    """
    status = checkpoint.status if checkpoint and checkpoint.status else None
    status = status or _status_without_news(shipment, now=now)
    moved = _move(shipment, status, at=now, source=StatusSource.CARRIER, actor=actor)
    sub_status = checkpoint.sub_status if checkpoint else None
    return replace(moved, hold=None, sub_status=sub_status, digest="")


def settle(shipment: Shipment, *, now: datetime) -> Shipment:
    """Ends the following of what was made final by hand long ago, and never contradicted."""
    hold = shipment.hold
    if hold is None or shipment.is_open or now - hold.since <= FOLLOWED_AFTER_HAND:
        return shipment
    return replace(shipment, hold=None)


def correct(
    shipment: Shipment,
    *,
    number: TrackingNumber,
    carrier: CarrierSlug | None,
    carrier_name: str | None,
    now: datetime,
) -> Shipment:
    """Another tracking number or carrier: what was reported of the old one is forgotten."""
    fresh = Shipment(
        id=shipment.id,
        tracking_number=number,
        carrier=carrier,
        carrier_name=carrier_name,
        token=shipment.token,
        added_at=whole_seconds(now),
        fulfilled_at=shipment.fulfilled_at,
        notify=shipment.notify,
        final=shipment.final,
        source_id=shipment.source_id,
        source_number=shipment.source_number,
        status=shipment.status,
        status_changed_at=shipment.status_changed_at,
        changes=shipment.changes,
    )
    return _move(fresh, Status.PENDING, at=now, source=StatusSource.CARRIER)


def _is_outdated(shipment: Shipment, report: CarrierReport) -> bool:
    if shipment.last_event is None or report.stopped:
        return False
    return report.newest_at is None or report.newest_at < shipment.last_event.at


def _stands_against(shipment: Shipment, report: CarrierReport) -> bool:
    """Whether the status stays: against silence, and when held against all that happened before.

    A parcel that was given up has arrived, or is back, whenever its carrier says so.
    """
    if report.status is None and shipment.status not in UNHEARD:
        return True
    since = shipment.stands_since
    if since is None or (report.newest_at is not None and report.newest_at > since):
        return False
    return shipment.status_source is StatusSource.MANUAL or report.status not in FINAL


def _came_about(shipment: Shipment, report: CarrierReport, *, now: datetime) -> datetime:
    """When the reported status began: with its newest event, or now where that was known before."""
    newest, known = report.newest_at, shipment.last_event
    if newest is None or report.status is None or (known is not None and newest <= known.at):
        return now
    return min(newest, now)


def _status_without_news(shipment: Shipment, *, now: datetime) -> Status:
    too_old = now - shipment.fulfilled_at > PENDING_AT_MOST
    return Status.UNKNOWN if too_old else Status.PENDING


def _give_up(shipment: Shipment, *, now: datetime) -> Shipment:
    if shipment.hold or not shipment.is_open:
        return shipment
    moved = _move(shipment, Status.EXPIRED, at=now, source=StatusSource.CARRIER)
    return replace(moved, hold=Hold(since=whole_seconds(now), source=StatusSource.CARRIER))


def _move(
    shipment: Shipment,
    status: Status,
    *,
    at: datetime,
    source: StatusSource,
    actor: str | None = None,
) -> Shipment:
    moment = whole_seconds(at)
    if status is shipment.status:
        return replace(shipment, status_source=source)
    change = StatusChange(moment, shipment.status, status, source, actor)
    return replace(
        shipment,
        status=status,
        status_source=source,
        status_changed_at=moment,
        delivered_at=moment if status is Status.DELIVERED else None,
        changes=(*shipment.changes, change)[-MAX_CHANGES:],
    )
