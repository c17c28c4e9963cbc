"""The daily digest comes at the store's hour by its own clock, once a day whatever clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from retrack.domain.digests import MailKind, digest_moment, due_digest, latest_digest
from retrack.domain.errors import NotFound
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_links import (
    MailLink,
    link_text,
    read_link,
    recipient_hash,
    require_signature,
)
from retrack.domain.merchant_mail import MerchantMail

HOUR = timedelta(hours=1)
AT_EIGHT = MerchantMail(digest=True)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "moment"),
    [
        ("2026-11-24", 8, "UTC", "2026-11-24T08:00"),
        ("2026-11-24", 8, "Asia/Bangkok", "2026-11-24T01:00"),
        ("2026-11-24", 0, "Asia/Kolkata", "2026-11-23T18:30"),
        ("2026-03-28", 8, "Europe/Berlin", "2026-03-28T07:00"),
        ("2026-03-29", 8, "Europe/Berlin", "2026-03-29T06:00"),
        ("2026-03-29", 2, "Europe/Berlin", "2026-03-29T01:00"),  # there is none: right after it
        ("2026-10-25", 2, "Europe/Berlin", "2026-10-25T00:00"),  # there are two: the first
        ("2026-11-01", 1, "America/New_York", "2026-11-01T05:00"),
    ],
)
def test_a_digest_is_due_at_the_stores_hour(day: str, hour: int, zone: str, moment: str) -> None:
    assert digest_moment(date.fromisoformat(day), hour, zone) == utc(moment)


def test_before_its_hour_the_last_one_is_yesterdays() -> None:
    early = utc("2026-11-24T07:59:59")

    assert latest_digest(early, hour=8, time_zone="UTC")[0] == date(2026, 11, 23)
    assert latest_digest(early + HOUR, hour=8, time_zone="UTC")[0] == date(2026, 11, 24)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("hour", [0, 1, 2, 3, 8, 23])
def test_hour_by_hour_each_day_of_a_year_is_due_once(zone: str, hour: int) -> None:
    wishes, now, due = MerchantMail(digest=True, digest_hour=hour), utc("2026-01-01T00:00"), []

    while now < utc("2027-01-01T00:00"):
        due += [due_digest(wishes, zone, after=now - HOUR, now=now)]
        now += HOUR

    days = [day for day in due if day]
    assert len(days) == len(set(days)) == 365


def test_after_an_outage_one_is_due_and_after_a_long_one_the_next() -> None:
    before = utc("2026-11-20T08:00")

    assert due_digest(AT_EIGHT, "UTC", after=before, now=utc("2026-11-24T19:00")) == date(
        2026, 11, 24
    )
    assert due_digest(AT_EIGHT, "UTC", after=before, now=utc("2026-11-24T20:00")) is None


def test_what_was_due_before_is_not_due_again() -> None:
    assert (
        due_digest(AT_EIGHT, "UTC", after=utc("2026-11-24T08:00"), now=utc("2026-11-24T09:00"))
        is None
    )


def test_nobody_gets_one_who_did_not_ask() -> None:
    assert (
        due_digest(
            MerchantMail(), "UTC", after=utc("2026-11-24T07:00"), now=utc("2026-11-24T08:00")
        )
        is None
    )


def test_a_link_says_what_it_was_made_for_and_names_nobody() -> None:
    link = MailLink(StoreId("s1"), MailKind.DIGEST, recipient_hash(" Ann@Example.com"))

    text = link_text(link, "the store's key")

    found, signature = read_link(text)
    assert found == link
    require_signature(found, signature, "the store's key")
    assert "ann" not in text.lower()
    assert link.who == recipient_hash("ann@example.com")


@pytest.mark.parametrize("change", [("s1", "s2"), ("digest", "warning"), (".", "..")])
def test_a_link_that_was_changed_is_none(change: tuple[str, str]) -> None:
    link = MailLink(StoreId("s1"), MailKind.DIGEST, recipient_hash("ann@example.com"))
    text = link_text(link, "key").replace(*change, 1)

    with pytest.raises(NotFound):
        require_signature(*read_link(text), "key")


def test_without_the_stores_key_there_is_no_link() -> None:
    link = MailLink(StoreId("s1"), MailKind.DIGEST, "x")
    found, signature = read_link(link_text(link, ""))

    with pytest.raises(NotFound):
        require_signature(found, signature, "")
