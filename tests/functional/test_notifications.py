"""From a shipment to the customer: stream, dispatcher, topic, queue, notifier, mailbox, phone."""

from __future__ import annotations

import itertools
import json
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any

import pytest
from botocore.exceptions import ClientError

from retrack.senders.ses import SesEmailSender
from retrack.services.ports import MessageDelayed
from tests.architecture import sources
from tests.functional.cloud import SENDER, Cloud, Context, MovableClock, NewStore
from tests.functional.gateway import Gateway
from tests.functional.orders import done, ship, take, take_and_ship
from tests.functional.pipeline import Pipeline

SOMCHAI = {
    "name": "Somchai J.",
    "email": "somchai@example.com",
    "phone": "+66812345678",
    "locale": "th-TH",
}
NUMBER = "LX123456785TH"


@pytest.fixture
def shop(api: Gateway) -> Gateway:
    """A store that tells its customers by email and SMS."""
    change = {
        "tracking_url": "https://example.com/track?n=",
        "notifications": {"sms_enabled": True, "sender": {"email": SENDER, "sms_id": "SHOP"}},
    }
    done(api.patch("/v1/settings", change))
    return api


def told(api: Gateway, order_id: str = "1001") -> dict[str, tuple[str, str | None]]:
    """Of each channel: the state, and the reason where nothing was sent."""
    order = done(api.get(f"/v1/orders/{order_id}"))
    return {n["channel"]: (n["state"], n["reason"]) for n in order["notifications"]}


def test_a_thai_customer_is_told_in_thai_with_the_stores_tracking_link(
    shop: Gateway, pipeline: Pipeline
) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI, items=[{"title": "เคสโทรศัพท์", "quantity": 2}])

    pipeline.settle()

    (email,) = pipeline.emails()
    assert email.destinations["ToAddresses"] == ["somchai@example.com"]
    assert email.source == f'"Example Shop" <{SENDER}>'
    assert "#1001" in email.subject
    assert "จัดส่ง" in email.subject
    assert "Somchai" in email.body
    assert 'href="https://example.com/track?n=LX123456785TH"' in email.body
    assert "เคสโทรศัพท์" in email.body
    ((phone, text, *_),) = [_texted(sent) for sent in pipeline.texts()]
    assert phone == "+66812345678"
    assert "https://example.com/track?n=LX123456785TH" in text
    assert "จัดส่ง" in text
    assert told(shop) == {"email": ("sent", None), "sms": ("sent", None)}


