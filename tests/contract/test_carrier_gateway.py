"""What every tracking provider does: held against each provider's client, and the fake."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import pytest

from dev.carrier_simulator import CarrierSimulator
from dev.easypost_simulator import EasyPostSimulator
from retrack.carriers.providers import provider
from retrack.domain.errors import CarrierRefused, CarrierSlow, CarrierUnavailable
from retrack.domain.identifiers import CarrierSlug, TrackingNumber
from retrack.domain.reports import CarrierReport, Checkpoint, Parcel, Rejected, Rejection
from retrack.domain.statuses import Status
from tests.fakes.carriers import FakeGateway

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrack.services.ports import CarrierGateway

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
PARCEL = Parcel(TrackingNumber("RR123456785CN"), CarrierSlug("china-post"))
OTHER = Parcel(TrackingNumber("LP00123456789012"))


class Side(Protocol):
    """A gateway, and what stands behind it.

    `words` are the provider's own for what `tell` tells: its name, status and sub-status.
    """

    gateway: CarrierGateway
    words: tuple[str, str, str]
    has_quota: bool

    def tell(self, parcel: Parcel) -> None: ...
    def fail(self, error: type[CarrierUnavailable], parcel: Parcel) -> None: ...
    def mend(self, parcel: Parcel) -> None: ...


class FakeSide:
    words = ("17track", "InTransit", "InTransit_CustomsProcessing")
    has_quota = True

    def __init__(self) -> None:
        self.fake = FakeGateway()
        self.gateway: CarrierGateway = self.fake

    def tell(self, parcel: Parcel) -> None:
        scan = Checkpoint(NOW, "Held by customs", status=Status.IN_TRANSIT)
        self.fake.tell(
            CarrierReport(
                parcel.number,
                "17track",
                Status.IN_TRANSIT,
                "InTransit",
                "InTransit_CustomsProcessing",
                parcel.carrier,
                (scan,),
            )
        )

    def fail(self, error: type[CarrierUnavailable], parcel: Parcel) -> None:
        self.fake.failure = error()

    def mend(self, parcel: Parcel) -> None:
        self.fake.failure = None


class FixedClock:
    def now(self) -> datetime:
        return NOW


class AtOnce:
    """A pacer that never waits."""

    def wait_turn(self) -> None: ...
    def pause(self, seconds: float) -> None: ...


class SeventeenTrackSide:
    KEY = "0123456789ABCDEF0123456789ABCDEF"
    words = FakeSide.words
    has_quota = True

    def __init__(self, simulator: CarrierSimulator) -> None:
        self.simulator = simulator
        self.simulator.add_account(self.KEY)
        self.gateway = self._gateway(self.KEY)

    def _gateway(self, key: str, *, timeout: float = 30) -> CarrierGateway:
        return provider("17track").make_gateway(
            url=self.simulator.url, key=key, timeout=timeout, pacer=AtOnce()
        )

    def tell(self, parcel: Parcel) -> None:
        event = {"at": NOW.isoformat(), "description": "Held by customs"}
        script = {"status": "InTransit", "sub_status": "InTransit_CustomsProcessing"}
        self.simulator.script(parcel.number, {**script, "events": [event]})

    def fail(self, error: type[CarrierUnavailable], parcel: Parcel) -> None:
        if error is CarrierRefused:
            self.gateway = self._gateway("F" * 32)
            return
        if error is CarrierSlow:
            self.gateway = self._gateway(self.KEY, timeout=0.3)  # only here, where it is to end
        fault = "timeout" if error is CarrierSlow else "http500"
        self.simulator.script(parcel.number, {"fault": fault})

    def mend(self, parcel: Parcel) -> None:
        self.gateway = self._gateway(self.KEY)
        self.tell(parcel)


class EasyPostSide:
    KEY = "EZAK0123456789abcdef"
    words = ("easypost", "in_transit", "InTransit_Other")
    has_quota = False

    def __init__(self, simulator: EasyPostSimulator) -> None:
        self.simulator = simulator
        self.simulator.add_account(self.KEY)
        self.gateway = self._gateway(self.KEY)

    def _gateway(self, key: str, *, timeout: float = 30) -> CarrierGateway:
        return provider("easypost").make_gateway(
            url=self.simulator.url, key=key, timeout=timeout, pacer=AtOnce()
        )

    def tell(self, parcel: Parcel) -> None:
        event = {"at": NOW.isoformat(), "description": "Held by customs"}
        script = {"status": "InTransit", "sub_status": "InTransit_CustomsProcessing"}
        self.simulator.script(parcel.number, {**script, "events": [event]})

    def fail(self, error: type[CarrierUnavailable], parcel: Parcel) -> None:
        if error is CarrierRefused:
            self.gateway = self._gateway("EZAKother")
            return
        if error is CarrierSlow:
            self.gateway = self._gateway(self.KEY, timeout=0.3)  # only here, where it is to end
        fault = "timeout" if error is CarrierSlow else "http500"
        self.simulator.script(parcel.number, {"fault": fault})

    def mend(self, parcel: Parcel) -> None:
        self.gateway = self._gateway(self.KEY)
        self.tell(parcel)


@pytest.fixture(params=["fake", "17track", "easypost"])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    if request.param == "fake":
        yield FakeSide()
        return
    if request.param == "easypost":
        second = EasyPostSimulator(FixedClock()).start()
        yield EasyPostSide(second)
        second.stop()
        return
    simulator = CarrierSimulator(FixedClock(), calls_per_second=None).start()
    yield SeventeenTrackSide(simulator)
    simulator.stop()


def _rejections(side: Side, *parcels: Parcel) -> dict[str, Rejection]:
    found = side.gateway.look_up(parcels)
    return {answer.number: answer.reason for answer in found if isinstance(answer, Rejected)}


def test_a_parcel_that_is_not_registered_is_said_to_be_so(side: Side) -> None:
    side.tell(PARCEL)

    assert _rejections(side, PARCEL) == {PARCEL.number: Rejection.NOT_REGISTERED}


def test_a_registered_parcel_without_news_has_no_information(side: Side) -> None:
    side.gateway.register([PARCEL])

    assert _rejections(side, PARCEL) == {PARCEL.number: Rejection.NO_INFORMATION}


def test_registering_again_is_no_error_and_costs_nothing(side: Side) -> None:
    first = side.gateway.register([PARCEL])
    used = side.gateway.quota().used
    second = side.gateway.register([PARCEL])

    assert (list(first), list(second)) == ([], [])
    assert side.gateway.quota().used == used
    assert used == (1 if side.has_quota else 0)


def test_a_number_that_is_nobody_s_is_returned_and_the_others_are_taken(side: Side) -> None:
    nobody_s = Parcel(TrackingNumber("NO-BODY-S"))

    rejected = side.gateway.register([PARCEL, nobody_s])

    assert [(r.number, r.reason) for r in rejected] == [
        (nobody_s.number, Rejection.CARRIER_NOT_DETECTED)
    ]
    assert _rejections(side, PARCEL) == {PARCEL.number: Rejection.NO_INFORMATION}


def test_what_is_known_is_reported(side: Side) -> None:
    side.gateway.register([PARCEL])
    side.tell(PARCEL)

    [report] = side.gateway.look_up([PARCEL])

    assert isinstance(report, CarrierReport)
    assert (report.number, report.carrier) == (PARCEL.number, "china-post")
    assert report.status is Status.IN_TRANSIT
    assert (report.provider, report.provider_status, report.sub_status) == side.words
    assert [(c.at, c.description) for c in report.checkpoints] == [(NOW, "Held by customs")]
    assert not report.stopped


def test_every_parcel_of_a_batch_is_answered(side: Side) -> None:
    parcels = [Parcel(TrackingNumber(f"RR{n:09d}CN")) for n in range(side.gateway.batch_size)]
    side.gateway.register(parcels)
    side.tell(parcels[7])

    answers = side.gateway.look_up(parcels)

    assert {answer.number for answer in answers} == {parcel.number for parcel in parcels}
    assert [a.number for a in answers if isinstance(a, CarrierReport)] == [parcels[7].number]


def test_a_parcel_that_is_named_twice_is_answered_once(side: Side) -> None:
    side.gateway.register([PARCEL, PARCEL])

    assert len(side.gateway.look_up([PARCEL, PARCEL])) == 1


def test_more_than_a_batch_is_a_mistake_of_the_caller(side: Side) -> None:
    parcels = [Parcel(TrackingNumber(f"RR{n:09d}CN")) for n in range(side.gateway.batch_size + 1)]

    with pytest.raises(ValueError, match="41 parcels"):
        side.gateway.look_up(parcels)
    with pytest.raises(ValueError, match="41 parcels"):
        side.gateway.register(parcels)


def test_asking_about_nothing_answers_nothing(side: Side) -> None:
    assert list(side.gateway.look_up([])) == []
    assert list(side.gateway.register([])) == []


def test_resuming_what_was_not_stopped_or_is_unknown_is_no_error(side: Side) -> None:
    side.gateway.register([PARCEL])

    side.gateway.resume(PARCEL)
    side.gateway.resume(OTHER)

    assert _rejections(side, PARCEL) == {PARCEL.number: Rejection.NO_INFORMATION}


def test_the_quota_counts_registered_numbers(side: Side) -> None:
    before = side.gateway.quota()
    if not side.has_quota:
        assert (before.total, before.remaining) == (None, None)
        return
    side.gateway.register([PARCEL, OTHER])
    after = side.gateway.quota()

    assert after.used - before.used == 2
    assert before.remaining is not None
    assert after.remaining == before.remaining - 2
    assert after.total == before.total


@pytest.mark.parametrize("error", [CarrierUnavailable, CarrierSlow, CarrierRefused])
def test_a_failed_call_says_which_kind_and_can_be_made_again(
    side: Side, error: type[CarrierUnavailable]
) -> None:
    side.gateway.register([PARCEL])
    side.tell(PARCEL)
    side.fail(error, PARCEL)

    with pytest.raises(CarrierUnavailable) as caught:
        side.gateway.look_up([PARCEL])
    with pytest.raises(CarrierUnavailable):
        side.gateway.register([PARCEL])
    side.mend(PARCEL)

    assert caught.type is error
    assert [type(answer) for answer in side.gateway.look_up([PARCEL])] == [CarrierReport]
