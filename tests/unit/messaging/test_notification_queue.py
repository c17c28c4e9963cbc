"""What waits goes round in its store's group; what is given back is left alone for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.messaging.happenings import happening_from_json
from retrack.messaging.notification_queue import PutOff, SqsLater, pause
from tests.builders import NOON

URL = "https://sqs.example.com/q"
SHIPPED = Happening(
    "s1.1001.s1.shipped",
    HappeningType.SHIPMENT_SHIPPED,
    StoreId("s1"),
    OrderId("1001"),
    NOON,
    ShipmentId("s1"),
)


class Sqs:
    """The client: keeps what it is told."""

    def __init__(self, refusal: Exception | None = None) -> None:
        self.calls: list[dict[str, Any]] = []
        self.refusal = refusal

    def send_message(self, **call: Any) -> None:
        self.calls.append(call)

    def change_message_visibility(self, **call: Any) -> None:
        if self.refusal:
            raise self.refusal
        self.calls.append(call)


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        (timedelta(0), 1),
        (timedelta(seconds=9), 9),
        (timedelta(minutes=15), 900),
        (timedelta(hours=7), 900),
    ],
)
def test_what_waits_comes_back_in_time_or_every_quarter_of_an_hour(
    after: timedelta, seconds: int
) -> None:
    sqs = Sqs()

    SqsLater(sqs, URL).again(SHIPPED, after=after)  # type: ignore[arg-type]  # all that it calls

    (call,) = sqs.calls
    assert happening_from_json(call["MessageBody"]) == SHIPPED
    assert (call["DelaySeconds"], call["MessageGroupId"]) == (seconds, "s1")


def test_what_is_given_back_is_left_alone_for_longer_each_time() -> None:
    sqs = Sqs()
    put_off = PutOff(sqs, URL)  # type: ignore[arg-type]  # as above

    for receives in (1, 2, 3, 15):
        put_off("a-receipt", message_id="m1", receives=receives)

    told = [call["VisibilityTimeout"] for call in sqs.calls]
    assert told == [pause(receives, "m1") for receives in (1, 2, 3, 15)]
    assert {call["ReceiptHandle"] for call in sqs.calls} == {"a-receipt"}


@pytest.mark.parametrize(
    "gone",
    [
        ClientError({"Error": {"Code": "ReceiptHandleIsInvalid"}}, "ChangeMessageVisibility"),
        ReadTimeoutError(endpoint_url="x"),
    ],
)
def test_a_message_that_cannot_be_put_off_comes_back_as_the_queue_has_it(gone: Exception) -> None:
    PutOff(Sqs(gone), URL)("a-receipt", message_id="m1", receives=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(("receives", "least", "most"), [(1, 3, 6), (2, 6, 12), (8, 384, 768)])
def test_a_pause_doubles_and_its_half_is_left_to_chance(
    receives: int, least: int, most: int
) -> None:
    found = {pause(receives, f"m{number}") for number in range(2000)}

    assert (min(found), max(found)) == (least, most)


def test_no_pause_is_longer_than_a_quarter_of_an_hour() -> None:
    assert max(pause(1000, f"m{number}") for number in range(2000)) == 900
