"""The one place where use cases meet what they need; everything here is made once, when asked for.

Clients are made lazily and kept while the function stays warm. Modules that cost time to load and
serve only some requests are imported here where they are used.
"""
# ruff: noqa: PLC0415  imports inside functions are this module's point: each function loads its own

import json
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import StoreId
from retrack.runtime.clock import SystemClock, SystemRandomness
from retrack.runtime.settings import (
    AuthorizerSettings,
    CarrierSettings,
    CreateStoreSettings,
    DashboardSettings,
    DispatcherSettings,
    HooksApiSettings,
    NotifierSettings,
    PublicPagesSettings,
    Settings,
    SettingsApiSettings,
    ShopEventsSettings,
    ShopsApiSettings,
    SweepSettings,
    TableSettings,
)
from retrack.services.ports import Clock, Randomness, TemplateStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from retrack.carriers.accounts import StoreCarriers
    from retrack.domain.templates import Template, TemplateName
    from retrack.http.tokens import PoolTokens
    from retrack.messaging.shop_queue import SqsShopEventQueue
    from retrack.messaging.tracking_queue import SqsTrackingQueue
    from retrack.runtime.people import PoolPeople, PoolSignIn
    from retrack.senders.words import LiquidWriter
    from retrack.services.apply_shop_event import ApplyShopEvent
    from retrack.services.authenticate import Authenticate
    from retrack.services.change_settings import ChangeSettings
    from retrack.services.create_store import CreateStore
    from retrack.services.dispatch import Dispatch
    from retrack.services.edit_templates import EditTemplates, SendTest
    from retrack.services.import_from_shop import ImportFromShop
    from retrack.services.keep_session import KeepSession
    from retrack.services.list_orders import ListOrders
    from retrack.services.look_up_parcel import LookUpParcel
    from retrack.services.manual_status import ManualStatus
    from retrack.services.notify import NotifyCustomer
    from retrack.services.receive_push import ReceivePush
    from retrack.services.receive_shop_event import ReceiveShopEvent
    from retrack.services.report_fulfillment import ReportFulfillment
    from retrack.services.ship import Ship
    from retrack.services.shop_messages import ShopEvent, ShopSaid
    from retrack.services.show_parcel import ShowParcel
    from retrack.services.summarise import Summarise
    from retrack.services.sweep import Sweep
    from retrack.services.take_order import TakeOrder
    from retrack.services.track_again import TrackAgain, TrackMany
    from retrack.services.track_parcels import TrackParcels
    from retrack.storage.jobs import TableJobs
    from retrack.storage.order_index import TableOrderIndex
    from retrack.storage.orders import TableOrders
    from retrack.storage.requests import TableRequests
    from retrack.storage.stores import TableStores

_CONNECT_SECONDS, _READ_SECONDS = 1, 5


class _MovableClock:
    """The clock that everything is given; another may be put in its place while running."""

    def __init__(self) -> None:
        self.source: Clock = SystemClock()

    def now(self) -> Any:
        """This moment, by the clock in place."""
        return self.source.now()


_clock = _MovableClock()
_Chosen = TypeVar("_Chosen", bound=Settings)


def start(kind: type[_Chosen]) -> _Chosen:
    """A function's settings, with the table bound: the first thing a function does.

    Raises:
        MissingSettings: the environment lacks some.
    """
    settings = kind.from_env()
    if isinstance(settings, TableSettings):
        from retrack.storage.table import bind_table

        bind_table(settings.table_name)
    return settings


def set_clock(clock: Clock) -> None:
    """Puts another clock in place: the local stack can move time."""
    _clock.source = clock


def clock() -> Clock:
    """Where the time comes from."""
    return _clock


@cache
def randomness() -> Randomness:
    """Where ids and secrets come from."""
    return SystemRandomness()


