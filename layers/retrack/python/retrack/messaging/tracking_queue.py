"""The tracking queue: SQS, first in first out within a store."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from retrack.services.groups import in_groups
from retrack.services.tasks import TrackingTask

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

_MAX_BATCH = 10  # SQS SendMessageBatch: entries
_MAX_BYTES = 250_000  # SQS: 256 KiB for all messages of one call together


class QueueRefused(Exception):
    """SQS took only some of the messages; the caller repeats all, which the queue's ids allow."""


class SqsTrackingQueue:
    """Sends tracking tasks; the same task within five minutes is one message."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        """The queue at this address."""
        self._client, self._url = client, url

    def send(self, tasks: Iterable[TrackingTask]) -> int:
        """Queues tasks in their order; returns how many messages that took.

        Raises:
            QueueRefused: not all were taken.
        """
        count = 0
        for batch in _batches(tasks):
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=batch)
            if answer.get("Failed"):
                raise QueueRefused(answer["Failed"][0]["Code"])
            count += len(batch)
        return count


def _batches(
    tasks: Iterable[TrackingTask],
) -> Iterator[list["SendMessageBatchRequestEntryTypeDef"]]:
    for group in in_groups(tasks, _MAX_BATCH):
        batch: list[SendMessageBatchRequestEntryTypeDef] = []
        size = 0
        for number, task in enumerate(group):
            body = task.to_json()
            length = len(body.encode())
            if batch and size + length > _MAX_BYTES:
                yield batch
                batch, size = [], 0
            size += length
            batch.append(
                {
                    "Id": str(number),
                    "MessageBody": body,
                    "MessageGroupId": task.group,
                    "MessageDeduplicationId": task.id,
                }
            )
        yield batch
