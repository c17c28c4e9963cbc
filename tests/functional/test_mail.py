"""Emails out and back: reports, suppressed addresses, and the page that stops emails."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dev.aws.mail_outcomes import OUTCOMES, event_of
from dev.aws.outbox import Message
from retrack.domain.addresses import address_id
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.mail_tags import tags_of
from retrack.domain.notifications import NotificationKey
from retrack.domain.settings import Channel, Trigger
from retrack.domain.suppressions import UnsubscribeLink, link_token
from retrack.storage.stores import TableStores
from tests.functional.cloud import SENDER, Cloud, NewStore
from tests.functional.gateway import Gateway
from tests.functional.orders import done, take_and_ship
from tests.functional.pipeline import Pipeline

EMAIL, PHONE = "somchai@example.com", "+66812345678"
ONE_CLICK = b"List-Unsubscribe=One-Click"
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Shop:
    """A store that sends emails, and what becomes of them."""

    def __init__(
        self, cloud: Cloud, api: Gateway, pipeline: Pipeline, store: NewStore, number: str
    ) -> None:
        self.cloud, self.api, self.pipeline, self.store = cloud, api, pipeline, store
        self.number = number
        self.orders = 1000
        done(api.patch("/v1/settings", {"notifications": {"sender": {"email": SENDER}}}))

    def tell(self, **customer: str) -> dict[str, Any]:
        """Has an order shipped; the email about it, as its order shows it."""
        self.orders += 1
        order_id = str(self.orders)
        who = {"email": EMAIL, "locale": "th"} | customer
        take_and_ship(self.api, f"LX{self.orders:09d}TH", order_id, customer=who)
        self.pipeline.settle()
        return self.email(order_id)

    def email(self, order_id: str) -> dict[str, Any]:
        order = done(self.api.get(f"/v1/orders/{order_id}"))
        return next(n for n in order["notifications"] if n["channel"] == "email")

    def suppressions(self, order_id: str) -> Any:
        order = done(self.api.get(f"/v1/orders/{order_id}", query={"suppressions": "true"}))
        return order["suppressions"]

    def message_of(self, order_id: str) -> NotificationKey:
        ids = StoreId(self.store.id), OrderId(order_id), ShipmentId("s1")
        return NotificationKey(*ids, Trigger.SHIPPED, Channel.EMAIL)

    def report(self, outcome: str, order_id: str = "1001", message_id: str = "") -> None:
        """Has SES say what became of an email."""
        kept = self.cloud.items()
        place = (f"STORE#{self.store.id}#ORDER#{order_id}", "NOTIFICATION#s1#shipped#email")
        sent = json.loads(kept[place]["row"]["S"])["message_id"] if place in kept else "none"
        message = Message(
            "email", EMAIL, SENDER, "", "", None, None, None, "2026-11-23T09:31:00Z",
            message_id or sent, {}, tags_of(self.message_of(order_id)), "mail",
        )  # fmt: skip
        records = [
            {"messageId": f"m{n}", "body": json.dumps(event_of(report, message))}
            for n, report in enumerate(OUTCOMES[outcome])
        ]
        assert self.cloud.invoke("mail_events", {"Records": records}) == {"batchItemFailures": []}

    @property
    def link(self) -> str:
        """The unsubscribe link of the first email."""
        key = TableStores().load(StoreId(self.store.id)).cursor_key
        known = address_id(key, Channel.EMAIL, EMAIL)
        return "/u/" + link_token(UnsubscribeLink(self.message_of("1001"), known), key)


@pytest.fixture
def shop(cloud: Cloud, api: Gateway, pipeline: Pipeline, store: NewStore, number: str) -> Shop:
    return Shop(cloud, api, pipeline, store, number)


@pytest.fixture
def anybody(cloud: Cloud) -> Gateway:
    """Without a credential."""
    return Gateway(cloud)


# ----------------------------------------------------------------------------------------- back


def test_a_bounce_stops_the_next_email_until_the_merchant_allows_it(shop: Shop) -> None:
    assert shop.tell()["outcome"] is None
    shop.report("bounce")

    bounced = shop.email("1001")
    assert bounced["outcome"] == "bounced"
    assert bounced["feedback"] == [
        {"kind": "bounced", "at": "2026-11-23T09:31:00Z", "detail": "NoEmail 5.1.1"}
    ]
    stopped = shop.tell(email=EMAIL.upper())
    assert (stopped["state"], stopped["reason"]) == ("not_sent", "bounced")
    (suppression,) = shop.suppressions("1002")
    assert (suppression["reason"], suppression["order_id"]) == ("bounced", "1001")
    assert done(shop.api.get("/v1/suppressions"))["items"] == [suppression]

    shop.cloud.clock.advance(hours=1)
    assert shop.api.call("DELETE", "/v1/suppressions", {"address": EMAIL}).status == 204
    shop.report("bounce")

    assert shop.tell()["state"] == "sent"
    assert len(shop.pipeline.emails()) == 2
    assert shop.suppressions("1001") == []


def test_reports_in_any_order_and_number_leave_one_of_each(shop: Shop) -> None:
    shop.tell()
    for outcome in ("complaint", "soft_bounce", "delay", "complaint", "delivery", "delay"):
        shop.report(outcome)

    email = shop.email("1001")

    assert email["outcome"] == "complained"
    kinds = sorted(told["kind"] for told in email["feedback"])
    assert kinds == ["complained", "delayed", "delivered", "soft_bounced"]
    assert shop.tell()["reason"] == "complained"


def test_reports_of_what_is_not_on_the_order_change_nothing(shop: Shop) -> None:
    shop.tell()
    before = shop.cloud.items()

    shop.report("bounce", message_id="forged")
    shop.report("complaint", order_id="9999")

    assert shop.cloud.items() == before


def test_an_opened_email_is_shown_where_the_store_asked_for_it(shop: Shop) -> None:
    shop.tell()
    shop.report("open")
    assert shop.email("1001")["outcome"] == "delivered"

    done(shop.api.patch("/v1/settings", {"notifications": {"track_opens": True}}))
    shop.report("open")

    assert shop.email("1001")["outcome"] == "opened"


def test_what_fails_for_now_comes_back_alone(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from retrack.storage.receipts import TableFeedback

    def fail(*_: Any) -> bool:
        raise ConnectionError

    monkeypatch.setattr(TableFeedback, "add_feedback", fail)
    shop.tell()
    key = shop.message_of("1001")
    message = Message(
        "email", EMAIL, SENDER, "", "", None, None, None, "2026-11-23T09:31:00Z", "x", {},
        tags_of(key), "mail",
    )  # fmt: skip
    stored = json.loads(
        shop.cloud.items()[f"STORE#{shop.store.id}#ORDER#1001", "NOTIFICATION#s1#shipped#email"][
            "row"
        ]["S"]
    )
    body = json.dumps(event_of(OUTCOMES["delivery"][0], message)).replace(
        '"messageId": "x"', f'"messageId": "{stored["message_id"]}"'
    )
    records = [{"messageId": "m1", "body": body}, {"messageId": "m2", "body": "{}"}]

    result = shop.cloud.invoke("mail_events", {"Records": records})

    assert result == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def test_nothing_of_anybody_is_in_logs_or_on_the_way(
    shop: Shop, anybody: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.tell(name="Somchai Jaidee", phone=PHONE)
    shop.report("bounce")
    shop.api.post("/v1/suppressions", {"address": EMAIL})
    shop.api.call("DELETE", "/v1/suppressions", {"address": EMAIL})
    shop.api.post("/v1/suppressions", {"address": "broken@@example.com"})
    anybody.post(shop.link, ONE_CLICK, headers=FORM)

    logs = capsys.readouterr().out
    assert "mail report" in logs
    for part in ("somchai", "Somchai", "Jaidee", PHONE, "broken@@"):
        assert part not in logs
        assert part not in shop.link


def test_erasing_an_order_leaves_no_address_anywhere(shop: Shop, anybody: Gateway) -> None:
    shop.tell(phone=PHONE)
    shop.report("bounce")
    done(shop.api.post("/v1/suppressions", {"address": PHONE}), 201)
    anybody.post(shop.link, ONE_CLICK, headers=FORM)

    assert shop.api.delete("/v1/orders/1001").status == 204
    shop.report("complaint")
    shop.pipeline.settle()

    left = json.dumps(list(shop.cloud.items().items()), default=str)
    assert "SUPPRESSIONS" in left
    for part in (EMAIL, "somchai", PHONE):
        assert part not in left


# ----------------------------------------------------------------------------------- one click


def test_one_click_stops_the_emails_at_once_and_however_often(shop: Shop, anybody: Gateway) -> None:
    shop.tell()
    assert f"https://track.example.com{shop.link}" in shop.pipeline.emails()[0].body

    for _ in range(2):
        answer = anybody.post(shop.link, ONE_CLICK, headers=FORM)
        assert answer.status == 200

    stopped = shop.tell()
    assert (stopped["state"], stopped["reason"]) == ("not_sent", "unsubscribed")


def test_a_mail_program_may_post_in_parts(shop: Shop, anybody: Gateway) -> None:
    shop.tell()
    part = b'Content-Disposition: form-data; name="List-Unsubscribe"'
    body = b"--x\r\n" + part + b"\r\n\r\nOne-Click\xff\r\n--x--"

    answer = anybody.post(
        shop.link, body, headers={"content-type": "multipart/form-data; boundary=x"}
    )

    assert answer.status == 200
    assert shop.tell()["reason"] == "unsubscribed"


def test_looking_at_the_page_changes_nothing(shop: Shop, anybody: Gateway) -> None:
    shop.tell()
    before = shop.cloud.items()

    page = anybody.get(shop.link)

    assert page.status == 200
    assert page.headers["cache-control"] == "private, no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "หยุดรับอีเมล" in page.text  # the customer's language, not the browser's
    assert EMAIL not in page.text
    assert shop.cloud.items() == before


def test_the_pages_form_stops_and_starts(shop: Shop, anybody: Gateway) -> None:
    shop.tell()

    stopped = anybody.post(shop.link, b"emails=stop", headers=FORM, query={"lang": "en"})
    started = anybody.post(shop.link, b"emails=start", headers=FORM, query={"lang": "en"})

    assert "The emails have stopped" in stopped.text
    assert 'value="start"' in stopped.text
    assert "Stop these emails?" in started.text
    assert shop.tell()["state"] == "sent"


def test_a_link_lifts_nothing_that_is_not_its_own(shop: Shop, anybody: Gateway) -> None:
    shop.tell()
    shop.report("bounce")

    page = anybody.post(shop.link, b"emails=start", headers=FORM, query={"lang": "en"})

    assert 'value="start"' not in page.text
    assert "write to Example Shop" in page.text
    assert shop.tell()["reason"] == "bounced"


def test_a_link_that_nobody_sent_leads_nowhere(shop: Shop, anybody: Gateway) -> None:
    shop.tell()
    before = shop.cloud.items()
    store_id, signed, said = shop.link.removeprefix("/u/").split(".")
    other = shop.cloud.new_store()
    wrong = [
        "x", "example", f"{store_id}.{signed}", f"{store_id}.{signed.swapcase()}.{said}",
        f"{store_id}.{signed}.{said[:-2]}AA", f"{other.id}.{signed}.{said}", "..", "%00.%00.%00",
        "%E0%B8%81." + signed + "." + said, "a" * 2000,
    ]  # fmt: skip
    made = set(shop.cloud.items()) - set(before)

    for token in wrong:
        for method in ("GET", "POST"):
            answer = anybody.call(method, f"/u/{token}", ONE_CLICK, headers=FORM)
            assert answer.status == 404, token

    assert set(shop.cloud.items()) == set(before) | made


# -------------------------------------------------------------------------------------- the API


def test_merchants_say_whom_not_to_write_to(shop: Shop, other_api: Gateway) -> None:
    made = done(shop.api.post("/v1/suppressions", {"address": f" {EMAIL} "}), 201)
    phone = done(shop.api.post("/v1/suppressions", {"address": PHONE}), 201)

    assert (made["channel"], made["reason"], made["order_id"]) == ("email", "blocked", None)
    assert made["actor"].startswith("key:")
    assert phone["channel"] == "sms"
    assert shop.tell()["reason"] == "blocked"
    listed = done(shop.api.get("/v1/suppressions"))["items"]
    assert sorted(one["id"] for one in listed) == sorted([made["id"], phone["id"]])
    assert EMAIL not in json.dumps(listed)
    assert done(other_api.get("/v1/suppressions"))["items"] == []
    assert other_api.call("DELETE", "/v1/suppressions", {"id": made["id"]}).status == 204
    assert len(done(shop.api.get("/v1/suppressions"))["items"]) == 2

    for _ in range(2):
        assert shop.api.call("DELETE", "/v1/suppressions", {"id": made["id"]}).status == 204
    assert shop.tell()["state"] == "sent"


def test_suppressed_addresses_come_in_pages(shop: Shop) -> None:
    made = {
        done(shop.api.post("/v1/suppressions", {"address": f"a{n}@example.com"}), 201)["id"]
        for n in range(3)
    }

    first = done(shop.api.get("/v1/suppressions", query={"limit": 2}))
    rest = done(shop.api.get("/v1/suppressions", query={"cursor": first["next_cursor"]}))

    assert {one["id"] for one in first["items"] + rest["items"]} == made
    assert rest["next_cursor"] is None
    assert shop.api.get("/v1/suppressions", query={"cursor": "made up"}).status == 400
    assert shop.api.get("/v1/suppressions", query={"limit": 0}).status == 422


def test_what_is_no_address_is_refused(shop: Shop) -> None:
    for address in ("", "a@b", "somchai", "0812345678", "S <s@example.com>"):
        answer = shop.api.post("/v1/suppressions", {"address": address})
        assert (answer.status, answer.fields) == (422, ["address"]), address


def test_allowing_nobody_in_particular_changes_nothing(shop: Shop) -> None:
    before = shop.cloud.items()

    for body in (
        {},
        {"address": ""},
        {"id": ""},
        {"id": "a#b"},
        {"id": "x" * 900},
        {"id": "0" * 32},
    ):
        assert shop.api.call("DELETE", "/v1/suppressions", body).status == 204, body

    assert shop.cloud.items() == before


def test_the_link_in_messages_is_the_stores_choice(shop: Shop) -> None:
    shop.tell()
    done(shop.api.patch("/v1/settings", {"notifications": {"link": "customer_page"}}))
    shop.tell()

    first, second = (email.body for email in shop.pipeline.emails())

    assert "17track.net" in first
    assert "17track.net" not in second
    assert "https://track.example.com/t/" in second
    answer = shop.api.patch("/v1/settings", {"notifications": {"link": "elsewhere"}})
    assert answer.fields == ["notifications.link"]