class OutOfTime(Context):
    """Of a function that will be stopped in a moment."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 5_000


def test_what_there_is_no_time_left_for_is_not_begun_and_comes_back(
    shop: Gateway, cloud: Cloud, store: NewStore
) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    event = json.loads((sources.ROOT / "events" / "notifier" / "shipped.json").read_text())
    (record,) = event["Records"]
    record["body"] = json.dumps(json.loads(record["body"]) | {"store": store.id, "order": "1001"})
    handler = cloud.function("notifier").lambda_handler

    answer = handler(event, OutOfTime("notifier"))
    assert answer == {"batchItemFailures": [{"itemIdentifier": record["messageId"]}]}
    assert told(shop) == {}

    assert handler(event, Context("notifier")) == {"batchItemFailures": []}
    assert set(told(shop)) == {"email", "sms"}


def _texted(sent: Any) -> tuple[str, ...]:
    return tuple(sent) if isinstance(sent, tuple | list) else (sent.phone_number, sent.message)


def test_what_is_shown_of_a_message_is_what_was_done(shop: Gateway, pipeline: Pipeline) -> None:
    take_and_ship(shop, NUMBER, customer={"email": "a@example.com"})

    pipeline.settle()

    assert done(shop.get("/v1/orders/1001"))["notifications"] == [
        {
            "shipment_id": "s1",
            "trigger": "shipped",
            "channel": channel,
            "state": state,
            "reason": reason,
            "at": "2026-11-23T09:30:00Z",
            "outcome": None,
            "feedback": [],
        }
        for channel, state, reason in (
            ("email", "sent", None),
            ("sms", "not_sent", "no_address"),
        )
    ]


@pytest.mark.parametrize(
    ("customer", "subject"),
    [("en", "is on its way"), ("de", "is on its way"), ("", "is on its way"), ("th", "จัดส่ง")],
)
def test_the_customers_language_decides(
    shop: Gateway, pipeline: Pipeline, customer: str, subject: str
) -> None:
    take_and_ship(shop, NUMBER, customer={"email": "a@example.com", "locale": customer})

    pipeline.settle()

    assert subject in pipeline.emails()[0].subject


def test_a_customer_without_a_language_is_told_in_the_stores(
    shop: Gateway, pipeline: Pipeline
) -> None:
    done(shop.patch("/v1/settings", {"locale": "th"}))
    take_and_ship(shop, NUMBER, customer={"email": "a@example.com"})

    pipeline.settle()

    assert "จัดส่ง" in pipeline.emails()[0].subject


def test_however_often_anything_is_delivered_there_is_one_email_and_one_text(
    shop: Gateway, cloud: Cloud, pipeline: Pipeline
) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.settle()
    before = cloud.items()

    for function in ("dispatcher", "notifier", "tracker"):
        for event in itertools.chain(*[pipeline.sent_to[function]] * 3):
            cloud.invoke(function, event)
    pipeline.settle()

    assert (len(pipeline.emails()), len(pipeline.texts())) == (1, 1)
    assert cloud.items() == before


def test_each_shipment_has_its_own_message(shop: Gateway, pipeline: Pipeline) -> None:
    take(shop, customer={"email": "a@example.com"})
    ship(shop, "LX000000001TH", final=False)
    pipeline.settle()
    ship(shop, "LX000000002TH")
    pipeline.settle()

    bodies = [email.body for email in pipeline.emails()]

    assert [b.count("LX000000001TH") > 0 for b in bodies] == [True, False]
    assert [b.count("LX000000002TH") > 0 for b in bodies] == [False, True]


def test_a_corrected_number_is_not_a_second_shipment(shop: Gateway, pipeline: Pipeline) -> None:
    take_and_ship(shop, "LX000000001TH", customer={"email": "a@example.com"})
    pipeline.settle()
    done(shop.patch("/v1/orders/1001/shipments/s1", {"tracking_number": "LX000000002TH"}))
    pipeline.settle()

    assert len(pipeline.emails()) == 1


@pytest.mark.parametrize(
    ("payment", "sms"),
    [
        ({"financial_status": "paid"}, ("sent", None)),
        ({"financial_status": "partially_refunded"}, ("sent", None)),
        ({"financial_status": "pending"}, ("not_sent", "unpaid")),
        ({"financial_status": "voided"}, ("not_sent", "unpaid")),
        ({"financial_status": "refunded"}, ("not_sent", "unpaid")),
        (
            {"financial_status": "paid", "marked_paid_manually": True},
            ("not_sent", "marked_paid_manually"),
        ),
    ],
)
def test_only_who_really_paid_gets_a_text(
    shop: Gateway, pipeline: Pipeline, payment: dict[str, Any], sms: tuple[str, str | None]
) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI, payment=payment)

    pipeline.settle()

    assert told(shop) == {"email": ("sent", None), "sms": sms}
    assert len(pipeline.texts()) == (sms[0] == "sent")


@pytest.mark.parametrize(
    ("settings", "email", "sms"),
    [
        ({"email_enabled": False}, "channel_off", None),
        ({"sms_enabled": False}, None, "channel_off"),
        ({"triggers": {"shipped": {"email": False, "sms": False}}}, "channel_off", "channel_off"),
        ({"sender": {"email": ""}}, "no_sender", None),
    ],
)
def test_what_the_store_does_not_want_is_not_sent(
    shop: Gateway,
    pipeline: Pipeline,
    settings: dict[str, Any],
    email: str | None,
    sms: str | None,
) -> None:
    done(shop.patch("/v1/settings", {"notifications": settings}))
    take_and_ship(shop, NUMBER, customer=SOMCHAI)

    pipeline.settle()

    assert told(shop) == {
        "email": ("not_sent", email) if email else ("sent", None),
        "sms": ("not_sent", sms) if sms else ("sent", None),
    }
    assert (len(pipeline.emails()), len(pipeline.texts())) == (email is None, sms is None)


def test_a_shipment_added_without_notice_is_not_announced_to_anybody(
    shop: Gateway, pipeline: Pipeline
) -> None:
    take(shop, customer=SOMCHAI)
    ship(shop, NUMBER, notify=False)

    pipeline.settle()

    assert told(shop) == dict.fromkeys(("email", "sms"), ("not_sent", "not_wanted"))
    assert (pipeline.emails(), pipeline.texts()) == ([], [])


def test_a_store_that_has_not_paid_for_tracking_tells_nobody(
    basic_api: Gateway, pipeline: Pipeline
) -> None:
    change = {"notifications": {"sms_enabled": True, "sender": {"email": SENDER}}}
    done(basic_api.patch("/v1/settings", change))
    take_and_ship(basic_api, NUMBER, customer=SOMCHAI)

    pipeline.settle()

    assert told(basic_api) == dict.fromkeys(("email", "sms"), ("not_sent", "plan"))
    assert (pipeline.emails(), pipeline.texts()) == ([], [])


def test_an_address_that_is_refused_is_not_tried_again(
    shop: Gateway, cloud: Cloud, pipeline: Pipeline
) -> None:
    change = {"notifications": {"sender": {"email": "stranger@example.net"}}}
    done(shop.patch("/v1/settings", change))
    take_and_ship(shop, NUMBER, customer=SOMCHAI)

    pipeline.settle()

    assert told(shop)["email"] == ("not_sent", "refused")
    assert cloud.waiting(cloud.notification_queue) == 0


def test_what_is_throttled_stays_in_the_queue_and_is_sent_later(
    shop: Gateway, cloud: Cloud, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.stream()
    records = pipeline.receive(cloud.notification_queue)

    def throttled(*arguments: object) -> str:
        raise MessageDelayed("TooManyRequestsException")

    with monkeypatch.context() as patch:
        patch.setattr(SesEmailSender, "send", throttled)
        answer = cloud.invoke("notifier", {"Records": records})

    assert answer == {"batchItemFailures": [{"itemIdentifier": records[0]["messageId"]}]}
    assert told(shop) == {"email": ("waiting", None), "sms": ("sent", None)}
    assert pipeline.receive(cloud.notification_queue) == [], "it is left alone for a while"
    cloud.invoke("notifier", {"Records": records})
    pipeline.delete(cloud.notification_queue, records)
    assert told(shop)["email"] == ("sent", None)
    assert (len(pipeline.emails()), len(pipeline.texts())) == (1, 1)


def test_a_crash_in_mid_send_costs_at_most_one_more_email_and_no_text(
    shop: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.stream()
    records = pipeline.receive(cloud.notification_queue)
    event = {"Records": records}

    def crash(*arguments: object) -> str:
        raise ClientError({"Error": {"Code": "Broken", "Message": ""}}, "SendEmail")

    with monkeypatch.context() as patch:
        patch.setattr(SesEmailSender, "send", crash)
        for _ in range(2):
            failed = cloud.invoke("notifier", event)["batchItemFailures"]
            assert [f["itemIdentifier"] for f in failed] == [records[0]["messageId"]]
            clock.advance(minutes=3)

    assert cloud.invoke("notifier", event) == {"batchItemFailures": []}
    assert told(shop) == {"email": ("not_sent", "unconfirmed"), "sms": ("sent", None)}
    assert (len(pipeline.emails()), len(pipeline.texts())) == (0, 1)


def test_an_order_that_was_erased_meanwhile_is_not_announced(
    shop: Gateway, pipeline: Pipeline
) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.stream()
    assert shop.delete("/v1/orders/1001").status == 204

    pipeline.settle()

    assert (pipeline.emails(), pipeline.texts()) == ([], [])


def test_one_bad_message_does_not_hold_up_the_others(
    shop: Gateway, cloud: Cloud, pipeline: Pipeline
) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.stream()
    good = pipeline.receive(cloud.notification_queue)
    bad = [
        {**good[0], "messageId": f"bad-{place}", "body": body}
        for place, body in enumerate(("", "{}", "null", "[]", '{"id": 1}', "[" * 9000, "\ud800"))
    ]

    answer = cloud.invoke("notifier", {"Records": [*bad, *good]})

    assert answer == {"batchItemFailures": []}
    assert len(pipeline.emails()) == 1


def test_a_hostile_name_comes_out_as_text(shop: Gateway, pipeline: Pipeline) -> None:
    hostile = "<img/src=x> {{ shop.name }} {% raw %}"
    done(shop.patch("/v1/settings", {"name": hostile}))
    take_and_ship(
        shop,
        NUMBER,
        name=hostile,
        customer={"email": "a@example.com", "name": hostile},
        items=[{"title": hostile}],
    )

    pipeline.settle()

    (email,) = pipeline.emails()
    assert "<img" not in email.body
    assert "&lt;img" in email.body
    assert "{{ shop.name }}" in email.body
    assert "\n" not in email.subject


def test_a_thai_shops_name_goes_into_the_sender_as_mail_programs_read_it(
    shop: Gateway, pipeline: Pipeline
) -> None:
    done(shop.patch("/v1/settings", {"name": "ร้านสมชาย"}))
    take_and_ship(shop, NUMBER, customer={"email": "a@example.com"})

    pipeline.settle()

    (email,) = pipeline.emails()
    assert email.source.isascii()
    name, address = parseaddr(email.source)
    assert (str(make_header(decode_header(name))), address) == ("ร้านสมชาย", SENDER)


def test_a_customer_without_a_name_is_greeted_all_the_same(
    shop: Gateway, pipeline: Pipeline
) -> None:
    take_and_ship(shop, NUMBER, customer={"email": "a@example.com", "locale": "th"})
    pipeline.settle()

    (email,) = pipeline.emails()

    assert "สวัสดี</td>" in email.body


def test_the_news_that_a_store_chose_is_told_once(shop: Gateway, pipeline: Pipeline) -> None:
    both = {"email": True, "sms": True}
    done(
        shop.patch(
            "/v1/settings",
            {"notifications": {"triggers": {"pick_up": both, "delivered": {"email": True}}}},
        )
    )
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.settle()

    for status in ("pick_up", "in_transit", "pick_up", "delivered"):
        done(shop.put("/v1/orders/1001/shipments/s1/status", {"status": status}))
        pipeline.settle()

    assert len(pipeline.emails()) == 3
    assert len(pipeline.texts()) == 2
    assert "ใกล้ถึงแล้ว" in pipeline.emails()[1].subject
    assert "https://example.com/track?n=LX123456785TH" in pipeline.emails()[1].body


def test_a_text_message_at_night_goes_out_in_the_morning(
    shop: Gateway, cloud: Cloud, pipeline: Pipeline, clock: MovableClock
) -> None:
    clock.advance(hours=7)  # 23:00 in Bangkok
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.stream()
    records = pipeline.receive(cloud.notification_queue)
    cloud.invoke("notifier", {"Records": records})
    pipeline.delete(cloud.notification_queue, records)

    assert told(shop) == {"email": ("sent", None), "sms": ("waiting", "quiet_hours")}
    assert pipeline.texts() == []
    clock.advance(hours=9)
    cloud.invoke("notifier", {"Records": records})
    cloud.invoke("notifier", {"Records": records})
    assert told(shop)["sms"] == ("sent", None)
    assert len(pipeline.texts()) == 1
