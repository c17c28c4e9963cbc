"""Mail and text messages that go nowhere, and plain words to put in them."""

from __future__ import annotations

from retrack.domain.orders import Order
from retrack.domain.settings import Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.services.ports import Email, Sms


class FakeEmailSender:
    """`EmailSender`: `sent` are those that went out; `failures` are raised first, one a call.

    `crash` is raised once, after a message went out: what a function sees that dies in mid-send.
    """

    def __init__(self) -> None:
        self.sent: list[Email] = []
        self.failures: list[Exception] = []
        self.crash: Exception | None = None

    def send(self, email: Email) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(email)
        if self.crash:
            crash, self.crash = self.crash, None
            raise crash
        return f"email-{len(self.sent)}"


class FakeSmsSender:
    """`SmsSender`, as `FakeEmailSender`."""

    def __init__(self) -> None:
        self.sent: list[Sms] = []
        self.failures: list[Exception] = []
        self.crash: Exception | None = None

    def send(self, sms: Sms) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(sms)
        if self.crash:
            crash, self.crash = self.crash, None
            raise crash
        return f"sms-{len(self.sent)}"


class PlainWriter:
    """`MessageWriter` of few words."""

    def email(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Email:
        return Email(
            sender=store.notifications.sender.email,
            to=order.customer.email,
            subject=f"{order.name} {trigger}",
            text=shipment.tracking_number,
            html="",
        )

    def sms(self, store: Store, order: Order, shipment: Shipment, trigger: Trigger) -> Sms:
        return Sms(to=order.customer.phone, text=f"{order.name} {shipment.tracking_number}")
