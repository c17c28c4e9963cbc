"""Examples for the document, made by the views that make real answers."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from retrack.domain import errors
from retrack.domain.attention import Reason
from retrack.domain.feedback import Feedback, FeedbackKind
from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.notifications import Notification, NotificationKey, NotificationState
from retrack.domain.orders import Address, Customer, LineItem, Order, Payment
from retrack.domain.periods import Span
from retrack.domain.plans import Plan
from retrack.domain.reporting import Duration, Figures, Group, GroupBy, Report
from retrack.domain.reports import Checkpoint
from retrack.domain.settings import Channel, NotificationSettings, Sender, Store, Trigger
from retrack.domain.shipments import Shipment, StatusChange
from retrack.domain.statuses import Status, StatusSource
from retrack.domain.suppressions import Suppression, SuppressionReason
from retrack.http import answers, order_answers, problems
from retrack.http.notification_requests import page_view
from retrack.http.report_view import report_view
from retrack.http.settings_view import settings_view
from retrack.http.suppression_view import suppression_view
from retrack.services.list_notifications import LoggedMessage, MessagePage
from retrack.services.order_row import RowReader
from retrack.services.ports import Job
from retrack.services.summarise import Summary

_STORE = StoreId("5f0c2a9be4d34d1c8a7e6b5c4d3e2f10")
_PROCESSED = datetime(2026, 11, 1, 10, tzinfo=UTC)
_SHIPPED = datetime(2026, 11, 3, 8, tzinfo=UTC)
_HELD = datetime(2026, 11, 9, 4, 12, tzinfo=UTC)
_NOW = datetime(2026, 11, 10, 0, 0, 3, tzinfo=UTC)
_EVENT = Checkpoint(
    _HELD, "Held by customs", "Bangkok, TH", Status.ALERT, "InTransit_CustomsProcessing"
)
_SHIPMENT = Shipment(
    id=ShipmentId("s1"),
    tracking_number=TrackingNumber("RR123456785CN"),
    token="not-a-real-token",  # noqa: S106  as it says
    added_at=_SHIPPED,
    fulfilled_at=_SHIPPED,
    status_changed_at=_HELD,
    carrier=CarrierSlug("china-post"),
    status=Status.ALERT,
    sub_status=_EVENT.sub_status,
    provider="17track",
    provider_status="InTransit_CustomsProcessing",
    last_event=_EVENT,
    checked_at=_NOW,
    changes=(StatusChange(_HELD, Status.PENDING, Status.ALERT, StatusSource.CARRIER),),
)
_ORDER = Order(
    _STORE,
    OrderId("5489512341"),
    "#1001",
    _PROCESSED,
    customer=Customer("Somchai J.", "s@example.com", "+66812345678", "th"),
    shipping_address=Address("Chiang Mai", "TH"),
    payment=Payment("paid"),
    items=(LineItem("Phone case", 1, "PC-1"),),
    shipments=(_SHIPMENT,),
    shipments_made=1,
)

BODIES: dict[str, Any] = {
    "OrderBody": {
        "id": "5489512341",
        "name": "#1001",
        "processed_at": "2026-11-01T10:00:00Z",
        "customer": {
            "name": "Somchai J.",
            "email": "s@example.com",
            "phone": "+66812345678",
            "locale": "th",
        },
        "shipping_address": {"city": "Chiang Mai", "country_code": "TH"},
        "payment": {"financial_status": "paid"},
        "items": [{"title": "Phone case", "quantity": 1, "sku": "PC-1"}],
    },
    "OrderChangeBody": {"customer": {"phone": "+66812345678"}},
    "ShipmentBody": {"tracking_number": "RR123456785CN", "carrier": "china-post"},
    "ShipmentChangeBody": {"tracking_number": "RR123456785CN"},
    "StatusBody": {"status": "delivered"},
    "TrackManyBody": {"order_ids": ["5489512341"]},
    "SettingsBody": {
        "time_zone": "Asia/Bangkok",
        "notifications": {"sms_enabled": True, "triggers": {"delivered": {"email": True}}},
    },
    "ApiKeyBody": {"name": "warehouse"},
    "InviteBody": {"email": "ann@example.com", "role": "staff"},
    "RoleBody": {"role": "owner"},
    "SenderSetUpBody": {"email": "shop@example.com", "kind": "domain"},
    "TryTemplateBody": {"trigger": "shipped", "channel": "email", "language": "en"},
    "ShopBody": {"domain": "example.myshopify.com", "write_back": True},
    "SuppressionBody": {"address": "s@example.com"},
    "AllowBody": {"address": "s@example.com"},
    "WebhookBody": {"url": "https://example.com/hook", "events": ["shipment.status_changed"]},
    "ImportBody": {"size": 20480},
    "PasteBody": {"text": "#1001 RR123456785CN", "confirm": False},
}
"""Of requests, by the model's name."""


