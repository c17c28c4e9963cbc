"""`/v1/webhooks`, from a change of an order to whoever listens on this machine."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from retrack.domain.webhooks import PAUSES
from tests.functional.cloud import ACCOUNT, PREFIX, REGION, Cloud, MovableClock
from tests.functional.gateway import Gateway
from tests.functional.orders import done, take, take_and_ship
from tests.functional.pipeline import Pipeline, scheduled_event
from tests.webhook_listener import Listener, listening, signature

EVERYTHING = ["order.fulfilled", "shipment.status_changed", "order.needs_attention"]
STATUS = "/v1/orders/1001/shipments/s1/status"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as heard:
        yield heard


def listen(api: Gateway, listener: Listener, *events: str) -> dict[str, Any]:
    body = {"url": listener.url, "events": list(events) or EVERYTHING}
    answer = api.post("/v1/webhooks", body)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.body
    return made


def deliveries(api: Gateway, webhook: dict[str, Any]) -> list[Any]:
    found: list[Any] = done(api.get(f"/v1/webhooks/{webhook['id']}/deliveries"))["items"]
    return found


def attempt(cloud: Cloud, api: Gateway, delivery: Any, webhook: Any, **fields: Any) -> None:
    """What the queue hands over once a delivery's time has come."""
    assert api.store
    task = {"store_id": api.store.id, "webhook_id": webhook["id"], "delivery_id": delivery["id"]}
    task |= {"attempt": delivery["attempts"], "asked": False} | fields
    hand_over(cloud, json.dumps({"deliver": task}))


def hand_over(cloud: Cloud, body: str) -> None:
    record = {
        "messageId": "m1",
        "receiptHandle": "r1",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:WebhookQueue",
        "awsRegion": REGION,
    }
    answer = cloud.invoke("webhook_sender", {"Records": [record]})
    assert answer == {"batchItemFailures": []}


