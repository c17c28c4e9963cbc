"""The queue of webhooks: what happened, as the topic tells it, and deliveries to attempt."""

import json
import math
from datetime import timedelta
from typing import TYPE_CHECKING

from retrack.domain.happenings import Happening
from retrack.domain.identifiers import StoreId
from retrack.messaging.happenings import happening_from_json
from retrack.services.webhook_ports import WebhookTask

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_LONGEST = 900  # seconds; SQS SendMessage: DelaySeconds


class SqsWebhookQueue:
    """`WebhookQueue` over SQS: what waits longer than a quarter of an hour goes round again."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        """The queue at this address."""
        self._client, self._url = client, url

    def send(self, task: WebhookTask, *, after: timedelta = timedelta()) -> None:
        """One SendMessage."""
        seconds = min(max(math.ceil(after.total_seconds()), 0), _LONGEST)
        body = json.dumps({"deliver": task._asdict()}, separators=(",", ":"))
        self._client.send_message(QueueUrl=self._url, MessageBody=body, DelaySeconds=seconds)


def told_by(body: str) -> Happening | WebhookTask:
    """What a message is about.

    Raises:
        ValueError: neither, and never one.
    """
    try:
        fields = json.loads(body)
        if "deliver" not in fields:
            return happening_from_json(body)
        task = fields["deliver"]
        return WebhookTask(
            StoreId(str(task["store_id"])),
            str(task["webhook_id"]),
            str(task["delivery_id"]),
            int(task["attempt"]),
            asked=bool(task["asked"]),
        )
    except (KeyError, TypeError, RecursionError) as exc:
        msg = "neither a happening nor a delivery"
        raise ValueError(msg) from exc
