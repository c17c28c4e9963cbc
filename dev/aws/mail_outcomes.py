"""What can become of an email, and what SES reports of it then.

Source: SES developer guide, "Examples of event data that Amazon SES publishes".
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dev.place import ACCOUNT, REGION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dev.aws.outbox import Message


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report: SES's words for it, its part of the event, and what that holds."""

    event: str
    detail_type: str
    part: str
    switch: str
    told: Callable[[str], Mapping[str, Any]]


def _bounce(kind: str, word: str, code: str, text: str) -> Callable[[str], Mapping[str, Any]]:
    return lambda to: {
        "bounceType": kind,
        "bounceSubType": word,
        "bouncedRecipients": [
            {
                "emailAddress": to,
                "action": "failed",
                "status": code,
                "diagnosticCode": f"smtp; 550 {code} <{to}>: {text}",
            }
        ],
        "feedbackId": str(uuid.uuid4()),
        "reportingMTA": "dns; mail.example.com",
    }


_DELIVERY = Report(
    "Delivery", "Email Delivered", "delivery", "delivery",
    lambda to: {"recipients": [to], "processingTimeMillis": 812, "smtpResponse": "250 ok"},
)  # fmt: skip
_BOUNCED = "Email Bounced"
OUTCOMES: dict[str, list[Report]] = {
    "delivery": [_DELIVERY],
    "bounce": [
        Report(
            "Bounce", _BOUNCED, "bounce", "bounce",
            _bounce("Permanent", "NoEmail", "5.1.1", "no such user"),
        )
    ],
    "soft_bounce": [
        Report(
            "Bounce", _BOUNCED, "bounce", "bounce",
            _bounce("Transient", "MailboxFull", "4.2.2", "mailbox full"),
        )
    ],
    "complaint": [
        _DELIVERY,
        Report(
            "Complaint", "Email Complaint Received", "complaint", "complaint",
            lambda to: {
                "complainedRecipients": [{"emailAddress": to}],
                "complaintFeedbackType": "abuse",
                "feedbackId": str(uuid.uuid4()),
            },
        ),
    ],
    "delay": [
        Report(
            "DeliveryDelay", "Email Delivery Delayed", "deliveryDelay", "deliveryDelay",
            lambda to: {
                "delayType": "MailboxFull",
                "delayedRecipients": [{"emailAddress": to, "status": "4.2.2"}],
            },
        )
    ],
    "reject": [
        Report("Reject", "Email Rejected", "reject", "reject", lambda _: {"reason": "Bad content"})
    ],
    "open": [
        _DELIVERY,
        Report(
            "Open", "Email Opened", "open", "open",
            lambda _: {"ipAddress": "192.0.2.44", "userAgent": "Mozilla/5.0"},
        ),
    ],
    "silence": [],
}  # fmt: skip
"""By what `PUT /_dev/mail/...` calls it: the reports that it makes, in their order."""


def event_of(report: Report, message: Message) -> dict[str, Any]:
    """A report as EventBridge hands it on."""
    at = message.at.replace("Z", ".000Z")
    detail = {
        "eventType": report.event,
        "mail": {
            "timestamp": at,
            "source": message.sender,
            "sendingAccountId": ACCOUNT,
            "messageId": message.message_id,
            "destination": [message.to],
            "headersTruncated": False,
            "headers": [{"name": "To", "value": message.to}],
            "commonHeaders": {"to": [message.to], "subject": message.subject},
            "tags": {
                "ses:configuration-set": [message.configuration_set],
                **{name: [value] for name, value in message.tags.items()},
            },
        },
        report.part: {"timestamp": at, **report.told(message.to)},
    }
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": report.detail_type,
        "source": "aws.ses",
        "account": ACCOUNT,
        "time": message.at,
        "region": REGION,
        "resources": [
            f"arn:aws:ses:{REGION}:{ACCOUNT}:configuration-set/{message.configuration_set}"
        ],
        "detail": detail,
    }
