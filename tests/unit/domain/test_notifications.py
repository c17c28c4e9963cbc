"""Why a message is held back (R25 to R31)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrack.domain.notifications import NotSent, address_of, reason_not_to_send
from retrack.domain.orders import Customer, Order, Payment
from retrack.domain.plans import Plan
from retrack.domain.sender_identity import IdentityKind, IdentityState, SenderIdentity
from retrack.domain.senders import Senders
from retrack.domain.settings import (
    DEFAULT_MANUAL_GATEWAYS,
    Channel,
    NotificationSettings,
    Sender,
    Store,
    Trigger,
)
from tests.builders import NOON, a_customer, a_shipment, a_store, an_order

SENDER = Sender(email="shop@example.com")
OURS = Senders(shared_domains=frozenset({"example.com"}))
EVERYTHING = NotificationSettings(email_enabled=True, sms_enabled=True, sender=SENDER)


def reason(
    channel: Channel,
    *,
    wishes: NotificationSettings = EVERYTHING,
    plan: Plan = Plan.BOSS,
    order: Order | None = None,
    notify: bool = True,
    senders: Senders = OURS,
    **fields: object,
) -> NotSent | None:
    return reason_not_to_send(
        a_store(plan=plan, notifications=wishes, **fields),
        order or an_order(),
        a_shipment(notify=notify),
        trigger=Trigger.SHIPPED,
        channel=channel,
        senders=senders,
    )


def reason_for(payment: Payment) -> NotSent | None:
    return reason(Channel.SMS, order=an_order(payment=payment))


@pytest.mark.parametrize("channel", Channel)
def test_what_is_wanted_and_can_be_sent_is_sent(channel: Channel) -> None:
    assert reason(channel) is None


@pytest.mark.parametrize("channel", Channel)
def test_a_store_that_is_not_on_boss_tells_nobody(channel: Channel) -> None:
    assert reason(channel, plan=Plan.BASIC) is NotSent.PLAN


@pytest.mark.parametrize("channel", Channel)
def test_a_parcel_added_without_notice_is_not_told_of(channel: Channel) -> None:
    assert reason(channel, notify=False) is NotSent.NOT_WANTED


def test_each_channel_has_its_own_switch() -> None:
    no_email = replace(EVERYTHING, email_enabled=False)
    no_sms = replace(EVERYTHING, sms_enabled=False)

    assert reason(Channel.EMAIL, wishes=no_email) is NotSent.CHANNEL_OFF
    assert reason(Channel.SMS, wishes=no_email) is None
    assert reason(Channel.EMAIL, wishes=no_sms) is None
    assert reason(Channel.SMS, wishes=no_sms) is NotSent.CHANNEL_OFF


def test_a_trigger_can_be_wanted_by_one_channel_only() -> None:
    by_sms = replace(EVERYTHING, triggers={Trigger.SHIPPED: frozenset({Channel.SMS})})
    never = replace(EVERYTHING, triggers={})

    assert reason(Channel.EMAIL, wishes=by_sms) is NotSent.CHANNEL_OFF
    assert reason(Channel.SMS, wishes=by_sms) is None
    assert reason(Channel.SMS, wishes=never) is NotSent.CHANNEL_OFF


def test_by_default_customers_are_mailed_and_get_no_sms() -> None:
    default = NotificationSettings()

    assert default.wants(Trigger.SHIPPED, Channel.EMAIL)
    assert not default.wants(Trigger.SHIPPED, Channel.SMS)


@pytest.mark.parametrize(
    ("channel", "customer"),
    [(Channel.EMAIL, a_customer(email="")), (Channel.SMS, a_customer(phone=""))],
)
def test_nobody_is_told_without_an_address(channel: Channel, customer: Customer) -> None:
    assert reason(channel, order=an_order(customer=customer)) is NotSent.NO_ADDRESS


def test_an_email_needs_a_sender_and_a_text_message_does_not() -> None:
    nobody = replace(EVERYTHING, sender=Sender())

    assert reason(Channel.EMAIL, wishes=nobody) is NotSent.NO_SENDER
    assert reason(Channel.SMS, wishes=nobody) is None


def test_a_message_goes_to_the_orders_own_address() -> None:
    order = an_order(customer=a_customer(email="s@example.com", phone="+66812345678"))

    assert address_of(order, Channel.EMAIL) == "s@example.com"
    assert address_of(order, Channel.SMS) == "+66812345678"


# ----------------------------------------------------------------------------------------- R31


@pytest.mark.parametrize("status", ["paid", "partially_refunded"])
def test_an_order_that_was_paid_gets_an_sms(status: str) -> None:
    assert reason_for(Payment(status, gateways=("shopify_payments",))) is None


@pytest.mark.parametrize(
    "status", ["pending", "authorized", "partially_paid", "refunded", "voided", ""]
)
def test_an_order_that_was_not_paid_gets_no_sms(status: str) -> None:
    assert reason_for(Payment(status)) is NotSent.UNPAID


def test_an_order_marked_paid_by_hand_gets_no_sms() -> None:
    assert reason_for(Payment(marked_paid_manually=True)) is NotSent.MARKED_PAID_MANUALLY


@pytest.mark.parametrize("gateway", [*DEFAULT_MANUAL_GATEWAYS, "MANUAL", "cash on delivery (cod)"])
def test_an_order_paid_only_through_a_manual_gateway_gets_no_sms(gateway: str) -> None:
    assert reason_for(Payment(gateways=(gateway,))) is NotSent.MARKED_PAID_MANUALLY


def test_several_manual_gateways_are_still_by_hand() -> None:
    payment = Payment(gateways=("manual", "Bank Deposit"))

    assert reason_for(payment) is NotSent.MARKED_PAID_MANUALLY


def test_a_real_gateway_among_manual_ones_means_that_it_was_paid() -> None:
    assert reason_for(Payment(gateways=("manual", "shopify_payments"))) is None


def test_a_store_says_itself_which_gateways_are_manual() -> None:
    wishes = replace(EVERYTHING, manual_gateways=("PromptPay by chat",))
    order = an_order(payment=Payment(gateways=("promptpay by chat",)))
    other = an_order(payment=Payment(gateways=("manual",)))

    assert reason(Channel.SMS, wishes=wishes, order=order) is NotSent.MARKED_PAID_MANUALLY
    assert reason(Channel.SMS, wishes=wishes, order=other) is None


@pytest.mark.parametrize(
    "payment",
    [Payment("pending"), Payment(marked_paid_manually=True), Payment(gateways=("manual",))],
)
def test_an_email_goes_out_however_the_order_was_paid(payment: Payment) -> None:
    assert reason(Channel.EMAIL, order=an_order(payment=payment)) is None


def test_a_store_has_its_templates_to_itself() -> None:
    assert a_store().templates is not a_store().templates
    assert isinstance(a_store(), Store)


@pytest.mark.parametrize("channel", list(Channel))
def test_nobody_is_told_of_a_cancelled_order(channel: Channel) -> None:
    assert reason(channel, order=an_order(cancelled_at=NOON)) is NotSent.CANCELLED


def test_an_email_waits_for_the_proof_that_its_sender_is_the_stores_own() -> None:
    strict = Senders()
    proved = SenderIdentity(
        "example.com", IdentityKind.DOMAIN, IdentityState.VERIFIED, begun_at=NOON, since=NOON
    )

    assert reason(Channel.EMAIL, senders=strict) is NotSent.SENDER_UNVERIFIED
    assert reason(Channel.SMS, senders=strict) is None
    assert reason(Channel.EMAIL, senders=strict, identity=proved) is None
    pending = replace(proved, state=IdentityState.PENDING)
    assert reason(Channel.EMAIL, senders=strict, identity=pending) is NotSent.SENDER_UNVERIFIED


def test_the_deployments_own_sender_stands_in_until_then() -> None:
    default = Senders(default="mail@retrack.example")
    store = a_store(notifications=EVERYTHING)

    assert reason(Channel.EMAIL, senders=default) is None
    assert default.address_for(store) == "mail@retrack.example"
    assert default.reply_to(store) == "shop@example.com"
    assert OURS.address_for(store) == "shop@example.com"
    assert OURS.reply_to(store) == ""


@pytest.mark.parametrize(
    ("name", "kind", "email", "covers"),
    [
        ("example.com", IdentityKind.DOMAIN, "shop@example.com", True),
        ("example.com", IdentityKind.DOMAIN, "shop@mail.example.com", True),
        ("example.com", IdentityKind.DOMAIN, "shop@badexample.com", False),
        ("example.com", IdentityKind.DOMAIN, "shop@example.com.evil.test", False),
        ("shop@example.com", IdentityKind.ADDRESS, "Shop@Example.com", True),
        ("shop@example.com", IdentityKind.ADDRESS, "other@example.com", False),
    ],
)
def test_a_proof_is_for_its_own_addresses_alone(
    name: str, kind: IdentityKind, email: str, covers: bool
) -> None:
    identity = SenderIdentity(name, kind, IdentityState.VERIFIED, begun_at=NOON, since=NOON)

    assert identity.covers(email) is covers
