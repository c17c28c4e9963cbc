"""What a store can choose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from retrack.domain.account import TrackingAccount
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_returns import MailReturn
from retrack.domain.merchant_mail import MerchantMail
from retrack.domain.plans import Plan
from retrack.domain.sender_identity import SenderIdentity

DEFAULT_TRACKING_URL = "http://www.17track.net/?nums="  # R27
DEFAULT_RETENTION_DAYS, MIN_RETENTION_DAYS, MAX_RETENTION_DAYS = 180, 30, 730
"""How long it is kept what customers were told. Not less than a month: the record is what keeps a
message from being sent twice, and a queue may hold one for up to 18 days."""
DEFAULT_MANUAL_GATEWAYS = ("manual", "Cash on Delivery (COD)", "Bank Deposit", "Money Order")


class Channel(StrEnum):
    """How a customer can be told."""

    EMAIL = "email"
    SMS = "sms"


class Link(StrEnum):
    """Where the links in messages lead."""

    TRACKING_URL = "tracking_url"  # R29: the tracking site of the store's choice
    CUSTOMER_PAGE = "customer_page"  # the store's own page of the parcel, here


class Trigger(StrEnum):
    """What a customer can be told about."""

    SHIPPED = "shipped"  # R25
    IN_TRANSIT = "in_transit"  # the carrier's first scan
    ARRIVED = "arrived"  # in the country it goes to
    PICK_UP = "pick_up"  # out for delivery, or ready to be picked up
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"  # a delivery failed
    ALERT = "alert"
    DELAYED = "delayed"  # past the carrier's own estimate
    ALL_DELIVERED = "all_delivered"  # every parcel of the order


ON_AT_FIRST = frozenset({Trigger.SHIPPED})
"""R25, R26: what is switched on in a new store. Nobody gets more mail than its merchant chose."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a store's messages come from. `sms_id` shows as the sender where carriers allow it."""

    name: str = ""
    email: str = ""
    reply_to: str = ""
    sms_id: str = ""


def _all_triggers() -> dict[Trigger, frozenset[Channel]]:
    return {t: frozenset(Channel) if t in ON_AT_FIRST else frozenset() for t in Trigger}


@dataclass(frozen=True, slots=True)
class NotificationSettings:
    """Whether customers are told, of what, and by which channel.

    `wait_until_known`: that a parcel was shipped is told once its carrier knows the code, or after
    48 hours. `quiet_hours`: no text message between 22:00 and 08:00 where the customer is.
    `track_opens`: whether emails say when they are opened.
    `retention_days`: for how long what customers were told is kept, after its last change.
    """

    email_enabled: bool = True  # R26: "Notify customers about order shipment"
    sms_enabled: bool = False
    triggers: Mapping[Trigger, frozenset[Channel]] = field(default_factory=_all_triggers)
    sender: Sender = Sender()
    manual_gateways: tuple[str, ...] = DEFAULT_MANUAL_GATEWAYS
    wait_until_known: bool = False
    quiet_hours: bool = True
    link: Link = Link.TRACKING_URL
    track_opens: bool = False
    retention_days: int = DEFAULT_RETENTION_DAYS

    def wants(self, trigger: Trigger, channel: Channel) -> bool:
        """Whether the store wants this message sent this way."""
        switched_on = self.email_enabled if channel is Channel.EMAIL else self.sms_enabled
        return switched_on and self.chose(trigger, channel)

    def chose(self, trigger: Trigger, channel: Channel) -> bool:
        """Whether the store chose this message, be its channel switched on or not."""
        return channel in self.triggers.get(trigger, frozenset())


@dataclass(frozen=True, slots=True)
class Store:
    """A merchant's shop and its settings.

    `time_zone` is an IANA name; days in filters and reports are days there. `locale` is BCP 47 and
    used where a customer's own is not known. `brand_color` is what the customers' pages are set in,
    `#rrggbb`; empty for Retrack's own. `cursor_key` signs this store's list cursors
    and is what addresses are hashed with and unsubscribe links signed with: it never changes.
    `tracking_provider` is empty only while none was chosen yet. `account`, `identity` and
    `mail_returns` are what became of its tracking account, its sender, and mails to its people:
    they are saved apart, see `StandingStore`.
    """

    id: StoreId
    name: str
    plan: Plan
    time_zone: str = "UTC"
    locale: str = "en"
    tracking_url: str = DEFAULT_TRACKING_URL
    brand_color: str = ""
    notifications: NotificationSettings = NotificationSettings()
    merchant_mail: MerchantMail = MerchantMail()
    tracking_provider: str = ""
    has_tracking_key: bool = False
    has_webhook_secret: bool = False
    templates: Mapping[str, str] = field(default_factory=dict)
    cursor_key: str = ""
    account: TrackingAccount = TrackingAccount()
    identity: SenderIdentity | None = None
    mail_returns: tuple[MailReturn, ...] = ()
    version: int = 0
