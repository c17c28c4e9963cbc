"""Where the use cases of messages to customers meet what they need: `wiring` for their words."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from functools import cache
from typing import TYPE_CHECKING

from retrack.domain.identifiers import StoreId
from retrack.domain.settings import Channel
from retrack.runtime import merchant, wiring
from retrack.runtime.settings import (
    DashboardSettings,
    NotifierSettings,
    TemplatesApiSettings,
    TestMessageSettings,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrack.domain.templates import Template, TemplateName
    from retrack.messaging.notification_queue import PutOff
    from retrack.senders.words import LiquidWriter
    from retrack.services.edit_templates import EditTemplates
    from retrack.services.list_notifications import ListNotifications
    from retrack.services.notify import NotifyCustomer
    from retrack.services.ports import TemplateStore
    from retrack.services.send_test import SendTest


def put_off(settings: NotifierSettings) -> "PutOff":
    """How the queue is told when a message may come back."""
    from retrack.messaging.notification_queue import PutOff

    return PutOff(wiring.client("sqs"), settings.notification_queue_url)


@cache
def notify(settings: NotifierSettings) -> "NotifyCustomer":
    """Telling customers."""
    from retrack.messaging.notification_queue import SqsLater
    from retrack.senders.phone_zones import NumberingPlanZones
    from retrack.senders.ses import SesEmailSender
    from retrack.senders.sns_sms import SnsSmsSender
    from retrack.services.notify import NotifyCustomer
    from retrack.storage.notifications import TableNotifications
    from retrack.storage.suppressions import TableSuppressions
    from retrack.storage.turns import TableTurns

    return NotifyCustomer(
        wiring.orders(),
        wiring.stores(),
        TableNotifications(),
        _writer(settings),
        SesEmailSender(
            wiring.client("sesv2", retries=False),
            configuration_set=settings.mail_configuration_set,
            opens_configuration_set=settings.mail_opens_configuration_set,
        ),
        SnsSmsSender(wiring.client("sns", retries=False), max_price=settings.sms_max_price),
        wiring.clock(),
        SqsLater(wiring.client("sqs"), settings.notification_queue_url),
        NumberingPlanZones(),
        TableSuppressions(),
        TableTurns(
            {
                Channel.EMAIL: float(settings.emails_per_second),
                Channel.SMS: float(settings.texts_per_second),
            }
        ),
        senders=merchant.senders(settings),
    )


def list_notifications() -> "ListNotifications":
    """What customers were told."""
    from retrack.services.list_notifications import ListNotifications
    from retrack.storage.lookups import TableOrderNames
    from retrack.storage.notification_index import TableNotificationIndex

    return ListNotifications(TableNotificationIndex(), TableOrderNames(), wiring.clock())


@cache
def _writer(settings: NotifierSettings | TemplatesApiSettings) -> "LiquidWriter":
    """Fills templates, with links to the customers' pages."""
    from retrack.senders.words import LiquidWriter
    from retrack.storage.parameters import SsmText
    from retrack.storage.templates import TableTemplates

    public_url = SsmText(wiring.client("ssm"), settings.public_url_parameter).read()
    return LiquidWriter(public_url, TableTemplates(), merchant.senders(settings))


def edit_templates(settings: TemplatesApiSettings | None = None) -> "EditTemplates":
    """Keeping and trying out templates; without settings, links lead to an example's pages."""
    from retrack.senders.words import LiquidWriter
    from retrack.services.edit_templates import EditTemplates
    from retrack.storage.templates import TableTemplates

    fills = _writer(settings) if settings else LiquidWriter("https://track.example.com")
    return EditTemplates(wiring.stores(), wiring.orders(), TableTemplates(), fills, wiring.clock())


def template_store() -> "TemplateStore":
    """The stores' own templates."""
    from retrack.storage.templates import TableTemplates

    return TableTemplates()


def kept_templates(
    store_id: StoreId, wanted: "Mapping[TemplateName, Template | None]", *, actor: str
) -> "Mapping[str, str]":
    """See `EditTemplates.keep`, which is loaded when there is something to keep."""
    return edit_templates().keep(store_id, wanted, actor=actor) if wanted else {}


def send_test(settings: TemplatesApiSettings) -> "SendTest":
    """Sending a merchant a test, as the API is asked to."""
    return _send_test(edit_templates(settings), settings)


def send_test_from(settings: DashboardSettings, address: str) -> "SendTest":
    """The same from the dashboard, with links to pages below its own address."""
    from retrack.senders.words import LiquidWriter
    from retrack.services.edit_templates import EditTemplates
    from retrack.storage.templates import TableTemplates

    fills = LiquidWriter(address, TableTemplates(), merchant.senders(settings))
    edit = EditTemplates(wiring.stores(), wiring.orders(), TableTemplates(), fills, wiring.clock())
    return _send_test(edit, settings)


def _send_test(edit: "EditTemplates", settings: TestMessageSettings) -> "SendTest":
    from retrack.senders.ses import SesEmailSender
    from retrack.senders.sns_sms import SnsSmsSender
    from retrack.services.send_test import SendTest
    from retrack.storage.limits import TableLimiter

    return SendTest(
        edit,
        SesEmailSender(wiring.client("sesv2", retries=False)),
        SnsSmsSender(wiring.client("sns", retries=False), max_price=settings.sms_max_price),
        merchant.senders(settings),
        TableLimiter(wiring.randomness()),
    )
