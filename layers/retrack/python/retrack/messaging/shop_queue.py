"""The queue of shops' messages: SQS, first in first out for each order."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from retrack.services.shop_messages import ShopEvent

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsShopEventQueue:
    """Sends shops' messages; the same one within five minutes is one."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        """The queue at this address."""
        self._client, self._url = client, url

    def send(self, events: Iterable[ShopEvent]) -> None:
        """Queues messages in their order, each by itself: one may fill a call."""
        for event in events:
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=event.to_json(),
                MessageGroupId=event.group,
                MessageDeduplicationId=event.id,
            )
