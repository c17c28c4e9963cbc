"""Batches: what is delayed is put off, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from retrack.runtime.batches import PatientBatch
from retrack.services.ports import MessageDelayed


def a_message(message_id: str, *, receives: int) -> dict[str, Any]:
    return {
        "messageId": message_id,
        "receiptHandle": f"receipt of {message_id}",
        "body": "{}",
        "attributes": {"ApproximateReceiveCount": str(receives)},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
    }


@pytest.mark.parametrize(
    ("failure", "put_off"),
    [
        (MessageDelayed("TooManyRequestsException"), [("receipt of m2", "m2", 3)]),
        (RuntimeError("a bug"), []),
    ],
)
def test_a_delayed_message_is_put_off_by_how_often_it_was_received(
    failure: Exception, put_off: list[tuple[str, str, int]]
) -> None:
    told: list[tuple[str, str, int]] = []

    def keep(receipt: str, *, message_id: str, receives: int) -> None:
        told.append((receipt, message_id, receives))

    def handle(record: SQSRecord) -> None:
        if record.message_id == "m2":
            raise failure

    batch = PatientBatch(Logger("test"), lambda: keep)
    event = {"Records": [a_message("m1", receives=1), a_message("m2", receives=3)]}
    answer = process_partial_response(event, handle, batch)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    assert told == put_off
