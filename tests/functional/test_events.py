"""Every payload in events/ is whole, is handled, and comes to what its name says."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dev import http_events
from dev.carrier_simulator import CarrierSimulator
from dev.routes import find
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.notifications import Notification, NotificationKey, NotificationState
from retrack.domain.settings import Channel, Trigger
from retrack.domain.statuses import Status
from retrack.domain.webhooks import Delivery
from retrack.services.authenticate import hash_of_key
from retrack.services.ports import OrderFile
from retrack.services.tasks import TrackingTask
from retrack.storage import mapping
from retrack.storage.credentials import TableCredentials
from retrack.storage.imports import TableImports
from retrack.storage.jobs import TableJobs
from retrack.storage.notifications import TableNotifications
from retrack.storage.orders import TableOrders
from retrack.storage.stores import TableStores
from retrack.storage.suppressions import TableSuppressions
from retrack.storage.webhooks import TableWebhooks
from tests.architecture import sources, template
from tests.functional.cloud import NOW, PREFIX, Cloud
from tests.functional.gateway import routes
from tests.functional.known_store import (
    BASIC,
    IMPORT_ID,
    JOB_ID,
    KNOWN,
    NUMBER,
    PERSON_ID,
    WEBHOOK_ID,
    settle_in,
)
from tests.functional.pipeline import Pipeline

FOLDER = sources.ROOT / "events"
MAIL_ID = "0102019ab0e1f2c3-5f0c2a9b-e4d3-4d1c-8a7e-6b5c4d3e2f10-000000"
OURS = (
    "attention_check",
    "authorizer", "bulk_api", "create_store", "dashboard", "dispatcher", "hooks_api", "importer",
    "merchant_mailer", "merchant_rounds",
    "notifications_api", "notifier",
    "orders_api", "people_api", "sender_api",
    "settings_api", "shop_events", "shop_sync", "shops_api", "sweep",
    "mail_events", "suppressions_api", "templates_api", "tracker", "tracking_api", "tracking_page",
    "webhook_sender", "webhooks_api",
)  # fmt: skip
PAGES = ("dashboard", "tracking_page")
FILES = sorted(path for name in OURS for path in (FOLDER / name).glob("*.json"))
HTTP = [path for path in FILES if path.parent.name.endswith(("_api", *PAGES))]


def label(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def load(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


class Known:
    """The store that the payloads speak of, and what became of it."""

    def __init__(self, cloud: Cloud, pipeline: Pipeline, simulator: CarrierSimulator) -> None:
        self.cloud = cloud
        self.pipeline = pipeline
        self.simulator = simulator

    def file(self) -> OrderFile:
        return TableOrders().load_file(StoreId(KNOWN.id), OrderId("5489512341"))

    def is_gone(self) -> bool:
        return not [key for key in self.cloud.items() if "5489512341" in key[0]]


@pytest.fixture
def known(cloud: Cloud, pipeline: Pipeline, simulator: CarrierSimulator) -> Known:
    settle_in(cloud, simulator)
    simulator.script(NUMBER, {"status": "InTransit"})
    return Known(cloud, pipeline, simulator)


# What its parcel is like when the store's customer is told this news.
NEWS = {
    "notifier/in_transit": (Trigger.IN_TRANSIT, Status.IN_TRANSIT),
    "notifier/arrived": (Trigger.ARRIVED, Status.IN_TRANSIT),
    "notifier/pick_up": (Trigger.PICK_UP, Status.PICK_UP),
    "notifier/delivered": (Trigger.DELIVERED, Status.DELIVERED),
    "notifier/undelivered": (Trigger.UNDELIVERED, Status.UNDELIVERED),
    "notifier/alert": (Trigger.ALERT, Status.ALERT),
    "notifier/delayed": (Trigger.DELAYED, Status.IN_TRANSIT),
}


def make_news(trigger: Trigger, status: Status) -> None:
    """Has the known store want this told by email, and its parcel be as the news says."""
    stores, orders = TableStores(), TableOrders()
    store = stores.load(StoreId(KNOWN.id))
    triggers = {**store.notifications.triggers, trigger: frozenset({Channel.EMAIL})}
    wishes = replace(store.notifications, triggers=triggers)
    stores.save(replace(store, notifications=wishes))
    before = orders.load(store.id, OrderId("5489512341"))
    at = NOW - timedelta(days=1)
    told = replace(before.shipments[0], status=status, status_changed_at=at)
    orders.save(before.with_changed(told), before=before)


Check = Callable[[Any, Known], None]
CHECKS: dict[str, Check] = {}


def comes_to(*names: str) -> Callable[[Check], Check]:
    """What the payloads of these names come to."""

    def keep(check: Check) -> Check:
        CHECKS.update(dict.fromkeys(names, check))
        return check

    return keep


@pytest.mark.parametrize("path", FILES, ids=label)
def test_a_payload_comes_to_what_its_name_says(path: Path, known: Known) -> None:
    name = label(path)
    assert name in CHECKS, "nobody says what this payload comes to"
    if name in NEWS:
        make_news(*NEWS[name])

    result = known.cloud.invoke(path.parent.name, load(name))

    CHECKS[name](result, known)


def test_every_check_has_its_payload() -> None:
    assert set(CHECKS) == {label(path) for path in FILES}


def test_every_folder_is_of_a_function() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()} - {"carriers"}

    assert folders == {path.parent.name for path in sources.handlers()} == set(OURS)


# ---------------------------------------------------------------------------------- their shape


@pytest.mark.parametrize("path", HTTP, ids=label)
def test_a_request_is_one_that_the_gateway_sends_there(path: Path, cloud: Cloud) -> None:
    event = load(label(path))
    http = event["requestContext"]["http"]

    found = find(routes(), http["method"], event["rawPath"])

    assert found
    route, values = found
    assert (route.function, route.key) == (path.parent.name, event["routeKey"])
    assert event.get("pathParameters", {}) == values
    authorised = event["requestContext"].get("authorizer")
    assert (authorised is not None) == (route.authorizer is not None)


@pytest.mark.parametrize("path", HTTP, ids=label)
def test_a_request_has_what_the_local_gateway_sends(path: Path) -> None:
    event = load(label(path))
    http = event["requestContext"]["http"]
    found = find(routes(), http["method"], event["rawPath"])
    assert found
    request = http_events.Request(
        method=http["method"],
        path=event["rawPath"],
        query=event["rawQueryString"],
        headers=list(event["headers"].items()),
        body=b"x" if "body" in event else b"",
        source_ip=http["sourceIp"],
        domain="example.com",
    )

    local = http_events.event(request, *found, event["requestContext"].get("authorizer"))

    assert set(event) == set(local)
    assert set(event["requestContext"]) == set(local["requestContext"])


@pytest.mark.parametrize("path", HTTP, ids=label)
def test_a_request_is_authorised_as_the_authorizer_would(path: Path, known: Known) -> None:
    event = load(label(path))
    told = event["requestContext"].get("authorizer")
    if told is None:
        return

    asked = {**event, "type": "REQUEST"}
    context = known.cloud.invoke("authorizer", asked)["context"]

    assert told["lambda"] == context


def test_every_route_of_ours_has_a_payload() -> None:
    declared = {route.key for route in routes() if route.function in OURS}

    assert {load(label(path))["routeKey"] for path in HTTP} == declared


@pytest.mark.parametrize("path", sorted((FOLDER / "dispatcher").glob("*.json")), ids=label)
def test_a_stream_record_holds_an_order_as_it_is_stored(path: Path) -> None:
    if path.stem == "unreadable":
        return
    (record,) = load(label(path))["Records"]
    images = [record["dynamodb"][i] for i in ("OldImage", "NewImage") if i in record["dynamodb"]]

    for image in images:
        order = mapping.order_from_image(image)
        assert json.loads(mapping.order_to_json(order)) == json.loads(image["state"]["S"])


@pytest.mark.parametrize("name", ["check", "register", "push"])
def test_a_task_in_a_payload_is_as_it_is_sent(name: str) -> None:
    (record,) = load(f"tracker/{name}")["Records"]

    task = TrackingTask.from_json(record["body"])

    assert task.to_json() == record["body"]
    assert record["attributes"]["MessageGroupId"] == task.group
    assert record["attributes"]["MessageDeduplicationId"] == task.id


def test_no_payload_is_of_a_real_account() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        numbers = {word for word in text.replace('"', ":").split(":") if word.isdigit()}
        assert {n for n in numbers if len(n) == 12} <= {"123456789012"}, path


# ------------------------------------------------------------------------ what each of them does


def body_of(result: Any, status: int) -> Any:
    assert result["statusCode"] == status, result
    return json.loads(result["body"]) if result.get("body") else None


@comes_to("authorizer/api_key")
def _(result: Any, known: Known) -> None:
    assert result["isAuthorized"]
    assert result["context"]["store_id"] == KNOWN.id
    assert all(isinstance(value, str) for value in result["context"].values())


@comes_to("authorizer/no_credential", "authorizer/unknown_key")
def _(result: Any, known: Known) -> None:
    assert result["isAuthorized"]
    assert result["context"]["refused"] == "unauthenticated"
    assert "store_id" not in result["context"]


@comes_to("create_store/basic", "create_store/boss_with_owner")
def _(result: Any, known: Known) -> None:
    assert set(result) == {"store_id", "api_key"}
    assert (f"STORE#{result['store_id']}", "SETTINGS") in known.cloud.items()


@comes_to("dispatcher/taken", "dispatcher/unreadable")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.cloud.contents()["waiting"] == [0, 0]


@comes_to("dispatcher/shipped")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.cloud.contents()["waiting"] == [1, 1]


@comes_to("dispatcher/status_changed")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.cloud.waiting(known.cloud.tracking_queue) == 0


@comes_to("dispatcher/erased")
def _(result: Any, known: Known) -> None:
    """What finds the order is gone, whoever put it back meanwhile."""
    assert result == {"batchItemFailures": []}
    assert not [key for key in known.cloud.items() if "REFERENCE" in key[0]]


@comes_to("hooks_api/push")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200) == {"received": True}
    known.pipeline.settle()
    assert known.file().order.status == "delivered"


@comes_to("hooks_api/push_tampered")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 401)["type"].endswith("/unauthenticated")
    assert known.cloud.contents()["waiting"] == [0, 0]


@comes_to("hooks_api/shopify_order")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200) == {"received": True}
    known.pipeline.settle()
    order = TableOrders().load(StoreId(KNOWN.id), OrderId("5489512342"))
    assert (order.name, order.fulfillment_status) == ("#1002", "fulfilled")


@comes_to("hooks_api/shopify_tampered")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 401)["type"].endswith("/unauthenticated")
    assert known.cloud.contents()["of shops"] == 0


@comes_to("hooks_api/woocommerce_greeting")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200) == {"received": True}
    assert known.cloud.contents()["of shops"] == 0


@comes_to("hooks_api/woocommerce_order")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200) == {"received": True}
    known.pipeline.settle()
    order = TableOrders().load(StoreId(KNOWN.id), OrderId("wc-727"))
    assert [s.carrier for s in order.shipments] == ["thailand-post"]


@comes_to("shop_events/order", "shop_events/woocommerce_order")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    keys = {key for key, sk in known.cloud.items() if sk == "ORDER"}
    assert len(keys) == 2


@comes_to("shop_events/fulfillment")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    numbers = [s.tracking_number for s in known.file().order.shipments]
    assert numbers == [NUMBER, "LX000000005TH"]


@comes_to("shop_events/cancelled")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.file().order.cancelled_at


@comes_to("shop_events/data_requested")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert TableJobs().load(StoreId(KNOWN.id), "data-request-9999").total == 1
    assert known.file().order.customer.email


@comes_to("shop_events/app_removed")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    name = f"{PREFIX}/stores/{KNOWN.id}/shopify-connection"
    assert '"connected": false' in known.cloud.contents()["parameters"][name][0]


@comes_to("shop_events/import_page")
def _(result: Any, known: Known) -> None:
    """The known store has no token to ask with."""
    assert result == {"batchItemFailures": []}
    job = TableJobs().load(StoreId(KNOWN.id), "shopify-import")
    assert (job.state, job.problem[:29]) == ("failed", "The shop is not connected: en")


@comes_to("shop_events/customer_redacted")
def _(result: Any, known: Known) -> None:
    """Queued behind what else was said of that order: see `customer_forgotten`."""
    assert result == {"batchItemFailures": []}
    assert known.file().order.customer.email
    assert known.cloud.waiting(known.cloud.shop_events_queue) == 1


@comes_to("shop_events/customer_forgotten")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.file().order.customer.email == ""


@comes_to("shop_events/shop_redacted")
def _(result: Any, known: Known) -> None:
    """Only what came from the shop is: this order was made through the API."""
    assert result == {"batchItemFailures": []}
    assert known.file().order.source == "api"


@comes_to("shop_events/unreadable")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert len([key for key, sk in known.cloud.items() if sk == "ORDER"]) == 1


@comes_to("notifier/shipped")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert (len(known.pipeline.emails()), len(known.pipeline.texts())) == (1, 1)


@comes_to("notifications_api/list", "notifications_api/list_of_an_order")
def _(result: Any, known: Known) -> None:
    (message,) = body_of(result, 200)["items"]
    assert (message["order_name"], message["reason"]) == ("#1000", "no_address")


@comes_to("notifications_api/list_on_basic")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 403)["type"].endswith("/plan-required")


@comes_to("notifications_api/export")
def _(result: Any, known: Known) -> None:
    assert result["statusCode"] == 200
    text = base64.b64decode(result["body"]).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("5489512340,#1000,s1,shipped,email,not_sent,no_address")


@comes_to(*NEWS)
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    (email,) = known.pipeline.emails()
    assert email.destinations["ToAddresses"] == ["s@example.com"]
    (message,) = known.file().notifications
    assert message.state is NotificationState.SENT


@comes_to("notifier/unreadable")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.pipeline.emails() == []


@comes_to("mail_events/unreadable")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}


def reported(name: str, result: Any, known: Known) -> list[tuple[str, str]]:
    """What a report comes to before its message is known, and then after; and whom it stops."""
    assert result == {"batchItemFailures": []}
    assert not known.file().notifications
    key = NotificationKey(
        StoreId(KNOWN.id),
        OrderId("5489512341"),
        ShipmentId("s1"),
        Trigger.SHIPPED,
        Channel.EMAIL,
    )
    sent = Notification(key, NotificationState.SENT, NOW, message_id=MAIL_ID, attempts=1)
    TableNotifications().begin(sent)
    assert known.cloud.invoke("mail_events", load(f"mail_events/{name}")) == result
    stopped = TableSuppressions().page(StoreId(KNOWN.id), after=None, limit=9)
    (message,) = known.file().notifications
    return [(told.kind, told.detail) for told in message.feedback] + [
        ("stopped", one.reason) for one in stopped
    ]


@comes_to("mail_events/delivery")
def _(result: Any, known: Known) -> None:
    assert reported("delivery", result, known) == [("delivered", "")]


@comes_to("mail_events/open")
def _(result: Any, known: Known) -> None:
    assert reported("open", result, known) == []  # the store does not want to know


@comes_to("mail_events/soft_bounce")
def _(result: Any, known: Known) -> None:
    assert reported("soft_bounce", result, known) == [("soft_bounced", "MailboxFull 4.2.2")]


@comes_to("mail_events/bounce")
def _(result: Any, known: Known) -> None:
    told = [("bounced", "NoEmail 5.1.1"), ("stopped", "bounced")]
    assert reported("bounce", result, known) == told


@comes_to("mail_events/complaint")
def _(result: Any, known: Known) -> None:
    told = [("complained", "abuse"), ("stopped", "complained")]
    assert reported("complaint", result, known) == told


@comes_to("suppressions_api/list")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200) == {"items": [], "next_cursor": None}


@comes_to("suppressions_api/suppress")
def _(result: Any, known: Known) -> None:
    made = body_of(result, 201)
    assert (made["channel"], made["reason"]) == ("email", "blocked")
    (kept,) = TableSuppressions().page(StoreId(KNOWN.id), after=None, limit=9)
    assert kept.address_id == made["id"]


@comes_to("suppressions_api/allow")
def _(result: Any, known: Known) -> None:
    assert result["statusCode"] == 204


@comes_to("orders_api/create_order")
def _(result: Any, known: Known) -> None:
    order = body_of(result, 201)
    assert (order["id"], order["processed_at"]) == ("5489512342", "2026-11-23T09:00:00Z")


@comes_to("orders_api/create_order_in_base64")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 201)["name"] == "เคส"


@comes_to("orders_api/list_orders", "orders_api/search_orders")
def _(result: Any, known: Known) -> None:
    assert [order["id"] for order in body_of(result, 200)["items"]] == ["5489512341"]


@comes_to("orders_api/list_attention")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200) == {"items": [], "next_cursor": None}


@comes_to("orders_api/read_order")
def _(result: Any, known: Known) -> None:
    order = body_of(result, 200)
    assert order["shipments"][0]["tracking_number"] == NUMBER
    assert order["notifications"] == []


@comes_to("orders_api/read_nothing", "orders_api/otherwise")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 404)["type"].endswith("/not-found")


@comes_to("orders_api/read_order_of_nobody")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 401)["type"].endswith("/unauthenticated")


@comes_to("orders_api/change_order")
def _(result: Any, known: Known) -> None:
    order = body_of(result, 200)
    assert order["customer"]["email"] == "new@example.com"
    assert order["shipping_address"] == {"city": None, "country_code": "TH"}


@comes_to("orders_api/erase_order")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 204) is None
    assert known.is_gone()


@comes_to("orders_api/add_shipment")
def _(result: Any, known: Known) -> None:
    shipment = body_of(result, 201)
    assert (shipment["id"], shipment["carrier"]) == ("s2", "thailand-post")


@comes_to("orders_api/read_shipment")
def _(result: Any, known: Known) -> None:
    shipment = body_of(result, 200)
    assert (shipment["events"], shipment["history"]) == ([], [])


@comes_to("orders_api/correct_shipment")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["tracking_number"] == "LX000000005TH"


@comes_to("orders_api/remove_shipment")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 204) is None
    assert known.file().order.shipments == ()


@comes_to("settings_api/read_settings")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["store_id"] == KNOWN.id
    assert result["headers"]["ETag"] == '"1"'


@comes_to("settings_api/change_settings")
def _(result: Any, known: Known) -> None:
    settings = body_of(result, 200)
    assert settings["time_zone"] == "Asia/Bangkok"
    assert settings["notifications"]["triggers"]["shipped"] == {"email": True, "sms": False}
    assert settings["tracking"]["key_set"]
    assert "not-a-real-key" not in result["body"]


@comes_to("templates_api/preview")
def _(result: Any, known: Known) -> None:
    told = body_of(result, 200)
    assert (told["encoding"], told["parts"]) == ("ucs-2", 2)


@comes_to("templates_api/preview_of_an_order")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["html"] == f"<p>{NUMBER}</p>"


@comes_to("templates_api/preview_of_a_broken_template")
def _(result: Any, known: Known) -> None:
    assert "line 2" in body_of(result, 422)["errors"][0]["message"]


@comes_to("templates_api/send_test")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 202)["sent_to"].endswith("example.com")
    assert len(known.pipeline.emails()) == 1


@comes_to("attention_check/hourly")
def _(result: Any, known: Known) -> None:
    assert result == {"announced": 0}


@comes_to("merchant_rounds/hourly")
def _(result: Any, known: Known) -> None:
    assert result == {"queued": 0}


@comes_to("merchant_mailer/digest", "merchant_mailer/identity", "merchant_mailer/unreadable")
def _(result: Any, known: Known) -> None:
    """Nobody asked for a digest, and there is no sender to prove."""
    assert result == {"batchItemFailures": []}
    assert known.pipeline.emails() == []


@comes_to("sender_api/read_sender")
def _(result: Any, known: Known) -> None:
    sender = body_of(result, 200)
    assert (sender["email"], sender["state"], sender["records"]) == (
        "shop@example.com", "verified", [],
    )  # fmt: skip


@comes_to("sender_api/set_up_sender")
def _(result: Any, known: Known) -> None:
    sender = body_of(result, 201)
    assert (sender["identity"], sender["kind"]) == ("shop.example", "domain")
    assert sender["state"] == "pending"


@comes_to("sender_api/remove_sender")
def _(result: Any, known: Known) -> None:
    assert result["statusCode"] == 204


@comes_to("webhooks_api/list_webhooks")
def _(result: Any, known: Known) -> None:
    assert [webhook["id"] for webhook in body_of(result, 200)["items"]] == [WEBHOOK_ID]


@comes_to("webhooks_api/make_webhook")
def _(result: Any, known: Known) -> None:
    made = body_of(result, 201)
    assert made["secret"].startswith("whsec_")
    assert TableWebhooks().load(StoreId(KNOWN.id), made["id"]).url == "https://example.com/hook"


@comes_to("webhooks_api/enable")
def _(result: Any, known: Known) -> None:
    """It is on already."""
    assert body_of(result, 200)["state"] == "on"


@comes_to("webhooks_api/remove_webhook")
def _(result: Any, known: Known) -> None:
    assert result["statusCode"] == 204
    assert not TableWebhooks().list(StoreId(KNOWN.id))


def delivery() -> Delivery:
    """The latest delivery of the known webhook."""
    return TableWebhooks().deliveries(StoreId(KNOWN.id), WEBHOOK_ID, limit=1)[0]


@comes_to("webhooks_api/list_deliveries")
def _(result: Any, known: Known) -> None:
    (shown,) = body_of(result, 200)["items"]
    assert (shown["state"], shown["attempts"], shown["answer"]) == ("failed", 8, 500)


@comes_to("webhooks_api/send_again")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 202)["state"] == "pending"
    assert known.cloud.waiting(known.cloud.queues["WebhookQueue"]) == 1


@comes_to("webhook_sender/status_changed")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert (delivery().happening.after, delivery().attempts) == ("alert", 0)
    assert known.cloud.waiting(known.cloud.queues["WebhookQueue"]) == 1


@comes_to("webhook_sender/deliver", "webhook_sender/unreadable")
def _(result: Any, known: Known) -> None:
    """What was delivered, or failed for good, is not sent because a message comes again."""
    assert result == {"batchItemFailures": []}
    assert (delivery().state, delivery().attempts) == ("failed", 8)


@comes_to("bulk_api/export_orders", "bulk_api/import_template")
def _(result: Any, known: Known) -> None:
    assert result["statusCode"] == 200
    assert result["headers"]["Content-Type"] == "text/csv; charset=utf-8"
    assert b"order_id,order_name," in base64.b64decode(result["body"])


@comes_to("bulk_api/begin_import")
def _(result: Any, known: Known) -> None:
    begun = body_of(result, 201)
    assert (begun["state"], "upload_url" in begun) == ("waiting", True)


@comes_to("bulk_api/start_import")
def _(result: Any, known: Known) -> None:
    """It runs already: it is queued to go on."""
    assert body_of(result, 202)["state"] == "running"
    assert known.cloud.waiting(known.cloud.import_queue) == 1


@comes_to("bulk_api/read_import")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["id"] == IMPORT_ID


@comes_to("bulk_api/paste")
def _(result: Any, known: Known) -> None:
    """It is told, and not yet carried out."""
    (line,) = body_of(result, 200)["lines"]
    assert (line["order_id"], line["carrier"], line["added"]) == (
        "5489512341",
        "thailand-post",
        False,
    )


@comes_to("importer/started")
def _(result: Any, known: Known) -> None:
    """As far as a function that is nearly out of time reads: it asks to go on."""
    assert result == {"batchItemFailures": []}
    read = TableImports().load(StoreId(KNOWN.id), IMPORT_ID)
    assert (read.state, read.done, read.failed) == ("running", 1, 0)
    assert known.cloud.waiting(known.cloud.import_queue) == 1


@comes_to("importer/unreadable")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert TableImports().load(StoreId(KNOWN.id), IMPORT_ID).state == "running"


def page_of(result: Any, status: int = 200) -> str:
    assert result["statusCode"] == status, result
    assert result["headers"]["Content-Type"].startswith("text/html")
    return str(result["body"])


@comes_to("dashboard/front_page", "dashboard/orders_signed_out")
def _(result: Any, known: Known) -> None:
    """Nobody is signed in."""
    assert (result["statusCode"], result["body"]) == (303, "")
    assert result["headers"]["Location"].startswith("/login")


@comes_to("dashboard/sign_in_form")
def _(result: Any, known: Known) -> None:
    assert 'lang="th"' in page_of(result)


@comes_to("dashboard/api_document")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["openapi"].startswith("3.1")


@comes_to("tracking_page/parcel")
def _(result: Any, known: Known) -> None:
    page = page_of(result)
    assert NUMBER in page
    assert "s@example.com" not in page


@comes_to("tracking_page/parcel_of_nobody", "tracking_page/stop_emails_form",
          "tracking_page/stop_emails")  # fmt: skip
def _(result: Any, known: Known) -> None:
    """No link that was ever sent."""
    page_of(result, 404)


@comes_to("tracking_page/look_up_form")
def _(result: Any, known: Known) -> None:
    assert "<form" in page_of(result)


@comes_to("tracking_page/look_up")
def _(result: Any, known: Known) -> None:
    """The known order's one parcel: on to its page."""
    assert result["statusCode"] == 303
    assert result["headers"]["Location"].endswith(f"/t/{known.file().order.shipments[0].token}")


