"""Hands the changes of a table to a function, as Lambda's pollers do."""

from __future__ import annotations

import json
import threading
import time
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from dev import console
from dev.lambdas import Stopped
from dev.patterns import matches
from dev.place import REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dev.aws_control import AwsControl
    from dev.lambdas import Function, Outcome

LONG_POLL = 20.0  # seconds
PAUSE = 0.2  # seconds before a failed batch is tried again
# Seconds from one reading to the next, so that what comes thick and fast comes in batches.
# Source: Lambda developer guide, "Using Lambda with DynamoDB streams": four times a second.
BETWEEN_READINGS = 0.25


@dataclass(frozen=True, slots=True)
class StreamSource:
    """A table's stream that a function is fed from.

    `retries` None: for ever. `destination` is the URL of the queue that is told what was given up.
    """

    table: str
    arn: str
    function: Function
    batch_size: int
    patterns: tuple[dict[str, Any], ...]
    retries: int | None
    bisects: bool
    reports_failures: bool
    destination: str | None


class StreamPump:
    """Reads on from a position, in order; a batch is done before the next is begun."""

    def __init__(
        self,
        control: AwsControl,
        sqs: Any,
        source: StreamSource,
        invoke: Callable[[Function, Any], Outcome],
    ) -> None:
        self._control = control
        self._sqs = sqs
        self._source = source
        self._invoke = invoke
        self._stopping = threading.Event()
        self.position = 0  # the sequence number of the last record that is done with

    @property
    def table(self) -> str:
        """The table whose stream it is."""
        return self._source.table

    def start(self, position: int) -> None:
        """Begins to read after this sequence number."""
        self.position = position
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Reads no more."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                found = self._control.stream(
                    self._source.table, self.position, self._source.batch_size, wait=LONG_POLL
                )
                read_at = time.monotonic()
                if found:
                    self.work([record_of(raw, self._source.arn) for raw in found])
                    self.position = int(found[-1]["dynamodb"]["SequenceNumber"])
                self._stopping.wait(max(0, read_at + BETWEEN_READINGS - time.monotonic()))
            except Stopped:
                return
            except requests.RequestException as exc:
                if not self._stopping.wait(1):
                    console.complain(f"{self._source.function.logical_id}'s stream: {exc}")

    def work(self, records: Sequence[dict[str, Any]]) -> None:
        """Sees a batch through: until it is done, or given up and reported."""
        wanted = [r for r in records if self._lets_through(r)]
        batches: list[tuple[Sequence[dict[str, Any]], int]] = [(wanted, 0)] if wanted else []
        while batches and not self._stopping.is_set():
            batch, attempts = batches.pop(0)
            outcome = self._invoke(self._source.function, {"Records": list(batch)})
            left = self._left(outcome, batch)
            if not left:
                continue
            self._tell(outcome, left)
            halved = self._source.bisects and len(left) > 1
            if halved:
                half = len(left) // 2
                batches = [(left[:half], attempts), (left[half:], attempts), *batches]
            elif self._source.retries is not None and attempts >= self._source.retries:
                self._give_up(left, attempts + 1)
            else:
                self._stopping.wait(PAUSE)
                batches.insert(0, (left, attempts + 1))

    def _lets_through(self, record: dict[str, Any]) -> bool:
        patterns = self._source.patterns
        return not patterns or any(matches(pattern, record) for pattern in patterns)

    def _left(self, outcome: Outcome, batch: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """What is not done: from the first failed record on, since a stream goes in order.

        Source: Lambda developer guide, "Configuring partial batch response with DynamoDB".
        """
        if outcome.error:
            return batch
        if not self._source.reports_failures or not outcome.result:
            return []
        try:
            failures = outcome.result.get("batchItemFailures") or []
            named = {failure["itemIdentifier"] for failure in failures}
        except (AttributeError, KeyError, TypeError):
            return batch
        numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
        if not named:
            return []
        if not named <= set(numbers):
            return batch
        return batch[min(numbers.index(number) for number in named) :]

    def _tell(self, outcome: Outcome, left: Sequence[dict[str, Any]]) -> None:
        about = f"record {left[0]['dynamodb']['SequenceNumber']}"
        if outcome.error:
            console.failed(self._source.function, outcome, about)
        else:
            console.complain(f"{self._source.function.logical_id} gave back {about} and later")

    def _give_up(self, records: Sequence[dict[str, Any]], invocations: int) -> None:
        console.complain(
            f"{self._source.function.logical_id} failed {invocations} times; given up: record "
            f"{records[0]['dynamodb']['SequenceNumber']}"
        )
        if self._source.destination:
            body = json.dumps(_obituary(self._source, records, invocations))
            self._sqs.send_message(QueueUrl=self._source.destination, MessageBody=body)


def record_of(raw: dict[str, Any], arn: str) -> dict[str, Any]:
    """A record as a function gets it. Times are whole seconds since 1970."""
    change = dict(raw["dynamodb"])
    change["ApproximateCreationDateTime"] = int(change["ApproximateCreationDateTime"])
    return {
        "eventID": raw["eventID"],
        "eventName": raw["eventName"],
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": change,
        "eventSourceARN": arn,
    }


def _obituary(
    source: StreamSource, records: Sequence[dict[str, Any]], invocations: int
) -> dict[str, Any]:
    """What the destination is told: which records, not what was in them.

    Source: Lambda developer guide, "Retaining discarded batches for a DynamoDB event source".
    """
    first, last = records[0]["dynamodb"], records[-1]["dynamodb"]
    return {
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": source.function.arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": invocations,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "version": "1.0",
        "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
        "DDBStreamBatchInfo": {
            "shardId": "shardId-00000001541626099285-f35f62ef",
            "startSequenceNumber": first["SequenceNumber"],
            "endSequenceNumber": last["SequenceNumber"],
            "approximateArrivalOfFirstRecord": _moment(first["ApproximateCreationDateTime"]),
            "approximateArrivalOfLastRecord": _moment(last["ApproximateCreationDateTime"]),
            "batchSize": len(records),
            "streamArn": source.arn,
        },
    }


def _moment(seconds: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
