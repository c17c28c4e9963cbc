"""Writes events/ anew: `python -m tests.functional.record_events`, when what is in them changed.

Each payload is what the functions themselves send or are sent, with the chance taken out.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from moto import mock_aws

import tests.conftest  # noqa: F401  fake credentials first
from dev import http_events
from dev.aws.mail_outcomes import OUTCOMES, event_of
from dev.aws.outbox import Message
from dev.carrier_simulator import CarrierSimulator
from dev.routes import Route, find
from retrack.carriers.seventeentrack.push import sign
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_tags import tags_of
from retrack.domain.notifications import NotificationKey
from retrack.domain.settings import Channel, Trigger
from retrack.domain.shipments import set_by_hand
from retrack.domain.statuses import Status
from retrack.runtime import tracking, wiring
from retrack.services.authenticate import hash_of_key
from retrack.services.tasks import FollowedParcel, TrackingTask
from retrack.storage.orders import TableOrders
from tests.functional.cloud import ACCOUNT, NOW, REGION, Cloud, MovableClock
from tests.functional.gateway import Gateway, routes
from tests.functional.known_store import (
    BASIC,
    FILE,
    IMPORT_ID,
    JOB_ID,
    KNOWN,
    NUMBER,
    PERSON_ID,
    WEBHOOK_ID,
    settle_in,
    shipped,
    the_order,
    the_shipment,
    the_store,
)
from tests.functional.pipeline import Pipeline, scheduled_event
from tests.functional.test_events import FOLDER, MAIL_ID, load

SECONDS = int(NOW.timestamp())
API = "a1b2c3d4e5"
DOMAIN = f"{API}.execute-api.{REGION}.amazonaws.com"
WEBHOOK = f"/v1/webhooks/{WEBHOOK_ID}"
DELIVERY_ID = "msg_202611030800003bdde5bc38e9cc8ad7065c5b"
ORDER = "/v1/orders/5489512341"
SHIPMENT = f"{ORDER}/shipments/s1"
NEW_ORDER = {
    "id": "5489512342",
    "name": "#1002",
    "processed_at": "2026-11-23T16:00:00+07:00",
    "customer": {
        "name": "Somsri K.",
        "email": "k@example.com",
        "phone": "+66800000001",
        "locale": "th",
    },
    "shipping_address": {"city": "Bangkok", "country_code": "TH"},
    "payment": {"financial_status": "paid", "marked_paid_manually": False},
    "items": [{"title": "Phone case", "quantity": 1, "sku": "PC-1"}],
}
NEW_SHIPMENT = {
    "tracking_number": "LX000000005TH",
    "carrier": "Thailand Post",
    "fulfilled_at": "2026-11-23T09:00:00Z",
}
NEW_SETTINGS = {
    "time_zone": "Asia/Bangkok",
    "notifications": {"triggers": {"shipped": {"sms": False}}},
    "tracking": {"key": "not-a-real-key"},
}
PAGE: dict[str, Any] = {"store": None, "headers": {"accept": "text/html", "accept-language": "th"}}
FORM: dict[str, Any] = {
    "store": None,
    "headers": {"content-type": "application/x-www-form-urlencoded", "accept-language": "en"},
}
# Name, method, path, and what else is sent.
CALLS: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "list_orders",
        "GET",
        "/v1/orders",
        {
            "query": {
                "from": "2026-11-01",
                "to": "2026-11-23",
                "status": "pending,alert",
                "limit": 50,
            }
        },
    ),
    ("search_orders", "GET", "/v1/orders", {"query": {"q": "RR123"}}),
    ("list_attention", "GET", "/v1/orders", {"query": {"attention": "true"}}),
    (
        "create_order",
        "POST",
        "/v1/orders",
        {"body": NEW_ORDER, "headers": {"Idempotency-Key": "5489512342"}},
    ),
    (
        "create_order_in_base64",
        "POST",
        "/v1/orders",
        {
            "body": '{"name": "เคส"}'.encode(),
            "headers": {"content-type": "application/octet-stream"},
        },
    ),
    ("read_order", "GET", ORDER, {}),
    ("read_nothing", "GET", "/v1/orders/0", {}),
    ("read_order_of_nobody", "GET", ORDER, {"store": None}),
    (
        "change_order",
        "PATCH",
        ORDER,
        {
            "body": {"customer": {"email": "new@example.com"}, "shipping_address": {"city": None}},
            "headers": {"If-Match": '"1"'},
        },
    ),
    ("erase_order", "DELETE", ORDER, {}),
    ("add_shipment", "POST", f"{ORDER}/shipments", {"body": NEW_SHIPMENT}),
    ("read_shipment", "GET", SHIPMENT, {}),
    ("correct_shipment", "PATCH", SHIPMENT, {"body": {"tracking_number": "LX000000005TH"}}),
    ("remove_shipment", "DELETE", SHIPMENT, {}),
    ("otherwise", "GET", "/v1/nothing/here", {}),
    ("track_again", "POST", f"{SHIPMENT}/track", {}),
    ("set_status", "PUT", f"{SHIPMENT}/status", {"body": {"status": "delivered"}}),
    ("release_status", "DELETE", f"{SHIPMENT}/status", {}),
    ("track_many", "POST", "/v1/tracking/track", {"body": {"order_ids": ["5489512341"]}}),
    (
        "summary",
        "GET",
        "/v1/tracking/summary",
        {"query": {"from": "2026-11-01", "to": "2026-11-30"}},
    ),
    ("summary_on_basic", "GET", "/v1/tracking/summary", {"store": BASIC}),
    ("read_job", "GET", f"/v1/jobs/{JOB_ID}", {}),
    (
        "report_fulfillment",
        "GET",
        "/v1/reports/fulfillment",
        {"query": {"from": "2026-11-01", "to": "2026-11-30", "group_by": "carrier"}},
    ),
    ("read_settings", "GET", "/v1/settings", {}),
    (
        "change_settings",
        "PATCH",
        "/v1/settings",
        {"body": NEW_SETTINGS, "headers": {"If-Match": '"1"'}},
    ),
    ("list_webhooks", "GET", "/v1/webhooks", {}),
    (
        "make_webhook",
        "POST",
        "/v1/webhooks",
        {"body": {"url": "https://example.com/hook", "events": ["order.fulfilled"]}},
    ),
    ("list_deliveries", "GET", f"{WEBHOOK}/deliveries", {}),
    ("send_again", "POST", f"{WEBHOOK}/deliveries/{DELIVERY_ID}/resend", {}),
    ("enable", "POST", f"{WEBHOOK}/enable", {}),
    ("remove_webhook", "DELETE", WEBHOOK, {}),
    ("list", "GET", "/v1/suppressions", {"query": {"limit": 50}}),
    ("suppress", "POST", "/v1/suppressions", {"body": {"address": "s@example.com"}}),
    ("allow", "DELETE", "/v1/suppressions", {"body": {"address": "s@example.com"}}),
    ("export_orders", "GET", "/v1/orders.csv", {"query": {"from": "2026-11-01"}}),
    ("import_template", "GET", "/v1/imports/template.csv", {}),
    ("begin_import", "POST", "/v1/imports", {"body": {"size": len(FILE)}}),
    ("start_import", "POST", f"/v1/imports/{IMPORT_ID}/start", {}),
    ("read_import", "GET", f"/v1/imports/{IMPORT_ID}", {}),
    ("paste", "POST", "/v1/tracking/paste", {"body": {"text": "#1001 LX000000005TH"}}),
    ("parcel", "GET", f"/t/{the_shipment().token}", PAGE),
    ("parcel_of_nobody", "GET", "/t/not-a-token", PAGE),
    ("look_up_form", "GET", f"/lookup/{KNOWN.id}", PAGE),
    (
        "look_up",
        "POST",
        f"/lookup/{KNOWN.id}",
        FORM | {"body": b"order=1001&email=s%40example.com"},
    ),
    ("stop_emails_form", "GET", "/u/not-a-token", PAGE),
    ("stop_emails", "POST", "/u/not-a-token", FORM | {"body": b"List-Unsubscribe=One-Click"}),
    ("front_page", "GET", "/", PAGE),
    ("sign_in_form", "GET", "/login", PAGE),
    ("orders_signed_out", "GET", "/orders", PAGE),
    ("api_document", "GET", "/v1/openapi.json", PAGE),
    ("list", "GET", "/v1/people", {}),
    ("invite", "POST", "/v1/people", {"body": {"email": "ann@example.com", "role": "staff"}}),
    ("change_role", "PATCH", f"/v1/people/{PERSON_ID}", {"body": {"role": "owner"}}),
    ("remove", "DELETE", f"/v1/people/{PERSON_ID}", {}),
    ("list_keys", "GET", "/v1/api-keys", {}),
    ("make_key", "POST", "/v1/api-keys", {"body": {"name": "the till"}}),
    ("take_back_key", "DELETE", f"/v1/api-keys/{hash_of_key(KNOWN.api_key)}", {}),
]


def write(name: str, event: Any) -> None:
    path = FOLDER / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(event, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def settled(event: dict[str, Any], number: int, agent: str = "curl/8.5.0") -> dict[str, Any]:
    """A request's event without chance, as it comes from AWS."""
    context, headers = event["requestContext"], dict(event["headers"])
    context |= {
        "apiId": API,
        "domainName": DOMAIN,
        "domainPrefix": API,
        "requestId": f"EvEnT{number:09d}=",
        "time": "23/Nov/2026:09:30:00 +0000",
        "timeEpoch": SECONDS * 1000,
    }
    context["http"]["userAgent"] = headers["user-agent"] = agent
    headers |= {
        "host": DOMAIN,
        "x-amzn-trace-id": f"Root=1-{SECONDS:x}-{number:024d}",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
    }
    if "body" not in event:
        headers.pop("content-type")
    event["headers"] = dict(sorted(headers.items()))
    if "routeArn" in event:
        event["routeArn"] = event["routeArn"].replace(http_events.API_ID, API)
    return event


