"""The domain's own words for people: statuses, reasons, and what became of messages.

Everything here is the English source of a translation: templates put it through `_`. `N_` marks
a text for the catalogs without translating it.
"""

from retrack.domain.account import Trouble
from retrack.domain.attention import Reason
from retrack.domain.feedback import FeedbackKind
from retrack.domain.notifications import NotificationState, NotSent
from retrack.domain.settings import Channel, Trigger
from retrack.domain.statuses import TRACKING_STATUSES, FulfillmentStatus, Status
from retrack.domain.suppressions import SuppressionReason


def N_(text: str) -> str:  # noqa: N802  gettext's own name for it
    """The text itself."""
    return text


STATUSES = {
    Status.UNFULFILLED: N_("Not shipped"),
    Status.PENDING: N_("Pending"),
    Status.UNKNOWN: N_("Unknown"),
    Status.IN_TRANSIT: N_("In transit"),
    Status.PICK_UP: N_("Pick up"),
    Status.EXPIRED: N_("Expired"),
    Status.ALERT: N_("Alert"),
    Status.UNDELIVERED: N_("Undelivered"),
    Status.RETURNED: N_("Returned"),
    Status.DELIVERED: N_("Delivered"),
}
MEANINGS = {
    Status.UNFULFILLED: N_("The order has no shipment yet."),
    Status.PENDING: N_(
        "The parcel left the warehouse recently; it may take 5 to 7 days before the tracking code"
        " becomes active."
    ),
    Status.UNKNOWN: N_("The tracking code that the supplier gave is not valid."),
    Status.IN_TRANSIT: N_(
        "The parcel has left its country of origin, or has just arrived in the destination country"
        " and is going through customs."
    ),
    Status.PICK_UP: N_("The parcel has arrived at the local post office, or is out for delivery."),
    Status.EXPIRED: N_("Delivery took too long, or the carrier lost the parcel."),
    Status.ALERT: N_(
        "The parcel is held or rejected by customs, damaged, lost, refused, on its way back, or the"
        " carrier reports another exception."
    ),
    Status.UNDELIVERED: N_("Delivery was attempted and failed."),
    Status.RETURNED: N_("The supplier has received the returned parcel."),
    Status.DELIVERED: N_("The parcel was delivered to the customer."),
}
FULFILLMENT = {
    FulfillmentStatus.UNFULFILLED: N_("Not shipped"),
    FulfillmentStatus.PARTIAL: N_("Partly shipped"),
    FulfillmentStatus.FULFILLED: N_("Shipped"),
}
REASONS = {
    Reason.ALERT: N_("The carrier reports an exception"),
    Reason.EXPIRED: N_("The tracking code expired"),
    Reason.UNDELIVERED: N_("Delivery failed"),
    Reason.IN_TRANSIT_TOO_LONG: N_("More than 45 days, and not delivered"),
    Reason.NOT_FULFILLED: N_("7 days or more, and not shipped"),
}
CHANNELS = {Channel.EMAIL: N_("Email"), Channel.SMS: N_("SMS")}
TRIGGERS = {
    Trigger.SHIPPED: N_("Shipped"),
    Trigger.IN_TRANSIT: N_("First scan by the carrier"),
    Trigger.ARRIVED: N_("Arrived in the destination country"),
    Trigger.PICK_UP: N_("Out for delivery or ready to pick up"),
    Trigger.DELIVERED: N_("Delivered"),
    Trigger.UNDELIVERED: N_("Delivery attempt failed"),
    Trigger.ALERT: N_("Problem on the way"),
    Trigger.DELAYED: N_("Later than estimated"),
    Trigger.ALL_DELIVERED: N_("All parcels of the order delivered"),
}
MESSAGE_STATES = {
    NotificationState.SENDING: N_("Being sent"),
    NotificationState.WAITING: N_("Waiting"),
    NotificationState.SENT: N_("Sent"),
    NotificationState.NOT_SENT: N_("Not sent"),
}
NOT_SENT = {
    NotSent.NOT_WANTED: N_("the shipment was added without notifying the customer"),
    NotSent.CHANNEL_OFF: N_("this notification is switched off in the settings"),
    NotSent.PLAN: N_("notifications are part of the Boss plan"),
    NotSent.CANCELLED: N_("the order is cancelled"),
    NotSent.NO_ADDRESS: N_("the order has no email address or phone number for it"),
    NotSent.BAD_ADDRESS: N_("what the shop told is no address that anything can be sent to"),
    NotSent.NO_SENDER: N_("the settings name no sender address"),
    NotSent.SENDER_UNVERIFIED: N_("the sender address is not verified yet"),
    NotSent.UNPAID: N_("the order is not paid"),
    NotSent.MARKED_PAID_MANUALLY: N_("the order was only marked as paid by hand"),
    NotSent.REFUSED: N_("the sending service refused the message or the address"),
    NotSent.OPTED_OUT: N_("the customer wants no text messages"),
    NotSent.UNSUBSCRIBED: N_("whoever has this address stopped emails from your shop"),
    NotSent.BOUNCED: N_("an earlier email came back: there is no such address"),
    NotSent.COMPLAINED: N_("an earlier email was reported as spam"),
    NotSent.BLOCKED: N_("you marked this address as not to be written to"),
    NotSent.OUTDATED: N_("the news was older than 7 days"),
    NotSent.OVERTAKEN: N_("the parcel had moved on before it could be told"),
    NotSent.FINAL_AT_ONCE: N_("the parcel had arrived before it was first looked up"),
    NotSent.TOLD_AS_ORDER: N_("one message tells that all parcels have arrived"),
    NotSent.NOT_YET_KNOWN: N_("until the carrier knows the code, at most 48 hours"),
    NotSent.QUIET_HOURS: N_("no text messages at night; it goes out at 8 in the morning"),
    NotSent.TURN: N_("until the messages before it have gone out"),
    NotSent.UNCONFIRMED: N_("it is not certain that it went out, so it was not repeated"),
}
OUTCOMES = {
    FeedbackKind.DELAYED: N_("Delayed by the recipient\u2019s mail server"),
    FeedbackKind.DELIVERED: N_("Delivered to the recipient\u2019s mail server"),
    FeedbackKind.OPENED: N_("Opened"),
    FeedbackKind.FAILED: N_("The mail service could not put it together"),
    FeedbackKind.REJECTED: N_("The mail service refused its content as harmful"),
    FeedbackKind.SOFT_BOUNCED: N_("Bounced: the mailbox is full, or its server would not take it"),
    FeedbackKind.BOUNCED: N_("Bounced: there is no such address"),
    FeedbackKind.COMPLAINED: N_("Reported as spam by its reader"),
}
"""What became of an email."""

