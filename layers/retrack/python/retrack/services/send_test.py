"""Sending a merchant what a customer would be sent: to themselves, to see it where it is read.

A test is no message to a customer: it is in no log, waits for no turn and for no morning.
"""

from dataclasses import dataclass

from retrack.domain.addresses import deliverable
from retrack.domain.errors import Invalid, TooSoon
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.senders import Senders
from retrack.domain.settings import Channel, Store
from retrack.domain.templates import Template, TemplateName
from retrack.services.edit_templates import EditTemplates
from retrack.services.ports import (
    Email,
    EmailSender,
    Limit,
    Limiter,
    MessageDelayed,
    MessageRefused,
    OptedOut,
    Sms,
    SmsSender,
)

TESTS = Limit("test-messages", tries=5, seconds=60)
"""Of one store. A number can be anybody's, and a text message costs money."""
_SENDER = "notifications.sender.email"
_PHONE = "a phone number with its country, such as +66812345678 (E.164)"


@dataclass(frozen=True, slots=True)
class SendTest:
    """Sends an email to one's own address, or a text message to a number."""

    edit: EditTemplates
    emails: EmailSender
    texts: SmsSender
    senders: Senders
    limiter: Limiter

    def __call__(
        self,
        store_id: StoreId,
        name: TemplateName,
        template: Template | None = None,
        *,
        order_id: OrderId | None = None,
        to: str = "",
    ) -> str:
        """Where it was sent to: what was given; for an email else where customers' answers go.

        Raises:
            Invalid: nobody to send it to or from, or refused by the sending service.
            TooSoon: there were `TESTS` within the minute.
        """
        store = self.edit.stores.load(store_id)
        message = self.edit.preview(store_id, name, template, order_id=order_id)
        address = self._address(store, name.channel, to)
        wait = self.limiter.seconds_to_wait(TESTS, store_id, now=self.edit.clock.now())
        if wait:
            msg = f"At most {TESTS.tries} tests a minute; wait a little."
            raise TooSoon(msg, retry_after=wait)
        field = _SENDER if name.channel is Channel.EMAIL else "to"
        try:
            self._send(message, address)
        except OptedOut as exc:
            raise Invalid.field(field, "whoever has this number wants no text messages") from exc
        except (MessageRefused, MessageDelayed) as exc:
            msg = f"the mail service did not take it: {exc}"
            if name.channel is Channel.SMS:
                msg = f"the SMS service did not take it: {exc}"
            raise Invalid.field(field, msg) from exc
        return address

    def _address(self, store: Store, channel: Channel, to: str) -> str:
        if channel is Channel.SMS:
            if not (phone := deliverable(channel, to)):
                raise Invalid.field("to", _PHONE)
            return phone
        sender = store.notifications.sender
        address = to or sender.reply_to or sender.email
        if not address or not sender.email:
            raise Invalid.field(_SENDER, "set the sender's address first")
        if not self.senders.address_for(store):
            msg = "prove first that the address is yours, under Settings, Sender"
            raise Invalid.field(_SENDER, msg)
        return address

    def _send(self, message: Email | Sms, address: str) -> str:
        if isinstance(message, Email):
            return self.emails.send(message.addressed(address))
        return self.texts.send(message._replace(to=address))
