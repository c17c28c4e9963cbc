"""A parcel's page: what is known of it, as its customer should read it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from retrack.domain.carriers import CARRIERS
from retrack.domain.journey import OFF_COURSE, Step, reached
from retrack.domain.orders import Customer, Order
from retrack.domain.periods import zone
from retrack.domain.privacy import first_name, without_personal_data
from retrack.domain.reports import Checkpoint
from retrack.domain.settings import Store
from retrack.domain.shipments import Shipment
from retrack.domain.statuses import Status, StatusSource
from retrack.http.resolver import Answer, Resolver
from retrack.services.ports import Clock
from retrack.services.show_parcel import ShownParcel
from retrack.web.customer import answers
from retrack.web.customer.sentences import STEPS, Sentences, sentences_for
from retrack.web.writing import Writing

EVENTS_AT_ONCE = 12  # the rest is folded away
MAX_EVENTS = 40  # older ones are only of use to the merchant, and the page stays small
MAX_OTHERS = 20  # parcels of the same order
MAX_TEXT, MAX_PLACE = 200, 80  # characters of a carrier's own words
_HAS_ESTIMATE = frozenset({Status.PENDING, Status.IN_TRANSIT, Status.PICK_UP})


class StepLine(NamedTuple):
    """A step of the parcel. `state` is done, now or ahead; `day` is empty where it is not known."""

    title: str
    state: str
    day: str = ""


class EventLine(NamedTuple):
    """What a carrier reported; `at` is on the clock of the place, `machine` RFC 3339."""

    at: str
    machine: str
    text: str
    place: str


class ParcelLine(NamedTuple):
    """Another parcel of the order."""

    address: str
    title: str
    number: str


class Estimate(NamedTuple):
    """When the parcel should come; `key` chooses the sentence around the day or days."""

    key: str
    days: tuple[str, ...]


def parcel_page(app: Resolver, clock: Clock, shown: ShownParcel) -> Answer:
    """The page."""
    store, order, shipment = shown.store, shown.order, shown.shipment
    view = answers.view(app, clock, order.customer.locale, store.locale, zone=zone(store.time_zone))
    values: dict[str, Any] = {
        "shop": store.name,
        "order": order,
        "to": first_name(order.customer.name),
        "contact": _contact(store, order),
        "number": shipment.tracking_number,
        "carrier": carrier_name(shipment),
        "carrier_url": carrier_url(store, shipment.tracking_number),
        "last_mile": None,
        "look_up": f"/lookup/{quote(store.id)}",
    }
    if shown.is_tracked:
        values |= _tracked(shown, view.writing)
    template = "customer/parcel.html" if shown.is_tracked else "customer/untracked.html"
    return answers.page(template, view, brand=store.brand_color, **values)


def _tracked(shown: ShownParcel, writing: Writing) -> dict[str, Any]:
    order, shipment = shown.order, shown.shipment
    said = sentences_for(shipment)
    events = [event_line(c, order.customer, writing) for c in shown.checkpoints[:MAX_EVENTS]]
    others = [s for s in order.shipments if s.id != shipment.id]
    return {
        "said": said,
        "is_off_course": shipment.status in OFF_COURSE,
        "is_by_hand": shipment.status_source is StatusSource.MANUAL,
        "steps": steps(order, shipment, said, writing),
        "estimate": estimate(shipment, writing),
        "last_mile": shipment.last_mile,
        "events": events[:EVENTS_AT_ONCE],
        "older_events": events[EVENTS_AT_ONCE:],
        "others": [_other(s) for s in others[:MAX_OTHERS]],
    }


def steps(
    order: Order, shipment: Shipment, said: Sentences, writing: Writing
) -> Sequence[StepLine]:
    """The five steps, with the days that are known."""
    now = reached(shipment)
    days = {Step.PACKED: order.processed_at, Step.SHIPPED: shipment.fulfilled_at}
    for change in shipment.changes:
        if change.after is Status.IN_TRANSIT and now >= Step.IN_TRANSIT:
            days.setdefault(Step.IN_TRANSIT, change.at)
    if shipment.delivered_at:
        days[Step.DELIVERED] = shipment.delivered_at
    # Where all is well, the step it is at says more exactly what it is: at customs, for example.
    titles = STEPS if shipment.status in OFF_COURSE else {**STEPS, now: said.title}
    return [
        StepLine(
            titles[step], _state(step, now), short_day(days[step], writing) if step in days else ""
        )
        for step in Step
    ]


def _state(step: Step, now: Step) -> str:
    if step < now or now is Step.DELIVERED:
        return "done"
    return "now" if step is now else "ahead"


def estimate(shipment: Shipment, writing: Writing) -> Estimate | None:
    """The days between which the parcel should come; None where nobody knows or none will come."""
    given = shipment.estimated_delivery
    if given is None or shipment.status not in _HAS_ESTIMATE:
        return None
    last = given.last or given.first
    if last is None:
        return None
    today = writing.now.astimezone(writing.zone).date()
    first = given.first or last
    if last < today:
        return Estimate("past", _days(last, last, writing))
    if given.first is None:
        return Estimate("by", _days(last, last, writing))
    return Estimate("on" if first == last else "between", _days(first, last, writing))


def event_line(checkpoint: Checkpoint, customer: Customer, writing: Writing) -> EventLine:
    """An event as it is shown, without what is personal."""
    return EventLine(
        place_time(checkpoint.at, writing),
        writing.machine(checkpoint.at),
        _cut(without_personal_data(checkpoint.description, customer), MAX_TEXT),
        _cut(without_personal_data(checkpoint.location or "", customer), MAX_PLACE),
    )


def carrier_name(shipment: Shipment) -> str:
    """Who brings it; empty where that is not known."""
    carrier = CARRIERS.get(shipment.carrier) if shipment.carrier else None
    return carrier.name if carrier else shipment.carrier_name or ""


def carrier_url(store: Store, number: str) -> str:
    """The shop's tracking address with the number (R27, R29); empty if it is no web address."""
    is_web = store.tracking_url.lower().startswith(("http://", "https://"))
    return store.tracking_url + quote(number, safe="") if is_web else ""


