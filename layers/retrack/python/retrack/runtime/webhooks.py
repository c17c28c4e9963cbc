"""Where the use cases of webhooks meet what they need: `wiring` for what stores are told."""
# ruff: noqa: PLC0415  as in wiring: each request loads its own

from functools import cache, partial
from typing import TYPE_CHECKING

from retrack.runtime import wiring
from retrack.runtime.settings import (
    AttentionCheckSettings,
    WebhooksApiSettings,
    WebhookSenderSettings,
)

if TYPE_CHECKING:
    from retrack.services.check_attention import CheckAttention
    from retrack.services.send_webhook import SendWebhook, TellWebhooks
    from retrack.services.webhook_ports import WebhookQueue
    from retrack.services.webhooks import Webhooks

_ATTENTION_WATERMARK = "attention-watermark"


def webhooks(settings: WebhooksApiSettings) -> "Webhooks":
    """A store's webhooks."""
    from retrack.senders.webhooks.addresses import unfit
    from retrack.services.webhooks import Webhooks
    from retrack.storage.parameters import SsmSecrets
    from retrack.storage.webhooks import TableWebhooks

    return Webhooks(
        TableWebhooks(),
        SsmSecrets(wiring.client("ssm"), settings.parameter_prefix),
        _queue(settings.webhook_queue_url),
        partial(unfit, allow_private=settings.webhook_allow_private == "true"),
        wiring.clock(),
        wiring.randomness(),
    )


def tell_webhooks(settings: WebhookSenderSettings) -> "TellWebhooks":
    """Beginning the messages that a happening makes."""
    from retrack.services.send_webhook import TellWebhooks
    from retrack.storage.webhooks import TableWebhooks

    return TellWebhooks(TableWebhooks(), _queue(settings.webhook_queue_url), wiring.clock())


@cache
def send_webhook(settings: WebhookSenderSettings) -> "SendWebhook":
    """One attempt at one message."""
    from retrack.senders.webhooks.client import WebhookClient
    from retrack.services.send_webhook import SendWebhook
    from retrack.storage.parameters import SsmSecrets, SsmText
    from retrack.storage.webhooks import TableWebhooks

    private = settings.webhook_allow_private == "true"
    return SendWebhook(
        TableWebhooks(),
        wiring.orders(),
        wiring.stores(),
        SsmSecrets(wiring.client("ssm"), settings.parameter_prefix),
        WebhookClient(wiring.clock(), allow_private=private),
        _queue(settings.webhook_queue_url),
        wiring.clock(),
        SsmText(wiring.client("ssm"), settings.public_url_parameter).read(),
    )


def check_attention(settings: AttentionCheckSettings) -> "CheckAttention":
    """Announcing the orders that time alone made need attention."""
    from retrack.messaging.happenings import SnsAnnouncer
    from retrack.services.check_attention import CheckAttention
    from retrack.storage.attention import TableAttention
    from retrack.storage.parameters import SsmWatermark
    from retrack.storage.webhooks import TableWebhooks

    watermark = SsmWatermark(wiring.client("ssm"), settings.parameter_prefix, _ATTENTION_WATERMARK)
    announcer = SnsAnnouncer(wiring.client("sns"), settings.topic_arn)
    return CheckAttention(TableWebhooks(), TableAttention(), announcer, watermark, wiring.clock())


@cache
def _queue(url: str) -> "WebhookQueue":
    from retrack.messaging.webhook_queue import SqsWebhookQueue

    return SqsWebhookQueue(wiring.client("sqs"), url)
