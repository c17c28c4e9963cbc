"""A tracking provider in memory, and the stores' accounts with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrack.domain.errors import CarrierRefused
from retrack.domain.reports import CarrierReport, Parcel, Rejected, Rejection
from retrack.services.ports import Quota

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrack.domain.errors import CarrierUnavailable
    from retrack.domain.identifiers import StoreId, TrackingNumber
    from retrack.domain.settings import Store

FEWEST_DIGITS = 5  # a number with less of them is nobody's


class FakeGateway:
    """`known` is what it answers with, `calls` what it was asked; `failure` is raised by all."""

    batch_size = 40

    def __init__(self, *known: CarrierReport | Rejected) -> None:
        self.known: dict[TrackingNumber, CarrierReport | Rejected] = {r.number: r for r in known}
        self.followed: set[TrackingNumber] = set()
        self.resumed: list[TrackingNumber] = []
        self.calls: list[tuple[str, tuple[Parcel, ...]]] = []
        self.failure: CarrierUnavailable | None = None

    def tell(self, report: CarrierReport | Rejected) -> None:
        self.known[report.number] = report

    def register(self, parcels: Sequence[Parcel]) -> Sequence[Rejected]:
        self._count("register", parcels)
        impossible = [p for p in parcels if not self._is_possible(p)]
        self.followed |= {p.number for p in parcels} - {p.number for p in impossible}
        return [Rejected(p.number, Rejection.CARRIER_NOT_DETECTED) for p in impossible]

    def look_up(self, parcels: Sequence[Parcel]) -> Sequence[CarrierReport | Rejected]:
        self._count("look_up", parcels)
        return [self._answer(parcel.number) for parcel in dict.fromkeys(parcels)]

    def resume(self, parcel: Parcel) -> None:
        self._count("resume", [parcel])
        self.resumed.append(parcel.number)

    def quota(self) -> Quota:
        self._count("quota", [])
        used = len(self.followed)
        return Quota(total=1000, used=used, remaining=1000 - used)

    def _answer(self, number: TrackingNumber) -> CarrierReport | Rejected:
        if number not in self.followed:
            return Rejected(number, Rejection.NOT_REGISTERED)
        return self.known.get(number, Rejected(number, Rejection.NO_INFORMATION))

    def _is_possible(self, parcel: Parcel) -> bool:
        digits = sum(c.isdigit() for c in parcel.number)
        return bool(parcel.carrier) or digits >= FEWEST_DIGITS or parcel.number in self.known

    def _count(self, name: str, parcels: Sequence[Parcel]) -> None:
        if len(parcels) > self.batch_size:
            msg = f"{len(parcels)} parcels in one call"
            raise ValueError(msg)
        self.calls.append((name, tuple(parcels)))
        if self.failure:
            raise self.failure


class FakeCarriers:
    """`Carriers`: one gateway for all stores but those in `without_key`; `pushes` by payload."""

    def __init__(self, gateway: FakeGateway | None = None) -> None:
        self.provider = gateway or FakeGateway()
        self.without_key: set[StoreId] = set()
        self.pushes: dict[str, list[CarrierReport]] = {}

    def batch_size(self, store: Store) -> int:
        return self.provider.batch_size

    def pushed(self, store: Store, provider_name: str, payload: str) -> Sequence[CarrierReport]:
        return self.pushes[payload]

    def gateway(self, store: Store) -> FakeGateway:
        if store.id in self.without_key:
            raise CarrierRefused
        return self.provider
