"""An order ends as its shop has it, whatever comes repeated, late or out of order."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrack.domain.errors import Conflict, NotFound, TooSoon
from retrack.domain.identifiers import OrderId, StoreId, TrackingNumber
from retrack.domain.orders import Address, Customer, Order
from retrack.domain.shipments import correct
from retrack.domain.statuses import FulfillmentStatus
from retrack.services.apply_shop_event import ApplyShopEvent
from retrack.services.forget_customers import ERASED_AT_ONCE, ForgetCustomers
from retrack.services.import_from_shop import ImportFromShop, OrderPage
from retrack.services.ship import Ship
from retrack.services.shop_connections import ShopConnection, ShopConnections
from retrack.services.shop_messages import ShopEvent
from retrack.services.tell_shop import ShopBusy, ShopGone
from retrack.shops.shopify.hooks import TOPIC_HEADER, ShopifyHooks, order_event
from tests.builders import a_store, an_order
from tests.fakes.clock import FixedClock
from tests.fakes.parameters import MemorySecrets
from tests.fakes.randomness import CountedRandomness
from tests.fakes.shops import FakeShopEventQueue, MemoryWaitingWord
from tests.fakes.storage import MemoryJobs, MemoryOrderIndex, MemoryOrders, MemoryStores
from tests.shop_payloads import a_shopify_fulfillment, a_shopify_order

STORE, ORDER = StoreId("s1"), OrderId("5489512341")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Message = tuple[str, dict[str, Any]]


class FakeShop:
    """`ShopOrders`: orders 1 to 5, two a page. `failure` is raised, once, instead of a page."""

    def __init__(self) -> None:
        self.failure: Exception | None = None

    def count(self, connection: ShopConnection, since: datetime) -> int:
        self._fail()
        return 5

    def page(
        self, connection: ShopConnection, store_id: StoreId, since: datetime, *, after: str | None
    ) -> OrderPage:
        self._fail()
        first = int(after or 0) + 1
        numbers = range(first, min(first + 2, 6))
        events = [order_event(store_id, a_shopify_order(id=n, name=f"#{n}")) for n in numbers]
        return OrderPage(events, None if numbers[-1] == 5 else str(numbers[-1]), 0)

    def _fail(self) -> None:
        if self.failure:
            failure, self.failure = self.failure, None
            raise failure


class World:
    def __init__(self) -> None:
        self.orders, self.jobs = MemoryOrders(), MemoryJobs()
        self.clock, self.queue = FixedClock(NOW), FakeShopEventQueue()
        self.secrets = MemorySecrets(
            **{
                "stores/s1/shopify": "secret",
                "stores/s1/shopify-connection": json.dumps(
                    {"domain": "s.myshopify.com", "access_token": "token"}
                ),
            }
        )
        self.stores = MemoryStores(a_store(id=STORE))
        index = MemoryOrderIndex(self.orders)
        connections = ShopConnections(self.secrets)
        waiting, randomness = MemoryWaitingWord(), CountedRandomness()
        forget = ForgetCustomers(
            self.orders, index, self.jobs, connections, self.queue, waiting, self.clock
        )
        self.shop = FakeShop()
        self.importing = ImportFromShop(
            "shopify", connections, self.shop, self.jobs, self.queue, self.clock
        )
        self.apply = ApplyShopEvent(
            self.orders, self.stores, waiting, forget, self.importing, self.clock, randomness
        )
        self.ship = Ship(self.orders, self.clock, randomness)

    def tell(self, *messages: Message) -> None:
        for message in messages:
            self.carry_out(self.came(message))

    def came(self, message: Message) -> ShopEvent:
        """A message that came now, and waits in the queue."""
        topic, sent = message
        event = ShopifyHooks().trim(STORE, json.dumps(sent).encode(), {TOPIC_HEADER: topic})
        assert event
        return replace(event, at=self.clock.now())

    def carry_out(self, event: ShopEvent) -> None:
        told = ShopifyHooks().said(event)
        if told:
            self.apply(event, told)

    def settle(self) -> None:
        """Applies what the queue was given."""
        while self.queue.sent:
            event = self.queue.sent.pop(0)
            told = ShopifyHooks().said(event)
            assert told
            self.apply(event, told)

    @property
    def order(self) -> Order:
        return self.orders.load(STORE, ORDER)

    @property
    def numbers(self) -> list[str]:
        return sorted(s.tracking_number for s in self.order.shipments)


@pytest.fixture
def world() -> World:
    return World()


def at(minute: int) -> str:
    return (NOW + timedelta(minutes=minute - 60)).isoformat()


def order(minute: int = 0, topic: str = "orders/updated", **fields: Any) -> Message:
    return topic, a_shopify_order(updated_at=at(minute), **fields)


def fulfillment(minute: int = 1, **fields: Any) -> Message:
    times = {"created_at": at(1), "updated_at": at(minute)}
    return "fulfillments/update", a_shopify_fulfillment(**times | fields)


def inner(minute: int = 1, **fields: Any) -> dict[str, Any]:
    return fulfillment(minute, **fields)[1]


def fulfillment_status(world: World) -> FulfillmentStatus:
    return world.order.fulfillment_status


def test_an_order_and_its_fulfillment_are_taken(world: World) -> None:
    world.tell(order(), fulfillment(), order(2, fulfillment_status="fulfilled"))

    (shipment,) = world.order.shipments
    assert (world.order.source, world.order.name) == ("shopify", "#1001")
    assert (shipment.tracking_number, shipment.carrier) == ("RR123456785CN", "china-post")
    assert (shipment.source_id, shipment.notify, shipment.final) == ("255858046", True, True)
    assert world.order.fulfillment_status is FulfillmentStatus.FULFILLED


def test_a_fulfillment_before_its_order_is_not_lost(world: World) -> None:
    world.tell(fulfillment(), fulfillment(3, number="LX000000005TH"), fulfillment(2))
    with pytest.raises(NotFound):
        _ = world.order

    world.tell(order())

    assert world.numbers == ["LX000000005TH"]
    assert world.order.customer.email == "somchai@example.com"


def test_a_fulfillment_is_not_lost_where_somebody_else_makes_its_order_at_that_moment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = world.orders.create

    def overtaken(new: Order) -> Order:
        create(an_order(store_id=STORE, id=ORDER))
        return create(new)

    world.tell(fulfillment())
    world.tell(REDACTED)
    world.settle()
    monkeypatch.setattr(world.orders, "create", overtaken)

    world.tell(order())

    assert world.numbers == ["RR123456785CN"]
    assert world.order.customer == Customer()


def test_a_part_of_an_order_is_partial_until_all_is_sent(world: World) -> None:
    world.tell(order(1, fulfillment_status="partial", fulfillments=[inner()]))
    assert fulfillment_status(world) is FulfillmentStatus.PARTIAL

    second = inner(2, id=255858047, number="LX000000005TH", created_at=at(2))
    world.tell(order(3, fulfillment_status="fulfilled", fulfillments=[inner(), second]))
    assert fulfillment_status(world) is FulfillmentStatus.FULFILLED
    assert world.numbers == ["LX000000005TH", "RR123456785CN"]


def test_an_order_sent_without_a_number_is_fulfilled(world: World) -> None:
    world.tell(order(2, fulfillment_status="fulfilled", fulfillments=[inner(numbers=[])]))

    assert world.order.shipments == ()
    assert world.order.fulfillment_status is FulfillmentStatus.FULFILLED
    assert world.order.claims == ()


def test_a_changed_number_is_followed_in_place_of_the_old(world: World) -> None:
    world.tell(order(), fulfillment())
    before = world.order.shipments[0]

    world.tell(fulfillment(3, number="LX000000005TH", tracking_company="Thailand Post"))

    (after,) = world.order.shipments
    assert (after.id, after.token) == (before.id, before.token)
    assert (after.tracking_number, after.carrier) == ("LX000000005TH", "thailand-post")


def test_a_removed_number_and_a_cancelled_fulfillment_take_the_shipment_away(world: World) -> None:
    two = fulfillment(1, numbers=["RR123456785CN", "LX000000005TH"])
    world.tell(order(), two, fulfillment(2, numbers=["LX000000005TH"]))
    assert world.numbers == ["LX000000005TH"]

    world.tell(fulfillment(3, status="cancelled", numbers=["LX000000005TH"]), two)
    assert world.order.shipments == ()
    assert world.order.fulfillment_status is FulfillmentStatus.UNFULFILLED


def test_a_number_that_two_fulfillments_share_goes_with_the_last_of_them(world: World) -> None:
    world.tell(order(), fulfillment(), fulfillment(id=2), fulfillment(2, status="cancelled"))
    assert world.numbers == ["RR123456785CN"]

    world.tell(fulfillment(3, id=2, status="cancelled"))
    assert world.numbers == []


def test_a_cancelled_order_needs_no_attention(world: World) -> None:
    world.tell(order())
    assert world.order.claims

    world.tell(order(5, topic="orders/cancelled", cancelled_at=at(5)), order(4))

    assert world.order.cancelled_at == datetime.fromisoformat(at(5))
    assert world.order.claims == ()


def test_nobody_is_told_of_a_parcel_that_left_long_ago(world: World) -> None:
    old = (NOW - timedelta(hours=49)).isoformat()
    new = (NOW - timedelta(hours=47)).isoformat()
    world.tell(order(fulfillments=[
        a_shopify_fulfillment(created_at=old, updated_at=old),
        a_shopify_fulfillment(id=2, number="LX000000005TH", created_at=new, updated_at=new),
    ]))  # fmt: skip

    assert [s.notify for s in world.order.shipments] == [False, True]


@pytest.mark.parametrize(
    ("status", "gateways", "by_hand"),
    [
        ("paid", ["shopify_payments"], False),
        ("paid", ["manual"], True),
        ("paid", ["Cash on Delivery (COD)", "manual"], True),
        ("paid", ["manual", "shopify_payments"], False),
        ("pending", ["manual"], False),
        ("paid", [], False),
    ],
)
def test_what_was_only_marked_paid_is_told_apart(
    world: World, status: str, gateways: list[str], *, by_hand: bool
) -> None:
    world.tell(order(financial_status=status, payment_gateway_names=gateways))

    payment = world.order.payment
    assert (payment.financial_status, payment.marked_paid_manually) == (status, by_hand)


def test_a_store_decides_what_counts_as_by_hand(world: World) -> None:
    store = world.stores.load(STORE)
    wishes = replace(store.notifications, manual_gateways=())
    world.stores.save(replace(store, notifications=wishes))

    world.tell(order(payment_gateway_names=["manual"]))

    assert not world.order.payment.marked_paid_manually


# ------------------------------------------------------------------------------- by hand


def edit(world: World, **fields: Any) -> None:
    changed = replace(world.order, edited_at=world.clock.now(), **fields)
    world.orders.save(changed, before=world.order)


def test_what_a_merchant_put_right_stays_while_the_shop_repeats_itself(world: World) -> None:
    world.tell(order())
    edit(world, customer=Customer(email="right@example.com"))

    world.tell(order(90, tags="vip"))
    assert world.order.customer.email == "right@example.com"

    world.tell(order(95, email="newer@example.com"))
    assert world.order.customer.email == "newer@example.com"


def test_an_older_payload_never_overwrites_what_a_merchant_put_right(world: World) -> None:
    world.tell(order())
    edit(world, customer=Customer(email="right@example.com"), shipping_address=Address("", "LA"))

    world.tell(order(30, email="late@example.com", customer_locale="en"))
    world.tell(order(90, email="late@example.com", customer_locale="en", tags="vip"))

    assert world.order.customer == Customer(email="right@example.com")
    assert world.order.shipping_address == Address("", "LA")


def test_a_number_that_a_merchant_put_right_stays(world: World) -> None:
    world.tell(order(), fulfillment())
    right = correct(
        world.order.shipments[0], number=TrackingNumber("LX000000005TH"), carrier=None,
        carrier_name=None, now=NOW,
    )  # fmt: skip
    world.orders.save(world.order.with_changed(right), before=world.order)

    world.tell(fulfillment(5), order(90, fulfillments=[inner(80)]))
    assert world.numbers == ["LX000000005TH"]

    world.tell(fulfillment(10, number="RR999999999CN"), fulfillment(99, number="LP00123456789012"))
    assert world.numbers == ["LP00123456789012"]


def test_a_shipment_that_a_merchant_removed_stays_away(world: World) -> None:
    world.tell(order(), fulfillment())
    world.ship.remove(STORE, ORDER, world.order.shipments[0].id)

    world.tell(fulfillment(5), order(6, fulfillments=[inner(5)]))

    assert world.order.shipments == ()


# ------------------------------------------------------------------------------- privacy


REDACTED: Message = (
    "customers/redact",
    {"shop_domain": "s", "customer": {"id": 1}, "orders_to_redact": [int(ORDER), 404]},
)


def test_a_customer_may_be_redacted_before_the_order_comes(world: World) -> None:
    world.tell(REDACTED)
    world.settle()
    world.tell(fulfillment(), order())

    assert world.order.customer == Customer()
    assert world.order.shipping_address == Address(country_code="TH")
    assert world.numbers == ["RR123456785CN"]


def test_a_redaction_waits_for_what_was_said_of_its_order_before(world: World) -> None:
    hooks = ShopifyHooks()
    (topic, sent) = order()
    told = hooks.trim(STORE, json.dumps(sent).encode(), {TOPIC_HEADER: topic})

    world.tell(REDACTED)

    assert told
    assert world.queue.sent[0].group == told.group


def test_a_redacted_customer_is_gone_and_stays_gone(world: World) -> None:
    world.tell(order(), fulfillment())

    world.tell(REDACTED)
    world.settle()
    world.tell(order(90, email="again@example.com"))

    assert world.order.customer == Customer()
    assert world.order.shipping_address == Address(country_code="TH")
    assert world.numbers == ["RR123456785CN"]


def test_a_redacted_shop_is_erased_however_many_orders_it_had(world: World) -> None:
    count = 2 * ERASED_AT_ONCE + 3
    world.tell(*(order(id=n) for n in range(1, count)))
    world.orders.create(an_order(store_id=STORE, id=OrderId("by hand")))

    world.tell(("shop/redact", {"shop_id": 1, "shop_domain": "s.myshopify.com"}))
    world.settle()

    assert [key[1] for key in world.orders.saved] == ["by hand"]
    assert world.secrets.kept == {}


LEFT: Message = ("shop/redact", {"shop_id": 1, "shop_domain": "s.myshopify.com"})


@pytest.mark.parametrize("message", [order(), fulfillment()])
def test_what_a_redacted_shop_had_said_before_brings_no_order_back(
    world: World, message: Message
) -> None:
    waits = world.came(message)
    older = replace(waits, at=None)
    world.tell(order(), LEFT)
    world.settle()

    world.carry_out(waits)
    world.carry_out(older)

    with pytest.raises(NotFound):
        _ = world.order


def test_a_shop_that_comes_back_after_it_was_redacted_brings_its_orders(world: World) -> None:
    world.tell(order(), LEFT)
    world.settle()
    world.clock.advance(timedelta(seconds=1))

    world.tell(order())
    assert world.order.customer.email == "somchai@example.com"


def test_the_orders_that_a_shop_had_before_come_back_with_it(world: World) -> None:
    connection = world.secrets.kept["stores/s1/shopify-connection"]
    world.tell(LEFT)
    world.settle()
    world.clock.advance(timedelta(days=1))
    world.secrets.kept["stores/s1/shopify-connection"] = connection

    world.importing.begin(STORE)
    world.settle()

    assert len(world.orders.saved) == 5


def test_an_app_that_is_uninstalled_can_call_the_shop_no_longer(world: World) -> None:
    world.tell(("app/uninstalled", {"id": 1, "myshopify_domain": "s.myshopify.com"}))

    assert world.secrets.kept["stores/s1/shopify"] == "secret"
    assert "token" not in world.secrets.kept["stores/s1/shopify-connection"].split('"')
    connection = ShopConnections(world.secrets).load(STORE, "shopify")
    assert connection
    assert not connection.connected


def test_a_data_request_is_noted(world: World) -> None:
    asked = {"orders_requested": [int(ORDER)], "data_request": {"id": 9}, "customer": {"id": 1}}
    world.tell(("customers/data_request", asked), ("customers/data_request", asked))

    job = world.jobs.load(STORE, "data-request-9")
    assert (job.kind, job.total, job.state) == ("data_request", 1, "running")


# --------------------------------------------------------------------- what was before


def test_the_orders_that_a_shop_had_come_in_page_by_page(world: World) -> None:
    job = world.importing.begin(STORE)
    assert (job.total, job.state) == (5, "running")

    world.settle()

    assert sorted(o.name for o in world.orders.saved.values()) == ["#1", "#2", "#3", "#4", "#5"]
    done = world.jobs.load(STORE, job.id)
    assert (done.done, done.failed, done.state) == (5, 0, "done")


def test_an_import_goes_on_where_it_failed(world: World) -> None:
    job = world.importing.begin(STORE)
    event = world.queue.sent.pop()
    told = ShopifyHooks().said(event)
    assert told
    world.apply(event, told)
    world.shop.failure = ShopBusy()
    following = [e for e in world.queue.sent if e.topic == "import"]
    again = ShopifyHooks().said(following[0])
    assert again
    with pytest.raises(ShopBusy):
        world.apply(following[0], again)
    world.apply(event, told)

    world.settle()

    assert len(world.orders.saved) == 5
    assert world.jobs.load(STORE, job.id).state == "done"


@pytest.mark.parametrize(("failure", "refusal"), [(ShopGone(), Conflict), (ShopBusy(), TooSoon)])
def test_an_import_begins_only_with_a_shop_that_answers(
    world: World, failure: Exception, refusal: type[Exception]
) -> None:
    world.shop.failure = failure

    with pytest.raises(refusal):
        world.importing.begin(STORE)

    assert world.jobs.jobs == {}


# --------------------------------------------------------------------- whatever the order


def a_story() -> list[Message]:
    """An order's life in messages: two fulfilments, numbers changed, one cancelled."""
    first = [
        inner(1),
        inner(3, numbers=["RR123456785CN", "LX000000005TH"]),
        inner(6, numbers=["LX000000005TH"], tracking_company="Thailand Post"),
    ]
    second = [
        inner(4, id=2, number="LP00123456789012", created_at=at(4)),
        inner(8, id=2, number="LP00123456789012", created_at=at(4), status="cancelled"),
    ]
    third = [inner(9, id=3, number="LP00123456789013", created_at=at(9))]
    return [
        order(0, topic="orders/create", financial_status="pending"),
        order(2, fulfillments=[first[0]], fulfillment_status="partial"),
        order(5, fulfillments=[first[1], second[0]], fulfillment_status="fulfilled"),
        order(7, email="new@example.com", fulfillment_status="partial"),
        order(10, name="#1001-A", fulfillment_status="fulfilled", fulfillments=third),
        *(("fulfillments/update", told) for told in (*first, *second, *third)),
    ]


def summary(order: Order) -> object:
    return (
        order.name, order.customer, order.payment, order.shipping_address, order.items,
        order.fulfillment_status, order.fulfilled_at, order.cancelled_at,
        sorted((s.tracking_number, s.carrier, s.source_id, s.final) for s in order.shipments),
        order.shop.updated_at if order.shop else None,
        sorted(order.shop.fulfillments, key=lambda f: f.id) if order.shop else None,
    )  # fmt: skip


@settings(max_examples=50)
@given(st.permutations(a_story()), st.lists(st.sampled_from(a_story()), max_size=8))
def test_any_order_and_repetition_ends_the_same(
    told: list[Message], repeated: list[Message]
) -> None:
    expected, world = World(), World()
    expected.tell(*a_story())

    world.tell(*told, *repeated)

    assert summary(world.order) == summary(expected.order)
    assert world.numbers == ["LP00123456789013", "LX000000005TH"]


@settings(max_examples=20)
@given(st.permutations(a_story()))
def test_saying_everything_again_writes_nothing(told: list[Message]) -> None:
    world = World()
    world.tell(*told)
    version = world.order.version

    world.tell(*told)

    assert world.order.version == version
