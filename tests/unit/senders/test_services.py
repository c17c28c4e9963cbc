"""What SES and SNS answer, and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
    ReadTimeoutError,
)
from botocore.stub import ANY, Stubber

from retrack.senders.ses import SesEmailSender
from retrack.senders.sns_sms import SnsSmsSender
from retrack.services.ports import Email, MessageDelayed, MessageRefused, OptedOut, Sms

EMAIL = Email(
    sender="shop@example.com",
    to="s@example.com",
    subject="หัวข้อ",
    text="text",
    html="<p>html</p>",
    reply_to="reply@example.com",
    tags={"order_id": "1001"},
)
SMS = Sms("+66812345678", "ข้อความ", "SHOP")


def stubbed(service: Any) -> Iterator[Any]:
    """What stands in for a service, with its real client as `client`."""
    with Stubber(boto3.client(service)) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def ses() -> Iterator[Any]:
    yield from stubbed("sesv2")


@pytest.fixture
def sns() -> Iterator[Any]:
    """Nobody has opted out."""
    for stubber in stubbed("sns"):
        stubber.add_response("check_if_phone_number_is_opted_out", {"isOptedOut": False})
        yield stubber


@pytest.fixture
def asked() -> Iterator[Any]:
    """Nothing is known of anybody."""
    yield from stubbed("sns")


def test_whoever_opted_out_is_sent_nothing(asked: Any) -> None:
    wanted = {"phoneNumber": "+66812345678"}
    asked.add_response("check_if_phone_number_is_opted_out", {"isOptedOut": True}, wanted)

    with pytest.raises(OptedOut):
        SnsSmsSender(asked.client, max_price="0.50").send(SMS)


@pytest.mark.parametrize(
    ("code", "kind"), [("InvalidParameter", MessageRefused), ("Throttled", MessageDelayed)]
)
def test_nothing_is_sent_while_it_is_not_known_who_opted_out(
    asked: Any, code: str, kind: type[Exception]
) -> None:
    asked.add_client_error("check_if_phone_number_is_opted_out", code)

    with pytest.raises(kind, match=code):
        SnsSmsSender(asked.client, max_price="0.50").send(SMS)


def test_an_email_is_handed_over_whole(ses: Any) -> None:
    wanted = {
        "FromEmailAddress": "shop@example.com",
        "Destination": {"ToAddresses": ["s@example.com"]},
        "ReplyToAddresses": ["reply@example.com"],
        "Content": {
            "Simple": {
                "Subject": {"Data": "หัวข้อ", "Charset": "UTF-8"},
                "Body": {
                    "Text": {"Data": "text", "Charset": "UTF-8"},
                    "Html": {"Data": "<p>html</p>", "Charset": "UTF-8"},
                },
            }
        },
        "EmailTags": [{"Name": "order_id", "Value": "1001"}],
    }
    ses.add_response("send_email", {"MessageId": "m1"}, wanted)

    assert SesEmailSender(ses.client).send(EMAIL) == "m1"


@pytest.mark.parametrize(("track_opens", "used"), [(False, "mail"), (True, "mail-opens")])
def test_what_becomes_of_an_email_is_reported_and_one_click_stops_them(
    ses: Any, track_opens: bool, used: str
) -> None:
    headers = [
        {"Name": "List-Unsubscribe", "Value": "<https://track.example.com/u/s1.x.y>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]
    ses.add_response(
        "send_email",
        {"MessageId": "m1"},
        {
            "FromEmailAddress": ANY,
            "Destination": ANY,
            "ReplyToAddresses": ANY,
            "EmailTags": ANY,
            "ConfigurationSetName": used,
            "Content": {"Simple": {"Subject": ANY, "Body": ANY, "Headers": headers}},
        },
    )
    sender = SesEmailSender(
        ses.client, configuration_set="mail", opens_configuration_set="mail-opens"
    )

    sender.send(
        replace(
            EMAIL, unsubscribe_url="https://track.example.com/u/s1.x.y", track_opens=track_opens
        )
    )


def test_what_boto_does_not_even_send_is_refused_for_good() -> None:
    broken: Any = None

    with pytest.raises(MessageRefused, match="ParamValidationError"):
        SesEmailSender(boto3.client("sesv2")).send(replace(EMAIL, to=broken))


@pytest.mark.parametrize(
    "code",
    ["MessageRejected", "BadRequestException", "MailFromDomainNotVerifiedException"],
)
def test_a_refused_email_is_refused_for_good_and_without_its_address(ses: Any, code: str) -> None:
    ses.add_client_error("send_email", code, "s@example.com is not verified", 400)

    with pytest.raises(MessageRefused) as refusal:
        SesEmailSender(ses.client).send(EMAIL)

    assert str(refusal.value) == code


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("TooManyRequestsException", 429),
        ("LimitExceededException", 400),
        ("SendingPausedException", 400),
        ("AccountSuspendedException", 400),
        ("InternalServiceErrorException", 500),
        ("SomethingNew", 503),
        # What an operator has to mend must not cost customers their message.
        ("AccessDeniedException", 403),
        ("ExpiredTokenException", 403),
        ("UnrecognizedClientException", 403),
        ("NotFoundException", 404),  # the configuration set, while a deployment replaces it
    ],
)
def test_an_email_that_may_go_later_is_delayed(ses: Any, code: str, status: int) -> None:
    ses.add_client_error("send_email", code, "s@example.com", status)

    with pytest.raises(MessageDelayed, match=code):
        SesEmailSender(ses.client).send(EMAIL)


def test_a_text_message_is_handed_over_whole(sns: Any) -> None:
    wanted = {
        "PhoneNumber": "+66812345678",
        "Message": "ข้อความ",
        "MessageAttributes": {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
            "AWS.SNS.SMS.MaxPrice": {"DataType": "Number", "StringValue": "0.50"},
            "AWS.SNS.SMS.SenderID": {"DataType": "String", "StringValue": "SHOP"},
        },
    }
    sns.add_response("publish", {"MessageId": "m1"}, wanted)

    assert SnsSmsSender(sns.client, max_price="0.50").send(SMS) == "m1"


def test_without_a_senders_id_none_is_named(sns: Any) -> None:
    kind = {
        "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
        "AWS.SNS.SMS.MaxPrice": {"DataType": "Number", "StringValue": "0.50"},
    }
    wanted = {"PhoneNumber": ANY, "Message": ANY, "MessageAttributes": kind}
    sns.add_response("publish", {"MessageId": "m1"}, wanted)

    assert SnsSmsSender(sns.client, max_price="0.50").send(SMS._replace(sender_id="")) == "m1"


@pytest.mark.parametrize(
    "code", ["InvalidParameter", "InvalidParameterValue", "OptedOut", "ValidationException"]
)
def test_a_refused_text_message_is_refused_for_good(sns: Any, code: str) -> None:
    sns.add_client_error("publish", code, "+66812345678 has opted out", 400)

    with pytest.raises(MessageRefused) as refusal:
        SnsSmsSender(sns.client, max_price="0.50").send(SMS)

    assert str(refusal.value) == code


@pytest.mark.parametrize(
    ("code", "status"),
    [("Throttled", 429), ("Throttling", 400), ("InternalError", 500), ("SomethingNew", 502),
     ("AuthorizationError", 403), ("ExpiredToken", 403)],
)  # fmt: skip
def test_a_text_message_that_may_go_later_is_delayed(sns: Any, code: str, status: int) -> None:
    sns.add_client_error("publish", code, "+66812345678", status)

    with pytest.raises(MessageDelayed, match=code):
        SnsSmsSender(sns.client, max_price="0.50").send(SMS)


class Unasked:
    """A client that cannot even be asked who opted out; what it is told to send, it sends."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def check_if_phone_number_is_opted_out(self, **_: object) -> dict[str, bool]:
        raise self.error


