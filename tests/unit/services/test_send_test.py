"""A merchant sends a test: to themselves or to a number, a few times a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrack.domain.errors import Invalid, TooSoon
from retrack.domain.identifiers import StoreId
from retrack.domain.plans import Plan
from retrack.domain.senders import Senders
from retrack.domain.settings import Channel, NotificationSettings, Sender, Trigger
from retrack.domain.templates import Template, TemplateName
from retrack.senders.words import LiquidWriter
from retrack.services.edit_templates import EditTemplates
from retrack.services.ports import MessageDelayed, MessageRefused, OptedOut
from retrack.services.send_test import TESTS, SendTest
from tests.builders import NOON, a_store
from tests.fakes.clock import FixedClock
from tests.fakes.customer_page import MemoryLimiter
from tests.fakes.senders import FakeEmailSender, FakeSmsSender
from tests.fakes.storage import MemoryOrders, MemoryStores
from tests.fakes.templates import MemoryTemplates

STORE, OTHER = StoreId("s1"), StoreId("s2")
EMAIL = TemplateName(Trigger.SHIPPED, Channel.EMAIL, "en")
SMS = TemplateName(Trigger.SHIPPED, Channel.SMS, "en")
WISHES = NotificationSettings(sender=Sender(email="shop@example.com"))
PHONE = "+66812345678"


class World:
    """Two stores with a sender of their own."""

    def __init__(self) -> None:
        self.clock = FixedClock(NOON)
        self.emails, self.texts = FakeEmailSender(), FakeSmsSender()
        stores = MemoryStores(*(a_store(id=one, notifications=WISHES) for one in (STORE, OTHER)))
        self.stores = stores
        templates = MemoryTemplates()
        writer = LiquidWriter("https://track.example.com", templates)
        edit = EditTemplates(stores, MemoryOrders(), templates, writer, self.clock)
        shared = Senders(shared_domains=frozenset({"example.com"}))
        self.send = SendTest(edit, self.emails, self.texts, shared, MemoryLimiter())


@pytest.fixture
def world() -> World:
    return World()


def test_an_email_goes_to_who_asks_for_it(world: World) -> None:
    assert world.send(STORE, EMAIL, to="mali@example.net") == "mali@example.net"

    (sent,) = world.emails.sent
    assert sent.to == "mali@example.net"
    assert world.texts.sent == []


def test_an_email_goes_else_to_where_customers_answer(world: World) -> None:
    assert world.send(STORE, EMAIL) == "shop@example.com"


def test_a_text_message_goes_to_a_number_as_it_is_typed(world: World) -> None:
    typed = Template(text="Off it goes, {{ name }}")

    assert world.send(STORE, SMS, typed, to=f" {PHONE} ") == PHONE

    (sent,) = world.texts.sent
    assert sent.to == PHONE
    assert sent.text == "Off it goes, Sample-1001"


@pytest.mark.parametrize("to", ["", "0812345678", "+66 81 234 5678", "+0123456789", "mali", "+66"])
def test_a_text_message_needs_a_number_with_its_country(world: World, to: str) -> None:
    with pytest.raises(Invalid) as refusal:
        world.send(STORE, SMS, to=to)

    assert [problem.field for problem in refusal.value.problems] == ["to"]
    assert world.texts.sent == []


@pytest.mark.parametrize(
    ("name", "failure", "field", "says"),
    [
        (EMAIL, MessageRefused("MessageRejected"), "notifications.sender.email", "MessageRejected"),
        (EMAIL, MessageDelayed("Throttled"), "notifications.sender.email", "Throttled"),
        (SMS, MessageRefused("InvalidParameter"), "to", "SMS service"),
        (SMS, OptedOut(), "to", "wants no text messages"),
    ],
)
def test_what_the_service_will_not_take_is_said(
    world: World, name: TemplateName, failure: Exception, field: str, says: str
) -> None:
    world.emails.failures, world.texts.failures = [failure], [failure]

    with pytest.raises(Invalid) as refusal:
        world.send(STORE, name, to=PHONE if name is SMS else "mali@example.net")

    (problem,) = refusal.value.problems
    assert problem.field == field
    assert says in problem.message


def test_a_store_sends_so_many_tests_a_minute_of_both_kinds_together(world: World) -> None:
    for number in range(TESTS.tries):
        world.send(STORE, EMAIL if number % 2 else SMS, to=PHONE)

    with pytest.raises(TooSoon) as refusal:
        world.send(STORE, SMS, to=PHONE)

    assert 1 <= refusal.value.retry_after <= 60
    world.send(OTHER, SMS, to=PHONE)
    world.clock.moment += timedelta(seconds=refusal.value.retry_after)
    world.send(STORE, SMS, to=PHONE)
    assert len(world.texts.sent) + len(world.emails.sent) == TESTS.tries + 2


def test_what_cannot_be_sent_anyway_counts_as_no_test(world: World) -> None:
    for _ in range(TESTS.tries + 1):
        with pytest.raises(Invalid):
            world.send(STORE, SMS, to="nobody")

    world.send(STORE, SMS, to=PHONE)


def test_an_email_needs_a_sender_that_was_proved(world: World) -> None:
    unproved = NotificationSettings(sender=Sender(email="shop@example.org"))
    world.stores.saved[STORE] = a_store(id=STORE, notifications=unproved)

    with pytest.raises(Invalid, match="Settings, Sender"):
        world.send(STORE, EMAIL, to="mali@example.net")


def test_tests_are_part_of_the_boss_plan(world: World) -> None:
    world.stores.saved[STORE] = a_store(id=STORE, plan=Plan.BASIC, notifications=WISHES)

    with pytest.raises(Exception, match="Boss"):
        world.send(STORE, SMS, to=PHONE)
