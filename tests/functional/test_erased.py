"""What is left of a customer once their order is erased: nothing that names them.

Everything is looked through as it is stored: the table, the queues with their dead letters, the
parameters, and the files, which are the one thing that time deletes.
"""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import boto3
import pytest
from moto.sqs.models import sqs_backends

from retrack.services import export_orders
from tests.architecture import template
from tests.functional.cloud import ACCOUNT, BUCKET, REGION, SENDER, Cloud
from tests.functional.gateway import Gateway
from tests.functional.orders import done, ship
from tests.functional.pipeline import Pipeline
from tests.functional.test_csv import imported

XANTHIPPE = {
    "name": "Xanthippe Quux",
    "email": "xanthippe.quux@example.org",
    "phone": "+66898765432",
    "locale": "en",
}
PERSONAL = ("xanthippe", "quux", "66898765432", "898765432", "nakhon nowhere")
NUMBER = "LX123456785TH"


def texts_in(value: Any) -> Iterator[str]:
    """Every text in what is stored, also in what is compressed."""
    if isinstance(value, bytes):
        with suppress(zlib.error):
            value = zlib.decompress(value)
        yield value.decode("utf-8", "replace")
    elif isinstance(value, dict):
        for name, part in value.items():
            yield str(name)
            yield from texts_in(part)
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from texts_in(part)
    elif not hasattr(value, "value"):
        yield str(value)
    else:
        yield from texts_in(value.value)


def names_somebody(value: Any) -> bool:
    text = "\n".join(texts_in(value)).casefold()
    return any(part in text for part in PERSONAL)


def in_table(cloud: Cloud) -> set[str]:
    """The kinds of items that name the customer."""
    return {item["type"]["S"] for item in cloud.items().values() if names_somebody(item)}


def in_queues() -> list[str]:
    return [
        queue.name
        for queue in sqs_backends[ACCOUNT][REGION].queues.values()
        if any(names_somebody(message.body) for message in queue._messages)
    ]


def in_files() -> list[str]:
    s3 = boto3.client("s3")
    names = [found["Key"] for found in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]
    return [
        name
        for name in names
        if names_somebody(s3.get_object(Bucket=BUCKET, Key=name)["Body"].read())
    ]


def the_file(order_id: str) -> bytes:
    """An export of the customer's order from somewhere else, and a row that is refused."""
    columns = ("order_id", "order_name", "customer_name", "customer_email", "customer_phone")
    person = (XANTHIPPE["name"], XANTHIPPE["email"], XANTHIPPE["phone"])
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([columns, (order_id, "#1002", *person), ("1003", "#1003", *person[:2], "x")])
    return text.getvalue().encode()


@pytest.fixture
def known(cloud: Cloud, api: Gateway, pipeline: Pipeline) -> Gateway:
    """A store in which a customer has left every kind of trace."""
    triggers = {"delivered": {"email": True, "sms": True}}
    wishes = {"sms_enabled": True, "sender": {"email": SENDER}, "triggers": triggers}
    done(api.patch("/v1/settings", {"notifications": wishes}))
    hook = {"url": "http://127.0.0.1:1/hook", "events": ["order.fulfilled"]}
    done(api.post("/v1/webhooks", hook), 201)
    body = {
        "id": "1001",
        "name": "#1001",
        "customer": XANTHIPPE,
        "shipping_address": {"city": "Nakhon Nowhere", "country_code": "TH"},
        "payment": {"financial_status": "paid"},
    }
    done(api.post("/v1/orders", body, headers={"Idempotency-Key": "made once"}), 201)
    parcel = {"tracking_number": NUMBER}
    path = "/v1/orders/1001/shipments"
    done(api.post(path, parcel, headers={"Idempotency-Key": "shipped once"}), 201)
    pipeline.stream()
    pipeline.notifications()
    done(api.put(f"{path}/s1/status", {"status": "delivered"}))
    pipeline.stream()
    pipeline.notifications()
    assert (len(pipeline.emails()), len(pipeline.texts())) == (2, 2)
    imported(cloud, api, the_file("1002"))
    ship(api, "LX000000001TH", "1002")
    pipeline.stream()
    pipeline.notifications()
    done(api.post("/v1/tracking/track", {"order_ids": ["1001", "1002"]}), 202)
    return api


def test_before_it_is_erased_an_order_names_its_customer(known: Gateway, cloud: Cloud) -> None:
    assert in_table(cloud) == {"order", "reference"}
    assert in_queues() == []


def test_an_erased_order_leaves_no_trace_of_its_customer(
    known: Gateway, cloud: Cloud, pipeline: Pipeline
) -> None:
    for order_id in ("1001", "1002"):
        assert known.delete(f"/v1/orders/{order_id}").status == 204
    pipeline.stream()
    pipeline.notifications()

    assert in_table(cloud) == set()
    assert not [key for key in cloud.items() if {"1001", "1002"} & {*"#".join(key).split("#")}]
    assert in_queues() == []
    assert not names_somebody(cloud.contents()["parameters"])
    repeated = known.post(
        "/v1/orders",
        {"id": "1001", "name": "#1001"},
        headers={"Idempotency-Key": "made once"},
    )
    assert not names_somebody(repeated.text)


def test_only_files_that_are_deleted_within_a_week_outlive_an_order(
    known: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_orders, "INLINE_BYTES", 10)
    assert known.get("/v1/orders.csv").status == 303

    for order_id in ("1001", "1002"):
        known.delete(f"/v1/orders/{order_id}")

    folders = {name.partition("/")[0] for name in in_files()}
    assert folders == {"exports", "imports"}, "a large export, and the rows that were refused"
    assert not [name for name in in_files() if name.endswith("upload.csv")]
    (bucket,) = template.resources("AWS::S3::Bucket").values()
    rules = bucket["LifecycleConfiguration"]["Rules"]
    days = {rule.get("Prefix", ""): rule["ExpirationInDays"] for rule in rules}
    assert days == {"exports/": 1, "": 7}
