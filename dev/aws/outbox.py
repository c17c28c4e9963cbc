"""Every email and text message that was sent, as its reader gets it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from email.header import decode_header, make_header
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from moto.dynamodb.models import dynamodb_backends

from dev.place import ACCOUNT, REGION
from retrack.domain.mail_tags import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_MESSAGE_ID = re.compile(r"<MessageId>([^<]+)</MessageId>")


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `at` is RFC 3339 by the stack's clock; `message_id` is the service's."""

    channel: str
    to: str
    sender: str
    subject: str | None
    text: str
    html: str | None
    order_id: str | None
    trigger: str | None
    at: str
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    configuration_set: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `/_dev/outbox` answers."""
        fields = asdict(self)
        fields["from"] = fields.pop("sender")
        return fields


def email_in(body: bytes, answer: bytes, at: str) -> Message:
    """The email that a successful SES v2 SendEmail sent."""
    asked = json.loads(body)
    content = asked["Content"].get("Simple", {})
    tags = {tag["Name"]: tag["Value"] for tag in asked.get("EmailTags", [])}
    key = key_of(tags)
    return Message(
        channel="email",
        to=", ".join(asked.get("Destination", {}).get("ToAddresses", [])),
        sender=str(make_header(decode_header(asked.get("FromEmailAddress", "")))),
        subject=content.get("Subject", {}).get("Data"),
        text=content.get("Body", {}).get("Text", {}).get("Data", ""),
        html=content.get("Body", {}).get("Html", {}).get("Data"),
        order_id=key.order_id if key else None,
        trigger=key.trigger if key else tags.get("merchant"),
        at=at,
        message_id=json.loads(answer)["MessageId"],
        headers=_headers(asked.get("ReplyToAddresses", []), content.get("Headers", [])),
        tags=tags,
        configuration_set=asked.get("ConfigurationSetName", ""),
    )


def _headers(reply_to: list[str], given: list[dict[str, str]]) -> dict[str, str]:
    told = {"Reply-To": ", ".join(reply_to)} if reply_to else {}
    return told | {header["Name"]: header["Value"] for header in given}


def sms_in(body: bytes, answer: bytes, at: str) -> Message | None:
    """The text message that a successful SNS Publish sent; None when it went to a topic."""
    asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
    if "PhoneNumber" not in asked:
        return None
    attributes = _attributes(asked)
    found = _MESSAGE_ID.search(answer.decode())
    return Message(
        channel="sms",
        to=asked["PhoneNumber"],
        sender=attributes.get("AWS.SNS.SMS.SenderID", ""),
        subject=None,
        text=asked.get("Message", ""),
        html=None,
        order_id=attributes.get("order_id"),
        trigger=attributes.get("trigger"),
        at=at,
        message_id=found[1] if found else "",
    )


def _attributes(asked: Mapping[str, str]) -> dict[str, str]:
    named = {k: v for k, v in asked.items() if k.startswith("MessageAttributes.entry.")}
    return {
        value: named.get(name.removesuffix(".Name") + ".Value.StringValue", "")
        for name, value in named.items()
        if name.endswith(".Name")
    }


def joined(messages: list[Message]) -> list[dict[str, Any]]:
    """The messages, each with its order and trigger.

    A text message carries no tags: these come from the record that the product kept of it.
    """
    views = [message.to_json() for message in messages]
    missing = {view["message_id"] for view in views if not view["order_id"]}
    records = _records(missing) if missing else {}
    return [view | records.get(view["message_id"], {}) for view in views]


def _records(message_ids: set[str]) -> dict[str, dict[str, str]]:
    found = {}
    for table in dynamodb_backends[ACCOUNT][REGION].tables.values():
        for item in table.all_items():
            kept = item.attrs.get("row")
            if kept is None or '"message_id"' not in str(kept.value):
                continue
            record = json.loads(kept.value)
            if record["message_id"] in message_ids:
                found[record["message_id"]] = {
                    name: record[name] for name in ("order_id", "trigger") if name in record
                }
    return found
