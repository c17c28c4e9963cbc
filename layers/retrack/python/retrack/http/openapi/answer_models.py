"""The bodies of answers as models, for the document alone: answers are made by views, unchecked.

Tests hold real answers against these, so that neither tells of a field that the other does not.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from retrack.domain.attention import Reason
from retrack.domain.feedback import FeedbackKind
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.settings import Channel, Trigger
from retrack.domain.statuses import FulfillmentStatus, Status, StatusSource
from retrack.domain.suppressions import SuppressionReason
from retrack.http.openapi.words import Day, Moment, TrackingStatus

Count = Annotated[int, Field(ge=0)]
_Uri = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]


class View(BaseModel):
    """What all of them have in common."""

    model_config = ConfigDict(populate_by_name=True)


class FieldProblem(View):
    """What is wrong with one field."""

    field: Annotated[str, Field(description="Such as `customer.phone`.")]
    message: str


class Problem(View):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[_Uri, Field(description="Its last part names the kind of refusal.")]
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    errors: Annotated[
        list[FieldProblem], Field(description="Of 422: the fields that are wrong.")
    ] = []


class Attention(View):
    """Whether the order needs the merchant, exact at the moment of reading."""

    needed: bool
    reasons: list[Reason]
    since: Annotated[Moment | None, Field(description="When it began to need attention.")]
    next_at: Annotated[Moment | None, Field(description="When it will, if nothing happens first.")]


class Customer(View):
    """Who ordered."""

    name: str | None
    email: str | None
    phone: Annotated[str | None, Field(description="E.164.")]
    locale: Annotated[str | None, Field(description="BCP 47.")]


class Address(View):
    """Where the order goes."""

    city: str | None
    country_code: Annotated[str | None, Field(description="ISO 3166-1 alpha-2.")]


class Payment(View):
    """How the order was paid."""

    financial_status: str
    marked_paid_manually: bool


class LineItem(View):
    """What was bought."""

    title: str
    quantity: int
    sku: str


class EstimatedDelivery(View):
    """The days between which the carrier expects to deliver."""

    first: Annotated[Day | None, Field(alias="from")]
    last: Annotated[Day | None, Field(alias="to")]


class LastEvent(View):
    """The carrier's latest scan or message."""

    at: Moment
    description: str
    location: str | None


class LastMile(View):
    """The local carrier that took the parcel over."""

    tracking_number: str
    carrier_name: str | None


class Event(LastEvent):
    """A scan or message of a carrier."""

    status: Status | None
    sub_status: Annotated[str | None, Field(description="The provider's own word.")]


class StatusChange(View):
    """One step in a shipment's life."""

    at: Moment
    before: Annotated[Status, Field(alias="from")]
    after: Annotated[Status, Field(alias="to")]
    source: StatusSource
    actor: Annotated[str | None, Field(description="Who did it by hand; null for a carrier.")]


class Shipment(View):
    """One parcel of an order."""

    id: str
    tracking_number: str
    carrier: str | None
    carrier_name: str | None
    tracking_url: str
    customer_url: Annotated[_Uri, Field(description="The customer's page; needs no login.")]
    status: TrackingStatus
    sub_status: Annotated[str | None, Field(description="The provider's own word.")]
    status_source: StatusSource
    status_changed_at: Moment
    fulfilled_at: Moment
    delivered_at: Moment | None
    estimated_delivery: EstimatedDelivery | None
    last_event: LastEvent | None
    last_mile: LastMile | None
    last_checked_at: Moment | None
    next_check_at: Moment | None
    final: Annotated[bool, Field(description="Whether the order is complete with it.")]
    problem: Annotated[str | None, Field(description="What the merchant can do about it.")]


class CarrierCandidate(View):
    """A carrier whose numbers look like this one."""

    carrier: str
    name: str
    confidence: Annotated[str, WithJsonSchema({"enum": ["possible", "likely", "certain"]})]


class ShipmentWithCarriers(Shipment):
    """A shipment, and which carriers its number may be of."""

    carrier_candidates: list[CarrierCandidate]


class ShipmentDetails(ShipmentWithCarriers):
    """A shipment with all that is known of it; newest first."""

    provider: str | None
    provider_status: Annotated[str | None, Field(description="The provider's own word.")]
    events: list[Event]
    history: list[StatusChange]


class Order(View):
    """An order with its shipments."""

    id: str
    name: str
    source: Annotated[str, Field(description="Where it came from, such as `api` or a shop.")]
    processed_at: Moment
    fulfilled_at: Moment | None
    delivered_at: Moment | None
    cancelled_at: Moment | None
    fulfillment_status: FulfillmentStatus
    status: Status
    status_changed_at: Moment
    attention: Attention
    customer: Customer
    shipping_address: Address
    payment: Payment
    items: list[LineItem]
    shipments: list[Shipment]


class MessageFeedback(View):
    """What the mail service reported of a message."""

    kind: FeedbackKind
    at: Moment
    detail: Annotated[str | None, Field(description="The service's own word, such as `NoEmail`.")]


class Suppression(View):
    """That nothing is sent to an address, which is known by a hash alone."""

    id: Annotated[str, Field(description="The address's hash, the same for all of its orders.")]
    channel: Channel
    reason: SuppressionReason
    at: Moment
    actor: Annotated[str | None, Field(description="Who did it by hand.")]
    order_id: Annotated[str | None, Field(description="The order whose email it came from.")]


class SuppressionPage(View):
    """A page of the addresses that nothing is sent to."""

    items: list[Suppression]
    next_cursor: Annotated[str | None, Field(description="For the next page; null on the last.")]


class Notification(View):
    """A message to the customer, sent or not."""

    shipment_id: str
    trigger: Trigger
    channel: Channel
    state: NotificationState
    reason: Annotated[NotSent | None, Field(description="Why it was not sent, or waits.")]
    at: Moment
    outcome: Annotated[FeedbackKind | None, Field(description="What says most of `feedback`.")]
    feedback: Annotated[list[MessageFeedback], Field(description="Of emails, by moment.")]


class LoggedNotification(Notification):
    """A message in the list of all, with the order that it is about."""

    order_id: str
    order_name: str
    detail: Annotated[str | None, Field(description="The sending service's own word.")]
    first_at: Annotated[Moment, Field(description="When it was first recorded: its place here.")]


class NotificationPage(View):
    """A page of the list of messages."""

    items: list[LoggedNotification]
    next_cursor: Annotated[str | None, Field(description="For the next page; null on the last.")]


class OrderDetails(Order):
    """An order with the messages to its customer."""

    notifications: list[Notification]
    suppressions: Annotated[
        list[Suppression],
        Field(description="Why the customer is sent nothing, by channel; where asked for."),
    ] = []


class OrderPage(View):
    """A page of a list of orders."""

    items: list[Order]
    next_cursor: Annotated[str | None, Field(description="For the next page; null on the last.")]


class Summary(View):
    """How a period's orders stand; every status and reason is named."""

    by_status: dict[Status, Count]
    attention: Count
    attention_reasons: dict[Reason, Count]
    total: Count


class Job(View):
    """Long work with its progress."""

    id: str
    kind: str
    state: Annotated[str, WithJsonSchema({"enum": ["running", "done", "failed"]})]
    done: Count
    total: Count
    failed: Count
    problem: Annotated[str | None, Field(description="Why it stopped, and what to do.")]
    created_at: Moment