@pytest.mark.parametrize(
    "error",
    [
        ConnectionClosedError(endpoint_url="x"),
        ReadTimeoutError(endpoint_url="x"),
        HTTPClientError(error="garbage"),
        NoCredentialsError(),
    ],
)
def test_whatever_keeps_the_question_from_an_answer_nothing_was_sent(error: Exception) -> None:
    with pytest.raises(MessageDelayed, match=type(error).__name__):
        SnsSmsSender(Unasked(error), max_price="0.50").send(SMS)  # type: ignore[arg-type]  # as far as it is used


class Unreachable:
    """A client whose calls do not get through."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send_email(self, **_: object) -> None:
        raise self.error

    publish = send_email

    def check_if_phone_number_is_opted_out(self, **_: object) -> dict[str, bool]:
        return {"isOptedOut": False}


@pytest.mark.parametrize(
    "error",
    [ConnectTimeoutError(endpoint_url="x"), EndpointConnectionError(endpoint_url="x")],
)
def test_what_never_left_may_be_tried_again(error: Exception) -> None:
    with pytest.raises(MessageDelayed):
        SesEmailSender(Unreachable(error)).send(EMAIL)  # type: ignore[arg-type]  # as far as it is used
    with pytest.raises(MessageDelayed):
        SnsSmsSender(Unreachable(error), max_price="0.50").send(SMS)  # type: ignore[arg-type]  # as far as it is used


def test_an_answer_that_never_came_is_neither() -> None:
    """The message may have gone out, so nobody may take it for unsent."""
    error = ReadTimeoutError(endpoint_url="x")

    with pytest.raises(ReadTimeoutError):
        SesEmailSender(Unreachable(error)).send(EMAIL)  # type: ignore[arg-type]  # as far as it is used
    with pytest.raises(ReadTimeoutError):
        SnsSmsSender(Unreachable(error), max_price="0.50").send(SMS)  # type: ignore[arg-type]  # as far as it is used
