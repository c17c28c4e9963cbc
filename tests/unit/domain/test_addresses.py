"""Whatever shops call an address: either a message can go there, or nothing is tried."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.addresses import address_id, deliverable
from retrack.domain.settings import Channel

EMAILS = [
    "s@example.com",
    "first.last+tag@sub.example.co.th",
    "o'hara@example.com",
    "a" * 64 + "@example.com",
    "s@xn--o3cw4h.example",
]


@pytest.mark.parametrize("address", EMAILS)
def test_an_email_address_is_one(address: str) -> None:
    assert deliverable(Channel.EMAIL, address) == address
    assert deliverable(Channel.EMAIL, f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a@b",
        "@example.com",
        "s@",
        "s",
        "s@@example.com",
        "s@example..com",
        ".s@example.com",
        "s.@example.com",
        "s@-example.com",
        "s@example.c",
        "s@127.0.0.1",
        "สมชาย@example.com",
        "Somchai <s@example.com>",
        '"Somchai J." <s@example.com>',
        '"a b"@example.com',
        "s@example.com, other@example.com",
        "s@example.com;other@example.com",
        "s@example.com\nBcc: other@example.com",
        "s@example.com\r\nBcc: other@example.com",
        "s@example.com\n",
        "s\x00@example.com",
        "s@exam ple.com",
        "s@example.com%0aBcc:other@example.com",
        "a" * 65 + "@example.com",
        "a@" + "b" * 60 + ("." + "b" * 60) * 4 + ".example",
        "a@" + "b" * 320 + ".example",
        "s@" + "ร" * 80 + ".example",
    ],
)
def test_what_is_no_email_address_is_none(address: str) -> None:
    assert deliverable(Channel.EMAIL, address) == ""


def test_a_domain_in_another_script_is_written_as_punycode() -> None:
    assert deliverable(Channel.EMAIL, "s@ร้าน.example") == "s@xn--q3ct9b5e.example"


@pytest.mark.parametrize("phone", ["+66812345678", " +66812345678 ", "+12125550123"])
def test_a_phone_number_with_its_country_is_one(phone: str) -> None:
    assert deliverable(Channel.SMS, phone) == phone.strip()


@pytest.mark.parametrize(
    "phone",
    ["", "0812345678", "66812345678", "+0812345678", "+66 81 234 5678", "+66-81-234-5678",
     "+6681234567890123", "+66812", "(212) 555-0123", "+66๘๑๒๓๔๕๖๗๘", "+66812345678\n",
     "tel:+66812345678", "+66812345678 ext. 5", "s@example.com"],
)  # fmt: skip
def test_what_is_no_phone_number_with_its_country_is_none(phone: str) -> None:
    assert deliverable(Channel.SMS, phone) == ""


@given(st.sampled_from(Channel), st.text(max_size=400))
def test_whatever_it_is_it_goes_out_as_plain_ascii_or_not_at_all(
    channel: Channel, address: str
) -> None:
    sent = deliverable(channel, address)

    assert sent.isascii()
    assert not re.search(r"[\s<>,;\"\\]", sent)
    assert re.fullmatch("[0-9a-f]{32}", address_id("key", channel, address))


def test_an_address_is_known_however_it_is_written() -> None:
    known = address_id("key", Channel.EMAIL, "s@example.com")

    assert address_id("key", Channel.EMAIL, " S@Example.COM ") == known
    assert address_id("key", Channel.EMAIL, "t@example.com") != known
    assert address_id("other", Channel.EMAIL, "s@example.com") != known
    assert address_id("key", Channel.SMS, "s@example.com") != known
