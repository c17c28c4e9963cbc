"""What customers read, in their language, whatever is in an order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.identifiers import CarrierSlug
from retrack.domain.orders import LineItem
from retrack.domain.reports import EstimatedDelivery
from retrack.domain.senders import Senders
from retrack.domain.settings import Channel, NotificationSettings, Sender, Trigger
from retrack.domain.statuses import FINAL, Status
from retrack.domain.templates import TemplateName
from retrack.senders.words import LANGUAGES, LiquidWriter, language_of
from retrack.services.ports import Email, TemplateBroken
from tests.builders import a_customer, a_shipment, a_store, an_order

WRITER = LiquidWriter("https://track.example.com")


def email(order: dict[str, Any] | None = None, **store: Any) -> Email:
    return WRITER.email(a_store(**store), an_order(**(order or {})), a_shipment(), Trigger.SHIPPED)


@pytest.mark.parametrize(
    ("locales", "language"),
    [
        (("th",), "th"), (("th-TH",), "th"), (("TH_th",), "th"), (("en-GB", "th"), "en"),
        (("", "th"), "th"), (("de", "th"), "th"), (("thai",), "en"), (("", ""), "en"), ((), "en"),
    ],
)  # fmt: skip
def test_the_first_language_that_we_speak_decides(locales: tuple[str, ...], language: str) -> None:
    assert language_of(*locales) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_an_email_names_the_order_or_leads_to_the_parcel(language: str) -> None:
    order = an_order(customer=a_customer(locale=language), items=(LineItem("Phone case", 2),))
    shipment = a_shipment(carrier=CarrierSlug("thailand-post"))

    message = WRITER.email(a_store(), order, shipment, Trigger.SHIPPED)

    link = f"http://www.17track.net/?nums={shipment.tracking_number}"
    assert order.name in message.subject
    assert link in message.text
    assert f'href="{link}"' in message.html
    for part in (message.text, message.html):
        assert "Somchai" in part
        assert "Phone case" in part
        assert "Thailand Post" in part
    assert message.to == "somchai@example.com"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_leaves_no_gap(language: str) -> None:
    order = an_order(customer=a_customer(name="", locale=language), items=())

    message = WRITER.email(a_store(), order, a_shipment(), Trigger.SHIPPED)

    greeting = {"en": "Hello,", "th": "สวัสดี"}[language]
    assert message.text.splitlines()[0] == greeting
    assert f">{greeting}</td>" in message.html
    assert "()" not in message.text + message.html
    assert "<ul" not in message.html
    assert "None" not in message.text + message.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_message_is_one_line_with_the_link(language: str) -> None:
    order = an_order(customer=a_customer(locale=language))
    shipment = a_shipment()

    sms = WRITER.sms(a_store(), order, shipment, Trigger.SHIPPED)

    assert sms.to == "+66812345678"
    assert "\n" not in sms.text
    assert sms.text.endswith(f"http://www.17track.net/?nums={shipment.tracking_number}")


HOSTILE = st.text(
    st.sampled_from("<>&\"'{}%|ก🧵 \n\r\tax=/;") | st.characters(codec="utf-8"), max_size=40
)


@given(name=HOSTILE, title=HOSTILE, shop=HOSTILE)
def test_nothing_of_anybody_is_ever_markup_or_a_header(name: str, title: str, shop: str) -> None:
    order = an_order(name=name, customer=a_customer(name=name), items=(LineItem(title),))
    plain = an_order(name="", customer=a_customer(name="x"), items=(LineItem("x"),))
    sender = NotificationSettings(sender=Sender(email="shop@example.com"))

    message = WRITER.email(
        a_store(name=shop, notifications=sender), order, a_shipment(), Trigger.SHIPPED
    )

    calm = WRITER.email(a_store(), plain, a_shipment(), Trigger.SHIPPED)
    assert message.html.count("<") == calm.html.count("<")
    assert message.html.count('"') == calm.html.count('"')
    assert len(message.subject.splitlines()) <= 1
    assert len(message.sender.splitlines()) == 1
    assert message.sender.isascii()
    assert message.sender.endswith("shop@example.com>") or message.sender == "shop@example.com"


@pytest.mark.parametrize("name", ["Example Shop", "ร้านสมชาย", "Zoë's", "ร" * 200, 'a"b\\c<d>e'])
def test_the_sender_is_read_as_it_was_named(name: str) -> None:
    sender = NotificationSettings(sender=Sender(name=name, email="shop@example.com"))

    told = email(notifications=sender).sender

    shown, address = parseaddr(told)
    expected = "".join(c for c in name if c not in '"\\<>')
    assert (str(make_header(decode_header(shown))), address) == (expected, "shop@example.com")


def test_without_a_senders_name_the_store_signs() -> None:
    wishes = NotificationSettings(sender=Sender(email="shop@example.com"))

    assert email(notifications=wishes).sender == '"A store" <shop@example.com>'


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_reads_an_email_can_stop_them(language: str) -> None:
    message = email({"customer": a_customer(locale=language)}, cursor_key="key")

    assert message.unsubscribe_url.startswith("https://track.example.com/u/s1.")
    assert f'href="{message.unsubscribe_url}"' in message.html
    assert message.unsubscribe_url in message.text
    assert "somchai" not in message.unsubscribe_url


def test_a_merchants_test_stops_nobodys_emails_and_is_reported_of_nobodys_message() -> None:
    name = TemplateName(Trigger.SHIPPED, Channel.EMAIL, "en")
    tried = WRITER.email_by(WRITER.default(name), name, a_store(), an_order(), a_shipment())

    sent = tried.addressed("merchant@example.com")

    assert (sent.tags, sent.unsubscribe_url, sent.track_opens) == ({}, "", False)
    assert 'href="https://track.example.com/u/example"' in sent.html


def test_an_address_in_another_script_is_written_as_mail_servers_read_it() -> None:
    assert email({"customer": a_customer(email="s@ร้าน.example")}).to == "s@xn--q3ct9b5e.example"


@pytest.mark.parametrize(
    "value", ["somchai", "Somchai", "+66812345678", "66812345678", "#1001", "LX00000000S1CN"]
)
def test_tags_hold_nothing_of_anybody(value: str) -> None:
    assert value not in " ".join(email().tags.values())


@pytest.mark.parametrize(
    ("first", "last", "english", "thai"),
    [
        (date(2026, 11, 27), date(2026, 11, 29), "27–29 Nov 2026", "27–29 พ.ย. 2569"),
        (date(2026, 11, 27), date(2026, 12, 2), "27 Nov – 2 Dec 2026", "27 พ.ย. – 2 ธ.ค. 2569"),
        (date(2026, 11, 27), None, "27 Nov 2026", "27 พ.ย. 2569"),
        (None, date(2026, 11, 27), "27 Nov 2026", "27 พ.ย. 2569"),
    ],
)
def test_the_days_of_arrival_are_written_as_the_customer_reads_them(
    first: date | None, last: date | None, english: str, thai: str
) -> None:
    shipment = a_shipment(estimated_delivery=EstimatedDelivery(first, last))

    for language, days in (("en", english), ("th", thai)):
        order = an_order(customer=a_customer(locale=language), shipments=(shipment,))
        message = WRITER.email(a_store(), order, shipment, Trigger.SHIPPED)
        assert days in message.text
        assert days in message.html


@pytest.mark.parametrize("status", sorted(FINAL))
def test_a_parcel_that_is_through_is_not_expected_any_more(status: Status) -> None:
    expected = EstimatedDelivery(date(2026, 11, 27), None)
    shipment = a_shipment(estimated_delivery=expected, status=status)

    message = WRITER.email(a_store(), an_order(), shipment, Trigger.DELIVERED)

    assert "2026" not in message.text


@pytest.mark.parametrize(("colour", "ink"), [("#ffd166", "#000000"), ("#0b6e4f", "#ffffff")])
def test_the_button_has_the_stores_colour_under_letters_that_can_be_read(
    colour: str, ink: str
) -> None:
    assert f"background:{colour};color:{ink}" in email(brand_color=colour).html
    assert "background:#1d4ed8;color:#ffffff" in email().html


def test_the_deployments_sender_stands_in_and_answers_go_to_the_store() -> None:
    wishes = NotificationSettings(sender=Sender(name="Shop", email="shop@example.com"))
    writer = LiquidWriter("https://track.example.com", senders=Senders("mail@retrack.example"))

    message = writer.email(a_store(notifications=wishes), an_order(), a_shipment(), Trigger.SHIPPED)

    assert message.sender == '"Shop" <mail@retrack.example>'
    assert message.reply_to == "shop@example.com"


@pytest.mark.parametrize("part", ["subject", "html", "text"])
def test_a_template_of_which_nothing_comes_is_refused(part: str) -> None:
    name = TemplateName(Trigger.SHIPPED, Channel.EMAIL, "en")
    template = replace(WRITER.default(name), **{part: "{{ nobody }} \u00a0"})

    with pytest.raises(TemplateBroken) as refused:
        WRITER.email_by(template, name, a_store(), an_order(), a_shipment())

    assert refused.value.part == part
