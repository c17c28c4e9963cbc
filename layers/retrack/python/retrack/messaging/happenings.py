"""Happenings on the wire: how they are published to the topic, and read from its queues."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.statuses import Status
from retrack.domain.times import from_text, to_text
from retrack.services.groups import in_groups

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import PublishBatchRequestEntryTypeDef

_MAX_BATCH = 10  # SNS PublishBatch: entries


class TopicRefused(Exception):
    """SNS took only some of the happenings; all are told again, and listeners bear repeats."""


class SnsAnnouncer:
    """Publishes happenings, with their type and store as attributes to filter on.

    Each is of its store's group. Queues that get them are fair to stores: of those that wait, the
    ones of stores with few in work are handed out first. Source: SNS API, "PublishBatch",
    MessageGroupId; SQS developer guide, "Fair queues".
    """

    def __init__(self, client: "SNSClient", topic_arn: str) -> None:
        """The topic of this name."""
        self._client, self._topic = client, topic_arn

    def announce(self, happenings: Sequence[Happening]) -> None:
        """Publishes all of them.

        Raises:
            TopicRefused: not all were taken.
        """
        for group in in_groups(happenings, _MAX_BATCH):
            entries = [_entry(str(number), h) for number, h in enumerate(group)]
            answer = self._client.publish_batch(
                TopicArn=self._topic, PublishBatchRequestEntries=entries
            )
            if answer.get("Failed"):
                raise TopicRefused(answer["Failed"][0]["Code"])


def happening_to_json(happening: Happening) -> str:
    """The message body."""
    fields = {
        "id": happening.id,
        "type": happening.type,
        "store": happening.store_id,
        "order": happening.order_id,
        "shipment": happening.shipment_id,
        "at": to_text(happening.at),
        "before": happening.before,
        "after": happening.after,
    }
    return json.dumps(fields, separators=(",", ":"))


def happening_from_json(body: str) -> Happening:
    """The reverse.

    Raises:
        ValueError: not such a message, and never one.
    """
    try:
        fields = json.loads(body)
        return Happening(
            id=fields["id"],
            type=HappeningType(fields["type"]),
            store_id=StoreId(fields["store"]),
            order_id=OrderId(fields["order"]),
            at=from_text(fields["at"]),
            shipment_id=ShipmentId(fields["shipment"]) if fields["shipment"] else None,
            before=Status(fields["before"]) if fields["before"] else None,
            after=Status(fields["after"]) if fields["after"] else None,
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as exc:
        msg = "not a happening"
        raise ValueError(msg) from exc


def _entry(entry_id: str, happening: Happening) -> "PublishBatchRequestEntryTypeDef":
    return {
        "Id": entry_id,
        "Message": happening_to_json(happening),
        "MessageGroupId": happening.store_id,
        "MessageAttributes": {
            "type": {"DataType": "String", "StringValue": happening.type},
            "store": {"DataType": "String", "StringValue": happening.store_id},
        },
    }
