"""The importer's queue: which import to begin, or to go on with."""

import json
from typing import TYPE_CHECKING, NamedTuple

from retrack.domain.identifiers import StoreId

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class ImportTask(NamedTuple):
    """An import to go on with."""

    store_id: StoreId
    import_id: str


class SqsImportQueue:
    """`ImportQueue` over SQS."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        """The queue at this address."""
        self._client, self._url = client, url

    def send(self, store_id: StoreId, import_id: str) -> None:
        """One SendMessage."""
        body = json.dumps({"store": store_id, "import": import_id})
        self._client.send_message(QueueUrl=self._url, MessageBody=body)


def task_from_json(body: str) -> ImportTask:
    """What a message asks for.

    Raises:
        ValueError: not such a message, and never one.
    """
    try:
        fields = json.loads(body)
        return ImportTask(StoreId(str(fields["store"])), str(fields["import"]))
    except (KeyError, TypeError) as exc:
        msg = "not an import"
        raise ValueError(msg) from exc