SUPPRESSED = {
    SuppressionReason.UNSUBSCRIBED: N_(
        "Whoever has this address stopped your emails. Allow them again only if they ask you to."
    ),
    SuppressionReason.BOUNCED: N_(
        "An email came back: there is no such address. Correct it in your shop, or allow it again"
        " if you know that it works."
    ),
    SuppressionReason.BLOCKED: N_("You wanted nothing more sent there."),
    SuppressionReason.COMPLAINED: N_(
        "An email was reported as spam. Allow them again only if the customer asks you to."
    ),
}
"""Why nothing is sent to an address."""

UNREACHED = {
    FeedbackKind.BOUNCED: N_(
        "One came back: there is no such address. Enter another below, or allow this one again if"
        " you know that it works."
    ),
    FeedbackKind.COMPLAINED: N_(
        "One was reported as spam. Allow it again only if whoever reads them asks for it."
    ),
}
"""Why a store's own people are not mailed."""

TROUBLES = {
    Trouble.REFUSED: (
        N_("Your tracking account is refused"),
        N_("No parcel is looked up until that is mended. Check the key in the settings."),
    ),
    Trouble.NO_QUOTA: (
        N_("Your tracking account has no quota left"),
        N_("New parcels are not followed. Top the account up; it then goes on by itself."),
    ),
    Trouble.LOW_QUOTA: (
        N_("Your tracking account runs low"),
        N_(
            "Less than a tenth of its quota is left. Once it is used up, no new parcel is followed."
        ),
    ),
}
FLASHES = {
    "signed-out": N_("You are signed out."),
    "password-reset": N_("The new password is set. Sign in with it."),
    "status-set": N_("The status is set. It stands until the carrier reports something newer."),
    "status-released": N_("The status is the carrier\u2019s again."),
    "tracked": N_("The carrier was asked; this is what it says now."),
    "tracking-slow": N_(
        "The carrier takes its time. The answer appears here as soon as it has come."
    ),
    "shipment-added": N_("The shipment is added."),
    "shipment-corrected": N_("The shipment is corrected, and tracked afresh."),
    "contact-allow": N_("The customer may be written to again."),
    "contact-block": N_("Nothing more is sent there."),
    "order-added": N_("The order is added."),
    "saved": N_("Saved."),
    "mail-again": N_("Emails go there again."),
    "sender-removed": N_("The sender is given up. Emails no longer come from it."),
    "shop-saved": N_("The connection is saved."),
    "write-back-on": N_("The shop is told what becomes of its parcels."),
    "write-back-off": N_("The shop is told nothing any more."),
    "shop-disconnected": N_("The shop is disconnected. Its orders stay here."),
    "webhook-removed": N_("The webhook is deleted. Its address is told nothing any more."),
    "webhook-on": N_("The webhook is on again. It is told what happens from now on."),
    "sent-again": N_("The message is on its way again."),
    "role-changed": N_("The role is changed. It holds at once."),
    "person-removed": N_("They are removed, and can open this store no more."),
    "none-selected": N_("Select the orders to track again, at most 500."),
}
"""What a page says once after a redirect: see `Visit.redirect`."""

CHOOSABLE_STATUSES = TRACKING_STATUSES
"""What a merchant can set by hand (R8)."""