class Recorder:
    """Numbers the requests as they are recorded."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.number = 0

    def asked(self, request: http_events.Request, route: Route, values: Any) -> dict[str, Any]:
        self.number += 1
        return settled(http_events.authorizer_event(request, route, values), self.number)

    def call(self, name: str, method: str, path: str, options: dict[str, Any]) -> None:
        store, agent = options.pop("store", KNOWN), options.pop("agent", "curl/8.5.0")
        request = Gateway(self.cloud, store).request(method, path, **options)
        found = find(routes(), method, path)
        assert found
        route, values = found
        context = None
        if route.authorizer:
            asked = http_events.authorizer_event(request, route, values)
            context = self.cloud.invoke("authorizer", asked)["context"]
        self.number += 1
        event = http_events.event(request, route, values, context)
        write(f"{route.function}/{name}", settled(event, self.number, agent))


def record_requests(recorder: Recorder) -> None:
    for name, method, path, options in CALLS:
        recorder.call(name, method, path, dict(options))
    found = find(routes(), "GET", "/v1/orders")
    assert found
    credentials = {
        "api_key": {"authorization": f"Bearer {KNOWN.api_key}"},
        "no_credential": {},
        "unknown_key": {"authorization": "Bearer rk_unknown"},
    }
    for name, headers in credentials.items():
        request = Gateway(recorder.cloud).request("GET", "/v1/orders", headers=headers)
        write(f"authorizer/{name}", recorder.asked(request, *found))
    path = f"/hooks/17track/{KNOWN.id}"
    body = _push()
    headers = {"sign": sign(body, KNOWN.carrier_key).decode()}
    tampered = body.replace(b'"Delivered"', b'"Expired"')
    assert tampered != body
    for name, sent in (("push", body), ("push_tampered", tampered)):
        recorder.call(name, "POST", path, {"store": None, "body": sent, "headers": headers})


def _push() -> bytes:
    """A recorded push, about the known parcel."""
    recorded = (FOLDER / "carriers" / "17track" / "push_updated.json").read_text(encoding="utf-8")
    event = json.loads(recorded)
    event["data"]["number"] = NUMBER
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def record_tasks(cloud: Cloud) -> None:
    pipeline = Pipeline(cloud)
    store_id, parcel = the_store().id, FollowedParcel.of(shipped().id, the_shipment())
    queue = tracking.tracking_queue(cloud.tracking_queue)
    queue.send([TrackingTask("check", store_id, "498728-498800", (parcel,))])
    write("tracker/check", _received(cloud, pipeline))
    queue.send([TrackingTask("register", store_id, "44215845", (parcel,))])
    write("tracker/register", _received(cloud, pipeline))
    cloud.invoke("hooks_api", json.loads((FOLDER / "hooks_api/push.json").read_text("utf-8")))
    event = _received(cloud, pipeline)
    write("tracker/push", event)
    event["Records"][0]["body"] = '{"kind":"check"}'
    write("tracker/unreadable", event)
    record_imports(cloud, pipeline)


def _received(cloud: Cloud, pipeline: Pipeline) -> dict[str, Any]:
    records = pipeline.receive(cloud.tracking_queue)
    pipeline.delete(cloud.tracking_queue, records)
    return queued(records, "retrack-TrackingQueue.fifo")


def queued(records: list[dict[str, Any]], queue: str) -> dict[str, Any]:
    """A queue's event of the records that were received, without chance."""
    for place, record in enumerate(records):
        fifo = {
            name: record["attributes"][name]
            for name in ("MessageGroupId", "MessageDeduplicationId")
            if name in record["attributes"]
        }
        record |= {
            "messageId": f"059f36b4-87a3-44ab-83d2-6619752{place:05d}",
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
            "attributes": {
                "ApproximateReceiveCount": "1",
                "SentTimestamp": str(SECONDS * 1000),
                "SenderId": "AROAEXAMPLE:retrack",
                "ApproximateFirstReceiveTimestamp": str(SECONDS * 1000 + 5),
                **({"SequenceNumber": "18850496460098960000"} if queue.endswith(".fifo") else {}),
                **fifo,
            },
        }
    return {"Records": records}