@comes_to("people_api/list")
def _(result: Any, known: Known) -> None:
    people = body_of(result, 200)["items"]
    assert [(p["email"], p["role"]) for p in people] == [
        ("owner@example.com", "owner"),
        ("staff@example.com", "staff"),
    ]


@comes_to("people_api/invite")
def _(result: Any, known: Known) -> None:
    person = body_of(result, 201)
    assert TableCredentials().stores_of(person["id"]) == {KNOWN.id: "staff"}


@comes_to("people_api/change_role")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["role"] == "owner"
    assert TableCredentials().stores_of(PERSON_ID) == {KNOWN.id: "owner"}


@comes_to("people_api/remove")
def _(result: Any, known: Known) -> None:
    assert result["statusCode"] == 204
    assert TableCredentials().stores_of(PERSON_ID) == {}


@comes_to("settings_api/list_keys")
def _(result: Any, known: Known) -> None:
    assert [key["name"] for key in body_of(result, 200)["items"]] == ["first key"]


@comes_to("settings_api/make_key")
def _(result: Any, known: Known) -> None:
    made = body_of(result, 201)
    assert made["key"].startswith("rk_")
    assert TableCredentials().api_key(hash_of_key(made["key"]))


@comes_to("settings_api/take_back_key")
def _(result: Any, known: Known) -> None:
    assert result["statusCode"] == 204
    assert TableCredentials().api_key(hash_of_key(KNOWN.api_key)) is None


