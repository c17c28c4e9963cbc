"""The Admin API as it is called: against a Shopify that checks what it is asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from dev.shopify_simulator import ShopifySimulator
from dev.shopify_simulator.shop import Shop
from retrack.domain.identifiers import StoreId
from retrack.domain.shop_problems import ShopProblem
from retrack.services.shop_connections import ShopConnection
from retrack.services.tell_shop import ParcelNews, ShopBusy, ShopGone, ShopRefused
from retrack.shops.shopify import backfill
from retrack.shops.shopify.admin import ShopifyAdmin
from tests.fakes.clock import FixedClock

DOMAIN = "example.myshopify.com"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SINCE = NOW - timedelta(days=60)
CONNECTION = ShopConnection(DOMAIN, "token")


@pytest.fixture
def simulator() -> Iterator[ShopifySimulator]:
    made = ShopifySimulator(FixedClock(NOW)).start()
    yield made
    made.stop()


@pytest.fixture
def shop(simulator: ShopifySimulator) -> Shop:
    return simulator.add_shop(DOMAIN, token="token", secret="", hook_url="http://127.0.0.1:1/")


@pytest.fixture
def admin(simulator: ShopifySimulator) -> ShopifyAdmin:
    return ShopifyAdmin(simulator.url, FixedClock(NOW), timeout_seconds=10)


def sold(shop: Shop, count: int) -> None:
    for number in range(1, count + 1):
        made = (NOW - timedelta(hours=number)).isoformat()
        shop.put(number, {"processed_at": made}, NOW)


def read(admin: ShopifyAdmin) -> list[str]:
    """The orders of all pages."""
    found: list[str] = []
    after = None
    while True:
        page = admin.page(CONNECTION, StoreId("s1"), SINCE, after=after)
        found += [event.subject for event in page.events]
        after = page.after
        if after is None:
            return found


def test_every_order_is_read_once(admin: ShopifyAdmin, shop: Shop) -> None:
    sold(shop, 2 * backfill.PAGE + 1)

    assert admin.count(CONNECTION, SINCE) == 2 * backfill.PAGE + 1
    assert read(admin) == [str(n) for n in range(1, 2 * backfill.PAGE + 2)]


def test_a_page_that_is_too_dear_is_halved_until_it_is_not(
    admin: ShopifyAdmin, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(shop, 20)
    monkeypatch.setattr(backfill, "PAGE", 100)

    assert read(admin) == [str(n) for n in range(1, 21)]


def test_a_page_is_as_small_as_what_is_left_allows(admin: ShopifyAdmin, shop: Shop) -> None:
    sold(shop, 3)
    shop.bucket.left = 100

    page = admin.page(CONNECTION, StoreId("s1"), SINCE, after=None)
    shop.bucket.left = 50
    with pytest.raises(ShopBusy) as raised:
        admin.page(CONNECTION, StoreId("s1"), SINCE, after=page.after)

    assert [event.subject for event in page.events] == ["1"]
    assert raised.value.problem is ShopProblem.OVERLOADED


def test_a_usual_page_is_not_too_dear(admin: ShopifyAdmin, shop: Shop) -> None:
    sold(shop, 1)

    read(admin)

    assert shop.calls == 1


@pytest.mark.parametrize(
    ("fault", "failure", "problem"),
    [
        ("unauthorized", ShopGone, ShopProblem.TOKEN_REFUSED),
        ("throttled", ShopBusy, ShopProblem.OVERLOADED),
        ("http429", ShopBusy, ShopProblem.OVERLOADED),
        ("http500", ShopBusy, ShopProblem.NO_ANSWER),
        ("garbage", ShopBusy, ShopProblem.UNREADABLE),
        ("timeout", ShopBusy, ShopProblem.NO_ANSWER),
    ],
)
def test_each_fault_has_its_problem(
    simulator: ShopifySimulator,
    shop: Shop,
    fault: str,
    failure: type[ShopBusy | ShopRefused],
    problem: ShopProblem,
) -> None:
    simulator.fail(shop, fault)
    patience = 0.1 if fault == "timeout" else 10.0

    with pytest.raises((ShopBusy, ShopRefused)) as raised:
        ShopifyAdmin(simulator.url, FixedClock(NOW), timeout_seconds=patience).count(
            CONNECTION, SINCE
        )

    assert isinstance(raised.value, failure)
    assert raised.value.args == (problem,)


def test_a_missing_scope_is_no_refused_token(admin: ShopifyAdmin, shop: Shop) -> None:
    shop.scopes = ()

    with pytest.raises(ShopRefused) as raised:
        admin.count(CONNECTION, SINCE)

    assert not isinstance(raised.value, ShopGone)
    assert raised.value.problem is ShopProblem.SCOPE_MISSING


@pytest.mark.parametrize("domain", ["nobodys.myshopify.com", "evil.example.com/x.myshopify.com"])
def test_a_shop_that_is_not_there_is_gone(admin: ShopifyAdmin, shop: Shop, domain: str) -> None:
    with pytest.raises(ShopGone) as raised:
        admin.count(ShopConnection(domain, "token"), SINCE)

    assert raised.value.problem is ShopProblem.NO_SUCH_SHOP
    assert shop.calls == 0


def test_a_fulfilment_is_told_of(admin: ShopifyAdmin, shop: Shop) -> None:
    sold(shop, 1)
    sent = shop.fulfil(shop.order(1), {"numbers": ["RR123456785CN"]}, 255858046, NOW)
    news = ParcelNews(str(sent["id"]), "DELIVERED", NOW, "Handed to a neighbour")

    admin.tell(CONNECTION, news)
    with pytest.raises(ShopRefused):
        admin.tell(CONNECTION, news._replace(fulfillment_id="1"))
    with pytest.raises(ShopRefused):
        admin.tell(CONNECTION, news._replace(status="NOT_A_WORD"))

    (event,) = shop.events
    assert (event.status, event.happened_at, event.message) == (
        "DELIVERED",
        NOW,
        "Handed to a neighbour",
    )


def test_what_was_told_although_its_answer_was_lost_is_not_told_again(
    admin: ShopifyAdmin, simulator: ShopifySimulator, shop: Shop
) -> None:
    sold(shop, 1)
    sent = shop.fulfil(shop.order(1), {"numbers": ["RR123456785CN"]}, 255858046, NOW)
    news = ParcelNews(str(sent["id"]), "DELIVERED", NOW, "")

    simulator.fail(shop, "lost_answer", times=1)
    with pytest.raises(ShopBusy):
        admin.tell(CONNECTION, news)
    admin.tell(CONNECTION, news, maybe_told=True)
    assert len(shop.events) == 1

    # Another time, another status, and where events may not be read.
    admin.tell(CONNECTION, news._replace(at=NOW + timedelta(seconds=1)), maybe_told=True)
    admin.tell(CONNECTION, news._replace(status="FAILURE"), maybe_told=True)
    shop.scopes = ("write_fulfillments",)
    admin.tell(CONNECTION, news, maybe_told=True)
    assert len(shop.events) == 4


def test_what_calls_no_shop_loads_no_client() -> None:
    program = (
        "import sys, retrack.services.apply_shop_event\n"
        "from retrack.shops.shopify.admin import ShopifyAdmin\n"
        "ShopifyAdmin('http://127.0.0.1:1/{domain}', None, timeout_seconds=1)\n"
        "sys.exit('requests' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