@cache
def _client(service: str, *, retries: bool = True) -> Any:
    """An AWS client. Without retries where a repeat could be a second message to a customer."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"total_max_attempts": 3 if retries else 1, "mode": "standard"},
    )
    return boto3.client(service, config=config)  # type: ignore[call-overload]  # one of ours


@cache
def orders() -> "TableOrders":
    """The orders."""
    from retrack.storage.orders import TableOrders

    return TableOrders()


@cache
def order_index() -> "TableOrderIndex":
    """The lists."""
    from retrack.storage.order_index import TableOrderIndex

    return TableOrderIndex()


@cache
def stores() -> "TableStores":
    """The stores."""
    from retrack.storage.stores import TableStores

    return TableStores()


@cache
def requests() -> "TableRequests":
    """The requests with an idempotency key."""
    from retrack.storage.requests import TableRequests

    return TableRequests()


@cache
def jobs() -> "TableJobs":
    """The jobs."""
    from retrack.storage.jobs import TableJobs

    return TableJobs()


def take_order() -> "TakeOrder":
    """Taking orders in."""
    from retrack.services.take_order import TakeOrder

    return TakeOrder(orders(), clock())


def ship() -> "Ship":
    """Adding, correcting and removing shipments."""
    from retrack.services.ship import Ship

    return Ship(orders(), clock(), randomness())


def list_orders() -> "ListOrders":
    """The lists of orders."""
    from retrack.services.list_orders import ListOrders

    return ListOrders(order_index(), clock())


def summarise() -> "Summarise":
    """The summary."""
    from retrack.services.summarise import Summarise

    return Summarise(order_index(), clock())


def report_fulfillment() -> "ReportFulfillment":
    """The fulfilment report."""
    from retrack.services.report_fulfillment import ReportFulfillment

    return ReportFulfillment(order_index(), clock())


def manual_status() -> "ManualStatus":
    """Statuses set by hand."""
    from retrack.services.manual_status import ManualStatus

    return ManualStatus(orders(), clock())


@cache
def carriers(settings: CarrierSettings | SweepSettings) -> "StoreCarriers":
    """The tracking providers. The sweep only asks how many parcels they take."""
    from retrack.carriers.accounts import StoreCarriers
    from retrack.runtime.pacing import pacer
    from retrack.storage.parameters import SsmSecrets

    secrets = SsmSecrets(_client("ssm"), settings.parameter_prefix)
    if isinstance(settings, SweepSettings):
        return StoreCarriers(secrets, {}, 0, pacer)
    urls = json.loads(settings.provider_urls)
    return StoreCarriers(secrets, urls, float(settings.carrier_timeout_seconds), pacer)


@cache
def tracking_queue(url: str) -> "SqsTrackingQueue":
    """The tracker's queue."""
    from retrack.messaging.tracking_queue import SqsTrackingQueue

    return SqsTrackingQueue(_client("sqs"), url)


def track_again(settings: CarrierSettings) -> "TrackAgain":
    """Track again, for one shipment."""
    from retrack.services.track_again import TrackAgain

    queue = tracking_queue(settings.tracking_queue_url)
    return TrackAgain(orders(), stores(), carriers(settings), queue, clock())


def track_many(settings: CarrierSettings) -> "TrackMany":
    """Track again, for many orders."""
    from retrack.services.track_again import TrackMany

    queue = tracking_queue(settings.tracking_queue_url)
    return TrackMany(orders(), stores(), carriers(settings), queue, jobs(), clock(), randomness())


def track_parcels(settings: CarrierSettings) -> "TrackParcels":
    """The tracker's work."""
    from retrack.services.track_parcels import TrackParcels

    queue = tracking_queue(settings.tracking_queue_url)
    return TrackParcels(
        orders(), order_index(), stores(), carriers(settings), jobs(), queue, clock()
    )


def sweep(settings: SweepSettings) -> "Sweep":
    """The hourly sweep."""
    from retrack.services.sweep import Sweep
    from retrack.storage.parameters import SsmWatermark
    from retrack.storage.slots import TableSlots

    watermark = SsmWatermark(_client("ssm"), settings.parameter_prefix)
    queue = tracking_queue(settings.tracking_queue_url)
    return Sweep(TableSlots(), stores(), carriers(settings), queue, watermark, clock())


def dispatch(settings: DispatcherSettings) -> "Dispatch":
    """What follows from saved changes."""
    from retrack.messaging.happenings import SnsAnnouncer
    from retrack.services.dispatch import Dispatch

    announcer = SnsAnnouncer(_client("sns"), settings.topic_arn)
    return Dispatch(orders(), announcer, tracking_queue(settings.tracking_queue_url), clock())