@comes_to("shop_sync/status_changed", "shop_sync/unreadable")
def _(result: Any, known: Known) -> None:
    """The known order came by the API: there is no shop to tell."""
    assert result == {"batchItemFailures": []}


@comes_to("shops_api/list_shops")
def _(result: Any, known: Known) -> None:
    shops = body_of(result, 200)["items"]
    assert [(s["shop"], s["webhook_secret_set"]) for s in shops] == [
        ("shopify", True),
        ("woocommerce", True),
    ]


@comes_to("shops_api/connect_shop")
def _(result: Any, known: Known) -> None:
    shop = body_of(result, 200)
    assert (shop["domain"], shop["connected"]) == ("example.myshopify.com", True)
    assert "not-a-real" not in result["body"]


@comes_to("shops_api/import_orders")
def _(result: Any, known: Known) -> None:
    """The known store has no token yet."""
    assert body_of(result, 409)["type"].endswith("/conflict")


@comes_to("shops_api/disconnect_shop")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 204) is None
    assert not any("woocommerce" in name for name in known.cloud.contents()["parameters"])


@comes_to("sweep/hourly")
def _(result: Any, known: Known) -> None:
    assert result == {"hours": 72, "parcels": 1, "messages": 1}


@comes_to("tracker/check")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.simulator.calls["gettrackinfo"] == 1


