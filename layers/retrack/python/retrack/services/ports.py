"""What the use cases need from the outside, in words of the domain.

Each Protocol is implemented by one of the rooms around (`storage`, `carriers`, `senders`,
`runtime`); tests implement it in memory. Nothing here names a product. Plain values are named
tuples: a dataclass each would cost every cold start about half a millisecond. What only annotations
name is not loaded, for the same reason: a function loads the parts of the domain that it uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from retrack.domain.cadences import Slot
    from retrack.domain.happenings import Happening
    from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
    from retrack.domain.notifications import Notification, NotificationKey
    from retrack.domain.orders import Order
    from retrack.domain.periods import Span
    from retrack.domain.reports import CarrierReport, Checkpoint, Parcel, Rejected
    from retrack.domain.settings import Store
    from retrack.domain.shipments import Shipment
    from retrack.domain.statuses import Status
    from retrack.domain.templates import TemplateName, TemplateVersion
    from retrack.services.tasks import FollowedParcel, TrackingTask


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""
        ...


class Randomness(Protocol):
    """Where ids and secrets come from."""

    def identifier(self) -> str:
        """A fresh id: letters and digits, unique for good."""
        ...

    def secret(self) -> str:
        """A fresh unguessable text for addresses: at least 128 bits, URL-safe."""
        ...


# ------------------------------------------------------------------------------ what is stored


@dataclass(frozen=True, slots=True)
class OrderFile:
    """An order with all that is kept about it."""

    order: Order
    checkpoints: Mapping[ShipmentId, tuple[Checkpoint, ...]] = field(default_factory=dict)
    notifications: tuple[Notification, ...] = ()

    def events_of(self, shipment: Shipment) -> tuple[Checkpoint, ...]:
        """What happened to a shipment, newest first.

        None of it while nothing is known of its tracking number: what is kept is an earlier one's.
        """
        return tuple(self.checkpoints.get(shipment.id, ())) if shipment.last_event else ()


class ShownOrder(NamedTuple):
    """An order as answers show it: its row (see `order_row`), and the messages to its customer."""

    row: str
    version: int
    notifications: tuple[Notification, ...] = ()


class ShownOrders(Protocol):
    """Orders to be shown and not to be changed, which takes much less of them."""

    def show(self, store_id: StoreId, order_id: OrderId) -> ShownOrder:
        """The order as last saved (consistent), in one query.

        Raises:
            NotFound: no such order in this store.
        """
        ...


class OrderStore(Protocol):
    """Orders, each saved as one; another store's order is not there."""

    def load(self, store_id: StoreId, order_id: OrderId) -> Order:
        """The order, as last saved (consistent).

        Raises:
            NotFound: no such order in this store.
        """
        ...

    def load_file(self, store_id: StoreId, order_id: OrderId) -> OrderFile:
        """The order with its checkpoints and notifications, in one query.

        Raises:
            NotFound: no such order in this store.
        """
        ...

    def create(self, order: Order) -> Order:
        """Saves a new order, and what finds it; returns it with version 1.

        Raises:
            OrderExists: the id is taken; nothing was written.
        """
        ...

    def save(self, order: Order, *, before: Order) -> Order:
        """Saves a changed order if nobody saved since `before`; returns it with its new version.

        Saying so again, or somebody else saying the very same, is no conflict.

        Raises:
            StaleVersion: somebody did; nothing was written.
        """
        ...

    def erase(self, order: Order) -> None:
        """Deletes the order with everything about it; doing so twice is no error."""
        ...

    def save_checkpoints(
        self, order: Order, shipment_id: ShipmentId, checkpoints: Sequence[Checkpoint]
    ) -> None:
        """Keeps a shipment's events, newest first, in place of those kept before."""
        ...

    def restore_references(self, before: Order | None, after: Order | None) -> None:
        """Makes sure that what finds an order (name, number, e-mail, token) is there.

        `create`, `save` and `erase` do this themselves; a crash in the middle is healed by this.
        """
        ...


class OrderRow(NamedTuple):
    """One line of a list. `position` sorts as the list does and can be gone on from."""

    position: str
    row: str


