"""Where mailing merchants and proving their senders meet what they need."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from functools import cache
from typing import TYPE_CHECKING

from retrack.runtime import wiring
from retrack.runtime.settings import (
    DashboardSettings,
    MerchantMailerSettings,
    MerchantRoundsSettings,
    SenderSettings,
    TrackerSettings,
)

if TYPE_CHECKING:
    from retrack.domain.senders import Senders
    from retrack.messaging.merchant_queue import SqsMerchantQueue
    from retrack.services.mail_merchant import MailMerchant
    from retrack.services.merchant_rounds import MerchantRounds
    from retrack.services.set_up_sender import SetUpSender
    from retrack.services.stop_mail import StopMail
    from retrack.services.watch_account import WatchAccount

_ROUNDS_WATERMARK = "rounds-watermark"


@cache
def senders(settings: SenderSettings) -> "Senders":
    """Who emails can come from in this deployment."""
    from retrack.domain.senders import Senders

    shared = (domain.strip().casefold() for domain in settings.shared_sender_domains.split(","))
    return Senders(settings.default_sender, frozenset(domain for domain in shared if domain))


def watch_account(settings: TrackerSettings | DashboardSettings) -> "WatchAccount":
    """Noticing trouble of tracking accounts."""
    from retrack.services.watch_account import WatchAccount
    from retrack.storage.standing import TableStanding

    return WatchAccount(TableStanding(), _queue(settings.merchant_mail_queue_url), wiring.clock())


def merchant_rounds(settings: MerchantRoundsSettings) -> "MerchantRounds":
    """The hourly rounds."""
    from retrack.services.merchant_rounds import MerchantRounds
    from retrack.storage.parameters import SsmWatermark

    watermark = SsmWatermark(wiring.client("ssm"), settings.parameter_prefix, _ROUNDS_WATERMARK)
    queue = _queue(settings.merchant_mail_queue_url)
    return MerchantRounds(wiring.stores(), queue, watermark, wiring.clock())


@cache
def mail_merchant(settings: MerchantMailerSettings) -> "MailMerchant":
    """Mailing merchants."""
    from retrack.carriers.providers import PROVIDERS
    from retrack.senders.merchant_words import MerchantWords
    from retrack.senders.ses import SesEmailSender
    from retrack.services.mail_merchant import MailMerchant
    from retrack.storage.attention import TableAttention
    from retrack.storage.memberships import TableMemberships
    from retrack.storage.merchant_mail import TableMailLog
    from retrack.storage.parameters import SsmText

    public_url = SsmText(wiring.client("ssm"), settings.public_url_parameter).read()
    titles = {name: provider.terms.title for name, provider in PROVIDERS.items()}
    return MailMerchant(
        wiring.stores(),
        TableMemberships(),
        TableMailLog(),
        TableAttention(),
        MerchantWords(public_url, senders(settings), titles),
        SesEmailSender(
            wiring.client("sesv2", retries=False),
            configuration_set=settings.mail_configuration_set,
        ),
        senders(settings),
        wiring.clock(),
    )


def stop_mail() -> "StopMail":
    """One click at the end of a mail."""
    from retrack.services.stop_mail import StopMail
    from retrack.storage.memberships import TableMemberships

    return StopMail(wiring.stores(), TableMemberships())


def set_up_sender(settings: SenderSettings) -> "SetUpSender":
    """Proving a store's sender."""
    from retrack.senders.ses_identities import SesIdentities
    from retrack.services.set_up_sender import SetUpSender
    from retrack.storage.identity_claims import TableIdentityClaims
    from retrack.storage.memberships import TableMemberships
    from retrack.storage.standing import TableStanding

    return SetUpSender(
        wiring.stores(),
        TableStanding(),
        TableIdentityClaims(),
        SesIdentities(wiring.client("sesv2")),
        TableMemberships(),
        senders(settings),
        wiring.clock(),
    )


@cache
def _queue(url: str) -> "SqsMerchantQueue":
    from retrack.messaging.merchant_queue import SqsMerchantQueue

    return SqsMerchantQueue(wiring.client("sqs"), url)
