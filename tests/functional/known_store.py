"""The one store that every payload in events/ speaks of, as it is before each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3

from dev.carrier_simulator import CarrierSimulator
from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.notifications import (
    Notification,
    NotificationKey,
    NotificationState,
    NotSent,
)
from retrack.domain.orders import Address, Customer, LineItem, Order, Payment
from retrack.domain.plans import Plan
from retrack.domain.settings import Channel, NotificationSettings, Sender, Store, Trigger
from retrack.domain.shipments import Shipment
from retrack.domain.webhooks import Delivery, DeliveryState, Webhook, delivery_of
from retrack.services.authenticate import hash_of_key
from retrack.services.file_ports import Import
from retrack.services.import_orders import upload_of
from retrack.services.ports import ApiKey, Job
from retrack.services.shop_messages import ShopImport
from retrack.storage.credentials import TableCredentials
from retrack.storage.imports import TableImports
from retrack.storage.jobs import TableJobs
from retrack.storage.notifications import TableNotifications
from retrack.storage.orders import TableOrders
from retrack.storage.stores import TableStores
from retrack.storage.webhooks import TableWebhooks
from tests.functional.cloud import BUCKET, NOW, SENDER, Cloud, NewStore

KNOWN = NewStore("5f0c2a9be4d34d1c8a7e6b5c4d3e2f10", "rk_not-a-real-key-of-anybody-at-all")
BASIC = NewStore("b4a51c00000000000000000000000000", "rk_not-a-real-key-of-a-basic-store")
WEBHOOK_ID = "3eb00000000000000000000000000001"
NUMBER = TrackingNumber("RR123456785CN")
JOB_ID = "70b00000000000000000000000000001"
OWNER_ID = "0b1c0000-0000-4000-8000-000000000001"
PERSON_ID = "0b1c0000-0000-4000-8000-000000000002"
IMPORT_ID = "1f000000000000000000000000000001"
FILE = b"order_name,tracking_number\n#1003,LX000000019TH\n"
"""What the known store has uploaded."""
SHOP_SECRET = "not-a-real-secret-of-a-shop"
IMPORT_PAGE = ShopImport("shopify-import", "2026-09-24T09:30:00Z", at="2026-11-23T09:30:00Z")
PROCESSED = datetime(2026, 11, 1, 10, tzinfo=UTC)
FULFILLED = datetime(2026, 11, 3, 8, tzinfo=UTC)


def the_store() -> Store:
    sender = Sender(name="Example Shop", email=SENDER)
    return Store(
        StoreId(KNOWN.id),
        "Example Shop",
        Plan.BOSS,
        notifications=NotificationSettings(sms_enabled=True, sender=sender),
        tracking_provider="17track",
        has_tracking_key=True,
        cursor_key="not-a-real-secret",
    )


def the_order(**fields: Any) -> Order:
    """Order 5489512341, as yet without a shipment."""
    order = Order(
        StoreId(KNOWN.id),
        OrderId("5489512341"),
        "#1001",
        PROCESSED,
        customer=Customer("Somchai J.", "s@example.com", "+66800000000", "th"),
        shipping_address=Address("Chiang Mai", "TH"),
        payment=Payment("paid"),
        items=(LineItem("Phone case", 1, "PC-1"),),
    )
    return replace(order, **fields)


def the_shipment() -> Shipment:
    return Shipment(
        id=ShipmentId("s1"),
        tracking_number=NUMBER,
        token="not-a-real-token-of-anybody",
        added_at=FULFILLED,
        fulfilled_at=FULFILLED,
        status_changed_at=FULFILLED,
        carrier=CarrierSlug("china-post"),
        carrier_name="China Post",
    )


def shipped() -> Order:
    return the_order(shipments=(the_shipment(),), shipments_made=1)


def the_message() -> Notification:
    """What became of a message about another order."""
    key = NotificationKey(
        StoreId(KNOWN.id),
        OrderId("5489512340"),
        ShipmentId("s1"),
        Trigger.SHIPPED,
        Channel.EMAIL,
    )
    return Notification(
        key, NotificationState.NOT_SENT, FULFILLED, NotSent.NO_ADDRESS, order_name="#1000"
    )


def the_delivery() -> Delivery:
    """A message that nobody took, to a webhook where nobody listens."""
    events = frozenset({HappeningType.ORDER_FULFILLED, HappeningType.SHIPMENT_STATUS_CHANGED})
    url = "http://127.0.0.1:1/hook"
    webhook = Webhook(WEBHOOK_ID, StoreId(KNOWN.id), url, events, PROCESSED)
    told = Happening(
        f"{KNOWN.id}.5489512341.fulfilled",
        HappeningType.ORDER_FULFILLED,
        StoreId(KNOWN.id),
        OrderId("5489512341"),
        FULFILLED,
    )
    TableWebhooks().add(webhook)
    return delivery_of(webhook, told)


def _begin_import() -> None:
    running = Import(IMPORT_ID, StoreId(KNOWN.id), NOW, state="running")
    TableImports().create(running)
    boto3.client("s3").put_object(Bucket=BUCKET, Key=upload_of(running), Body=FILE)


def settle_in(cloud: Cloud, simulator: CarrierSimulator) -> None:
    """Two stores, one of them with an order under way and a job."""
    TableStores().create(the_store())
    basic = replace(the_store(), id=StoreId(BASIC.id), plan=Plan.BASIC)
    TableStores().create(basic)
    for store in (KNOWN, BASIC):
        key = ApiKey(hash_of_key(store.api_key), StoreId(store.id), "first key", NOW)
        TableCredentials().add_api_key(key)
    cloud.keep_carrier_key(KNOWN)
    for shop in ("shopify", "woocommerce"):
        cloud.keep_shop_secret(KNOWN, shop, SHOP_SECRET)
        cloud.keep_shop_secret(KNOWN, f"{shop}-connection", "{}")
    simulator.add_account(KNOWN.carrier_key)
    TableOrders().create(shipped())
    TableNotifications().begin(the_message())
    begun = TableWebhooks().begin(the_delivery())
    TableWebhooks().finish(replace(begun, state=DeliveryState.FAILED, attempts=8, answer=500))
    cloud.keep_shop_secret(KNOWN, f"webhooks/{WEBHOOK_ID}", "whsec_bm90IGEgcmVhbCBzZWNyZXQh")
    TableJobs().create(Job(JOB_ID, StoreId(KNOWN.id), "track", 3, done=1, failed=0, created_at=NOW))
    place = IMPORT_PAGE.to_json()
    importing = Job(IMPORT_PAGE.job_id, StoreId(KNOWN.id), "shop_import", 3, 0, 0, NOW, place=place)
    TableJobs().create(importing)
    _begin_import()
    for person_id, role in ((OWNER_ID, "owner"), (PERSON_ID, "staff")):
        email = f"{role}@example.com"
        TableCredentials().add_person(person_id, StoreId(KNOWN.id), role, email=email)
