"""Each test finds an empty account; the carrier simulator is started once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from moto import mock_aws

import tests.quick_aws  # noqa: F401  what it does, it does at once
from dev.carrier_simulator import CarrierSimulator
from dev.easypost_simulator import EasyPostSimulator
from retrack.runtime import pacing, wiring
from retrack.runtime.clock import SystemClock
from tests.functional.cloud import NOW, Cloud, MovableClock, NewStore
from tests.functional.gateway import Gateway
from tests.functional.pipeline import Pipeline

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def _shared_clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="session")
def simulator(_shared_clock: MovableClock) -> Iterator[CarrierSimulator]:
    running = CarrierSimulator(_shared_clock, calls_per_second=None).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def easypost(_shared_clock: MovableClock) -> Iterator[EasyPostSimulator]:
    running = EasyPostSimulator(_shared_clock).start()
    yield running
    running.stop()


@pytest.fixture
def clock(_shared_clock: MovableClock) -> MovableClock:
    _shared_clock.moment = NOW
    return _shared_clock


@pytest.fixture(scope="module")
def _account(
    _shared_clock: MovableClock, simulator: CarrierSimulator, easypost: EasyPostSimulator
) -> Iterator[Cloud]:
    """Made once a file: clients and functions take their time to load."""
    with mock_aws():
        wiring.set_clock(_shared_clock)
        account = Cloud(_shared_clock, {"17track": simulator.url, "easypost": easypost.url})
        yield account
        account.close()
        wiring.set_clock(SystemClock())


@pytest.fixture
def cloud(
    _account: Cloud,
    clock: MovableClock,
    simulator: CarrierSimulator,
    monkeypatch: pytest.MonkeyPatch,
) -> Cloud:
    # The provider's rate limit is kept by waiting; the simulator here has none.
    monkeypatch.setattr(pacing.Sleeper, "__call__", lambda self, seconds: None)
    simulator.reset_counters()
    _account.empty()
    return _account


@pytest.fixture
def store(cloud: Cloud, simulator: CarrierSimulator) -> NewStore:
    """A store on Boss, with an account at 17TRACK."""
    made = cloud.new_store()
    cloud.keep_carrier_key(made)
    simulator.add_account(made.carrier_key)
    return made


@pytest.fixture
def api(cloud: Cloud, store: NewStore) -> Gateway:
    return Gateway(cloud, store)


@pytest.fixture
def other_api(cloud: Cloud) -> Gateway:
    """Another store's, also on Boss."""
    return Gateway(cloud, cloud.new_store(name="Other Shop"))


@pytest.fixture
def basic_api(cloud: Cloud) -> Gateway:
    """That of a store which has not paid for tracking."""
    return Gateway(cloud, cloud.new_store(plan="basic"))


@pytest.fixture
def pipeline(cloud: Cloud) -> Pipeline:
    return Pipeline(cloud)


@pytest.fixture
def number() -> str:
    """A tracking number that no other test uses."""
    return f"LX{next(_numbers):09d}CN"
