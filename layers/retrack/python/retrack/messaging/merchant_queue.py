"""The merchant mailer's queue."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrack.domain.identifiers import StoreId
from retrack.services.merchant_ports import MerchantTask

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_MAX_BATCH = 10  # SQS SendMessageBatch: entries


class QueueRefused(Exception):
    """SQS took only some of the tasks; all are queued again, and doing one twice does no harm."""


class SqsMerchantQueue:
    """`MerchantQueue` over SQS."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        """The queue at this address."""
        self._client, self._url = client, url

    def send(self, tasks: Sequence[MerchantTask]) -> None:
        """Queues all of them.

        Raises:
            QueueRefused: not all were taken.
        """
        for first in range(0, len(tasks), _MAX_BATCH):
            group = tasks[first : first + _MAX_BATCH]
            answer = self._client.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(number), "MessageBody": json.dumps(task)}
                    for number, task in enumerate(group)
                ],
            )
            if answer.get("Failed"):
                raise QueueRefused(answer["Failed"][0]["Code"])


def merchant_task_from_json(body: str) -> MerchantTask:
    """A task from the queue.

    Raises:
        ValueError: not such a message, and never one.
    """
    fields = json.loads(body)
    is_task = isinstance(fields, list) and len(fields) == len(MerchantTask._fields)
    if not is_task or not all(isinstance(field, str) for field in fields):
        msg = "not a merchant task"
        raise ValueError(msg)
    kind, store_id, subject = fields
    return MerchantTask(kind, StoreId(store_id), subject)
