"""Orders and stores of every shape that the domain allows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TypeVar

from hypothesis import strategies as st

from retrack.domain.identifiers import CarrierSlug, OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.merchant_mail import MerchantMail
from retrack.domain.notifications import Notification, NotificationKey, NotificationState, NotSent
from retrack.domain.orders import Address, Customer, LineItem, Order, Payment
from retrack.domain.plans import Plan
from retrack.domain.reports import Checkpoint, EstimatedDelivery, LastMile, Rejection
from retrack.domain.settings import Channel, NotificationSettings, Sender, Store, Trigger
from retrack.domain.shipments import Hold, Shipment, StatusChange
from retrack.domain.shop_records import FulfillmentRecord, ShopRecord
from retrack.domain.statuses import TRACKING_STATUSES, StatusSource

T = TypeVar("T")

words = st.text(max_size=12)
names = st.text(min_size=1, max_size=12)
moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001  Hypothesis adds the zone
    max_value=datetime(2199, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))
_zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
_days = st.dates(date(2000, 1, 1), date(2199, 12, 31))
_statuses = st.sampled_from(TRACKING_STATUSES)
_sources = st.sampled_from(StatusSource)


def _maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


checkpoints = st.builds(
    Checkpoint,
    at=st.builds(datetime.astimezone, moments, _zones),
    description=words,
    location=_maybe(words),
    status=_maybe(_statuses),
    sub_status=_maybe(words),
)
shipments = st.builds(
    Shipment,
    id=names.map(ShipmentId),
    tracking_number=names.map(TrackingNumber),
    token=names,
    added_at=moments,
    fulfilled_at=moments,
    status_changed_at=moments,
    carrier=_maybe(names.map(CarrierSlug)),
    carrier_name=_maybe(words),
    notify=st.booleans(),
    final=st.booleans(),
    status=_statuses,
    status_source=_sources,
    sub_status=_maybe(words),
    provider=_maybe(words),
    provider_status=_maybe(words),
    delivered_at=_maybe(moments),
    estimated_delivery=_maybe(st.builds(EstimatedDelivery, _maybe(_days), _maybe(_days))),
    last_event=_maybe(checkpoints),
    last_mile=_maybe(st.builds(LastMile, words, _maybe(words))),
    # That nothing is known yet is no reason to keep.
    rejection=_maybe(st.sampled_from([r for r in Rejection if r != Rejection.NO_INFORMATION])),
    hold=_maybe(st.builds(Hold, moments, _sources)),
    checked_at=_maybe(moments),
    asked_at=_maybe(moments),
    overdue_since=_maybe(moments),
    digest=words,
    source_id=_maybe(names),
    source_number=_maybe(names.map(TrackingNumber)),
    changes=st.lists(
        st.builds(StatusChange, moments, _statuses, _statuses, _sources, _maybe(words)), max_size=2
    ).map(tuple),
)
_fulfillments = st.builds(
    FulfillmentRecord,
    names,
    moments,
    moments,
    st.lists(names.map(TrackingNumber), max_size=2).map(tuple),
    words,
    st.booleans(),
)
shop_records = st.builds(
    ShopRecord,
    _maybe(moments),
    st.booleans(),
    st.booleans(),
    st.dictionaries(names, words, max_size=2),
    st.lists(_fulfillments, max_size=2).map(tuple),
)
orders = st.builds(
    Order,
    store_id=names.map(StoreId),
    id=names.map(OrderId),
    name=words,
    processed_at=moments,
    source=words,
    customer=st.builds(Customer, words, words, words, words),
    shipping_address=st.builds(Address, words, words),
    payment=st.builds(Payment, words, st.booleans(), st.lists(words, max_size=2).map(tuple)),
    items=st.lists(st.builds(LineItem, words, st.integers(0, 99), words), max_size=2).map(tuple),
    shipments=st.lists(shipments, max_size=3, unique_by=lambda s: s.id).map(tuple),
    shipments_made=st.integers(0, 99),
    cancelled_at=_maybe(moments),
    edited_at=_maybe(moments),
    shop=_maybe(shop_records),
    version=st.integers(0, 99),
)
stores = st.builds(
    Store,
    id=names.map(StoreId),
    name=words,
    plan=st.sampled_from(Plan),
    time_zone=words,
    locale=words,
    tracking_url=words,
    brand_color=words,
    notifications=st.builds(
        NotificationSettings,
        email_enabled=st.booleans(),
        sms_enabled=st.booleans(),
        triggers=st.dictionaries(st.sampled_from(Trigger), st.frozensets(st.sampled_from(Channel))),
        sender=st.builds(Sender, words, words, words, words),
        manual_gateways=st.lists(words, max_size=2).map(tuple),
        retention_days=st.integers(30, 730),
    ),
    merchant_mail=st.builds(
        MerchantMail,
        st.lists(words, max_size=2).map(tuple),
        st.booleans(),
        st.integers(0, 23),
        st.booleans(),
    ),
    tracking_provider=words,
    has_tracking_key=st.booleans(),
    has_webhook_secret=st.booleans(),
    templates=st.dictionaries(names, words, max_size=2),
    cursor_key=words,
    version=st.integers(0, 99),
)
notifications = st.builds(
    Notification,
    key=st.builds(
        NotificationKey,
        names.map(StoreId),
        names.map(OrderId),
        names.map(ShipmentId),
        st.sampled_from(Trigger),
        st.sampled_from(Channel),
    ),
    state=st.sampled_from(NotificationState),
    at=moments,
    reason=_maybe(st.sampled_from(NotSent)),
    detail=words,
    message_id=words,
    attempts=st.integers(0, 9),
    order_name=words,
    begun_at=_maybe(moments),
    expires_at=_maybe(moments),
    turn_at=_maybe(moments),
)
