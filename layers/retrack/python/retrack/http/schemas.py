"""The bodies of requests, checked; loaded only by routes that take one.

A string is never taken for a number or the other way round, blanks around texts are dropped, what
is not named here is ignored: newer clients can talk to older versions.
"""

import re
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
)

from retrack.domain.orders import Address, Customer, LineItem, Payment
from retrack.domain.periods import ALL_TIME
from retrack.domain.settings import MAX_RETENTION_DAYS, MIN_RETENTION_DAYS, Channel, Link, Trigger
from retrack.domain.statuses import TRACKING_STATUSES, Status
from retrack.domain.times import from_text
from retrack.http.merchant_schemas import MerchantMailBody
from retrack.http.template_schemas import Templates

MAX_ITEMS = 100
_EMAIL = re.compile(r"[^@\s\x00-\x1f<>\",;:\\]+@[^@\s.\x00-\x1f<>\",;:\\]+(\.[^@\s.<>\",;:\\]+)+")
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")  # ITU-T E.164
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")  # BCP 47, as far as we need it
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _moment(value: object) -> datetime:
    if not isinstance(value, str):
        msg = "a time as text, such as 2026-11-23T09:30:00Z"
        raise ValueError(msg)  # noqa: TRY004  pydantic turns only these into field errors
    try:
        moment = from_text(value)
    except ValueError as exc:
        msg = "a time with its offset, such as 2026-11-23T09:30:00Z"
        raise ValueError(msg) from exc
    if not ALL_TIME.first <= moment < ALL_TIME.end:
        msg = f"a time in the years {ALL_TIME.first.year} to {ALL_TIME.end.year - 1}"
        raise ValueError(msg)
    return moment


def _matching(pattern: re.Pattern[str], message: str) -> AfterValidator:
    def check(text: str) -> str:
        if text and not pattern.fullmatch(text):
            raise ValueError(message)
        return text

    return AfterValidator(check)


