"""What is written to the logs: ids, and nothing of anybody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dev.carrier_simulator import CarrierSimulator
from retrack.carriers.seventeentrack.push import sign
from retrack.senders.ses import SesEmailSender
from tests.functional.cloud import SENDER, Cloud, MovableClock, NewStore
from tests.functional.gateway import Gateway
from tests.functional.orders import done, take_and_ship
from tests.functional.pipeline import Pipeline

PERSONAL = (
    "Xanthippe",
    "xanthippe.q@example.com",
    "example.com",
    "+66812345678",
    "812345678",
    "Nakhon Nowhere",
    "SECRET-PROVIDER-KEY",
    "Zebra-striped thing",
    "Shop of Somebody",
)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    captured = capsys.readouterr()
    return (captured.out + captured.err).splitlines()


def test_a_whole_pipeline_logs_nothing_of_anybody(
    capsys: pytest.CaptureFixture[str],
    cloud: Cloud,
    store: NewStore,
    api: Gateway,
    pipeline: Pipeline,
    simulator: CarrierSimulator,
    clock: MovableClock,
    number: str,
) -> None:
    settings = {
        "name": "Shop of Somebody",
        "notifications": {"sms_enabled": True, "sender": {"email": SENDER}},
    }
    done(api.patch("/v1/settings", settings))
    customer = {
        "name": "Xanthippe Q.",
        "email": "xanthippe.q@example.com",
        "phone": "+66812345678",
    }
    personal: dict[str, Any] = {
        "customer": customer,
        "shipping_address": {"city": "Nakhon Nowhere", "country_code": "TH"},
        "items": [{"title": "Zebra-striped thing"}],
    }
    take_and_ship(api, number, **personal)
    simulator.script(number, {"status": "Exception"})
    pipeline.settle()
    clock.advance(hours=24)
    pipeline.sweep()
    done(api.post("/v1/orders/1001/shipments/s1/track"))
    done(api.put("/v1/orders/1001/shipments/s1/status", {"status": "delivered"}))
    done(api.get("/v1/orders", query={"q": "xanthippe.q@example.com"}))
    done(api.patch("/v1/settings", {"tracking": {"key": "SECRET-PROVIDER-KEY"}}))
    # What goes wrong must not tell either.
    api.post("/v1/orders", {"id": "1001", "name": "#1", **personal})
    api.post("/v1/orders", {"name": 5, **personal})
    api.post("/v1/orders", {"name": "#1", "customer": {"email": "xanthippe.q@example.com,"}})
    api.post("/v1/orders", json.dumps(personal).encode()[:-1])
    api.get("/v1/orders", headers={"Authorization": "Bearer xanthippe.q@example.com"})
    api.post("/v1/orders/1001/shipments/s1/track")
    clock.advance(minutes=2)
    api.post("/v1/orders/1001/shipments/s1/track")
    push = json.dumps({"event": "TRACKING_UPDATED", "data": personal}).encode()
    for key in ("SECRET-PROVIDER-KEY", "another"):
        signed = {"sign": sign(push, key).decode()}
        Gateway(cloud).post(f"/hooks/17track/{store.id}", push, headers=signed)
    _bad_records(cloud, pipeline)
    pipeline.settle()

    written = lines(capsys)

    assert len(written) > 20
    found = [(word, line) for line in written for word in PERSONAL if word in line]
    found += [("key", line) for line in written if store.api_key in line]
    found += [("key", line) for line in written if store.carrier_key in line]
    assert not found


def _bad_records(cloud: Cloud, pipeline: Pipeline) -> None:
    """Messages and stream records that cannot be read, full of personal data."""
    bad = '{"name": "Xanthippe Q.", "email": "xanthippe.q@example.com"'
    record = {
        "messageId": "1",
        "receiptHandle": "1",
        "body": bad,
        "attributes": {"MessageGroupId": "g"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:q",
        "awsRegion": "eu-west-1",
    }
    odd = {**record, "body": '{"id": "1", "type": "Xanthippe"}'}
    for function in ("tracker", "notifier"):
        cloud.invoke(function, {"Records": [record, odd]})
    image = {"state": {"S": bad}, "version": {"N": "1"}}
    odd_image = {"state": {"S": bad + ', "id": "1", "status": "Xanthippe"}'}, "version": {"N": "1"}}
    change = {"SequenceNumber": "1", "NewImage": image}
    records = [{"dynamodb": change}, {"dynamodb": {**change, "NewImage": odd_image}}]
    cloud.invoke("dispatcher", {"Records": records})


def test_every_line_is_json_and_names_its_function(
    capsys: pytest.CaptureFixture[str], api: Gateway, pipeline: Pipeline, number: str
) -> None:
    take_and_ship(api, number)
    pipeline.settle()

    told = [json.loads(line) for line in lines(capsys)]

    assert {line["service"] for line in told} >= {"tracker", "notifier", "dispatcher"}
    logged = [line for line in told if "level" in line]
    assert all(line["function_request_id"] for line in logged)
    assert {line["message"] for line in logged} == {"store created", "tracked", "notification"}


def test_an_expected_refusal_is_no_error(capsys: pytest.CaptureFixture[str], api: Gateway) -> None:
    api.post("/v1/orders", {})
    api.get("/v1/orders/nowhere")

    levels = {line["level"] for line in map(json.loads, lines(capsys)) if "level" in line}

    assert levels == {"INFO"}


def test_what_is_handed_back_leaves_a_line_without_the_errors_words(
    capsys: pytest.CaptureFixture[str],
    api: Gateway,
    cloud: Cloud,
    pipeline: Pipeline,
    monkeypatch: pytest.MonkeyPatch,
    number: str,
) -> None:
    done(api.patch("/v1/settings", {"notifications": {"sender": {"email": SENDER}}}))
    take_and_ship(api, number, customer={"email": "xanthippe.q@example.com"})
    pipeline.stream()

    def fail(*arguments: object) -> None:
        raise RuntimeError("xanthippe.q@example.com")

    monkeypatch.setattr(SesEmailSender, "send", fail)
    cloud.invoke("notifier", {"Records": pipeline.receive(cloud.notification_queue)})

    written = lines(capsys)

    (line,) = [json.loads(line) for line in written if "handed back" in line]
    assert line["kind"] == "RuntimeError"
    assert "test_logs.py" in line["where"]
    assert not [line for line in written if "xanthippe" in line]


def test_nothing_of_one_request_is_told_of_the_next(
    capsys: pytest.CaptureFixture[str], api: Gateway
) -> None:
    api.get("/v1/orders/nowhere")
    first = [json.loads(line) for line in lines(capsys)][-1]
    api.get("/v1/orders/nowhere")
    second = [json.loads(line) for line in lines(capsys)][-1]

    assert set(first) == set(second)
    assert first["function_request_id"] != second["function_request_id"]
