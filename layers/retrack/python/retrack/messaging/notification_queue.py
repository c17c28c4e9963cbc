"""Messages to customers that have to wait go round in the notifier's own queue."""

from datetime import timedelta
from typing import TYPE_CHECKING

from retrack.domain.happenings import Happening
from retrack.messaging.happenings import happening_to_json

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_LONGEST = 900  # seconds; SQS SendMessage: DelaySeconds


class SqsLater:
    """`Later` by delayed messages: what waits longer than a quarter of an hour goes round again.

    The next message is in the queue before this one leaves it, so that a crash loses nothing.
    """

    def __init__(self, client: "SQSClient", url: str) -> None:
        """The queue at this address."""
        self._client, self._url = client, url

    def again(self, happening: Happening, *, after: timedelta) -> None:
        """One SendMessage."""
        seconds = min(max(round(after.total_seconds()), 1), _LONGEST)
        self._client.send_message(
            QueueUrl=self._url, MessageBody=happening_to_json(happening), DelaySeconds=seconds
        )
