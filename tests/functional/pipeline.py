"""What happens behind the API: the stream, the queues and the schedule reach their functions."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import boto3
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from dev.patterns import matches
from tests.architecture import template
from tests.functional.cloud import ACCOUNT, REGION, TABLE, Cloud

STREAM_ARN = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/retrack/stream/2026-11-23T09:00:00.000"
_ROUNDS = 20  # of stream and queues, until all is quiet


class Pipeline:
    """Delivers what waits, in order, `settle` until nothing is left."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self._streams = boto3.client("dynamodbstreams")
        self._iterator = ""
        self.sent_to: dict[str, list[dict[str, Any]]] = {}
        """The events that each function was given."""

    def settle(self) -> None:
        for _ in range(_ROUNDS):
            if not (
                self.shop_events()
                + self.stream()
                + self.tracking()
                + self.notifications()
                + self.webhooks()
                + self.merchants()
            ):
                return
        msg = "stream and queues do not come to rest"
        raise AssertionError(msg)

    def sweep(self) -> Any:
        """The hour's sweep, and all that follows from it."""
        swept = self._invoke("sweep", scheduled_event())
        self.settle()
        return swept

    # ------------------------------------------------------------------------------------ stream

    def stream(self) -> int:
        """Gives the dispatcher what was written since; returns how many records those were."""
        records = [record for record in self.records() if _lets_through(record)]
        if records:
            self._invoke("dispatcher", {"Records": records})
        return len(records)

    def records(self) -> list[dict[str, Any]]:
        """The records of the table's stream since the last call, as Lambda hands them over."""
        if not self._iterator:
            arn = self._streams.list_streams(TableName=TABLE)["Streams"][0]["StreamArn"]
            shard = self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]
            self._iterator = self._streams.get_shard_iterator(
                StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
        answer = self._streams.get_records(ShardIterator=self._iterator)
        self._iterator = answer["NextShardIterator"]
        return [_stream_record(dict(raw)) for raw in answer["Records"]]

    # ------------------------------------------------------------------------------------ queues

    def tracking(self) -> int:
        return self._drain(self.cloud.tracking_queue, "tracker")

    def shop_events(self) -> int:
        return self._drain(self.cloud.shop_events_queue, "shop_events")

    def shop_sync(self) -> int:
        return self._drain(self.cloud.queues["ShopSyncQueue"], "shop_sync")

    def notifications(self) -> int:
        return self._drain(self.cloud.notification_queue, "notifier")

    def webhooks(self) -> int:
        return self._drain(self.cloud.queues["WebhookQueue"], "webhook_sender")

    def merchants(self) -> int:
        return self._drain(self.cloud.queues["MerchantMailQueue"], "merchant_mailer")

    def receive(self, queue: str) -> list[dict[str, Any]]:
        """The records of one batch, as Lambda hands them over; they stay in the queue."""
        answer = self.cloud.sqs.receive_message(
            QueueUrl=queue,
            MaxNumberOfMessages=5,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        return [queue_record(dict(raw), queue) for raw in answer.get("Messages", [])]

    def delete(self, queue: str, records: Sequence[dict[str, Any]]) -> None:
        for record in records:
            self.cloud.sqs.delete_message(QueueUrl=queue, ReceiptHandle=record["receiptHandle"])

    def _drain(self, queue: str, function: str) -> int:
        count = 0
        while records := self.receive(queue):
            answer = self._invoke(function, {"Records": records})
            failed = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
            assert not failed, f"{function} gave messages back"
            self.delete(queue, records)
            count += len(records)
        return count

    def _invoke(self, function: str, event: dict[str, Any]) -> Any:
        self.sent_to.setdefault(function, []).append(event)
        return self.cloud.invoke(function, event)

    # ------------------------------------------------------------------------------ what went out

    @staticmethod
    def emails() -> list[Any]:
        return list(ses_backends[ACCOUNT][REGION].sent_messages)

    @staticmethod
    def texts() -> list[Any]:
        """Phone number and words of every text message."""
        sent = sns_backends[ACCOUNT][REGION].sms_messages
        return list(sent.values())


def scheduled_event() -> dict[str, Any]:
    """What EventBridge Scheduler sends where the template names no input."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": ACCOUNT,
        "time": "2026-11-23T09:00:00Z",
        "region": REGION,
        "resources": [f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/hourly"],
        "detail": "{}",
    }


def _lets_through(record: dict[str, Any]) -> bool:
    stream = template.functions()["DispatcherFunction"]["Events"]["Stream"]["Properties"]
    patterns = [json.loads(f["Pattern"]) for f in stream["FilterCriteria"]["Filters"]]
    return any(matches(pattern, record) for pattern in patterns)


def _stream_record(raw: dict[str, Any]) -> dict[str, Any]:
    change = dict(raw["dynamodb"])
    change["ApproximateCreationDateTime"] = int(change["ApproximateCreationDateTime"].timestamp())
    for image in ("Keys", "NewImage", "OldImage"):
        if image in change:
            change[image] = {name: _in_json(value) for name, value in change[image].items()}
    return {
        "eventID": raw["eventID"],
        "eventName": raw["eventName"],
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": change,
        "eventSourceARN": STREAM_ARN,
    }


def _in_json(value: dict[str, Any]) -> dict[str, Any]:
    """Binary values are base64 in an event."""
    return {
        kind: base64.b64encode(told).decode() if isinstance(told, bytes) else told
        for kind, told in value.items()
    }


def queue_record(raw: dict[str, Any], queue: str) -> dict[str, Any]:
    """A message of a queue, as Lambda hands it over."""
    attributes = {
        name: {
            "stringValue": told["StringValue"],
            "stringListValues": [],
            "binaryListValues": [],
            "dataType": told["DataType"],
        }
        for name, told in raw.get("MessageAttributes", {}).items()
    }
    return {
        "messageId": raw["MessageId"],
        "receiptHandle": raw["ReceiptHandle"],
        "body": raw["Body"],
        "attributes": raw.get("Attributes", {}),
        "messageAttributes": attributes,
        "md5OfBody": raw["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue.rpartition('/')[2]}",
        "awsRegion": REGION,
    }