def record_imports(cloud: Cloud, pipeline: Pipeline) -> None:
    """What the importer is told when an import is started."""
    cloud.invoke("bulk_api", json.loads((FOLDER / "bulk_api/start_import.json").read_text("utf-8")))
    records = pipeline.receive(cloud.import_queue)
    pipeline.delete(cloud.import_queue, records)
    event = queued(records, "retrack-ImportQueue")
    write("importer/started", event)
    event["Records"][0]["body"] = "{}"
    write("importer/unreadable", event)


def record_changes(cloud: Cloud) -> None:
    """An order's life, as the stream tells it, and what the notifier is told."""
    cloud.empty()
    pipeline, orders = Pipeline(cloud), TableOrders()
    taken = orders.create(the_order())
    sent = orders.save(replace(shipped(), version=taken.version), before=taken)
    alert = set_by_hand(sent.shipments[0], Status.ALERT, actor="key:first key", now=NOW)
    changed = orders.save(sent.with_changed(alert), before=sent)
    orders.erase(changed)
    records = [r for r in pipeline.records() if r["dynamodb"]["Keys"]["SK"]["S"] == "ORDER"]
    names = ("taken", "shipped", "status_changed", "erased")
    for place, (name, record) in enumerate(zip(names, records, strict=True)):
        record["eventID"] = f"c4ca4238a0b923820dcc509a6f75849{place}"
        record["dynamodb"] |= {
            "ApproximateCreationDateTime": SECONDS,
            "SequenceNumber": f"4421584500000000017450439{place:03d}",
        }
        write(f"dispatcher/{name}", {"Records": [record]})
    cloud.invoke("dispatcher", {"Records": [records[1]]})
    event = queued(pipeline.receive(cloud.notification_queue), "retrack-NotificationQueue")
    write("notifier/shipped", event)
    event["Records"][0]["body"] = "{}"
    write("notifier/unreadable", event)
    record_webhooks(cloud, pipeline, records[2])
    from tests.functional.record_shop_events import record_shop_sync  # which needs this module

    record_shop_sync(cloud, pipeline, records[2])
    records[0]["dynamodb"]["NewImage"] = records[0]["dynamodb"]["Keys"]
    write("dispatcher/unreadable", {"Records": [records[0]]})


