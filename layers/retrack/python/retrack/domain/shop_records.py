"""What a shop last said of an order, kept so that late, repeated and older messages change nothing.

A shop's new message is compared with its last one, not with the order: so what a merchant put right
by hand stays for as long as the shop only repeats itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from retrack.domain.identifiers import TrackingNumber

MAX_FULFILLMENTS = 100  # kept per order; a real one has a few
TOLD_BY_FILE = "file"
"""The id of the fulfilment that stands for what a file says, which names none of them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a file says that an order stands in its shop, without naming parcels.

    `fulfilled_at` is when something was sent, None if nothing was; `fulfilled`: nothing more will.
    """

    fulfilled: bool = False
    fulfilled_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FulfillmentRecord:
    """One fulfilment as its shop last told it.

    `numbers` are its tracking numbers in their normal form, none once it is cancelled; `carrier` is
    the shop's own word for the carrier.
    """

    id: str
    updated_at: datetime
    fulfilled_at: datetime
    numbers: tuple[TrackingNumber, ...] = ()
    carrier: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class ShopRecord:
    """An order as its shop last told it.

    `updated_at` is the shop's own, None before the order itself was told. `seen` has a digest of
    each part that a merchant can also change. `erased`: the customer was, at the shop's word, and
    is not filled in again. `fulfilled`: nothing more is to be sent.
    """

    updated_at: datetime | None = None
    fulfilled: bool = False
    erased: bool = False
    seen: Mapping[str, str] = field(default_factory=dict)
    fulfillments: tuple[FulfillmentRecord, ...] = ()

    @property
    def fulfilled_at(self) -> datetime | None:
        """When the last of its fulfilments that stand was made."""
        times = [f.fulfilled_at for f in self.fulfillments if not f.cancelled]
        return max(times) if times else None

    def fulfillment(self, fulfillment_id: str) -> FulfillmentRecord | None:
        """What was last told of one of them."""
        return next((f for f in self.fulfillments if f.id == fulfillment_id), None)

    def holder_of(self, number: TrackingNumber, *, but: str) -> FulfillmentRecord | None:
        """Another fulfilment that has this tracking number too."""
        return next((f for f in self.fulfillments if f.id != but and number in f.numbers), None)

    def with_standing(self, told: Standing) -> "ShopRecord":
        """The record as a file tells it; what the shop itself told of fulfilments stays."""
        record = replace(self.without_standing(), fulfilled=told.fulfilled)
        at = told.fulfilled_at
        return record.with_fulfillment(FulfillmentRecord(TOLD_BY_FILE, at, at)) if at else record

    def without_standing(self) -> "ShopRecord":
        """The record without what a file told of it."""
        kept = tuple(f for f in self.fulfillments if f.id != TOLD_BY_FILE)
        return replace(self, fulfillments=kept)

    def with_fulfillment(self, told: FulfillmentRecord) -> "ShopRecord":
        """The record with this in place of what was told of the same fulfilment before."""
        others = [f for f in self.fulfillments if f.id != told.id]
        by_age = sorted([*others, told], key=lambda f: (f.fulfilled_at, f.id))
        return replace(self, fulfillments=tuple(by_age[-MAX_FULFILLMENTS:]))
