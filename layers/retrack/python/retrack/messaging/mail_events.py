"""What SES reports of emails, as EventBridge hands it over.

Source: SES developer guide, "Examples of event data that Amazon SES publishes to Amazon SNS",
whose records are the `detail` of the events. Texts of foreign mail servers hold addresses: of them
only words and codes of known shape are taken.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.mail_tags import key_of, merchant_of
from retrack.domain.times import from_text
from retrack.services.mail_ports import MailReport, MerchantMailReport

_WORD = re.compile(r"[A-Za-z][A-Za-z-]{0,40}")
_STATUS = re.compile(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}")  # RFC 3463
_KINDS = {
    "Delivery": FeedbackKind.DELIVERED,
    "DeliveryDelay": FeedbackKind.DELAYED,
    "Bounce": FeedbackKind.SOFT_BOUNCED,  # unless it says that it is for good
    "Complaint": FeedbackKind.COMPLAINED,
    "Reject": FeedbackKind.REJECTED,
    "Rendering Failure": FeedbackKind.FAILED,
    "Open": FeedbackKind.OPENED,
}
_PARTS = {
    "Delivery": "delivery",
    "DeliveryDelay": "deliveryDelay",
    "Bounce": "bounce",
    "Complaint": "complaint",
    "Reject": "reject",
    "Rendering Failure": "failure",
    "Open": "open",
}
_MESSAGE_ID = re.compile(r"[\x21-\x7e]{1,200}")
_NO_EVENT = (
    KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError,
)  # fmt: skip
_NO_COMPLAINT = "not-spam"  # their reader took an email out of the spam


def mail_report_from_json(body: str) -> MailReport | MerchantMailReport | None:
    """The report in an event; None for one that says nothing new, or is of no mail of ours.

    Raises:
        ValueError: no event of SES, and never one.
    """
    try:
        detail = json.loads(body)["detail"]
        mail, event = detail["mail"], detail["eventType"]
        tags = {name: values[0] for name, values in mail.get("tags", {}).items() if values}
        key, merchant = key_of(tags), merchant_of(tags)
        if event not in _KINDS or (key is None and merchant is None):
            return None
        told = detail.get(_PARTS[event]) or {}
        if told.get("complaintFeedbackType") == _NO_COMPLAINT:
            return None
        if merchant:
            return MerchantMailReport(merchant, _feedback(event, told, mail), _about(told))
        message_id = _MESSAGE_ID.fullmatch(mail["messageId"])[0]  # type: ignore[index]  # or it is none
        what = _feedback(event, told, mail), _about(told)
        return MailReport(key, message_id, *what) if key else None
    except _NO_EVENT as exc:
        msg = "no event of SES"
        raise ValueError(msg) from exc


def _feedback(event: str, told: Mapping[str, Any], mail: Mapping[str, Any]) -> Feedback:
    kind = _KINDS[event]
    if told.get("bounceType") == "Permanent":
        kind = FeedbackKind.BOUNCED
    at = from_text(told.get("timestamp") or mail["timestamp"])
    return Feedback(kind, _whole(at), _detail(told))


def _detail(told: Mapping[str, Any]) -> str:
    """SES's word for it and the mail server's code, such as `MailboxFull 4.2.2`."""
    words = [
        told.get(name)
        for name in ("bounceSubType", "complaintFeedbackType", "delayType")
        if _WORD.fullmatch(str(told.get(name)))
    ]
    codes = [one.get("status") for one in _recipients(told)][:1]
    known = [*words, *(code for code in codes if _STATUS.fullmatch(str(code)))]
    return " ".join(str(word) for word in known if word)


def _about(told: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(one["emailAddress"]) for one in _recipients(told))


def _recipients(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = told.get("bouncedRecipients") or told.get("complainedRecipients") or []
    return [one for one in found if one.get("emailAddress")]


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
