"""How queues and streams reach functions, and what becomes of what fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from dev.lambdas import Failed, Function, Outcome
from dev.patterns import matches
from dev.place import Misconfigured
from dev.queue_pump import QueuePump, QueueSource
from dev.stream_pump import StreamPump, StreamSource, record_of

FUNCTION = Function("WorkerFunction", "worker", "arn:worker", "worker", "worker", 3, 128)
BROKEN = Outcome("r", error=Failed("ValueError", "no", "Traceback: here"))
MOST_RECEIVED = 3


@pytest.fixture
def sqs() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("sqs")


def queues(sqs: Any) -> tuple[str, str]:
    dead = sqs.create_queue(QueueName="dead")["QueueUrl"]
    policy = {
        "deadLetterTargetArn": "arn:aws:sqs:eu-west-1:123456789012:dead",
        "maxReceiveCount": MOST_RECEIVED,
    }
    attributes = {"RedrivePolicy": json.dumps(policy), "VisibilityTimeout": "720"}
    work = sqs.create_queue(QueueName="work", Attributes=attributes)["QueueUrl"]
    return work, dead


def a_pump(sqs: Any, url: str, invoke: Callable[[Function, Any], Outcome]) -> QueuePump:
    source = QueueSource(url, "arn:work", FUNCTION, batch_size=10, reports_failures=True)
    return QueuePump(sqs, source, invoke)


def bodies(sqs: Any, url: str) -> list[str]:
    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0)
    return sorted(message["Body"] for message in answer.get("Messages", []))


def test_what_worked_is_deleted(sqs: Any) -> None:
    url, _ = queues(sqs)
    seen: list[Any] = []
    attribute = {"store": {"DataType": "String", "StringValue": "s1"}}
    sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes=attribute)

    def invoke(_: Function, event: Any) -> Outcome:
        seen.append(event)
        return Outcome("r", result=None)

    pump = a_pump(sqs, url, invoke)
    pump.work(pump.receive(0))

    (record,) = seen[0]["Records"]
    assert record["body"] == "a"
    assert record["eventSource"] == "aws:sqs"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["messageAttributes"]["store"]["stringValue"] == "s1"
    assert pump.receive(0) == []


def test_a_message_that_always_fails_ends_in_the_dead_letter_queue(
    sqs: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    url, dead = queues(sqs)
    sqs.send_message(QueueUrl=url, MessageBody="poison")
    pump = a_pump(sqs, url, lambda *_: BROKEN)

    tries = 0
    while messages := pump.receive(0):
        pump.work(messages)
        tries += 1

    assert tries == MOST_RECEIVED
    assert bodies(sqs, dead) == ["poison"]
    said = capsys.readouterr().err
    assert said.count("WorkerFunction failed (message ") == MOST_RECEIVED
    assert "ValueError: no\nTraceback: here" in said


def test_only_what_failed_comes_back(sqs: Any) -> None:
    url, _ = queues(sqs)
    for body in ("good", "bad"):
        sqs.send_message(QueueUrl=url, MessageBody=body)

    def invoke(_: Function, event: Any) -> Outcome:
        failed = [r["messageId"] for r in event["Records"] if r["body"] == "bad"]
        return Outcome(
            "r", result={"batchItemFailures": [{"itemIdentifier": name} for name in failed]}
        )

    pump = a_pump(sqs, url, invoke)
    pump.work(pump.receive(0))

    assert bodies(sqs, url) == ["bad"]


@pytest.mark.parametrize(
    "result", [{"batchItemFailures": [{"itemIdentifier": "else"}]}, {"batchItemFailures": [1]}, "?"]
)
def test_a_report_that_cannot_be_meant_fails_the_batch(sqs: Any, result: Any) -> None:
    url, _ = queues(sqs)
    sqs.send_message(QueueUrl=url, MessageBody="a")
    pump = a_pump(sqs, url, lambda *_: Outcome("r", result=result))

    pump.work(pump.receive(0))

    assert bodies(sqs, url) == ["a"]


# ---------------------------------------------------------------------------------------- streams


def a_record(number: int, sk: str = "ORDER") -> dict[str, Any]:
    raw = {
        "eventID": str(number),
        "eventName": "INSERT",
        "dynamodb": {
            "ApproximateCreationDateTime": 1.5,
            "Keys": {"SK": {"S": sk}},
            "SequenceNumber": str(number),
        },
    }
    return record_of(raw, "arn:stream")


class Sent:
    def __init__(self) -> None:
        self.bodies: list[Any] = []

    def send_message(self, *, QueueUrl: str, MessageBody: str) -> None:  # noqa: N803  boto3's
        assert QueueUrl == "http://lost"
        self.bodies.append(json.loads(MessageBody))


def a_stream_pump(
    invoke: Callable[[Function, Any], Outcome], sent: Sent, **changed: Any
) -> StreamPump:
    fields: dict[str, Any] = {
        "table": "t",
        "arn": "arn:stream",
        "function": FUNCTION,
        "batch_size": 100,
        "patterns": ({"dynamodb": {"Keys": {"SK": {"S": ["ORDER"]}}}},),
        "retries": 1,
        "bisects": True,
        "reports_failures": True,
        "destination": "http://lost",
    }
    source = StreamSource(**(fields | changed))
    return StreamPump(None, sent, source, invoke)  # type: ignore[arg-type]  # reads nothing here


def numbers(event: Any) -> list[int]:
    return [int(record["dynamodb"]["SequenceNumber"]) for record in event["Records"]]


def test_only_what_the_filter_lets_through_is_handed_on() -> None:
    seen: list[list[int]] = []

    def invoke(_: Function, event: Any) -> Outcome:
        seen.append(numbers(event))
        return Outcome("r", result=None)

    a_stream_pump(invoke, Sent()).work([a_record(1), a_record(2, "SETTINGS"), a_record(3)])
    a_stream_pump(invoke, Sent()).work([a_record(4, "SETTINGS")])

    assert seen == [[1, 3]]


def test_a_batch_is_halved_until_the_bad_record_stands_alone_and_is_reported() -> None:
    seen: list[list[int]] = []
    sent = Sent()

    def invoke(_: Function, event: Any) -> Outcome:
        seen.append(numbers(event))
        return BROKEN if 3 in numbers(event) else Outcome("r", result=None)

    a_stream_pump(invoke, sent).work([a_record(n) for n in (1, 2, 3, 4)])

    assert seen == [[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]
    (lost,) = sent.bodies
    assert lost["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert lost["requestContext"]["approximateInvokeCount"] == 2
    info = lost["DDBStreamBatchInfo"]
    assert (info["startSequenceNumber"], info["batchSize"]) == ("3", 1)


def test_a_partial_failure_goes_on_from_the_first_record_that_failed() -> None:
    seen: list[list[int]] = []

    def invoke(_: Function, event: Any) -> Outcome:
        seen.append(numbers(event))
        failed = [{"itemIdentifier": "2"}] if len(seen) == 1 else []
        return Outcome("r", result={"batchItemFailures": failed})

    a_stream_pump(invoke, Sent(), bisects=False).work([a_record(n) for n in (1, 2, 3)])

    assert seen == [[1, 2, 3], [2, 3]]


@pytest.mark.parametrize(
    ("rule", "value", "let_through"),
    [
        ("ORDER", "ORDER", True),
        ("ORDER", "ORDERS", False),
        ({"prefix": "OR"}, "ORDER", True),
        ({"suffix": "ER"}, "ORDER", True),
        ({"anything-but": ["ORDER"]}, "ORDER", False),
        ({"exists": True}, "ORDER", True),
        ({"exists": False}, "ORDER", False),
    ],
)
def test_filter_rules(rule: Any, value: str, *, let_through: bool) -> None:
    assert matches({"a": {"b": [rule]}}, {"a": {"b": value}}) is let_through


@pytest.mark.parametrize("rule", ["x", {"anything-but": ["x"]}, {"prefix": "x"}])
def test_a_filter_on_what_is_not_there_lets_nothing_through(rule: Any) -> None:
    assert not matches({"a": {"b": [rule]}}, {})


def test_an_unknown_filter_rule_is_named() -> None:
    with pytest.raises(Misconfigured, match="numeric"):
        matches({"a": [{"numeric": [">", 1]}]}, {"a": 2})