def _plain(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not hold control characters")
    return text


def _empty_for_null(value: object) -> object:
    return "" if value is None else value


def _text(longest: int, *, shortest: int = 0) -> object:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


Moment = Annotated[datetime, BeforeValidator(_moment)]
Name = Annotated[str, _text(200, shortest=1), AfterValidator(_plain)]
Text = Annotated[str, _text(200), AfterValidator(_plain), BeforeValidator(_empty_for_null)]
Email = Annotated[
    str,
    _text(254),
    _matching(_EMAIL, "an e-mail address, such as s@example.com"),
    BeforeValidator(_empty_for_null),
]
Phone = Annotated[
    str,
    _text(20),
    _matching(_PHONE, "a phone number with its country, such as +66812345678 (E.164)"),
    BeforeValidator(_empty_for_null),
]
Locale = Annotated[
    str,
    _text(35),
    _matching(_LOCALE, "a language tag, such as th or en-GB"),
    BeforeValidator(_empty_for_null),
]
Country = Annotated[
    str,
    _text(2),
    _matching(re.compile("[A-Z]{2}"), "two capital letters, such as TH (ISO 3166-1)"),
    BeforeValidator(_empty_for_null),
]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class CustomerBody(_Body):
    """Who ordered."""

    name: Text = ""
    email: Email = ""
    phone: Phone = ""
    locale: Locale = ""

    def merged_into(self, customer: Customer) -> Customer:
        """The customer with what the body names put in its place."""
        kept = {name: getattr(customer, name) for name in CustomerBody.model_fields}
        return Customer(**(kept | self.model_dump(exclude_unset=True)))


class AddressBody(_Body):
    """Where an order goes."""

    city: Text = ""
    country_code: Country = ""

    def merged_into(self, address: Address) -> Address:
        """The address with what the body names put in its place."""
        kept = {"city": address.city, "country_code": address.country_code}
        return Address(**(kept | self.model_dump(exclude_unset=True)))


class PaymentBody(_Body):
    """How an order was paid."""

    financial_status: Literal[
        "pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded",
        "voided",
    ] = "paid"  # fmt: skip
    marked_paid_manually: bool = False

    def merged_into(self, payment: Payment) -> Payment:
        """The payment with what the body names put in its place."""
        named = self.model_dump(exclude_unset=True)
        return Payment(
            named.get("financial_status", payment.financial_status),
            named.get("marked_paid_manually", payment.marked_paid_manually),
            payment.gateways,
        )


class ItemBody(_Body):
    """What was bought."""

    title: Name
    quantity: Annotated[int, Field(ge=1, le=100_000)] = 1
    sku: Text = ""

    def line_item(self) -> LineItem:
        """The domain's word for it."""
        return LineItem(self.title, self.quantity, self.sku)


class OrderBody(_Body):
    """`POST /v1/orders`."""

    id: Annotated[str, _text(64, shortest=1), _matching(re.compile(r"[A-Za-z0-9._~-]+"),
        "letters, digits, '.', '_', '~' and '-'")] | None = None  # fmt: skip
    name: Name
    processed_at: Moment | None = None
    customer: CustomerBody = CustomerBody()
    shipping_address: AddressBody = AddressBody()
    payment: PaymentBody = PaymentBody()
    items: Annotated[list[ItemBody], Field(max_length=MAX_ITEMS)] = []


class OrderChangeBody(_Body):
    """`PATCH /v1/orders/{id}`."""

    customer: CustomerBody | None = None
    shipping_address: AddressBody | None = None
    payment: PaymentBody | None = None


class ShipmentBody(_Body):
    """`POST /v1/orders/{id}/shipments`."""

    tracking_number: Annotated[str, _text(500, shortest=1)]
    carrier: Text = ""
    fulfilled_at: Moment | None = None
    notify: bool = True
    final: bool = True


class ShipmentChangeBody(_Body):
    """`PATCH /v1/orders/{id}/shipments/{sid}`."""

    tracking_number: Annotated[str, _text(500, shortest=1)] | None = None
    carrier: Annotated[str, _text(200), AfterValidator(_plain)] | None = None
    final: bool | None = None


def _status(value: object) -> Status:
    if isinstance(value, str) and value in TRACKING_STATUSES:
        return Status(value)
    raise ValueError("one of " + ", ".join(TRACKING_STATUSES))


class StatusBody(_Body):
    """`PUT .../status`."""

    status: Annotated[Status, BeforeValidator(_status)]


class TrackManyBody(_Body):
    """`POST /v1/tracking/track`."""

    order_ids: Annotated[list[Annotated[str, _text(64, shortest=1)]], Field(min_length=1)]


def _address_to_append_to(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+\S*", text) or _CONTROL.search(text):
        msg = "an http or https address that a tracking number can be appended to"
        raise ValueError(msg)
    return text


def _time_zone(text: str) -> str:
    if text in {"localtime", "Factory"} or text not in available_timezones():  # those are no place
        raise ValueError("an IANA time zone, such as Asia/Bangkok")
    return text


class SenderBody(_Body):
    """Who messages come from."""

    name: Text = ""
    email: Email = ""
    reply_to: Email = ""
    sms_id: Annotated[
        str,
        _text(11),
        _matching(
            re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}"),
            "1 to 11 letters and digits, with at least one letter",
        ),
    ] = ""


# In strict mode only a member is an enumeration's, and JSON has no members.
_TriggerName = Annotated[Trigger, Strict(strict=False)]
_ChannelName = Annotated[Channel, Strict(strict=False)]
_RetentionDays = Annotated[int, Field(ge=MIN_RETENTION_DAYS, le=MAX_RETENTION_DAYS)]
_Gateways = Annotated[list[Annotated[str, _text(100, shortest=1)]], Field(max_length=50)]


class NotificationsBody(_Body):
    """Whether customers are told, and of what."""

    email_enabled: bool | None = None
    sms_enabled: bool | None = None
    wait_until_known: bool | None = None
    quiet_hours: bool | None = None
    link: Annotated[Link, Strict(strict=False)] | None = None
    track_opens: bool | None = None
    retention_days: _RetentionDays | None = None
    triggers: dict[_TriggerName, dict[_ChannelName, bool]] | None = None
    sender: SenderBody | None = None
    manual_gateways: _Gateways | None = None


_NO_BLANKS = _matching(re.compile(r"[\x21-\x7e]+"), "printable ASCII without blanks")
_Secret = Annotated[str, _text(200, shortest=1), _NO_BLANKS]


class TrackingBody(_Body):
    """The tracking provider and its secrets, which are never answered back."""

    provider: str | None = None
    key: _Secret | None = None
    webhook_secret: _Secret | None = None


_COLOUR = _matching(re.compile("[#][0-9a-fA-F]{6}"), "a colour as #rrggbb, such as #0b6e4f")


class SettingsBody(_Body):
    """`PATCH /v1/settings`."""

    name: Name | None = None
    time_zone: Annotated[str, AfterValidator(_time_zone)] | None = None
    locale: Literal["en", "th"] | None = None
    tracking_url: Annotated[str, _text(500), AfterValidator(_address_to_append_to)] | None = None
    brand_color: Annotated[str, _text(7), _COLOUR] | None = None
    notifications: NotificationsBody | None = None
    templates: Templates | None = None
    tracking: TrackingBody | None = None
    merchant_mail: MerchantMailBody | None = None
