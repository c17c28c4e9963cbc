"""docs/data-model.md shows items as they really are: made by storage, read back from the table."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from dataclasses import replace
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import Binary, TypeDeserializer
from moto import mock_aws

from retrack.domain.account import TrackingAccount
from retrack.domain.attention import Reason
from retrack.domain.digests import MailState, SentMail, Told
from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.happenings import HappeningType, attention_happening
from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.mail_returns import MailReturn
from retrack.domain.notifications import NotificationState
from retrack.domain.orders import Address, LineItem
from retrack.domain.sender_identity import IdentityKind, IdentityState, SenderIdentity
from retrack.domain.settings import Channel, Trigger
from retrack.domain.shop_records import FulfillmentRecord
from retrack.domain.statuses import Status
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.domain.templates import Template, TemplateName, TemplateVersion
from retrack.domain.webhooks import Webhook, delivery_of
from retrack.services.file_ports import Import, Place, RefusedRow
from retrack.services.merchant_ports import IdentityClaim
from retrack.services.ports import Answer, ApiKey, Job, Limit
from retrack.storage.credentials import TableCredentials
from retrack.storage.identity_claims import TableIdentityClaims
from retrack.storage.imports import TableImports
from retrack.storage.items import Item
from retrack.storage.jobs import TableJobs
from retrack.storage.limits import TableLimiter
from retrack.storage.merchant_mail import TableMailLog
from retrack.storage.notifications import TableNotifications
from retrack.storage.orders import TableOrders
from retrack.storage.receipts import TableFeedback
from retrack.storage.requests import TableRequests
from retrack.storage.standing import TableStanding
from retrack.storage.stores import TableStores
from retrack.storage.suppressions import TableSuppressions
from retrack.storage.table import INDEX_KEYS, bind_table
from retrack.storage.templates import TableTemplates
from retrack.storage.turns import TableTurns
from retrack.storage.waiting import TableWaitingWord
from retrack.storage.webhooks import TableWebhooks
from tests.architecture import sources
from tests.aws_table import create_table
from tests.builders import (
    NOON,
    a_checkpoint,
    a_notification,
    a_notification_key,
    a_shipment,
    a_store,
    an_order,
    days,
    hours,
)

DOCUMENT = sources.ROOT / "docs" / "data-model.md"
TABLE = "retrack-docs"
STORE = StoreId("s1")


@pytest.fixture(scope="module")
def stored() -> list[dict[str, Any]]:
    """One of everything, as it lies in the table."""
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, TABLE)
        bind_table(TABLE)
        _store_everything()
        items = client.scan(TableName=TABLE)["Items"]
    read = TypeDeserializer().deserialize
    return [{name: _readable(name, read(value)) for name, value in item.items()} for item in items]


def _store_everything() -> None:
    orders, requests, jobs = TableOrders(), TableRequests(), TableJobs()
    event = a_checkpoint(
        at=NOON + hours(20),
        description="Held by customs",
        location="Bangkok, TH",
        status=Status.IN_TRANSIT,
        sub_status="InTransit_CustomsProcessing",
    )
    shipment = a_shipment(
        id=ShipmentId("s1"),
        tracking_number=TrackingNumber("RR123456785CN"),
        token="kVw3uT0t4f1xk9b2QyRzUg",
        carrier=CarrierSlug("china-post"),
        carrier_name="China Post",
        fulfilled_at=NOON + hours(6),
        status=Status.IN_TRANSIT,
        status_changed_at=event.at,
        provider="17track",
        provider_status="InTransit",
        sub_status=event.sub_status,
        last_event=event,
        checked_at=NOON + days(1),
        digest="0123456789abcdef",
    )
    order = an_order(
        store_id=STORE,
        id=OrderId("1001"),
        shipping_address=Address("Chiang Mai", "TH"),
        items=(LineItem("Phone case", 1, "PC-1"),),
        shipments=(shipment,),
    )
    requests.begin(STORE, "a-key", request_hash="sha256 of the body", now=NOON)
    created = orders.create(order)
    requests.finish(STORE, "a-key", Answer(201, '{"id":"1001"}', order.id), now=NOON)
    orders.save_checkpoints(created, shipment.id, [event])
    told = FulfillmentRecord(
        "255858046", NOON, NOON, (TrackingNumber("RR123456785CN"),), "China Post"
    )
    TableWaitingWord().keep(STORE, OrderId("1002"), told)
    TableWaitingWord().keep_erased(STORE, OrderId("1002"), NOON)
    TableWaitingWord().keep_shop_erased(STORE, "shopify", NOON)
    message = a_notification(
        key=a_notification_key(store_id=STORE, order_id=order.id),
        order_name="#1001",
        expires_at=NOON + days(180),
    )
    log = TableNotifications()
    log.begin(message)
    log.finish(replace(message, state=NotificationState.SENT, message_id="0100018c"))
    bounced = Feedback(FeedbackKind.BOUNCED, NOON + hours(1), "NoEmail 5.1.1")
    TableFeedback().add_feedback(message, "0100018c", bounced)
    known = "6d0f1a2b3c4d5e6f708192a3b4c5d6e7"
    TableSuppressions().add(
        Suppression(
            STORE, known, Channel.EMAIL, SuppressionReason.BOUNCED, bounced.at, message=message.key
        )
    )
    TableTurns({Channel.EMAIL: 14}).take(STORE, Channel.EMAIL, now=NOON)
    TableStores().create(a_store(id=STORE, cursor_key="not-shown"))
    _mail_the_merchant()
    shipped = TemplateName(Trigger.SHIPPED, Channel.EMAIL, "en")
    words = Template("Off it goes: {{ name }}", "<p>Hello {{ customer.first_name }}</p>")
    at = "2026-11-01T12:00:00Z"
    TableTemplates().add(STORE, TemplateVersion(shipped, at, words, NOON, "owner@example.com"))
    credentials = TableCredentials()
    key_hash = hashlib.sha256(b"the key itself is shown once").hexdigest()
    key = ApiKey(key_hash, STORE, "the till", NOON)
    credentials.add_api_key(key)
    credentials.note_use(key, (NOON + days(1)).date())
    credentials.add_person("0b1c-sub-of-cognito", STORE, "owner", email="owner@example.com")
    jobs.create(Job("j1", STORE, "track", 80, 0, 0, NOON))
    jobs.finish_part(STORE, "j1", "sha256 of the task", done=39, failed=1)
    imports = TableImports()
    begun = imports.create(Import("i1", STORE, NOON))
    imports.save(
        replace(
            begun,
            state="running",
            encoding="utf-8",
            total=80,
            done=39,
            failed=1,
            refused=(RefusedRow(7, "customer_email: an address such as s@example.com"),),
            parts=1,
            place=Place(4096, 42),
            moved_at=NOON,
        )
    )
    webhooks, events = TableWebhooks(), frozenset({HappeningType.ORDER_NEEDS_ATTENTION})
    webhook = Webhook("w1", STORE, "https://example.com/hook", events, NOON)
    webhooks.add(webhook)
    alert = attention_happening(STORE, order.id, Reason.ALERT, NOON)
    webhooks.begin(delivery_of(webhook, alert))
    limit = Limit("address", tries=30, seconds=3600)
    TableLimiter(OneSecret()).seconds_to_wait(limit, "192.0.2.1", now=NOON)


def _mail_the_merchant() -> None:
    standing, mails = TableStanding(), TableMailLog()
    account = TrackingAccount().counted(remaining=12, total=200, now=NOON)
    standing.save_account(STORE, account, seen=TrackingAccount())
    kind, state = IdentityKind.DOMAIN, IdentityState.PENDING
    tokens = ("first", "second", "third")
    identity = SenderIdentity("example.com", kind, state, NOON, NOON, tokens, "dkim.amazonses.com")
    standing.save_identity(STORE, identity, seen=None)
    bounced = MailReturn("0a" * 8, FeedbackKind.BOUNCED, NOON)
    standing.save_mail_returns(STORE, [bounced], seen=())
    TableIdentityClaims().save(IdentityClaim("example.com", (STORE,), NOON))
    mails.begin(STORE, SentMail("digest.2026-11-01", MailState.SENDING, NOON))
    mails.save_told(STORE, Told(NOON, frozenset({("1001", "2026-11-01T08:00:00Z")})))


class OneSecret:
    """`Randomness`, of which nothing is random."""

    def identifier(self) -> str:
        return "0b1c"

    def secret(self) -> str:
        return "not-shown"


def _readable(name: str, value: Any) -> Any:
    """What the document shows of an attribute: JSON and compressed text, taken apart."""
    if name == "row" and '"message_id":' not in value:  # a message's is its record
        return "the order as lists show it: see services/order_row.py"
    if name == "sealed":
        return "the answer, which its Idempotency-Key opens: see storage/sealing.py"
    if isinstance(value, Binary):
        value = zlib.decompress(value.value).decode()  # type: ignore[attr-defined]  # the stubs lack it
    if isinstance(value, str):
        return json.loads(value) if value[:1] in {"{", "["} else value
    return json.loads(json.dumps(value, default=int))  # numbers come as Decimal


def _shown() -> list[dict[str, Any]]:
    text = DOCUMENT.read_text(encoding="utf-8")
    return [
        json.loads(block)
        for block in re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    ]


def test_every_item_shown_is_one_that_is_stored(stored: list[dict[str, Any]]) -> None:
    strange = [item for item in _shown() if item not in stored]

    assert not strange


def test_every_entity_is_shown(stored: list[dict[str, Any]]) -> None:
    kinds = {item["type"] for item in stored}

    assert len(kinds) == len(Item.__subclasses__())
    assert {item["type"] for item in _shown()} == kinds


@pytest.mark.parametrize(
    "name", [*INDEX_KEYS, *(key for keys in INDEX_KEYS.values() for key in keys)]
)
def test_every_index_and_its_keys_are_explained(name: str) -> None:
    assert f"`{name}`" in DOCUMENT.read_text(encoding="utf-8")