def of_answers() -> dict[str, Any]:
    """Of answers, by the model's name."""
    reader = RowReader(_NOW, "http://www.17track.net/?nums=", "https://track.example.com")
    order = reader.order(_ORDER)
    shipment = order["shipments"][0] | order_answers.candidates_view(_SHIPMENT)
    details = shipment | order_answers.details_view(_SHIPMENT, [_EVENT])
    return {
        "Order": order,
        "OrderPage": {"items": [order], "next_cursor": None},
        "OrderDetails": order
        | {"notifications": [answers.notification_view(_notification())], "suppressions": []},
        "Suppression": _suppression(),
        "SuppressionPage": {"items": [_suppression()], "next_cursor": None},
        "NotificationPage": page_view(_messages(), {}, cursor_key=""),
        "ShipmentWithCarriers": shipment,
        "ShipmentDetails": details,
        "Job": answers.job_view(Job("70b1", _STORE, "track", 3, 1, 0, _NOW)),
        "Summary": answers.summary_view(_summary()),
        "Report": _report(),
        "Settings": settings_view(_store()),
        "Problem": _problem(),
    }


def _notification() -> Notification:
    key = NotificationKey(_STORE, _ORDER.id, _SHIPMENT.id, Trigger.SHIPPED, Channel.EMAIL)
    delivered = Feedback(FeedbackKind.DELIVERED, _SHIPPED + timedelta(seconds=2))
    return Notification(key, NotificationState.SENT, _SHIPPED, feedback=(delivered,))


def _suppression() -> dict[str, Any]:
    reason = SuppressionReason.BOUNCED
    return suppression_view(
        Suppression(_STORE, "6d0f1a2b3c4d5e6f708192a3b4c5d6e7", Channel.EMAIL, reason, _SHIPPED)
    )


def _messages() -> MessagePage:
    told = replace(_notification(), order_name=_ORDER.name, message_id="0100018c")
    return MessagePage((LoggedMessage("", told),), None)


def _summary() -> Summary:
    counts = dict.fromkeys(Status, 0) | {Status.ALERT: 1}
    reasons = dict.fromkeys(Reason, 0) | {Reason.ALERT: 1}
    return Summary(by_status=counts, attention=1, attention_reasons=reasons, total=1)


def _report() -> dict[str, Any]:
    figures = Figures(3, 2, 1, 1, Duration(1.9, 2.4), Duration(9.5, 12.1))
    group = Group("2026-11-01", figures)
    span = Span(_PROCESSED.replace(hour=0), _PROCESSED.replace(hour=0) + timedelta(days=30))
    made = Report(figures, {GroupBy.DAY: (group,)})
    return report_view(made, GroupBy.DAY, span, time_zone="UTC", shipped=2)


def _store() -> Store:
    sender = Sender("Example Shop", "shop@example.com")
    store = Store(_STORE, "Example Shop", Plan.BOSS, tracking_provider="17track")
    wishes = replace(NotificationSettings(), sender=sender)
    return replace(store, notifications=wishes, has_tracking_key=True)


def _problem() -> Any:
    problem = problems.PROBLEMS[errors.Invalid]
    field = errors.FieldProblem("customer.phone", "a phone number with its country (E.164)")
    return json.loads(problems.document(problem, f"{field.field}: {field.message}", field))
