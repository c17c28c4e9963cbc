"""Tags that come back, links that cannot be made up, and what a message came to."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.errors import NotFound
from retrack.domain.feedback import Feedback, FeedbackKind, most_telling
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.mail_tags import key_of, tags_of
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.suppressions import (
    SuppressionReason,
    UnsubscribeLink,
    link_token,
    read_link,
    store_of,
)
from tests.builders import NOON, a_notification, a_notification_key, hours

LINK = UnsubscribeLink(a_notification_key(), "0a" * 16)


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_whatever_the_ids_are_tags_are_what_the_service_takes_and_come_back(
    store_id: str, order_id: str
) -> None:
    key = a_notification_key(store_id=StoreId(store_id), order_id=OrderId(order_id))

    tags = tags_of(key)

    assert all(re.fullmatch("[A-Za-z0-9_-]{1,255}", value) for value in tags.values())
    assert key_of(tags) == key


def test_different_ids_have_different_tags() -> None:
    ids = ["a.b", "a_b", "a~b", "a_2eb", "a-b", "a_b "]

    tags = {tags_of(a_notification_key(order_id=OrderId(i)))["order"] for i in ids}

    assert len(tags) == len(ids)


def test_an_id_that_is_too_long_for_a_tag_has_none() -> None:
    assert tags_of(a_notification_key(order_id=OrderId("ก" * 64))) == {}


@pytest.mark.parametrize(
    "change",
    [{"trigger": "bingo"}, {"channel": ""}, {"order": "_ff"}, {"store": None}],
)
def test_tags_of_something_else_are_of_no_message(change: dict[str, str | None]) -> None:
    tags = {**tags_of(a_notification_key()), **change}

    assert key_of({name: value for name, value in tags.items() if value is not None}) is None


def test_a_link_says_whose_emails_stop() -> None:
    token = link_token(LINK, "key")

    assert store_of(token) == LINK.store_id
    assert read_link(token, "key") == LINK


def test_a_link_cannot_be_made_up_or_changed() -> None:
    token = link_token(LINK, "key")
    changed = [
        token[:place] + ("A" if letter != "A" else "B") + token[place + 1 :]
        for place, letter in enumerate(token)
    ]
    empty = link_token(LINK, "")
    others = [
        "", ".", "..", "s1", "s1.a.b", "s1..", token + "A", token + ".", token + "=", token[:-1],
        "s2" + token[2:], token.upper(), "ก.ก.ก",
    ]  # fmt: skip

    for wrong in [*changed, *others]:
        with pytest.raises(NotFound):
            read_link(wrong, "key")
    for key in ("", "other"):
        with pytest.raises(NotFound):
            read_link(token, key)
    with pytest.raises(NotFound):
        read_link(empty, "")


def test_what_says_most_of_a_message_is_what_it_came_to() -> None:
    told = [Feedback(kind, NOON + hours(n)) for n, kind in enumerate(FeedbackKind)]

    assert most_telling([]) is None
    assert most_telling(told[:2]) == told[1]
    assert most_telling(reversed(told)) == told[-1]
    assert a_notification().with_feedback(reversed(told)).feedback == tuple(told)


@pytest.mark.parametrize(
    ("fields", "could_be"),
    [
        ({"state": NotificationState.SENDING}, True),
        ({"state": NotificationState.WAITING, "attempts": 0}, False),
        ({"state": NotificationState.WAITING, "attempts": 1}, True),  # a crash, then throttled
        ({"state": NotificationState.SENT, "message_id": "m1"}, True),
        ({"state": NotificationState.SENT, "message_id": "m2"}, False),
        ({"state": NotificationState.SENT, "message_id": "m2", "attempts": 2}, True),
        ({"state": NotificationState.NOT_SENT, "reason": NotSent.UNCONFIRMED}, True),
        ({"state": NotificationState.NOT_SENT, "reason": NotSent.REFUSED}, False),
    ],
)
def test_a_report_is_of_a_message_that_may_have_gone_out_as_this_one(
    fields: dict[str, object], could_be: bool
) -> None:
    message = replace(a_notification(), **fields)  # type: ignore[arg-type]  # of any field

    assert message.could_be("m1") is could_be


@pytest.mark.parametrize("reason", SuppressionReason)
def test_every_reason_to_send_nothing_is_one_that_is_recorded(reason: SuppressionReason) -> None:
    assert NotSent(reason)
