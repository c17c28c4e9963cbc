"""Messages to customers that have to wait go round in the notifier's own queue."""

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from zlib import crc32

from botocore.exceptions import BotoCoreError, ClientError

from retrack.domain.happenings import Happening
from retrack.messaging.happenings import happening_to_json

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_LONGEST = 900  # seconds; SQS SendMessage: DelaySeconds
_FIRST_PAUSE = 6  # seconds


class SqsLater:
    """`Later` by delayed messages: what waits longer than a quarter of an hour goes round again.

    Each is of its store's group, so that SQS hands out those of stores with few of them first.
    The next message is in the queue before this one leaves it, so that a crash loses nothing.
    """

    def __init__(self, client: "SQSClient", url: str) -> None:
        """The queue at this address."""
        self._client, self._url = client, url

    def again(self, happening: Happening, *, after: timedelta) -> None:
        """One SendMessage."""
        seconds = min(max(round(after.total_seconds()), 1), _LONGEST)
        self._client.send_message(
            QueueUrl=self._url,
            MessageBody=happening_to_json(happening),
            DelaySeconds=seconds,
            MessageGroupId=happening.store_id,
        )


class PutOff:
    """Leaves messages that are given back alone: for longer each time they were received."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        """Of the queue at this address."""
        self._client, self._url = client, url

    def __call__(self, receipt: str, *, message_id: str, receives: int) -> None:
        """One ChangeMessageVisibility; without it, they come back as the queue has it."""
        seconds = pause(receives, message_id)
        with suppress(BotoCoreError, ClientError):
            self._client.change_message_visibility(
                QueueUrl=self._url, ReceiptHandle=receipt, VisibilityTimeout=seconds
            )


def pause(receives: int, message_id: str) -> int:
    """Seconds until a message that could not be sent is tried again, after so many receives.

    Half of it is by the message's id, so that what was refused at once does not come back at once.
    """
    longest = min(_FIRST_PAUSE << min(receives - 1, 10), _LONGEST)
    return longest // 2 + crc32(message_id.encode()) % (longest - longest // 2 + 1)
