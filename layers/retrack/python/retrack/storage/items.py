"""The items of the table as pynamodb sees them. They never leave this package.

Attributes are few, since a client pays for each one it reads and DynamoDB for every byte in an
index: what is only ever read as a whole is one compact JSON text.
"""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    DiscriminatorAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.models import Model

from retrack.storage.keys import Key


class Item(Model):
    """Anything in the table. Made without a connection: see `table.bind_table`."""

    class Meta:
        """How every entity is reached: well within the 15 seconds that a function has."""

        table_name = "unbound"
        connect_timeout_seconds = 1
        read_timeout_seconds = 3
        max_retry_attempts = 2

    pk = UnicodeAttribute(attr_name="PK", hash_key=True)
    sk = UnicodeAttribute(attr_name="SK", range_key=True)
    type = DiscriminatorAttribute()

    @property
    def key(self) -> Key:
        """Where it is."""
        return Key(self.pk, self.sk)


class OrderItem(Item, discriminator="order"):
    """An order: `state` is all of it, `row` and `check` are what indexes show of it."""

    state = UnicodeAttribute()
    row = UnicodeAttribute()
    check = UnicodeAttribute(null=True)
    version = NumberAttribute()
    store_key = UnicodeAttribute()
    processed_key = UnicodeAttribute()
    status_key = UnicodeAttribute()
    fulfilled_key = UnicodeAttribute(null=True)
    attention_key = UnicodeAttribute(null=True)
    slot_key = UnicodeAttribute(null=True)
    member_key = UnicodeAttribute(null=True)


class CheckpointsItem(Item, discriminator="checkpoints"):
    """A shipment's events, compressed: long, and read only with the order itself."""

    shipment_id = UnicodeAttribute()
    events = BinaryAttribute(legacy_encoding=False)


class NotificationItem(Item, discriminator="notification"):
    """A message to a customer; `state` and `attempts` stand alone since writes depend on them.

    All of it is the `row` that the index by date shows: the store's log.
    """

    record = UnicodeAttribute(attr_name="row")
    state = UnicodeAttribute()
    attempts = NumberAttribute()
    store_key = UnicodeAttribute()
    logged_key = UnicodeAttribute(attr_name="processed_key")
    expires_at = NumberAttribute(null=True)


class ReceiptItem(Item, discriminator="receipt"):
    """What the mail service reported of one email: `[moment, detail]` as JSON, by what it was.

    `notification` is the sort key of the message that it was the sending of.
    """

    notification = UnicodeAttribute()
    message_id = UnicodeAttribute()
    delayed = UnicodeAttribute(null=True)
    delivered = UnicodeAttribute(null=True)
    opened = UnicodeAttribute(null=True)
    failed = UnicodeAttribute(null=True)
    rejected = UnicodeAttribute(null=True)
    soft_bounced = UnicodeAttribute(null=True)
    bounced = UnicodeAttribute(null=True)
    complained = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class WaitingFulfillmentItem(Item, discriminator="waiting_fulfillment"):
    """A fulfilment whose order its shop has not told yet."""

    record = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    expires_at = NumberAttribute()


class WaitingErasureItem(Item, discriminator="waiting_erasure"):
    """An order whose customer is to be forgotten, which its shop has not told yet."""

    expires_at = NumberAttribute()


class AnswerItem(Item, discriminator="answer"):
    """An answer about an order, sealed; kept and erased with it."""

    sealed = BinaryAttribute(legacy_encoding=False)
    expires_at = NumberAttribute()


class ReferenceItem(Item, discriminator="reference"):
    """Finds an order by what is in the sort key, which is all it holds of anybody."""

    order_id = UnicodeAttribute()


class TokenItem(Item, discriminator="token"):
    """Finds the shipment that a customer's link is for."""

    store_id = UnicodeAttribute()
    order_id = UnicodeAttribute()
    shipment_id = UnicodeAttribute()


class StoreItem(Item, discriminator="store"):
    """A store and its settings, which alone `version` counts the saves of.

    `account`, `identity` and `mail_returns` are what was found out about the store, each JSON.
    """

    settings = UnicodeAttribute()
    version = NumberAttribute()
    account = UnicodeAttribute(null=True)
    identity = UnicodeAttribute(null=True)
    mail_returns = UnicodeAttribute(null=True)


