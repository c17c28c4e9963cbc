"""Trouble of a tracking account is noted once, told once, and over once the provider answers."""

from __future__ import annotations

import pytest

from retrack.domain.account import TrackingAccount, Trouble
from retrack.domain.errors import CarrierRefused, QuotaGone
from retrack.domain.identifiers import StoreId, TrackingNumber
from retrack.domain.reports import Rejected, Rejection
from retrack.domain.settings import Store
from retrack.services.check_account import CheckAccount
from retrack.services.ports import Quota
from retrack.services.watch_account import WatchAccount
from tests.builders import NOON, a_store, hours
from tests.fakes.carriers import FakeCarriers, FakeGateway
from tests.fakes.clock import FixedClock
from tests.fakes.merchant import FakeMerchantQueue
from tests.fakes.storage import MemoryStores

STORE = StoreId("s1")
EXHAUSTED = Rejected(TrackingNumber("LX1"), Rejection.QUOTA_EXHAUSTED)
UNDETECTED = Rejected(TrackingNumber("LX2"), Rejection.CARRIER_NOT_DETECTED)


class CountedGateway(FakeGateway):
    """Says what is left as it is told."""

    left = Quota(total=200, used=0, remaining=200)

    def quota(self) -> Quota:
        super().quota()
        return self.left


class World:
    def __init__(self) -> None:
        self.stores = MemoryStores(a_store(has_tracking_key=True))
        self.clock = FixedClock(NOON)
        self.mails = FakeMerchantQueue()
        self.gateway = CountedGateway()
        self.watch = WatchAccount(self.stores, self.mails, self.clock)

    @property
    def store(self) -> Store:
        return self.stores.load(STORE)

    @property
    def trouble(self) -> Trouble | None:
        return self.store.account.trouble

    def register(self, *refused: Rejected, asked: int = 2, are_new: bool = True) -> None:
        gateway = self.gateway if are_new else None
        self.watch.registered(self.store, refused, asked=asked, gateway=gateway)

    @property
    def subjects(self) -> list[str]:
        return [task.subject for task in self.mails.tasks]


@pytest.fixture
def world() -> World:
    return World()


def test_a_refused_account_is_noted_and_told_once(world: World) -> None:
    world.watch.refused(world.store, CarrierRefused())
    world.clock.moment = NOON + hours(1)
    world.watch.refused(world.store, CarrierRefused())

    assert world.trouble is Trouble.REFUSED
    assert world.store.account.incident is not None
    assert world.store.account.incident.since == NOON
    assert len(world.mails.tasks) == 1


def test_it_is_over_with_the_first_answer_and_then_nothing_is_written(world: World) -> None:
    world.watch.refused(world.store, CarrierRefused())

    world.watch.answered(world.store)
    well = world.store
    world.watch.answered(well)

    assert well.account.trouble is None
    assert world.store is well


def test_trouble_that_comes_back_within_hours_is_the_same(world: World) -> None:
    world.watch.refused(world.store, CarrierRefused())
    world.watch.answered(world.store)
    world.clock.moment = NOON + hours(5)
    world.watch.refused(world.store, CarrierRefused())
    world.watch.answered(world.store)
    world.clock.moment = NOON + hours(11)
    world.watch.refused(world.store, CarrierRefused())

    again, later = world.subjects[-2:]
    assert again == world.subjects[0]
    assert later != again


@pytest.mark.parametrize(("since", "is_told"), [(5, False), (6, True), (29, True), (30, False)])
def test_an_end_is_told_once_it_is_no_wavering_and_not_for_ever(
    world: World, since: int, is_told: bool
) -> None:
    world.watch.refused(world.store, CarrierRefused())
    assert world.store.account.over_for_good(NOON + hours(since)) is None
    world.watch.answered(world.store)

    assert bool(world.store.account.over_for_good(NOON + hours(since))) is is_told


def test_a_store_without_a_key_is_in_no_trouble(world: World) -> None:
    world.stores.saved[STORE] = a_store()

    world.watch.refused(world.store, CarrierRefused())
    world.register(UNDETECTED)

    assert world.trouble is None
    assert world.gateway.calls == []


def test_quota_that_is_gone_is_another_trouble(world: World) -> None:
    world.watch.refused(world.store, CarrierRefused())
    world.watch.refused(world.store, QuotaGone())

    assert world.trouble is Trouble.NO_QUOTA
    assert len(set(world.subjects)) == 2


def test_single_parcels_that_are_refused_for_it_say_so_too(world: World) -> None:
    world.register(EXHAUSTED, UNDETECTED, asked=3)

    assert world.trouble is Trouble.NO_QUOTA
    world.watch.answered(world.store)
    assert world.trouble is Trouble.NO_QUOTA  # looking up is free

    world.register(UNDETECTED)
    assert world.trouble is None


@pytest.mark.parametrize(
    ("remaining", "trouble"),
    [(20, None), (19, Trouble.LOW_QUOTA), (0, Trouble.NO_QUOTA), (None, None)],
)
def test_what_is_left_decides(world: World, remaining: int | None, trouble: Trouble | None) -> None:
    world.gateway.left = Quota(total=200, used=0, remaining=remaining)

    world.register()

    assert world.trouble is trouble


def test_what_is_left_is_asked_once_a_day_and_only_when_some_was_used(world: World) -> None:
    for hour in (0, 1, 11, 12, 13):  # noon to past midnight
        world.clock.moment = NOON + hours(hour)
        world.register(are_new=False)
        world.register()
        world.register(UNDETECTED, asked=1)
        world.register(are_new=False)
        world.watch.answered(world.store)

    assert [name for name, _ in world.gateway.calls] == ["quota", "quota"]


def test_topping_up_ends_it(world: World) -> None:
    world.gateway.left = Quota(total=200, used=190, remaining=10)
    world.register()
    world.gateway.left = Quota(total=1200, used=190, remaining=1010)
    check = CheckAccount(world.stores, FakeCarriers(world.gateway), world.watch)

    check(STORE)

    assert world.trouble is None
    assert world.store.account.remaining == 1010


def test_testing_the_connection_notes_what_it_finds(world: World) -> None:
    world.gateway.failure = CarrierRefused()
    check = CheckAccount(world.stores, FakeCarriers(world.gateway), world.watch)

    with pytest.raises(CarrierRefused):
        check(STORE)

    assert world.trouble is Trouble.REFUSED


def test_of_two_who_find_it_one_tells(world: World) -> None:
    read = world.store
    world.watch.refused(read, CarrierRefused())
    world.watch.refused(read, CarrierRefused())

    assert len(world.mails.tasks) == 1
    assert world.store.account != TrackingAccount()
