"""What a tracking provider says of a parcel, once its wire format is taken off."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from retrack.domain.identifiers import CarrierSlug, TrackingNumber
from retrack.domain.statuses import Status


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One scan or message of a carrier.

    `at` keeps the offset of the place where it happened, so that it can be shown in local time.
    `sub_status` is the provider's own word.
    """

    at: datetime
    description: str
    location: str | None = None
    status: Status | None = None
    sub_status: str | None = None


@dataclass(frozen=True, slots=True)
class EstimatedDelivery:
    """The days between which the parcel should arrive, at the destination."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class LastMile:
    """The local carrier that took the parcel over, and its own number for it."""

    tracking_number: str
    carrier_name: str | None


class Rejection(StrEnum):
    """Why a provider will not track a number."""

    INVALID_NUMBER = "invalid_number"
    CARRIER_NOT_DETECTED = "carrier_not_detected"
    CARRIER_UNSUPPORTED = "carrier_unsupported"
    DETAILS_NEEDED = "details_needed"  # the carrier wants a postcode, phone or date as well
    QUOTA_EXHAUSTED = "quota_exhausted"
    NOT_REGISTERED = "not_registered"
    NO_INFORMATION = "no_information"  # registered, and nothing known yet
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a provider needs to know to follow a shipment. No personal data."""

    number: TrackingNumber
    carrier: CarrierSlug | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider took the call but not this parcel."""

    number: TrackingNumber
    reason: Rejection
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CarrierReport:
    """All that a provider knows of one parcel at one moment.

    `status` is None while the carrier knows nothing of the number: the domain then decides between
    Pending and Unknown by the shipment's age. `checkpoints` are newest first, each moment once.
    `provider_status` is the provider's own word for the whole parcel, kept so that a change of the
    mapping can be replayed. `stopped` tells that the provider gave the number up.
    """

    number: TrackingNumber
    provider: str
    status: Status | None
    provider_status: str
    sub_status: str | None = None
    carrier: CarrierSlug | None = None
    checkpoints: tuple[Checkpoint, ...] = ()
    estimated_delivery: EstimatedDelivery | None = None
    last_mile: LastMile | None = None
    stopped: bool = False

    @property
    def newest_at(self) -> datetime | None:
        """When the newest checkpoint happened; None without checkpoints."""
        return self.checkpoints[0].at if self.checkpoints else None

    def fingerprint(self) -> str:
        """The same for two reports that say the same, whenever and however often they come."""
        parts = (
            (self.provider_status, self.sub_status, self.carrier, self.stopped),
            (self.estimated_delivery, self.last_mile),
            [(c.at.astimezone(UTC), c.description, c.location) for c in self.checkpoints],
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def merge_checkpoints(*sources: Iterable[Checkpoint]) -> tuple[Checkpoint, ...]:
    """All checkpoints, newest first, those that several sources tell of once.

    Two are the same when moment and description agree: postal parcels list one journey under both
    the sending and the receiving carrier. Of two, the one that says more (status, place) stays.
    """
    kept: dict[tuple[datetime, str], Checkpoint] = {}
    for checkpoint in (c for source in sources for c in source):
        key = (checkpoint.at.astimezone(UTC), checkpoint.description.strip().casefold())
        known = kept.get(key)
        if known is None or _detail(checkpoint) > _detail(known):
            kept[key] = checkpoint
    return tuple(sorted(kept.values(), key=lambda c: c.at, reverse=True))


def _detail(checkpoint: Checkpoint) -> int:
    return sum(
        x is not None for x in (checkpoint.status, checkpoint.sub_status, checkpoint.location)
    )