def receive_push(settings: HooksApiSettings) -> "ReceivePush":
    """Pushes of tracking providers."""
    from retrack.carriers.providers import PROVIDERS
    from retrack.services.receive_push import ReceivePush
    from retrack.storage.parameters import SsmSecrets

    readers = {name: provider.pushes for name, provider in PROVIDERS.items()}
    signing = {p.name for p in PROVIDERS.values() if p.terms.has_webhook_secret}
    secrets = SsmSecrets(_client("ssm"), settings.parameter_prefix)
    queue = tracking_queue(settings.tracking_queue_url)
    return ReceivePush(readers, secrets, queue, with_webhook_secret=signing)


def receiver(settings: HooksApiSettings, sender: str) -> "ReceivePush | ReceiveShopEvent":
    """Who takes in what this kind of sender sends: a shop's messages, or a provider's pushes."""
    from retrack.services.receive_shop_event import ReceiveShopEvent
    from retrack.shops.readers import READERS
    from retrack.storage.parameters import SsmSecrets

    if sender not in READERS:
        return receive_push(settings)
    secrets = SsmSecrets(_client("ssm"), settings.parameter_prefix)
    return ReceiveShopEvent(READERS, secrets, shop_queue(settings.shop_events_queue_url))


@cache
def shop_queue(url: str) -> "SqsShopEventQueue":
    """The queue of shops' messages."""
    from retrack.messaging.shop_queue import SqsShopEventQueue

    return SqsShopEventQueue(_client("sqs"), url)


def apply_shop_event(settings: ShopEventsSettings) -> "ApplyShopEvent":
    """Carrying out what shops say."""
    from retrack.services.apply_shop_event import ApplyShopEvent
    from retrack.services.forget_customers import ForgetCustomers
    from retrack.services.shop_connections import ShopConnections
    from retrack.storage.parameters import SsmSecrets
    from retrack.storage.waiting import TableWaitingFulfillments

    secrets = SsmSecrets(_client("ssm"), settings.parameter_prefix)
    queue = shop_queue(settings.shop_events_queue_url)
    connections = ShopConnections(secrets)
    forget = ForgetCustomers(orders(), order_index(), jobs(), connections, queue, clock())
    waiting, importing = TableWaitingFulfillments(), import_from_shopify(settings)
    return ApplyShopEvent(orders(), stores(), waiting, forget, importing, clock(), randomness())


@cache
def import_from_shopify(settings: ShopEventsSettings | ShopsApiSettings) -> "ImportFromShop":
    """Bringing in what a shop had before."""
    from retrack.services.import_from_shop import ImportFromShop
    from retrack.services.shop_connections import ShopConnections
    from retrack.shops.shopify.admin import ShopifyAdmin
    from retrack.storage.parameters import SsmSecrets

    connections = ShopConnections(SsmSecrets(_client("ssm"), settings.parameter_prefix))
    api, queue = ShopifyAdmin(settings.shopify_url), shop_queue(settings.shop_events_queue_url)
    return ImportFromShop("shopify", connections, api, jobs(), queue, clock(), randomness())


def shop_said(event: "ShopEvent") -> "ShopSaid | None":
    """What a shop's message means.

    Raises:
        Unreadable: nothing, and it never will.
    """
    from retrack.shops.readers import READERS

    if event.shop not in READERS:
        raise Unreadable
    return READERS[event.shop].said(event)


@cache
def notify(settings: NotifierSettings) -> "NotifyCustomer":
    """Telling customers."""
    from retrack.messaging.notification_queue import SqsLater
    from retrack.senders.phone_zones import NumberingPlanZones
    from retrack.senders.ses import SesEmailSender
    from retrack.senders.sns_sms import SnsSmsSender
    from retrack.services.notify import NotifyCustomer
    from retrack.storage.notifications import TableNotifications

    return NotifyCustomer(
        orders(),
        stores(),
        TableNotifications(),
        _writer(settings),
        SesEmailSender(_client("sesv2", retries=False)),
        SnsSmsSender(_client("sns", retries=False), max_price=settings.sms_max_price),
        clock(),
        SqsLater(_client("sqs"), settings.notification_queue_url),
        NumberingPlanZones(),
    )


@cache
def _writer(settings: PublicPagesSettings) -> "LiquidWriter":
    """Fills templates, with links to the customers' pages."""
    from retrack.senders.words import LiquidWriter
    from retrack.storage.parameters import SsmText
    from retrack.storage.templates import TableTemplates

    public_url = SsmText(_client("ssm"), settings.public_url_parameter).read()
    return LiquidWriter(public_url, TableTemplates())


