"""The tracking queue's batches."""

from __future__ import annotations

from typing import Any

import pytest

from retrack.domain.identifiers import StoreId
from retrack.messaging.tracking_queue import QueueRefused, SqsTrackingQueue
from retrack.services.tasks import TrackingTask

SQS_TAKES = 262_144  # bytes, all messages of a call together; SQS API, "SendMessageBatch"


class FakeSqs:
    """Takes batches as SQS would; refuses the entries of these ids."""

    def __init__(self, *refused: str) -> None:
        self.batches: list[list[Any]] = []
        self.refused = refused

    def send_message_batch(self, *, QueueUrl: str, Entries: list[Any]) -> Any:  # noqa: N803
        assert QueueUrl == "url"
        assert 1 <= len(Entries) <= 10
        assert sum(len(entry["MessageBody"].encode()) for entry in Entries) <= SQS_TAKES
        assert len({entry["Id"] for entry in Entries}) == len(Entries)
        self.batches.append(Entries)
        failed = [{"Id": i, "Code": "InternalError", "SenderFault": False} for i in self.refused]
        return {"Failed": failed} if failed else {}


def a_task(number: int = 0, payload: str = "") -> TrackingTask:
    return TrackingTask("check", StoreId("s"), str(number), payload=payload)


def queue(sqs: FakeSqs) -> SqsTrackingQueue:
    return SqsTrackingQueue(sqs, "url")  # type: ignore[arg-type]  # as far as it is used


def test_tasks_are_sent_in_order_ten_at_a_time() -> None:
    sqs = FakeSqs()
    tasks = [a_task(number) for number in range(23)]

    sent = queue(sqs).send(iter(tasks))

    assert sent == 23
    assert [len(batch) for batch in sqs.batches] == [10, 10, 3]
    bodies = [entry["MessageBody"] for batch in sqs.batches for entry in batch]
    assert [TrackingTask.from_json(body) for body in bodies] == tasks


def test_a_task_is_of_its_accounts_group_and_named_by_what_it_is() -> None:
    sqs = FakeSqs()

    queue(sqs).send([a_task(1), a_task(1), a_task(2)])

    first, again, other = sqs.batches[0]
    assert first["MessageGroupId"] == "s"
    assert first["MessageDeduplicationId"] == again["MessageDeduplicationId"]
    assert first["MessageDeduplicationId"] != other["MessageDeduplicationId"]
    assert len(first["MessageDeduplicationId"]) <= 128


@pytest.mark.parametrize("letter", ["a", "ก", '"'])
def test_large_tasks_share_a_call_only_as_far_as_sqs_takes(letter: str) -> None:
    sqs = FakeSqs()
    tasks = [a_task(number, letter * (100_000 // len(letter.encode()))) for number in range(7)]

    assert queue(sqs).send(tasks) == 7
    assert sum(len(batch) for batch in sqs.batches) == 7


def test_no_task_is_no_call() -> None:
    sqs = FakeSqs()

    assert queue(sqs).send([]) == 0
    assert sqs.batches == []


def test_a_queue_that_takes_only_some_is_an_error() -> None:
    with pytest.raises(QueueRefused, match="InternalError"):
        queue(FakeSqs("0")).send([a_task()])
