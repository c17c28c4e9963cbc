"""Mail to a store's own people that came back stops, until somebody allows it again."""

from __future__ import annotations

from datetime import datetime

import pytest

from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_links import recipient_hash
from retrack.services.apply_mail_report import Applied
from retrack.services.mail_ports import MerchantMailReport
from retrack.services.merchant_returns import MerchantReturns
from tests.builders import NOON, a_store, hours
from tests.fakes.clock import FixedClock
from tests.fakes.storage import MemoryCredentials, MemoryStores

STORE, ANN = StoreId("s1"), "ann@example.com"


class World:
    """A store with an owner."""

    def __init__(self) -> None:
        self.stores, self.clock = MemoryStores(a_store()), FixedClock(NOON + hours(2))
        people = MemoryCredentials()
        people.add_person("p1", STORE, "owner", email=ANN)
        self.returns = MerchantReturns(self.stores, self.stores, people, self.clock)

    def report(self, kind: FeedbackKind, *, at: datetime = NOON, to: str = ANN) -> Applied:
        return self.returns.apply(MerchantMailReport(STORE, Feedback(kind, at), (to,)))

    @property
    def unreached(self) -> list[tuple[str, FeedbackKind | None]]:
        return [(to, why.kind) for to, why in self.returns.unreached(self.stores.load(STORE))]


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("kind", [FeedbackKind.BOUNCED, FeedbackKind.COMPLAINED])
def test_what_came_back_is_told_with_its_address(world: World, kind: FeedbackKind) -> None:
    assert world.report(kind, to="Ann@Example.com") is Applied.RECORDED
    assert world.report(kind) is Applied.KNOWN
    assert world.unreached == [(ANN, kind)]


@pytest.mark.parametrize(
    "kind", set(FeedbackKind) - {FeedbackKind.BOUNCED, FeedbackKind.COMPLAINED}
)
def test_nothing_else_stops_a_mail(world: World, kind: FeedbackKind) -> None:
    assert world.report(kind) is Applied.UNWANTED
    assert world.unreached == []


def test_who_was_allowed_again_stays_so_however_late_a_report_comes(world: World) -> None:
    world.report(FeedbackKind.BOUNCED)

    world.returns.allow(STORE, recipient_hash(ANN))
    assert world.unreached == []
    assert world.report(FeedbackKind.BOUNCED) is Applied.KNOWN
    assert world.report(FeedbackKind.COMPLAINED, at=NOON + hours(1)) is Applied.KNOWN
    assert world.unreached == []

    world.clock.moment = NOON + hours(4)
    assert world.report(FeedbackKind.BOUNCED, at=NOON + hours(3)) is Applied.RECORDED
    assert world.unreached == [(ANN, FeedbackKind.BOUNCED)]


def test_a_report_from_the_future_can_be_allowed_again(world: World) -> None:
    world.report(FeedbackKind.BOUNCED, at=NOON + hours(9_000))

    world.returns.allow(STORE, recipient_hash(ANN))

    assert world.unreached == []


def test_who_is_mailed_needs_no_allowing(world: World) -> None:
    world.returns.allow(STORE, recipient_hash(ANN))

    assert world.stores.saved[STORE].mail_returns == ()


def test_whoever_is_no_recipient_any_more_is_not_shown(world: World) -> None:
    world.report(FeedbackKind.BOUNCED, to="left@example.com")

    assert world.unreached == []


def test_only_so_many_are_remembered(world: World) -> None:
    for number in range(50):
        world.clock.moment = moment = NOON + hours(number)
        world.report(FeedbackKind.BOUNCED, to=f"{number}@example.com", at=moment)

    kept = world.stores.saved[STORE].mail_returns
    assert [one.at for one in kept] == [NOON + hours(number) for number in range(20, 50)]


def test_a_report_of_a_store_that_is_gone_changes_nothing(world: World) -> None:
    world.stores.saved.clear()

    assert world.report(FeedbackKind.BOUNCED) is Applied.STRANGE


def test_of_two_reports_at_once_neither_is_lost(world: World) -> None:
    class Rival(MemoryStores):
        rivals = 1

        def save_mail_returns(self, *what: object, **seen: object) -> bool:
            if self.rivals:
                self.rivals -= 1
                world.report(FeedbackKind.COMPLAINED, to="bob@example.com")
                self.saved = world.stores.saved
            return super().save_mail_returns(*what, **seen)  # type: ignore[arg-type]  # as given

    rival = Rival(*world.stores.saved.values())
    racing = MerchantReturns(rival, rival, world.returns.people, world.clock)

    racing.apply(MerchantMailReport(STORE, Feedback(FeedbackKind.BOUNCED, NOON), (ANN,)))

    assert {one.who for one in rival.saved[STORE].mail_returns} == {
        recipient_hash(ANN), recipient_hash("bob@example.com"),
    }  # fmt: skip