class ListedStoreItem(Item, discriminator="listed_store"):
    """A store among all stores."""

    store_id = UnicodeAttribute()


class MailItem(Item, discriminator="mail"):
    """A mail to a merchant and what became of it."""

    record = UnicodeAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()


class ToldItem(Item, discriminator="told"):
    """What a store's digests have told."""

    until = UnicodeAttribute()
    orders = BinaryAttribute(legacy_encoding=False)


class IdentityClaimItem(Item, discriminator="identity_claim"):
    """Which stores may prove an identity at the sending service, and send as it."""

    record = UnicodeAttribute()
    version = NumberAttribute()


class TemplateItem(Item, discriminator="template"):
    """A version of a store's own template; the store's settings say which one is in force."""

    version = UnicodeAttribute()
    subject = UnicodeAttribute()
    html = BinaryAttribute(legacy_encoding=False)
    text = BinaryAttribute(legacy_encoding=False)
    actor = UnicodeAttribute()


class SuppressionItem(Item, discriminator="suppression"):
    """An address that nothing is sent to, by its hash; with weight 0 one that is allowed again."""

    record = UnicodeAttribute()
    weight = NumberAttribute()
    at = UnicodeAttribute()
    expires_at = NumberAttribute(null=True)


class ApiKeyItem(Item, discriminator="api_key"):
    """A valid API key."""

    store_id = UnicodeAttribute()
    name = UnicodeAttribute()
    created_at = UnicodeAttribute()
    last_used = UnicodeAttribute(null=True)


class MembershipItem(Item, discriminator="membership"):
    """A person's role in a store."""

    store_id = UnicodeAttribute()
    role = UnicodeAttribute()


class ListedKeyItem(Item, discriminator="listed_key"):
    """An API key as its store's list shows it; what makes it valid is `ApiKeyItem`."""

    key_hash = UnicodeAttribute()
    name = UnicodeAttribute()
    created_at = UnicodeAttribute()


class ListedPersonItem(Item, discriminator="listed_person"):
    """A person as a store's list shows them; what lets them in is `MembershipItem`."""

    person_id = UnicodeAttribute()
    email = UnicodeAttribute()
    role = UnicodeAttribute()


class JobItem(Item, discriminator="job"):
    """Long work; `parts` has what each part came to: how many done, how many failed.

    `place` and `problem` are there only while they say something.
    """

    kind = UnicodeAttribute()
    total = NumberAttribute()
    parts: MapAttribute[str, Any] = MapAttribute()  # type: ignore[no-untyped-call]  # as pynamodb has it
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute()
    place = UnicodeAttribute(null=True)
    problem = UnicodeAttribute(null=True)


class ImportItem(Item, discriminator="import"):
    """A file of orders on its way in; `progress` is all that is known of it, as JSON."""

    state = UnicodeAttribute()
    progress = UnicodeAttribute()
    version = NumberAttribute()
    created_at = UnicodeAttribute()
    expires_at = NumberAttribute()


class WebhookItem(Item, discriminator="webhook"):
    """A store's webhook, as JSON; its secret is a parameter."""

    record = UnicodeAttribute()
    version = NumberAttribute()


class DeliveryItem(Item, discriminator="delivery"):
    """A message to a webhook, by ids alone, and what became of it."""

    record = UnicodeAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()


class ListenerItem(Item, discriminator="listener"):
    """A store that has a webhook for what has to be looked for."""

    store_id = UnicodeAttribute()


class RequestItem(Item, discriminator="request"):
    """A request with an idempotency key; without `status` it has not been answered yet."""

    request_hash = UnicodeAttribute()
    begun_at = UnicodeAttribute()
    expires_at = NumberAttribute()
    status = NumberAttribute(null=True)
    sealed = BinaryAttribute(legacy_encoding=False, null=True)
    order_id = UnicodeAttribute(null=True)


class TriesItem(Item, discriminator="tries"):
    """How often somebody tried something in a window of time."""

    tries = NumberAttribute()
    expires_at = NumberAttribute()


class LineItem(Item, discriminator="line"):
    """Up to when a store's messages are spoken for, in microseconds since 1970."""

    ends = NumberAttribute()
    expires_at = NumberAttribute()


class SaltItem(Item, discriminator="salt"):
    """What a day's hashes of people are made with; gone with the day."""

    value = UnicodeAttribute()
    expires_at = NumberAttribute()
