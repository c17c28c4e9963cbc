"""Where use cases meet what they need: for orders here, for each other area in a module beside it.

Clients are made lazily and kept while the function stays warm. Modules that cost time to load and
serve only some requests are imported here where they are used.
"""
# ruff: noqa: PLC0415  imports inside functions are the point: each function loads its own

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from retrack.runtime.clock import SystemClock, SystemRandomness
from retrack.runtime.settings import (
    CarrierSettings,
    Settings,
    SettingsApiSettings,
    TableSettings,
)

if TYPE_CHECKING:
    from retrack.services.change_settings import ChangeSettings
    from retrack.services.list_orders import ListOrders
    from retrack.services.look_up_parcel import LookUpParcel
    from retrack.services.manual_status import ManualStatus
    from retrack.services.ports import Clock, Randomness
    from retrack.services.report_fulfillment import ReportFulfillment
    from retrack.services.ship import Ship
    from retrack.services.show_parcel import ShowParcel
    from retrack.services.summarise import Summarise
    from retrack.services.take_order import TakeOrder
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
def client(service: str, *, retries: bool = True) -> Any:
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
def orders() -> TableOrders:
    """The orders."""
    from retrack.storage.orders import TableOrders

    return TableOrders()


@cache
def order_index() -> TableOrderIndex:
    """The lists."""
    from retrack.storage.order_index import TableOrderIndex

    return TableOrderIndex()


@cache
def stores() -> TableStores:
    """The stores."""
    from retrack.storage.stores import TableStores

    return TableStores()


@cache
def requests() -> TableRequests:
    """The requests with an idempotency key."""
    from retrack.storage.requests import TableRequests

    return TableRequests()


@cache
def jobs() -> TableJobs:
    """The jobs."""
    from retrack.storage.jobs import TableJobs

    return TableJobs()


def take_order() -> TakeOrder:
    """Taking orders in."""
    from retrack.services.take_order import TakeOrder

    return TakeOrder(orders(), clock())


def ship() -> Ship:
    """Adding, correcting and removing shipments."""
    from retrack.services.ship import Ship

    return Ship(orders(), clock(), randomness())


def list_orders() -> ListOrders:
    """The lists of orders."""
    from retrack.services.list_orders import ListOrders

    return ListOrders(order_index(), clock())


def summarise() -> Summarise:
    """The summary."""
    from retrack.services.summarise import Summarise

    return Summarise(order_index(), clock())


def report_fulfillment() -> ReportFulfillment:
    """The fulfilment report."""
    from retrack.services.report_fulfillment import ReportFulfillment

    return ReportFulfillment(order_index(), clock())


def manual_status() -> ManualStatus:
    """Statuses set by hand."""
    from retrack.services.manual_status import ManualStatus

    return ManualStatus(orders(), clock())


def show_parcel() -> ShowParcel:
    """A customer's parcel, by its link."""
    from retrack.services.show_parcel import ShowParcel
    from retrack.storage.tokens import TableTokens

    return ShowParcel(TableTokens(), orders(), stores())


@cache
def look_up_parcel() -> LookUpParcel:
    """A customer's parcel, by order name and e-mail. Kept, for it keeps the day's salt."""
    from retrack.services.look_up_parcel import LookUpParcel
    from retrack.storage.limits import TableLimiter
    from retrack.storage.lookups import TableOrderFinder

    return LookUpParcel(TableOrderFinder(), orders(), TableLimiter(randomness()), clock())


def change_settings(settings: SettingsApiSettings | CarrierSettings) -> ChangeSettings:
    """A store's settings."""
    from retrack.carriers.providers import PROVIDERS
    from retrack.services.change_settings import ChangeSettings
    from retrack.storage.parameters import SsmSecrets

    secrets = SsmSecrets(client("ssm"), settings.parameter_prefix)
    terms = {name: provider.terms for name, provider in PROVIDERS.items()}
    return ChangeSettings(stores(), secrets, terms)
