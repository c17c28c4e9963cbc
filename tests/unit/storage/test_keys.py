"""Keys: what they look like, that no two things share one, and that their order is time's."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.cadences import Slot
from retrack.domain.errors import NotFound
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId
from retrack.domain.settings import Channel, Trigger
from retrack.domain.statuses import Status
from retrack.domain.templates import TemplateName, all_names
from retrack.storage import keys
from retrack.storage.keys import Key, ReferenceKind
from tests.builders import NOON, a_notification_key
from tests.unit.storage.strategies import moments, names

STORE, ORDER = StoreId("s1"), OrderId("1001")
TEMPLATE = TemplateName(Trigger.SHIPPED, Channel.EMAIL, "en")
IN_ORDER = "STORE#s1#ORDER#1001"
GOLDEN = {
    "order": (keys.order(STORE, ORDER), Key(IN_ORDER, "ORDER")),
    "checkpoints": (
        keys.checkpoints(STORE, ORDER, ShipmentId("s2")),
        Key(IN_ORDER, "SHIPMENT#s2#CHECKPOINTS"),
    ),
    "notification": (
        keys.notification(a_notification_key()),
        Key(IN_ORDER, "NOTIFICATION#s1#shipped#email"),
    ),
    "line": (keys.line(STORE, Channel.SMS), Key("STORE#s1#LINE#sms", "LINE")),
    "notifications": (keys.notifications(STORE, ORDER), Key(IN_ORDER, "NOTIFICATION#")),
    "notifications_key": (keys.notifications_key(STORE), "STORE#s1#NOTIFICATIONS"),
    "logged": (
        keys.logged(NOON, a_notification_key()),
        "2026-11-01T12:00:00Z#1001#s1#shipped#email",
    ),
    "waiting_fulfillment": (
        keys.waiting_fulfillment(STORE, ORDER, "255858046"),
        Key(IN_ORDER, "FULFILLMENT#255858046"),
    ),
    "waiting_fulfillments": (
        keys.waiting_fulfillments(STORE, ORDER),
        Key(IN_ORDER, "FULFILLMENT#"),
    ),
    "waiting_erasure": (keys.waiting_erasure(STORE, ORDER), Key(IN_ORDER, "FORGOTTEN")),
    "erased_shop": (keys.erased_shop(STORE, "shopify"), Key("STORE#s1#SHOP#shopify", "ERASED")),
    "answer": (keys.answer(STORE, ORDER, "k-1"), Key(IN_ORDER, "ANSWER#k-1")),
    "reference": (
        keys.reference(STORE, ReferenceKind.EMAIL, "s@example.com", ORDER),
        Key("STORE#s1#REFERENCE", "EMAIL#s@example.com#1001"),
    ),
    "folded": (keys.folded(ReferenceKind.NAME, " #RE-1 "), "re-1"),
    "references_with": (
        keys.references_with(STORE, ReferenceKind.NUMBER, "LX1CN"),
        Key("STORE#s1#REFERENCE", "NUMBER#LX1CN#"),
    ),
    "references_from": (
        keys.references_from(STORE, ReferenceKind.NAME, "10"),
        Key("STORE#s1#REFERENCE", "NAME#10"),
    ),
    "receipt": (
        keys.receipt(a_notification_key(), "0100018c"),
        Key("STORE#s1#ORDER#1001", "RECEIPT#s1#shipped#email#0100018c"),
    ),
    "suppression": (
        keys.suppression(STORE, "0a1b"),
        Key("STORE#s1#SUPPRESSIONS", "ADDRESS#0a1b"),
    ),
    "suppressions": (keys.suppressions(STORE), Key("STORE#s1#SUPPRESSIONS", "ADDRESS#")),
    "token": (keys.token("t-1"), Key("TOKEN#t-1", "TOKEN")),
    "store": (keys.store(STORE), Key("STORE#s1", "SETTINGS")),
    "listed_store": (keys.listed_store(STORE), Key("STORES", "STORE#s1")),
    "listed_stores": (keys.listed_stores(), Key("STORES", "STORE#")),
    "mail": (
        keys.mail(STORE, "digest.2026-11-01"),
        Key("STORE#s1#MAILS", "MAIL#digest.2026-11-01"),
    ),
    "told": (keys.told(STORE), Key("STORE#s1#MAILS", "TOLD")),
    "identity_claim": (
        keys.identity_claim("example.com"),
        Key("IDENTITY#example.com", "IDENTITY"),
    ),
    "api_key": (keys.api_key("ab12"), Key("KEY#ab12", "KEY")),
    "membership": (keys.membership("p1", STORE), Key("PERSON#p1", "STORE#s1")),
    "memberships": (keys.memberships("p1"), Key("PERSON#p1", "STORE#")),
    "listed_key": (keys.listed_key(STORE, "ab12"), Key("STORE#s1#ACCESS", "KEY#ab12")),
    "listed_keys": (keys.listed_keys(STORE), Key("STORE#s1#ACCESS", "KEY#")),
    "listed_person": (keys.listed_person(STORE, "p1"), Key("STORE#s1#ACCESS", "PERSON#p1")),
    "listed_people": (keys.listed_people(STORE), Key("STORE#s1#ACCESS", "PERSON#")),
    "template": (
        keys.template(STORE, TEMPLATE, "2026-11-01T12:00:00Z"),
        Key("STORE#s1#TEMPLATES", "TEMPLATE#shipped.email.en#2026-11-01T12:00:00Z"),
    ),
    "templates": (
        keys.templates(STORE, TEMPLATE),
        Key("STORE#s1#TEMPLATES", "TEMPLATE#shipped.email.en#"),
    ),
    "job": (keys.job(STORE, "j1"), Key("STORE#s1#JOB#j1", "JOB")),
    "import_of": (keys.import_of(STORE, "i1"), Key("STORE#s1#IMPORT#i1", "IMPORT")),
    "webhook": (keys.webhook(STORE, "w1"), Key("STORE#s1#WEBHOOKS", "WEBHOOK#w1")),
    "webhooks": (keys.webhooks(STORE), Key("STORE#s1#WEBHOOKS", "WEBHOOK#")),
    "delivery": (
        keys.delivery(STORE, "w1", "d1"),
        Key("STORE#s1#WEBHOOK#w1", "DELIVERY#d1"),
    ),
    "deliveries": (keys.deliveries(STORE, "w1"), Key("STORE#s1#WEBHOOK#w1", "DELIVERY#")),
    "listener": (
        keys.listener("order.fulfilled", STORE, "w1"),
        Key("LISTENERS#order.fulfilled", "STORE#s1#WEBHOOK#w1"),
    ),
    "listeners": (keys.listeners("order.fulfilled"), Key("LISTENERS#order.fulfilled", "STORE#")),
    "request": (keys.request(STORE, "k-1"), Key("STORE#s1#REQUEST#k-1", "REQUEST")),
    "tries": (keys.tries("order", 7, "ab12"), Key("LIMIT#TRIES#order#7#ab12", "LIMIT")),
    "salt": (keys.salt(NOON.date()), Key("LIMIT#SALT#2026-11-01", "LIMIT")),
    "store_key": (keys.store_key(STORE), "STORE#s1"),
    "status_key": (keys.status_key(STORE, Status.PICK_UP), "STORE#s1#STATUS#pick_up"),
    "slot_key": (keys.slot_key(Slot(24, 7)), "CADENCE#24#SLOT#7"),
    "member_key": (keys.member_key("s1", STORE, ORDER), "s1#s1#1001"),
    "position": (keys.position(NOON, ORDER), "2026-11-01T12:00:00Z#1001"),
    "start_of": (keys.start_of(NOON), "2026-11-01T12:00:00Z"),
    "end_of": (keys.end_of(NOON), "2026-11-01T12:00:00Z#\x7f"),
    "just_before": (keys.just_before("2026-11-01T12:00:00Z#b"), "2026-11-01T12:00:00Z#a\x7f"),
}

order_ids = names.map(OrderId)
store_ids = names.map(StoreId)


@pytest.mark.parametrize(("made", "expected"), GOLDEN.values(), ids=GOLDEN)
def test_a_key_looks_like_this(made: object, expected: object) -> None:
    assert made == expected


@pytest.mark.parametrize(
    ("kind", "written", "compared"),
    [
        (ReferenceKind.NAME, "##Straße", "strasse"),
        (ReferenceKind.NUMBER, " lx 12 cn", "LX12CN"),
        (ReferenceKind.EMAIL, "S@Example.com ", "s@example.com"),
        (ReferenceKind.NAME, "#", ""),
    ],
)
def test_values_are_compared_however_people_write_them(
    kind: ReferenceKind, written: str, compared: str
) -> None:
    assert keys.folded(kind, written) == compared


def test_every_key_is_shown_here() -> None:
    public = {
        name
        for name, function in inspect.getmembers(keys, inspect.isfunction)
        if function.__module__ == keys.__name__ and not name.startswith("_")
    }

    assert public == set(GOLDEN)


@pytest.mark.parametrize(
    ("part", "encoded"),
    [
        ("#1001", "%231001"),
        ("100%", "100%25"),
        ("%23", "%2523"),
        ("a b/c:d", "a b/c:d"),
        ("ก", "%E0%B8%81"),
        ("\n\x7f", "%0A%7F"),
    ],
)
def test_signs_that_would_confuse_are_encoded(part: str, encoded: str) -> None:
    assert keys.order(STORE, OrderId(part)).pk == f"STORE#s1#ORDER#{encoded}"


@pytest.mark.parametrize(
    "make",
    [
        lambda: keys.order(StoreId(""), ORDER),
        lambda: keys.order(STORE, OrderId("")),
        lambda: keys.token(""),
        lambda: keys.token("x" * 801),
        lambda: keys.token("ก" * 90),
        lambda: keys.position(NOON, OrderId("")),
    ],
)
def test_nothing_is_where_no_key_leads(make: Callable[[], object]) -> None:
    with pytest.raises(NotFound):
        make()


# What is said of two things, as keys that must differ unless the things are the same.
MAKERS = {
    "order": (keys.order, st.tuples(store_ids, order_ids)),
    "checkpoints": (keys.checkpoints, st.tuples(store_ids, order_ids, names)),
    "notification": (
        lambda store, order, shipment: keys.notification(
            a_notification_key(store_id=store, order_id=order, shipment_id=shipment)
        ),
        st.tuples(store_ids, order_ids, names),
    ),
    "waiting_fulfillment": (keys.waiting_fulfillment, st.tuples(store_ids, order_ids, names)),
    "waiting_erasure": (keys.waiting_erasure, st.tuples(store_ids, order_ids)),
    "erased_shop": (keys.erased_shop, st.tuples(store_ids, names)),
    "answer": (keys.answer, st.tuples(store_ids, order_ids, names)),
    "reference": (
        keys.reference,
        st.tuples(store_ids, st.sampled_from(ReferenceKind), names, order_ids),
    ),
    "token": (keys.token, st.tuples(names)),
    "store": (keys.store, st.tuples(store_ids)),
    "api_key": (keys.api_key, st.tuples(names)),
    "membership": (keys.membership, st.tuples(names, store_ids)),
    "template": (
        keys.template,
        st.tuples(store_ids, st.sampled_from(tuple(all_names())), names),
    ),
    "job": (keys.job, st.tuples(store_ids, names)),
    "request": (keys.request, st.tuples(store_ids, names)),
    "tries": (keys.tries, st.tuples(names, st.integers(0), names)),
    "salt": (keys.salt, st.tuples(st.dates())),
    "line": (keys.line, st.tuples(store_ids, st.sampled_from(Channel))),
    "notifications_key": (keys.notifications_key, st.tuples(store_ids)),
    "store_key": (keys.store_key, st.tuples(store_ids)),
    "logged": (
        lambda at, order, shipment: keys.logged(
            at, a_notification_key(order_id=order, shipment_id=shipment)
        ),
        st.tuples(moments, order_ids, names),
    ),
    "status_key": (keys.status_key, st.tuples(store_ids, st.sampled_from(Status))),
    "member_key": (keys.member_key, st.tuples(names, store_ids, order_ids)),
    "position": (keys.position, st.tuples(moments, order_ids)),
}
things = st.sampled_from(sorted(MAKERS)).flatmap(
    lambda name: st.tuples(st.just(name), MAKERS[name][1])
)


@given(one=things, other=things)
def test_different_things_have_different_keys(
    one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]]
) -> None:
    made = [MAKERS[name][0](*parts) for name, parts in (one, other)]  # type: ignore[operator]  # as above

    assert (made[0] == made[1]) == (one == other)


@given(parts=st.tuples(names, names), others=st.tuples(names, names), data=st.data())
def test_parts_that_meet_at_a_separator_stay_apart(
    parts: tuple[str, str], others: tuple[str, str], data: st.DataObject
) -> None:
    joined = data.draw(st.sampled_from(["#", "%23", "%", "#ORDER#"])).join(parts)

    one = keys.order(StoreId(parts[0]), OrderId(parts[1]))
    glued = keys.order(StoreId(joined), OrderId(others[1]))

    assert one != glued


@given(st.text(min_size=1).map(OrderId))
def test_every_key_is_printable_ascii(order_id: OrderId) -> None:
    key = keys.order(STORE, order_id)

    assert key.pk.isascii()
    assert key.pk.isprintable()


@given(moments, moments, order_ids, order_ids)
def test_the_order_of_positions_is_the_order_of_time(
    one: datetime, other: datetime, one_id: OrderId, other_id: OrderId
) -> None:
    if one != other:
        assert (keys.position(one, one_id) < keys.position(other, other_id)) == (one < other)


@given(moments, order_ids)
def test_a_moment_holds_its_positions_and_no_others(at: datetime, order_id: OrderId) -> None:
    second = timedelta(seconds=1)

    assert keys.start_of(at) < keys.position(at, order_id) < keys.end_of(at)
    assert keys.end_of(at - second) < keys.start_of(at)
    assert keys.end_of(at) < keys.start_of(at + second)


@given(moments, order_ids, order_ids)
def test_just_before_leaves_out_one_key_and_no_other(
    at: datetime, order_id: OrderId, other_id: OrderId
) -> None:
    key, other = keys.position(at, order_id), keys.position(at, other_id)

    assert keys.just_before(key) < key
    assert (other <= keys.just_before(key)) == (other < key)


@given(prefix=names, rest=st.text(max_size=5), other=names)
def test_references_are_found_by_their_beginning_alone(prefix: str, rest: str, other: str) -> None:
    kind = ReferenceKind.NAME
    beginning = keys.references_from(STORE, kind, prefix)

    assert keys.reference(STORE, kind, prefix + rest, ORDER).sk.startswith(beginning.sk)
    if not other.startswith(prefix):
        exact = keys.reference(STORE, kind, other, ORDER).sk
        assert not exact.startswith(keys.references_with(STORE, kind, prefix).sk)


def test_an_order_is_filed_under_the_beginning_of_a_long_value() -> None:
    kind, cut = ReferenceKind.EMAIL, "x" * 64

    assert keys.reference(STORE, kind, "x" * 254, ORDER) == keys.reference(STORE, kind, cut, ORDER)
    assert keys.references_with(STORE, kind, "x" * 254) == keys.references_with(STORE, kind, cut)
    assert keys.references_from(STORE, kind, "x" * 254) == keys.references_from(STORE, kind, cut)


def test_what_is_read_with_an_order_comes_after_the_answers() -> None:
    shown = [
        keys.order(STORE, ORDER),
        keys.checkpoints(STORE, ORDER, ShipmentId("s1")),
        keys.notification(a_notification_key()),
    ]

    assert all(key.sk >= keys.FIRST_OF_FILE for key in shown)
    assert keys.answer(STORE, ORDER, "\x7f").sk < keys.FIRST_OF_FILE