class OrderIndex(Protocol):
    """The lists. Newest first, at most `limit` rows after (older than) the position `after`."""

    def processed(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        """The orders processed in a time."""
        ...

    def fulfilled(
        self, store_id: StoreId, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        """The orders fulfilled in a time, by when they were."""
        ...

    def with_status(
        self, store_id: StoreId, status: Status, span: Span, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        """The orders processed in a time that have a status."""
        ...

    def needing_attention(
        self, store_id: StoreId, now: datetime, *, after: str | None, limit: int
    ) -> Sequence[OrderRow]:
        """The orders that need attention at this moment, by when they came to."""
        ...

    def search(self, store_id: StoreId, prefix: str, *, limit: int) -> Sequence[OrderRow]:
        """The orders whose name, tracking number or e-mail begins like this, by when processed."""
        ...

    def with_number(self, store_id: StoreId, number: TrackingNumber) -> Sequence[OrderId]:
        """The orders that have a shipment with this tracking number."""
        ...


class FollowedOrder(NamedTuple):
    """An order in a slot, with the parcels to ask about."""

    store_id: StoreId
    parcels: tuple[FollowedParcel, ...]


class SlotIndex(Protocol):
    """Which orders are due when."""

    def due(self, slot: Slot) -> Iterator[FollowedOrder]:
        """The orders in a slot, sorted by store, read as they are consumed."""
        ...


class StoreStore(Protocol):
    """The stores and their settings."""

    def load(self, store_id: StoreId) -> Store:
        """A store.

        Raises:
            NotFound: there is none of that id.
        """
        ...

    def create(self, store: Store) -> Store:
        """Saves a new store; returns it with version 1.

        Raises:
            Conflict: the id is taken.
        """
        ...

    def save(self, store: Store) -> Store:
        """Saves changed settings over the version they were read at; returns the next version.

        Raises:
            StaleVersion: somebody saved in between; nothing was written.
        """
        ...


class ApiKey(NamedTuple):
    """A store's key, known by its hash alone. `last_used` is a day of UTC."""

    hash: str
    store_id: StoreId
    name: str
    created_at: datetime
    last_used: date | None = None


class Member(NamedTuple):
    """A person who may act for a store; `email` is empty where nobody told it."""

    id: str
    email: str
    role: str


class Credentials(Protocol):
    """Who may act for which store."""

    def api_key(self, key_hash: str) -> ApiKey | None:
        """The key with this SHA-256 (hex), if it is valid."""
        ...

    def add_api_key(self, key: ApiKey) -> None:
        """Makes a key valid."""
        ...

    def stores_of(self, person_id: str) -> Mapping[StoreId, str]:
        """The stores a person belongs to, with their role in each."""
        ...

    def list_api_keys(self, store_id: StoreId) -> Sequence[ApiKey]:
        """A store's keys, oldest first."""
        ...

    def note_use(self, key: ApiKey, day: date) -> None:
        """Notes on which day a valid key was used last; where that cannot be done it is not."""
        ...

    def remove_api_key(self, store_id: StoreId, key_hash: str) -> bool:
        """Makes a key of this store invalid at once; whether it had it."""
        ...

    def add_person(self, person_id: str, store_id: StoreId, role: str, *, email: str = "") -> None:
        """Lets a person act for a store."""
        ...


class Memberships(Protocol):
    """The people of each store, and the stores of each person."""

    def stores_of(self, person_id: str) -> Mapping[StoreId, str]:
        """The stores a person belongs to, with their role in each."""
        ...

    def people_of(self, store_id: StoreId) -> Sequence[Member]:
        """Who may act for a store, by e-mail address."""
        ...

    def add_person(self, person_id: str, store_id: StoreId, role: str, *, email: str = "") -> None:
        """Lets a person act for a store."""
        ...

    def change_person(self, store_id: StoreId, changed: Member, *, while_owner: str) -> bool:
        """Changes a person's role if another person, `while_owner`, is an owner still.

        False if not; nothing was written.
        """
        ...

    def remove_person(self, store_id: StoreId, person_id: str, *, while_owner: str) -> bool:
        """Lets a person act for a store no more, on the same condition."""
        ...


class People(Protocol):
    """Those who sign in."""

    def invite(self, email: str) -> str:
        """The id of the person with this address, who is invited unless they are there already."""
        ...


class SessionTokens(NamedTuple):
    """What somebody signed in holds: the access token is good for `seconds` from its issue."""

    access: str
    refresh: str
    seconds: int


class FirstPasswordNeeded(NamedTuple):
    """The password was right and is temporary; `challenge` goes back with the one they choose."""

    challenge: str


class SignIn(Protocol):
    """Signing in and out by e-mail address and password.

    Every method may raise `TooSoon` where somebody tried too often.
    """

    def with_password(self, email: str, password: str) -> SessionTokens | FirstPasswordNeeded:
        """Signs in.

        Raises:
            Unauthenticated: no such person, or not their password; it does not say which.
        """
        ...

    def with_first_password(self, email: str, password: str, challenge: str) -> SessionTokens:
        """Signs in with a password of the person's own, in place of the temporary one.

        Raises:
            Unauthenticated: the challenge is over; sign in again.
            Invalid: the password is too weak (field `password`).
        """
        ...

    def again(self, refresh: str) -> SessionTokens:
        """A fresh access token for a session.

        Raises:
            Unauthenticated: the session is over.
        """
        ...

    def out(self, refresh: str) -> bool:
        """Ends a session; False if that could not be done now, and it runs out by itself."""
        ...

    def send_code(self, email: str) -> None:
        """Mails a code for a new password; quietly does nothing for an unknown address."""
        ...

    def reset_password(self, email: str, code: str, password: str) -> None:
        """Sets a new password.

        Raises:
            Invalid: the code is wrong or too old (field `code`), or the password too weak
                (field `password`).
        """
        ...


class TemplateStore(Protocol):
    """The words of messages that stores wrote, every version of them."""

    def load(self, store_id: StoreId, name: TemplateName, version: str) -> TemplateVersion:
        """One version, which never changes.

        Raises:
            NotFound: the store never saved it.
        """
        ...

    def add(self, store_id: StoreId, version: TemplateVersion) -> None:
        """Keeps a new version.

        Raises:
            Conflict: somebody saved this template in the same second.
        """
        ...

    def versions(self, store_id: StoreId, name: TemplateName) -> Sequence[TemplateVersion]:
        """The latest ones, newest first, at most `VERSIONS_SHOWN`."""
        ...


class NotificationLog(Protocol):
    """What was sent to customers, or not, kept with the order."""

    def begin(self, notification: Notification) -> Notification | None:
        """Claims a message by recording it; None when the claim is ours.

        Otherwise the record that was there already, unchanged.
        """
        ...

    def take_over(self, notification: Notification, *, seen: Notification) -> bool:
        """Claims a message begun and never finished; False if someone else did."""
        ...

    def finish(self, notification: Notification) -> None:
        """Records what became of a claimed message."""
        ...

    def load(self, key: NotificationKey) -> Notification | None:
        """One message's record."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """Long work with progress.

    `place` is where it goes on from, in its own words, for work that is done one step after
    another; `problem` is why it stopped, in a sentence its merchant can act on.
    """

    id: str
    store_id: StoreId
    kind: str
    total: int
    done: int
    failed: int
    created_at: datetime
    place: str = ""
    problem: str = ""

    @property
    def state(self) -> str:
        """`failed` once it stopped; else `running`, or `done` once no part is open."""
        if self.problem:
            return "failed"
        is_over = not self.place and self.done + self.failed >= self.total
        return "done" if is_over else "running"


class JobStore(Protocol):
    """Jobs, kept for a week."""

    def create(self, job: Job) -> None:
        """Begins one; one of this id that is there already goes on as it stands."""
        ...

    def begin_anew(self, job: Job) -> None:
        """Begins one in place of the one of this id."""
        ...

    def finish_part(
        self,
        store_id: StoreId,
        job_id: str,
        part: str,
        *,
        done: int,
        failed: int,
        place: str | None = None,
    ) -> None:
        """Counts a part of it, once however often it is said; `place` is where it goes on then."""
        ...

    def stop(self, store_id: StoreId, job_id: str, problem: str, *, place: str) -> None:
        """Says why it stopped, and where it would go on from."""
        ...

    def go_on(self, store_id: StoreId, job_id: str, *, place: str) -> None:
        """Has one that stopped run again, from a place."""
        ...

    def load(self, store_id: StoreId, job_id: str) -> Job:
        """Its progress.

        Raises:
            NotFound: no such job in this store.
        """
        ...


class Answer(NamedTuple):
    """An HTTP answer, as kept for a repeated request. `order_id`: whose personal data is in it."""

    status: int
    body: str
    order_id: OrderId | None = None
    headers: Mapping[str, str] = MappingProxyType({})


class EarlierRequest(NamedTuple):
    """A request seen before under the same idempotency key; `answer` is None while it runs."""

    request_hash: str
    begun_at: datetime
    answer: Answer | None


class RequestLog(Protocol):
    """Requests with an Idempotency-Key, for 24 hours."""

    def begin(
        self, store_id: StoreId, key: str, *, request_hash: str, now: datetime
    ) -> EarlierRequest | None:
        """Claims a key; None when it is ours to run (new, expired, or abandoned for a minute)."""
        ...

    def finish(self, store_id: StoreId, key: str, answer: Answer, *, now: datetime) -> None:
        """Keeps the answer; what is about an order is kept with it and erased with it."""
        ...

    def forget(self, store_id: StoreId, key: str) -> None:
        """Gives a key back after a refusal, so that the corrected request can use it."""
        ...


class ShipmentAddress(NamedTuple):
    """Where a shipment is kept."""

    store_id: StoreId
    order_id: OrderId
    shipment_id: ShipmentId


class TokenIndex(Protocol):
    """The customers' links."""

    def find(self, token: str) -> ShipmentAddress | None:
        """The shipment that a token opens."""
        ...


class OrderFinder(Protocol):
    """Finds an order by what its customer knows of it."""

    def placed_by(self, store_id: StoreId, name: str, email: str) -> Sequence[OrderId]:
        """The orders with exactly this name and e-mail, however people write them.

        The same work whether there are any, only one of the two is right, or neither the store.
        """
        ...


class Limit(NamedTuple):
    """How often something may be tried: so often within every `seconds`, which divide a day."""

    name: str
    tries: int
    seconds: int


class Limiter(Protocol):
    """Counts tries, for everybody together; whoever tried is not to be told from a count."""

    def seconds_to_wait(self, limit: Limit, subject: str, *, now: datetime) -> int:
        """Counts one more try; 0 if it is within the limit, else when the next one will be."""
        ...


class SecretStore(Protocol):
    """Secrets, kept outside the table. Names look like `stores/s1/what`."""

    def read(self, name: str) -> str | None:
        """A secret, or None."""
        ...

    def write(self, name: str, value: str) -> None:
        """Keeps a secret in place of an earlier one."""
        ...

    def remove(self, name: str) -> None:
        """Forgets a secret; one that is not there is no error."""
        ...


class Watermark(Protocol):
    """The last hour that was swept: see `cadences.hour_of`."""

    def read(self) -> int | None:
        """The hour, or None before the first sweep."""
        ...

    def write(self, hour: int) -> None:
        """Remembers an hour as swept."""
        ...


# ------------------------------------------------------------------------------ the world outside


class Quota(NamedTuple):
    """What a tracking account has left, in tracking numbers. None: without limit."""

    total: int | None
    used: int
    remaining: int | None


class CarrierGateway(Protocol):
    """A tracking provider, seen through one store's account.

    Every method may raise `CarrierUnavailable`, `CarrierSlow` or `CarrierRefused`; the call then
    changed nothing that matters and can be made again. Answers come per parcel, in any order;
    a parcel may be missing from them.
    """

    batch_size: int

    def register(self, parcels: Sequence[Parcel]) -> Sequence[Rejected]:
        """Makes the provider follow parcels; the ones it will not are returned.

        One it follows already is no error.
        """
        ...

    def look_up(self, parcels: Sequence[Parcel]) -> Sequence[CarrierReport | Rejected]:
        """What the provider knows of up to `batch_size` parcels."""
        ...

    def resume(self, parcel: Parcel) -> None:
        """Makes the provider follow a parcel again that it had given up; no error if it cannot."""
        ...

    def quota(self) -> Quota:
        """What is left in the account."""
        ...


class PushReader(Protocol):
    """Reads what a provider sends by itself."""

    def verify(self, body: bytes, headers: Mapping[str, str], *, key: str) -> None:
        """Checks who sent it; header names are in lower case.

        Raises:
            Unauthenticated: the signature is not the one that `key` makes.
        """
        ...

    def trim(self, body: bytes) -> str:
        """The part of it that tracking needs, without addresses, small enough for a queue.

        Raises:
            Unreadable: not in the provider's format.
        """
        ...

    def reports(self, trimmed: str) -> Sequence[CarrierReport]:
        """The reports in what `trim` left; an event we do not know gives none."""
        ...


class Carriers(Protocol):
    """The providers."""

    def batch_size(self, store: Store) -> int:
        """How many parcels the store's provider takes in one call."""
        ...

    def pushed(self, store: Store, provider_name: str, payload: str) -> Sequence[CarrierReport]:
        """The reports in a push that was verified and queued: see `PushReader`.

        None of a provider that the store has left.
        """
        ...

    def gateway(self, store: Store) -> CarrierGateway:
        """The store's provider, with its key.

        Raises:
            CarrierRefused: the store has no key yet.
        """
        ...


class TrackingQueue(Protocol):
    """Work for the tracker: in order within a store, the same work queued once."""

    def send(self, tasks: Iterable[TrackingTask]) -> int:
        """Queues tasks; returns how many messages that took."""
        ...


class Announcer(Protocol):
    """Tells whoever listens what happened."""

    def announce(self, happenings: Sequence[Happening]) -> None:
        """Publishes happenings; each may arrive more than once."""
        ...


@dataclass(frozen=True, slots=True)
class Email:
    """A message to one person. `tags` join the service's reports back; nothing personal in them.

    `unsubscribe_url` stops the store's emails to whoever posts to it; empty where there is nothing
    to stop. `track_opens`: whether the service is to report that it was opened.
    """

    sender: str
    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    unsubscribe_url: str = ""
    track_opens: bool = False

    def addressed(self, to: str) -> Email:
        """The same message to somebody else, for whom nothing is to be stopped or recorded."""
        return replace(self, to=to, tags={}, unsubscribe_url="", track_opens=False)


class Sms(NamedTuple):
    """A text message to an E.164 number. `sender_id` is shown where carriers allow it."""

    to: str
    text: str
    sender_id: str = ""


class TemplateBroken(Exception):
    """A template cannot be read, or used up too much.

    `line` counts from 1; None: no one line. `part` is `subject`, `html` or `text`.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        """Says why, in words for whoever wrote it."""
        super().__init__(reason)
        self.reason, self.line, self.part = reason, line, ""


class MessageRefused(Exception):
    """The service will never take this message; the text says why, without the address."""


class OptedOut(MessageRefused):
    """Whoever has the number told their phone company that they want no text messages."""


class MessageDelayed(Exception):
    """The service is throttled or down: nothing was sent, and it may be tried again."""


class EmailSender(Protocol):
    """Sends emails."""

    def send(self, email: Email) -> str:
        """Hands a message over; returns the service's id for it.

        Raises:
            MessageRefused: for good.
            MessageDelayed: for now.
        """
        ...


class SmsSender(Protocol):
    """Sends text messages."""

    def send(self, sms: Sms) -> str:
        """Hands a message over; returns the service's id for it.

        Raises:
            MessageRefused: for good.
            MessageDelayed: for now.
        """
        ...


class PhoneZones(Protocol):
    """Where phones are."""

    def zone_of(self, phone: str) -> str | None:
        """The IANA time zone that an E.164 number is most likely in; None where nothing tells."""
        ...


class Later(Protocol):
    """Puts off what cannot be done yet."""

    def again(self, happening: Happening, *, after: timedelta) -> None:
        """Has a happening told again, to the customer alone: after this long, or sooner."""
        ...