def record_webhooks(cloud: Cloud, pipeline: Pipeline, change: dict[str, Any]) -> None:
    """What the webhook sender is told: a change, and then to deliver it."""
    queue = cloud.queues["WebhookQueue"]
    pipeline.delete(queue, pipeline.receive(queue))
    cloud.invoke("dispatcher", {"Records": [change]})
    records = pipeline.receive(queue)[:1]
    event = queued(records, "retrack-WebhookQueue")
    write("webhook_sender/status_changed", event)
    task = {"store_id": KNOWN.id, "webhook_id": WEBHOOK_ID, "delivery_id": DELIVERY_ID}
    for name, body in (
        ("deliver", json.dumps({"deliver": task | {"attempt": 0, "asked": True}})),
        ("unreadable", "{}"),
    ):
        event["Records"][0] |= {"body": body, "messageAttributes": {}}
        write(f"webhook_sender/{name}", event)


def record_mail() -> None:
    """What SES reports of the email about the known parcel."""
    key = NotificationKey(
        StoreId(KNOWN.id), the_order().id, the_shipment().id, Trigger.SHIPPED, Channel.EMAIL
    )
    message = Message(
        "email", "s@example.com", "shop@example.com", "Your order", "", None, None, None,
        "2026-11-23T09:30:00Z", MAIL_ID, {}, tags_of(key), "retrack-MailConfigurationSet",
    )  # fmt: skip
    bodies = {
        outcome: json.dumps(settled_mail(event_of(OUTCOMES[outcome][-1], message)))
        for outcome in ("delivery", "bounce", "soft_bounce", "complaint", "open")
    }
    for name, body in {**bodies, "unreadable": "{}"}.items():
        event = load("notifier/unreadable")
        event["Records"][0] |= {
            "body": body,
            "messageAttributes": {},
            "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:retrack-MailEventsQueue",
        }
        write(f"mail_events/{name}", event)


def settled_mail(event: dict[str, Any]) -> dict[str, Any]:
    """Without chance."""
    event["id"] = "6a7e8feb-b491-4cf7-a9f1-bf3703467718"
    for part in event["detail"].values():
        if isinstance(part, dict) and "feedbackId" in part:
            part["feedbackId"] = "0102019ab0000000-00000000-0000-0000-0000-000000000000-000000"
    return event


def main() -> None:
    """Writes them all."""
    from tests.functional.record_shop_events import record_shops

    clock = MovableClock()
    simulator = CarrierSimulator(clock).start()
    with mock_aws():
        wiring.set_clock(clock)
        cloud = Cloud(clock, {"17track": simulator.url})
        settle_in(cloud, simulator)
        record_requests(Recorder(cloud))
        record_tasks(cloud)
        record_shops(cloud)
        record_changes(cloud)
    simulator.stop()
    record_mail()
    write("sweep/hourly", scheduled_event())
    write("attention_check/hourly", scheduled_event())
    write("create_store/basic", {"name": "Example Shop", "plan": "basic"})
    owned = {"name": "Example Shop", "plan": "boss", "email": "owner@example.com"}
    write("create_store/boss_with_owner", owned)


if __name__ == "__main__":
    main()