def test_a_change_reaches_a_webhook_signed(
    api: Gateway, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    webhook = listen(api, listener, "shipment.status_changed")
    take_and_ship(api, number)
    done(api.put(STATUS, {"status": "delivered"}))

    pipeline.settle()

    ((headers, body),) = listener.got
    told = json.loads(body)
    assert told["type"] == "shipment.status_changed"
    assert told["timestamp"] == "2026-11-23T09:30:00Z"
    assert (told["data"]["from"], told["data"]["to"]) == ("pending", "delivered")
    assert told["data"]["order"]["status"] == "delivered"
    assert told["data"]["order"]["shipments"][0]["tracking_number"] == number
    assert headers["webhook-signature"] == signature(webhook["secret"], headers, body)
    (delivery,) = deliveries(api, webhook)
    assert (delivery["id"], delivery["state"]) == (headers["webhook-id"], "delivered")
    assert (delivery["answer"], delivery["attempts"]) == (200, 1)


def test_a_message_holds_nothing_of_the_customer(
    api: Gateway, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    listen(api, listener)
    address = {"city": "Nakhon Nowhere", "country_code": "TH"}
    customer = {"name": "Xanthippe", "email": "x@example.com", "phone": "+66812345678"}
    take_and_ship(api, number, customer=customer, shipping_address=address)
    order = done(api.get("/v1/orders/1001"))
    pipeline.settle()

    (told,) = listener.bodies()
    assert told["type"] == "order.fulfilled"
    assert set(order) - set(told["data"]["order"]) >= {"customer", "shipping_address"}
    for personal in (*customer.values(), address["city"]):
        assert personal not in json.dumps(told)


def test_a_secret_is_shown_once(api: Gateway, listener: Listener, cloud: Cloud) -> None:
    webhook = listen(api, listener)

    assert webhook["secret"].startswith("whsec_")
    assert len(base64.b64decode(webhook["secret"][6:])) >= 24
    shown = api.get("/v1/webhooks").text
    assert webhook["id"] in shown
    assert webhook["secret"] not in shown
    assert webhook["secret"] not in json.dumps(list(cloud.items().values()), default=str)


def test_a_happening_told_twice_is_one_message(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    listen(api, listener)
    take_and_ship(api, number)
    pipeline.settle()
    first = pipeline.sent_to["webhook_sender"][0]

    for record in first["Records"]:
        hand_over(cloud, record["body"])
    pipeline.settle()

    assert listener.types() == ["order.fulfilled"]


def test_what_was_not_taken_is_sent_again_under_the_same_id(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    listener: Listener,
    clock: MovableClock,
    number: str,
) -> None:
    webhook = listen(api, listener)
    listener.answers = [500]
    take_and_ship(api, number)
    pipeline.settle()
    (failed,) = deliveries(api, webhook)
    assert (failed["state"], failed["answer"], failed["attempts"]) == ("pending", 500, 1)
    assert failed["next_at"] == "2026-11-23T09:30:05Z"

    attempt(cloud, api, failed, webhook)  # before its time: it goes round
    assert len(listener.got) == 1
    clock.advance(seconds=5)
    attempt(cloud, api, failed, webhook)

    (delivered,) = deliveries(api, webhook)
    assert (delivered["state"], delivered["attempts"]) == ("delivered", 2)
    assert len({headers["webhook-id"] for headers, _ in listener.got}) == 1
    attempt(cloud, api, failed, webhook)  # a message that comes twice
    assert len(listener.got) == 2


def test_a_redirect_is_not_followed(
    api: Gateway, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    webhook = listen(api, listener)
    listener.answers = [302]
    take_and_ship(api, number)

    pipeline.settle()

    assert len(listener.got) == 1
    assert deliveries(api, webhook)[0]["answer"] == 302


def test_gone_switches_a_webhook_off_until_it_takes_a_message_again(
    api: Gateway, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    webhook = listen(api, listener)
    listener.answers = [410]
    take_and_ship(api, number)
    pipeline.settle()
    (shown,) = done(api.get("/v1/webhooks"))["items"]
    assert shown["state"] == "off_gone"

    done(api.put(STATUS, {"status": "delivered"}))
    pipeline.settle()
    assert len(listener.got) == 1
    (failed,) = deliveries(api, webhook)
    path = f"/v1/webhooks/{webhook['id']}/deliveries/{failed['id']}/resend"
    assert api.post(path).status == 202
    assert api.post(path).status == 409
    pipeline.settle()

    assert len(listener.got) == 2
    assert done(api.get("/v1/webhooks"))["items"][0]["state"] == "on"


def test_a_webhook_that_was_switched_off_is_switched_on_without_a_message(
    api: Gateway, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    webhook = listen(api, listener)
    listener.answers = [410]
    take_and_ship(api, number)
    pipeline.settle()

    on = done(api.post(f"/v1/webhooks/{webhook['id']}/enable"))

    assert (on["state"], on["failing_since"]) == ("on", None)
    assert done(api.get("/v1/webhooks"))["items"] == [on]
    assert done(api.post(f"/v1/webhooks/{webhook['id']}/enable")) == on
    assert api.post("/v1/webhooks/nothing/enable").status == 404
    done(api.put(STATUS, {"status": "delivered"}))
    pipeline.settle()
    assert len(listener.got) == 2


def test_a_webhook_that_never_answers_is_given_up_in_the_end(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    listener: Listener,
    clock: MovableClock,
    number: str,
) -> None:
    webhook = listen(api, listener)
    listener.answers = [503] * 20
    take_and_ship(api, number)
    pipeline.settle()
    for pause in PAUSES:
        clock.advance(seconds=pause.total_seconds())
        attempt(cloud, api, deliveries(api, webhook)[0], webhook)

    (failed,) = deliveries(api, webhook)
    assert (failed["state"], failed["attempts"]) == ("failed", len(PAUSES) + 1)
    assert done(api.get("/v1/webhooks"))["items"][0]["failing_since"] == "2026-11-23T09:30:00Z"
    clock.advance(days=5)
    done(api.put(STATUS, {"status": "delivered"}))
    pipeline.settle()
    assert done(api.get("/v1/webhooks"))["items"][0]["state"] == "off_failing"


def test_an_erased_order_is_told_no_more(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    listener: Listener,
    clock: MovableClock,
    number: str,
) -> None:
    webhook = listen(api, listener)
    listener.answers = [500]
    take_and_ship(api, number)
    pipeline.settle()
    (failed,) = deliveries(api, webhook)
    assert api.delete("/v1/orders/1001").status == 204
    clock.advance(seconds=5)

    attempt(cloud, api, failed, webhook)

    assert len(listener.got) == 1
    assert deliveries(api, webhook)[0]["problem"] == "order_erased"


def test_a_message_that_is_none_is_dropped(cloud: Cloud, listener: Listener) -> None:
    for body in ("{}", "[]", "no JSON", '{"deliver": {}}', '{"deliver": 1}'):
        hand_over(cloud, body)

    assert not listener.got


def test_one_store_neither_sees_nor_hears_of_another(
    api: Gateway, other_api: Gateway, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    webhook = listen(other_api, listener)
    take_and_ship(api, number)
    pipeline.settle()
    assert not listener.got

    assert done(api.get("/v1/webhooks"))["items"] == []
    assert api.get(f"/v1/webhooks/{webhook['id']}/deliveries").status == 404
    assert api.post(f"/v1/webhooks/{webhook['id']}/deliveries/msg_1/resend").status == 404
    assert api.delete(f"/v1/webhooks/{webhook['id']}").status == 404
    assert len(done(other_api.get("/v1/webhooks"))["items"]) == 1


def test_a_webhook_removed_is_told_nothing_and_its_secret_is_gone(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    webhook = listen(api, listener)
    assert api.delete(f"/v1/webhooks/{webhook['id']}").status == 204
    take_and_ship(api, number)

    pipeline.settle()

    assert not listener.got
    assert not [name for name in cloud.contents()["parameters"] if webhook["id"] in name]
    assert not [key for key in cloud.items() if "WEBHOOK" in f"{key}"]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"url": "ftp://example.com", "events": EVERYTHING}, ["url"]),
        ({"url": "https://me:secret@example.com", "events": EVERYTHING}, ["url"]),
        ({"url": "https://example.com", "events": []}, ["events"]),
        ({"url": "https://example.com", "events": ["shipment.shipped"]}, ["events"]),
        ({"events": EVERYTHING}, ["url"]),
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused(
    api: Gateway, body: dict[str, Any], wrong: list[str]
) -> None:
    assert api.post("/v1/webhooks", body).fields == wrong


def test_a_store_has_ten_webhooks_at_most(api: Gateway, listener: Listener) -> None:
    for _ in range(10):
        listen(api, listener)

    body = {"url": listener.url, "events": EVERYTHING}
    assert api.post("/v1/webhooks", body).status == 409


def test_an_order_that_time_made_need_attention_is_told_once(
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    listener: Listener,
    clock: MovableClock,
) -> None:
    listen(api, listener, "order.needs_attention")
    take(api)  # R12c: seven days without being fulfilled
    pipeline.settle()
    cloud.invoke("attention_check", scheduled_event())
    assert not listener.got

    clock.advance(days=8)
    assert cloud.invoke("attention_check", scheduled_event()) == {"announced": 1}
    assert cloud.invoke("attention_check", scheduled_event()) == {"announced": 0}
    pipeline.settle()
    cloud.ssm.delete_parameter(Name=f"{PREFIX}/attention-watermark")

    (told,) = listener.bodies()
    assert told["type"] == "order.needs_attention"
    assert told["data"]["order"]["attention"]["reasons"] == ["not_fulfilled"]


def test_an_order_that_a_change_made_need_attention_is_told_at_once(
    api: Gateway, pipeline: Pipeline, listener: Listener, number: str
) -> None:
    listen(api, listener, "order.needs_attention")
    take_and_ship(api, number)
    pipeline.settle()
    assert not listener.got

    done(api.put(STATUS, {"status": "alert"}))
    pipeline.settle()

    (told,) = listener.bodies()
    assert told["data"]["order"]["attention"]["reasons"] == ["alert"]


def test_attention_is_looked_for_only_where_somebody_listens(
    api: Gateway, cloud: Cloud, pipeline: Pipeline, clock: MovableClock
) -> None:
    take(api)
    pipeline.settle()
    cloud.invoke("attention_check", scheduled_event())
    clock.advance(days=8)

    assert cloud.invoke("attention_check", scheduled_event()) == {"announced": 0}
