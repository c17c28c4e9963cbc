"""The bodies of answers about a whole store; see `answer_models`."""

from typing import Annotated, Any

from pydantic import Field

from retrack.domain.plans import Plan
from retrack.domain.reporting import GroupBy
from retrack.domain.settings import Channel, Link, Trigger
from retrack.http.openapi.answer_models import Count, View
from retrack.http.openapi.words import Day


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