@comes_to("tracker/register")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.simulator.calls == {"register": 1, "getquota": 1}  # once a day


@comes_to("tracker/push")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.file().order.status == "delivered"


@comes_to("tracker/unreadable")
def _(result: Any, known: Known) -> None:
    assert result == {"batchItemFailures": []}
    assert known.simulator.calls.total() == 0


@comes_to("tracking_api/track_again")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["last_checked_at"] == "2026-11-23T09:30:00Z"


@comes_to("tracking_api/set_status")
def _(result: Any, known: Known) -> None:
    shipment = body_of(result, 200)
    assert (shipment["status"], shipment["status_source"]) == ("delivered", "manual")


@comes_to("tracking_api/release_status")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["status_source"] == "carrier"


@comes_to("tracking_api/track_many")
def _(result: Any, known: Known) -> None:
    job = body_of(result, 202)
    known.pipeline.settle()
    assert TableJobs().load(StoreId(KNOWN.id), job["id"]).state == "done"


@comes_to("tracking_api/read_job")
def _(result: Any, known: Known) -> None:
    job = body_of(result, 200)
    assert (job["id"], job["state"], job["done"], job["total"]) == (JOB_ID, "running", 1, 3)


@comes_to("tracking_api/summary")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 200)["by_status"]["pending"] == 1


@comes_to("tracking_api/summary_on_basic")
def _(result: Any, known: Known) -> None:
    assert body_of(result, 403)["type"].endswith("/plan-required")
    assert load("tracking_api/summary_on_basic")["headers"]["authorization"].endswith(BASIC.api_key)


@comes_to("tracking_api/report_fulfillment")
def _(result: Any, known: Known) -> None:
    assert result["statusCode"] == 200
    assert "china-post" in result["body"]


def test_every_function_has_payloads() -> None:
    assert {template.folder_of(name) for name in template.functions()} == set(OURS)
