"""What a number is scripted to have gone through, or the fault that calls about it meet."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final, NoReturn

from dev.carrier_simulator.words import CARRIERS, STATUSES, said_of

FAULTS: Final = ("timeout", "http500", "rate_limit", "garbage", "not_registered")
_KEYS = {"status", "sub_status", "events", "push", "fault", "handover", "carrier",
         "estimated_delivery"}  # fmt: skip
_UNTIMED_APART = timedelta(hours=12)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Event:
    """One scan, with the offset of its place."""

    at: datetime
    description: str
    location: str | None
    sub_status: str


@dataclass(frozen=True, slots=True)
class Story:
    """All that the carrier knows of a number. Events are newest first."""

    status: str
    sub_status: str
    changed_at: datetime
    events: tuple[Event, ...] = ()
    handover: bool = False
    carrier: int | None = None
    estimated_delivery: tuple[str | None, str | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Script:
    """One instruction: a story, a fault, or a push alone."""

    story: Story | None = None
    fault: str | None = None
    push: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """An event as it was given, before what is missing is filled in."""

    at: datetime | None
    description: str
    location: str | None
    sub_status: str | None = field(default=None)


def read_script(payload: object, *, before: Story | None, now: datetime) -> Script:
    """What a payload says, on top of what the number went through before.

    Raises:
        ValueError: it cannot be meant; the text says what would be right.
    """
    given = _object(payload, "a script")
    if unknown := sorted(set(given) - _KEYS):
        _refuse(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(_KEYS))}")
    fault, push = given.get("fault"), _flag(given, "push")
    if fault is not None:
        if fault not in FAULTS:
            _refuse(f"fault is one of {', '.join(FAULTS)}")
        if "status" in given or "events" in given:
            _refuse("either a status or a fault")
        return Script(fault=str(fault), push=push)
    if "status" not in given and "sub_status" not in given:
        if push and before:
            return Script(push=True)
        _refuse("a status or a fault is needed")
    return Script(story=_story(given, before=before, now=now), push=push)


def _story(given: dict[str, object], *, before: Story | None, now: datetime) -> Story:
    status, sub_status = _words(given)
    told = given.get("events")
    if told is None:
        events = _one_more(before, status, sub_status, now=now)
    else:
        events = _events(told, status, sub_status, before=before, now=now)
    carrier = given.get("carrier", before.carrier if before else None)
    if carrier is not None and carrier not in CARRIERS:
        _refuse("carrier is 17TRACK's key of a carrier, such as 3011")
    return Story(
        status=status,
        sub_status=sub_status,
        changed_at=now,
        events=events,
        handover=_flag(given, "handover", default=before is not None and before.handover),
        carrier=carrier if isinstance(carrier, int) else None,
        estimated_delivery=_estimate(given, before),
    )


def _words(given: dict[str, object]) -> tuple[str, str]:
    sub_status = _text(given, "sub_status")
    status = _text(given, "status") or (sub_status or "").partition("_")[0]
    if status not in STATUSES:
        _refuse(f"status is one of {', '.join(STATUSES)}")
    if sub_status is None:
        return status, STATUSES[status][0]
    # Endings that nobody documents come over the real wire too, so they can be scripted.
    if sub_status.partition("_")[0] != status:
        _refuse(f"sub_status of {status} is one of {', '.join(STATUSES[status])}")
    return status, sub_status


def _one_more(
    before: Story | None, status: str, sub_status: str, *, now: datetime
) -> tuple[Event, ...]:
    known = before.events if before else ()
    if status == "NotFound":
        return ()
    # Never in the past: what was done a moment ago by hand was done before it.
    at = _next_second(now)
    description, location = said_of(sub_status)
    new = Event(at, description, location, sub_status)
    return known if new in known else tuple(_newest_first([new, *known]))


def _events(
    told: object, status: str, sub_status: str, *, before: Story | None, now: datetime
) -> tuple[Event, ...]:
    if not isinstance(told, list):
        _refuse("events is a list")
    events = [_told(event) for event in told]
    timed = [event.at for event in events if event.at]
    if timed and timed[0] > timed[-1]:
        events.reverse()  # told newest first
    known = {(e.description, e.location): e.at for e in before.events} if before else {}
    at = _next_second(now) - _UNTIMED_APART * len(events)
    whole = []
    for event in events:
        at = event.at or known.get((event.description, event.location)) or at + _UNTIMED_APART
        location = event.location
        whole.append(Event(at, event.description, location, event.sub_status or ""))
    return _with_words(tuple(_newest_first(reversed(whole))), status, sub_status)


def _with_words(events: tuple[Event, ...], status: str, sub_status: str) -> tuple[Event, ...]:
    """Every event has a word: the newest the parcel's, earlier ones that of an ordinary scan."""
    earlier = "InfoReceived" if status == "InfoReceived" else "InTransit_Other"
    filled = [
        replace(
            event,
            sub_status=(word := event.sub_status or (earlier if place else sub_status)),
            description=event.description or said_of(word)[0],
            location=event.location if event.description else event.location or said_of(word)[1],
        )
        for place, event in enumerate(events)
    ]
    return tuple(filled)


def _told(event: object) -> _Told:
    if isinstance(event, str):
        return _Told(None, event, None)
    given = _object(event, "an event")
    return _Told(
        _moment(given), _text(given, "description") or "", _text(given, "location"),
        _text(given, "sub_status"),
    )  # fmt: skip


def _moment(given: dict[str, object]) -> datetime | None:
    written = _text(given, "at")
    if written is None:
        return None
    try:
        at = datetime.fromisoformat(written)
    except ValueError as exc:
        msg = "at is a time such as 2026-11-09T04:12:00Z"
        raise ValueError(msg) from exc
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).replace(microsecond=0)


def _newest_first(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: event.at, reverse=True)


def _estimate(given: dict[str, object], before: Story | None) -> tuple[str | None, str | None]:
    if "estimated_delivery" not in given:
        return before.estimated_delivery if before else (None, None)
    estimate = _object(given["estimated_delivery"], "estimated_delivery")
    return _text(estimate, "from"), _text(estimate, "to")


def _object(value: object, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        _refuse(f"{name} is an object")
    return value


def _text(given: dict[str, object], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        _refuse(f"{key} is text")
    return value or None


def _flag(given: dict[str, object], key: str, *, default: bool = False) -> bool:
    value = given.get(key, default)
    if not isinstance(value, bool):
        _refuse(f"{key} is true or false")
    return value


def _refuse(message: str) -> NoReturn:
    raise ValueError(message)


def _next_second(now: datetime) -> datetime:
    """Whole seconds, never before now: what is told now is later than all that was done so far."""
    return now if now.microsecond == 0 else now.replace(microsecond=0) + _SECOND
