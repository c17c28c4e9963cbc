"""Hands the messages of a queue to a function, as Lambda's pollers do."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from dev import console
from dev.lambdas import Stopped
from dev.place import REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dev.lambdas import Function, Outcome

AT_ONCE = 3  # batches in work; in AWS there are up to a thousand
LONG_POLL = 20  # seconds
MOST_RECEIVED = 10  # messages; Source: SQS API, "ReceiveMessage"


@dataclass(frozen=True, slots=True)
class QueueSource:
    """A queue that a function is fed from."""

    url: str
    arn: str
    function: Function
    batch_size: int
    reports_failures: bool


class QueuePump:
    """Receives, invokes, deletes what worked, and gives back what did not.

    What failed is visible again at once, not only after the queue's visibility timeout; after
    `maxReceiveCount` receives the queue moves it to its dead-letter queue. Messages of one FIFO
    group are never in work twice at once: the queue sees to that.
    """

    def __init__(
        self, client: Any, source: QueueSource, invoke: Callable[[Function, Any], Outcome]
    ) -> None:
        self._client = client
        self._source = source
        self._invoke = invoke
        self._room = threading.Semaphore(AT_ONCE)
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=source.function.folder)
        self._stopping = threading.Event()

    def start(self) -> None:
        """Begins to receive."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Receives no more."""
        self._stopping.set()
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._room.acquire()
            try:
                messages = self.receive(LONG_POLL)
            except (BotoCoreError, ClientError) as exc:
                self._room.release()
                if not self._stopping.wait(1):
                    console.complain(f"{self._source.function.logical_id}'s queue: {exc}")
                continue
            if not messages or self._stopping.is_set():
                self._room.release()
                continue
            self._workers.submit(self._work_and_make_room, messages)

    def receive(self, wait: int) -> list[dict[str, Any]]:
        """The next messages."""
        answer = self._client.receive_message(
            QueueUrl=self._source.url,
            MaxNumberOfMessages=min(self._source.batch_size, MOST_RECEIVED),
            WaitTimeSeconds=wait,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        found: list[dict[str, Any]] = answer.get("Messages", [])
        return found

    def _work_and_make_room(self, messages: list[dict[str, Any]]) -> None:
        try:
            self.work(messages)
        except (Stopped, BotoCoreError, ClientError) as exc:
            if not self._stopping.is_set() and not isinstance(exc, Stopped):
                console.complain(f"{self._source.function.logical_id}'s queue: {exc}")
        finally:
            self._room.release()

    def work(self, messages: Sequence[dict[str, Any]]) -> None:
        """Hands one batch to the function, and settles each message by what came of it."""
        records = [_record(message, self._source.arn) for message in messages]
        outcome = self._invoke(self._source.function, {"Records": records})
        failed = self._failed(outcome, {record["messageId"] for record in records})
        if outcome.error:
            console.failed(self._source.function, outcome, _named(sorted(failed)))
        elif failed:
            console.complain(
                f"{self._source.function.logical_id} gave back {_named(sorted(failed))}"
            )
        # In their order: what is given back first is received first.
        for message in messages:
            handle = {"QueueUrl": self._source.url, "ReceiptHandle": message["ReceiptHandle"]}
            if message["MessageId"] in failed:
                self._client.change_message_visibility(**handle, VisibilityTimeout=0)
            else:
                self._client.delete_message(**handle)

    def _failed(self, outcome: Outcome, sent: set[str]) -> set[str]:
        """The ids of what is not done. What names no message we sent fails all of them.

        Source: Lambda developer guide, "Implementing partial batch responses".
        """
        if outcome.error:
            return sent
        if not self._source.reports_failures or not outcome.result:
            return set()
        try:
            failures = outcome.result.get("batchItemFailures") or []
            named = {failure["itemIdentifier"] for failure in failures}
        except (AttributeError, KeyError, TypeError):
            return sent
        if named - sent:
            return sent
        return named


def _record(message: dict[str, Any], arn: str) -> dict[str, Any]:
    attributes = {
        name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()
    }
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": attributes,
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    }


def _attribute(value: dict[str, Any]) -> dict[str, Any]:
    """`StringValue` becomes `stringValue`; the empty lists are always there."""
    told = {name[0].lower() + name[1:]: entry for name, entry in value.items()}
    return {**told, "stringListValues": [], "binaryListValues": []}


def _named(ids: Sequence[str]) -> str:
    return f"message {', '.join(ids)}"