def edit_templates(settings: PublicPagesSettings | None = None) -> "EditTemplates":
    """Keeping and trying out templates; without settings, links lead to an example's pages."""
    from retrack.senders.words import LiquidWriter
    from retrack.services.edit_templates import EditTemplates
    from retrack.storage.templates import TableTemplates

    fills = _writer(settings) if settings else LiquidWriter("https://track.example.com")
    return EditTemplates(stores(), orders(), TableTemplates(), fills, clock())


def template_store() -> "TemplateStore":
    """The stores' own templates."""
    from retrack.storage.templates import TableTemplates

    return TableTemplates()


def kept_templates(
    store_id: StoreId, wanted: "Mapping[TemplateName, Template | None]", *, actor: str
) -> "Mapping[str, str]":
    """See `EditTemplates.keep`, which is loaded when there is something to keep."""
    return edit_templates().keep(store_id, wanted, actor=actor) if wanted else {}


def send_test(settings: PublicPagesSettings) -> "SendTest":
    """Sending a merchant a test."""
    from retrack.senders.ses import SesEmailSender
    from retrack.services.edit_templates import SendTest

    return SendTest(edit_templates(settings), SesEmailSender(_client("sesv2", retries=False)))


@cache
def _tokens(settings: AuthorizerSettings) -> "PoolTokens":
    """The pool's tokens; its public keys are kept while the function stays warm."""
    from retrack.http.tokens import PoolTokens

    return PoolTokens(
        issuer=settings.cognito_issuer,
        keys_url=settings.cognito_jwks_url,
        client_id=settings.cognito_client_id,
        clock=clock(),
    )


def authenticate(settings: AuthorizerSettings) -> "Authenticate":
    """Who calls."""
    from retrack.services.authenticate import Authenticate
    from retrack.storage.credentials import TableCredentials

    return Authenticate(TableCredentials(), stores(), _tokens(settings))


@cache
def sign_in(settings: AuthorizerSettings) -> "PoolSignIn":
    """Signing in and out."""
    from retrack.runtime.people import PoolSignIn

    return PoolSignIn(_client("cognito-idp"), settings.cognito_client_id)


def keep_session(settings: DashboardSettings) -> "KeepSession":
    """Who is signed in."""
    from retrack.services.keep_session import KeepSession
    from retrack.storage.credentials import TableCredentials

    return KeepSession(TableCredentials(), stores(), _tokens(settings), sign_in(settings))


def show_parcel() -> "ShowParcel":
    """A customer's parcel, by its link."""
    from retrack.services.show_parcel import ShowParcel
    from retrack.storage.tokens import TableTokens

    return ShowParcel(TableTokens(), orders(), stores())


@cache
def look_up_parcel() -> "LookUpParcel":
    """A customer's parcel, by order name and e-mail. Kept, for it keeps the day's salt."""
    from retrack.services.look_up_parcel import LookUpParcel
    from retrack.storage.limits import TableLimiter
    from retrack.storage.lookups import TableOrderFinder

    return LookUpParcel(TableOrderFinder(), orders(), TableLimiter(randomness()), clock())


def change_settings(settings: SettingsApiSettings | CarrierSettings) -> "ChangeSettings":
    """A store's settings."""
    from retrack.carriers.providers import PROVIDERS
    from retrack.services.change_settings import ChangeSettings
    from retrack.storage.parameters import SsmSecrets

    secrets = SsmSecrets(_client("ssm"), settings.parameter_prefix)
    terms = {name: provider.terms for name, provider in PROVIDERS.items()}
    return ChangeSettings(stores(), secrets, terms)


def people(settings: CreateStoreSettings) -> "PoolPeople":
    """The people of the user pool."""
    from retrack.runtime.people import PoolPeople

    return PoolPeople(_client("cognito-idp"), settings.user_pool_id)


def create_store(settings: CreateStoreSettings) -> "CreateStore":
    """Making a store."""
    from retrack.carriers.providers import DEFAULT_PROVIDER
    from retrack.services.create_store import CreateStore
    from retrack.storage.credentials import TableCredentials

    return CreateStore(
        stores(),
        TableCredentials(),
        people(settings),
        clock(),
        randomness(),
        DEFAULT_PROVIDER,
    )
