"""What travels in the tracking queue: compact, without personal data, safe to handle twice."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.lateness import late_from
from retrack.domain.shipments import FOLLOWED_AFTER_HAND, Shipment
from retrack.domain.statuses import StatusSource
from retrack.domain.times import from_text, to_text

Kind = Literal["check", "register", "push"]
_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}


@dataclass(frozen=True, slots=True)
class FollowedParcel:
    """A shipment to ask the carrier about, with what is needed to see that nothing changed.

    `held_since` is set for what was made final by hand, and is followed for a while after;
    `late_from` is when it will be late, until it was found to be.
    """

    order_id: OrderId
    shipment_id: ShipmentId
    number: TrackingNumber
    carrier: CarrierSlug | None
    fulfilled_at: datetime
    digest: str
    held_since: datetime | None = None
    late_from: datetime | None = None

    @classmethod
    def of(cls, order_id: OrderId, shipment: Shipment) -> "FollowedParcel":
        """The parcel of a shipment."""
        by_hand = shipment.hold is not None and shipment.hold.source is StatusSource.MANUAL
        held_since = shipment.hold.since if shipment.hold and by_hand else None
        return cls(
            order_id,
            shipment.id,
            shipment.tracking_number,
            shipment.carrier,
            shipment.fulfilled_at,
            shipment.digest,
            None if shipment.is_open else held_since,
            late_from(shipment),
        )

    def is_settled(self, now: datetime) -> bool:
        """Whether nothing about it changes with time alone, as far as this moment."""
        held_long = self.held_since is not None and now - self.held_since > FOLLOWED_AFTER_HAND
        is_late = self.late_from is not None and now >= self.late_from
        return not held_long and not is_late

    def to_list(self) -> list[str | None]:
        """Its fields in order: short, since an index holds one of these per order.

        The last one is left out where there is none, as for most.
        """
        fields = [
            self.order_id,
            self.shipment_id,
            self.number,
            self.carrier,
            to_text(self.fulfilled_at),
            self.digest,
            to_text(self.held_since) if self.held_since else None,
        ]
        return [*fields, to_text(self.late_from)] if self.late_from else fields

    @classmethod
    def from_list(cls, fields: Sequence[Any]) -> "FollowedParcel":
        """The reverse of `to_list`."""
        order_id, shipment_id, number, carrier, fulfilled_at, digest, held_since, *late = fields
        return cls(
            OrderId(order_id),
            ShipmentId(shipment_id),
            TrackingNumber(number),
            CarrierSlug(carrier) if carrier else None,
            from_text(fulfilled_at),
            digest,
            from_text(held_since) if held_since else None,
            from_text(late[0]) if late else None,
        )


@dataclass(frozen=True, slots=True)
class TrackingTask:
    """Work for the tracker on one store's carrier account.

    `kind`: `check` asks the carrier about parcels, `register` makes the provider follow them,
    `push` applies what a `provider` sent by itself (`payload`, in its own wire format).
    `job_id` names the job whose progress this is part of, `run` what the task came from, so that
    the same work queued twice is one message.
    """

    kind: Kind
    store_id: StoreId
    run: str
    parcels: tuple[FollowedParcel, ...] = ()
    payload: str = ""
    job_id: str | None = None
    provider: str = ""

    @property
    def group(self) -> str:
        """The FIFO group: one carrier account's calls run one after another."""
        return self.store_id

    @property
    def id(self) -> str:
        """The same for the same work: the queue's deduplication id, and a job's part."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """The message body."""
        fields = {
            "kind": self.kind,
            "store": self.store_id,
            "run": self.run,
            "parcels": [parcel.to_list() for parcel in self.parcels],
            "payload": self.payload,
            "job": self.job_id,
            "provider": self.provider,
        }
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, body: str) -> "TrackingTask":
        """The reverse of `to_json`.

        Raises:
            ValueError: not such a message, and never one.
        """
        try:
            fields = json.loads(body)
            return cls(
                _KINDS[fields["kind"]],
                StoreId(fields["store"]),
                fields["run"],
                tuple(FollowedParcel.from_list(parcel) for parcel in fields["parcels"]),
                fields["payload"],
                fields["job"],
                fields.get("provider", ""),
            )
        except (KeyError, TypeError, RecursionError) as exc:
            msg = "not a tracking task"
            raise ValueError(msg) from exc
