"""What SES reports is read for what it means, and nothing personal in it is kept."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dev.aws.mail_outcomes import OUTCOMES, event_of
from dev.aws.outbox import Message
from retrack.domain.digests import MailKind
from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_tags import merchant_tags, tags_of
from retrack.messaging.mail_events import mail_report_from_json
from retrack.services.mail_ports import MailReport, MerchantMailReport
from tests.builders import NOON, a_notification_key

ADDRESS = "somchai@example.com"
MESSAGE = Message(
    "email", ADDRESS, "shop@example.com", "Subject", "", None, None, None,
    "2026-11-01T12:00:00Z", "m1", {}, tags_of(a_notification_key()), "mail",
)  # fmt: skip


def event(outcome: str) -> dict[str, Any]:
    """The last report that an outcome makes."""
    return event_of(OUTCOMES[outcome][-1], MESSAGE)


@pytest.mark.parametrize(
    ("outcome", "kind", "detail", "is_about_addresses"),
    [
        ("delivery", FeedbackKind.DELIVERED, "", False),
        ("delay", FeedbackKind.DELAYED, "MailboxFull", False),
        ("open", FeedbackKind.OPENED, "", False),
        ("reject", FeedbackKind.REJECTED, "", False),
        ("soft_bounce", FeedbackKind.SOFT_BOUNCED, "MailboxFull 4.2.2", True),
        ("bounce", FeedbackKind.BOUNCED, "NoEmail 5.1.1", True),
        ("complaint", FeedbackKind.COMPLAINED, "abuse", True),
    ],
)
def test_a_report_is_read(
    outcome: str, kind: FeedbackKind, detail: str, is_about_addresses: bool
) -> None:
    report = mail_report_from_json(json.dumps(event(outcome)))

    assert isinstance(report, MailReport)
    assert (report.key, report.message_id) == (a_notification_key(), "m1")
    told = report.feedback
    assert (told.kind, told.at, told.detail) == (kind, NOON, detail)
    assert report.recipients == ((ADDRESS,) if is_about_addresses else ())


@pytest.mark.parametrize("kind", MailKind)
def test_a_report_on_a_mail_to_a_merchant_is_read(kind: MailKind) -> None:
    message = replace(MESSAGE, tags=merchant_tags(StoreId("s_1"), kind))
    told = event_of(OUTCOMES["bounce"][-1], message)

    report = mail_report_from_json(json.dumps(told))

    bounced = Feedback(FeedbackKind.BOUNCED, NOON, "NoEmail 5.1.1")
    assert report == MerchantMailReport(StoreId("s_1"), bounced, (ADDRESS,))


def test_an_undetermined_bounce_is_none_for_good() -> None:
    told = event("bounce")
    told["detail"]["bounce"]["bounceType"] = "Undetermined"

    report = mail_report_from_json(json.dumps(told))

    assert report
    assert report.feedback.kind is FeedbackKind.SOFT_BOUNCED


def test_whoever_took_an_email_out_of_the_spam_did_not_complain() -> None:
    told = event("complaint")
    told["detail"]["complaint"]["complaintFeedbackType"] = "not-spam"

    assert mail_report_from_json(json.dumps(told)) is None


@pytest.mark.parametrize("kind", ["Send", "Click", "Subscription", "Something New"])
def test_what_says_nothing_of_what_became_of_an_email_is_dropped(kind: str) -> None:
    told = event("delivery")
    told["detail"]["eventType"] = kind

    assert mail_report_from_json(json.dumps(told)) is None


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"store": ["s1"]},
        {"merchant": ["digest"]},
        {"merchant": ["x"], "store": ["s1"]},
        {"store": [], "ses:caller-identity": ["x"]},
    ],
)
def test_a_report_of_something_else_is_dropped(tags: dict[str, list[str]]) -> None:
    told = event("delivery")
    told["detail"]["mail"]["tags"] = tags

    assert mail_report_from_json(json.dumps(told)) is None


@pytest.mark.parametrize(
    ("place", "text"),
    [("bounceSubType", f"<{ADDRESS}>"), ("bounceSubType", "A" * 99), ("status", f"5 {ADDRESS}")],
)
def test_words_that_may_hold_an_address_are_dropped(place: str, text: str) -> None:
    told = event("bounce")
    bounce = told["detail"]["bounce"]
    (bounce if place in bounce else bounce["bouncedRecipients"][0])[place] = text

    report = mail_report_from_json(json.dumps(told))

    assert report
    assert text not in report.feedback.detail
    assert "somchai" not in report.feedback.detail


@pytest.mark.parametrize(
    "body",
    ["", "{}", "[]", "null", '{"detail": 1}', '{"detail": {"mail": {}}}', "[" * 9999,
     json.dumps({"detail": {"mail": {"tags": 1}, "eventType": "Bounce"}})],
)  # fmt: skip
def test_what_is_no_event_is_refused_as_such(body: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  of whatever words
        mail_report_from_json(body)


@pytest.mark.parametrize(
    ("name", "value"),
    [("messageId", ""), ("messageId", "a b"), ("messageId", "x" * 999), ("messageId", None)],
)
def test_a_message_without_a_name_is_no_event(name: str, value: object) -> None:
    told = event("delivery")
    told["detail"]["mail"][name] = value

    with pytest.raises(ValueError, match="no event of SES"):
        mail_report_from_json(json.dumps(told))


@pytest.mark.parametrize("moment", ["yesterday", "9999-12-31T23:59:59-14:00", 12, True])
def test_a_moment_that_is_none_is_no_event(moment: object) -> None:
    told = event("delivery")
    told["detail"]["delivery"]["timestamp"] = moment

    with pytest.raises(ValueError):  # noqa: PT011  of whatever words
        mail_report_from_json(json.dumps(told))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(
    outcome=st.sampled_from([name for name, reports in OUTCOMES.items() if reports]),
    part=st.sampled_from(["mail", "bounce", "complaint", "delivery", "eventType"]),
    value=_JSON,
)
def test_whatever_is_in_an_event_it_is_read_dropped_or_refused(
    outcome: str, part: str, value: Any
) -> None:
    told = event(outcome)
    told["detail"][part] = value

    with contextlib.suppress(ValueError):
        mail_report_from_json(json.dumps(told))