def place_time(at: datetime, writing: Writing) -> str:
    """Day and time on the clock of the place; that it is UTC is said, since nobody lives by it."""
    from babel.dates import format_datetime  # noqa: PLC0415  not for what is only refused

    year = "" if at.year == writing.now.year else " y"
    pattern = f"d MMM{year}, HH:mm"
    told = format_datetime(at, pattern, tzinfo=at.tzinfo, locale=writing.language.locale)
    written = writing.in_years(told, at)
    return written if at.utcoffset() else f"{written} UTC"


def short_day(day: date | datetime, writing: Writing) -> str:
    """A day, with the year only where it is another one."""
    from babel.dates import format_date  # noqa: PLC0415

    if isinstance(day, datetime):
        day = day.astimezone(writing.zone).date()
    year = "" if day.year == writing.now.year else " y"
    return writing.in_years(format_date(day, f"d MMM{year}", locale=writing.language.locale), day)


def _days(first: date, last: date, writing: Writing) -> tuple[str, ...]:
    from babel.dates import format_date  # noqa: PLC0415

    locale = writing.language.locale
    days = (first,) if first == last else (first, last)
    return tuple(str(format_date(day, "EEEE d MMMM", locale=locale)) for day in days)


def _other(shipment: Shipment) -> ParcelLine:
    address = f"/t/{quote(shipment.token)}"
    return ParcelLine(address, sentences_for(shipment).title, shipment.tracking_number)


def _contact(store: Store, order: Order) -> str:
    """A mail address of the shop, with the order's name for its subject; empty without one."""
    sender = store.notifications.sender
    address = sender.reply_to or sender.email
    return f"mailto:{quote(address, safe='@')}?subject={quote(order.name)}" if address else ""


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
