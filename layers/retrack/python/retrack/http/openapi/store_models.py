"""The bodies of answers about a whole store; see `answer_models`."""

from typing import Annotated, Any, Literal

from pydantic import Field

from retrack.domain.account import Trouble
from retrack.domain.plans import Plan
from retrack.domain.reporting import GroupBy
from retrack.domain.sender_identity import IdentityKind
from retrack.domain.settings import Channel, Link, Trigger
from retrack.http.openapi.answer_models import Count, View
from retrack.http.openapi.words import Day, Moment


class Duration(View):
    """In days; null where nothing is known."""

    median: float | None
    p90: Annotated[float | None, Field(description="90th percentile.")]


class Figures(View):
    """How a group of orders went."""

    processed: Count
    fulfilled: Count
    not_fulfilled: Count
    delivered: Count
    attention: Count
    time_to_fulfil_days: Duration
    time_in_transit_days: Duration


class ReportGroup(Figures):
    """The orders of a day, a carrier or a country."""

    key: Annotated[str | None, Field(description="Null for those that have none.")]
    name: Annotated[str | None, Field(description="Of a carrier.")] = None


class Report(View):
    """How the orders processed in a period went."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    time_zone: str
    group_by: GroupBy
    shipped: Annotated[Count, Field(description="Fulfilled in the period, processed whenever.")]
    totals: Figures
    groups: list[ReportGroup]


class Sender(View):
    """Who messages come from."""

    name: str
    email: str
    reply_to: str
    sms_id: str


class NotificationChoices(View):
    """Whether customers are told, of what, and by which channel."""

    email_enabled: bool
    sms_enabled: bool
    triggers: dict[Trigger, dict[Channel, bool]]
    sender: Sender
    manual_gateways: list[str]
    wait_until_known: bool
    quiet_hours: bool
    link: Annotated[Link, Field(description="Where the links in messages lead.")]
    track_opens: Annotated[bool, Field(description="Whether opened emails are reported.")]
    retention_days: Annotated[
        int, Field(description="For how long what customers were told is kept.")
    ]


class TrackingAccount(View):
    """The tracking provider; of its secrets only whether they are there."""

    provider: str | None
    key_set: bool
    webhook_secret_set: bool


class AccountStanding(View):
    """How the account at the tracking provider does, as it was met last."""

    trouble: Annotated[Trouble | None, Field(description="What is wrong with the account now.")]
    trouble_since: Moment | None
    quota_remaining: Annotated[
        int | None, Field(description="As last asked; null where it was not, or without limit.")
    ]


class Digest(View):
    """What newly needs attention, mailed once a day when there is something."""

    enabled: bool
    hour: Annotated[int, Field(description="0 to 23, in the store's time zone.")]


class Warnings(View):
    """That the tracking account is refused, or without quota, or low on it; once each time."""

    enabled: bool


class MerchantMail(View):
    """What the merchant is mailed."""

    recipients: Annotated[list[str], Field(description="Empty: the store's owners.")]
    digest: Digest
    warnings: Warnings


class SenderRecord(View):
    """A record for the domain's DNS."""

    type: str
    name: str
    value: str


class SenderProof(View):
    """How far it is proved that the sender's address is the store's own."""

    email: Annotated[str, Field(description="The one in `notifications.sender`.")]
    kind: IdentityKind | None
    identity: Annotated[str | None, Field(description="The domain or address that is proved.")]
    state: Annotated[
        Literal["unverified", "pending", "verified", "failed"],
        Field(description="`failed`: nobody entered the records, or opened the link, in 72 hours."),
    ]
    since: Moment | None
    records: Annotated[list[SenderRecord], Field(description="For the DNS of a domain.")]
    sends_from: Annotated[
        str | None, Field(description="What emails come from now; null while none can be sent.")
    ]


class Settings(View):
    """What a store can choose."""

    store_id: str
    name: str
    plan: Plan
    time_zone: str
    locale: str
    tracking_url: str
    brand_color: str
    notifications: NotificationChoices
    templates: dict[str, Any]
    tracking: TrackingAccount
    tracking_account: AccountStanding
    merchant_mail: MerchantMail
