"""Tokens that an app asks for: kept while they are good, asked for again when they are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from dev.shopify_simulator import ShopifySimulator
from dev.shopify_simulator.shop import Shop
from retrack.domain.shop_problems import SENTENCES, ShopProblem
from retrack.services.shop_connections import ShopConnection
from retrack.services.tell_shop import ShopBusy, ShopGone, ShopRefused
from retrack.shops.shopify.admin import ShopifyAdmin
from retrack.shops.shopify.calls import Answered, ShopifyCalls
from retrack.shops.shopify.tokens import AppTokens
from tests.fakes.clock import FixedClock

DOMAIN = "example.myshopify.com"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SINCE = NOW - timedelta(days=60)
CONNECTION = ShopConnection(DOMAIN, client_id="client-id", client_secret="client-secret")


class Answering(ShopifyCalls):
    """Answers all that it is asked in one way."""

    def __init__(self, body: bytes) -> None:
        super().__init__(timeout_seconds=1)
        self.body, self.urls = body, list[str]()

    def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        body: Mapping[str, object] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answered:
        assert body is None
        assert headers
        assert form == {
            "grant_type": "client_credentials",
            "client_id": "client-id",
            "client_secret": "client-secret",
        }
        self.urls.append(url)
        return Answered(200, self.body)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def simulator(clock: FixedClock) -> Iterator[ShopifySimulator]:
    made = ShopifySimulator(clock).start()
    yield made
    made.stop()


@pytest.fixture
def shop(simulator: ShopifySimulator) -> Shop:
    return simulator.add_shop(
        DOMAIN,
        token="shpat_fixed",
        secret="client-secret",
        hook_url="http://127.0.0.1:1/",
        client_id="client-id",
    )


@pytest.fixture
def admin(simulator: ShopifySimulator, clock: FixedClock) -> ShopifyAdmin:
    return ShopifyAdmin(simulator.url, clock, timeout_seconds=10)


def test_a_token_is_asked_for_once_until_shortly_before_its_end(
    admin: ShopifyAdmin, shop: Shop, clock: FixedClock
) -> None:
    admin.count(CONNECTION, SINCE)
    clock.advance(timedelta(seconds=86_399 - 301))
    admin.count(CONNECTION, SINCE)
    assert (len(shop.issued), shop.calls) == (1, 3)

    clock.advance(timedelta(seconds=1))
    admin.count(CONNECTION, SINCE)
    assert (len(shop.issued), shop.calls) == (2, 5)


def test_a_token_that_is_refused_before_its_end_is_asked_for_once_more(
    admin: ShopifyAdmin, shop: Shop
) -> None:
    admin.count(CONNECTION, SINCE)
    shop.issued.clear()

    assert admin.count(CONNECTION, SINCE) == 0
    assert len(shop.issued) == 1


def test_an_app_whose_fresh_tokens_are_refused_is_refused(
    admin: ShopifyAdmin, simulator: ShopifySimulator, shop: Shop
) -> None:
    simulator.fail(shop, "unauthorized")

    with pytest.raises(ShopGone) as raised:
        admin.count(CONNECTION, SINCE)

    assert raised.value.problem is ShopProblem.APP_REFUSED
    assert shop.calls == 4  # two tokens, and two calls with them


@pytest.mark.parametrize(
    ("connection", "problem"),
    [
        (
            ShopConnection(DOMAIN, client_id="client-id", client_secret="of another"),
            ShopProblem.APP_REFUSED,
        ),
        (
            ShopConnection(DOMAIN, client_id="of-nobody", client_secret="client-secret"),
            ShopProblem.APP_REFUSED,
        ),
        (
            ShopConnection("nobodys.myshopify.com", client_id="client-id", client_secret="x"),
            ShopProblem.NO_SUCH_SHOP,
        ),
    ],
)
def test_what_is_wrong_with_an_app_is_said(
    admin: ShopifyAdmin, shop: Shop, connection: ShopConnection, problem: ShopProblem
) -> None:
    with pytest.raises(ShopGone) as raised:
        admin.count(connection, SINCE)

    assert raised.value.problem is problem
    assert SENTENCES[problem]
    assert shop.issued == {}


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        ("app_not_installed", ShopProblem.APP_NOT_INSTALLED),
        ("shop_not_permitted", ShopProblem.APP_OF_OTHERS),
    ],
)
def test_an_app_that_may_not_be_there_is_told_apart(
    admin: ShopifyAdmin, shop: Shop, error: str, problem: ShopProblem
) -> None:
    shop.app_error = error

    with pytest.raises(ShopGone) as raised:
        admin.count(CONNECTION, SINCE)

    assert raised.value.problem is problem


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("http429", ShopProblem.OVERLOADED),
        ("http500", ShopProblem.NO_ANSWER),
        ("garbage", ShopProblem.UNREADABLE),
        ("timeout", ShopProblem.NO_ANSWER),
    ],
)
def test_a_shopify_that_gives_no_token_now_is_busy(
    simulator: ShopifySimulator, clock: FixedClock, shop: Shop, fault: str, problem: ShopProblem
) -> None:
    simulator.fail(shop, fault, times=1)
    admin = ShopifyAdmin(simulator.url, clock, timeout_seconds=0.1 if fault == "timeout" else 10.0)

    with pytest.raises(ShopBusy) as raised:
        admin.count(CONNECTION, SINCE)

    assert raised.value.problem is problem
    assert (shop.issued, shop.calls) == ({}, 1)


def test_scopes_that_an_app_is_given_count_at_once(admin: ShopifyAdmin, shop: Shop) -> None:
    shop.scopes = ()
    with pytest.raises(ShopRefused):
        admin.count(CONNECTION, SINCE)
    shop.scopes = ("read_orders",)

    admin.count(CONNECTION, SINCE)

    assert len(shop.issued) == 2


def test_no_secret_is_in_what_is_printed() -> None:
    printed = repr(ShopConnection(DOMAIN, "fixed-token", client_id="id", client_secret="hidden"))

    assert "fixed-token" not in printed
    assert "hidden" not in printed


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"expires_in": 86399}',
        b'{"access_token": "", "expires_in": 86399}',
        b'{"access_token": 5, "expires_in": 86399}',
        b'{"access_token": "two\\r\\nlines", "expires_in": 86399}',
    ],
)
def test_an_answer_without_a_token_is_unreadable(clock: FixedClock, body: bytes) -> None:
    with pytest.raises(ShopBusy) as raised:
        AppTokens("https://{domain}/admin/api", Answering(body), clock).token(CONNECTION)

    assert raised.value.problem is ShopProblem.UNREADABLE


@pytest.mark.parametrize("seconds", ["null", '"86399"', "true", "-1", f"-1{'0' * 30}"])
def test_a_token_that_does_not_say_when_it_ends_is_used_once(
    clock: FixedClock, seconds: str
) -> None:
    body = b'{"access_token": "shpat_x", "expires_in": %s}' % seconds.encode()
    calls = Answering(body)
    tokens = AppTokens("https://{domain}/admin/api", calls, clock)

    assert [tokens.token(CONNECTION), tokens.token(CONNECTION)] == ["shpat_x", "shpat_x"]
    assert calls.urls == [f"https://{DOMAIN}/admin/oauth/access_token"] * 2


def test_nobody_believes_in_a_token_that_is_good_for_years(clock: FixedClock) -> None:
    calls = Answering(b'{"access_token": "shpat_x", "expires_in": 1%s}' % (b"0" * 30))
    tokens = AppTokens("https://{domain}/admin/api", calls, clock)

    tokens.token(CONNECTION)
    clock.advance(timedelta(days=1))
    tokens.token(CONNECTION)

    assert len(calls.urls) == 2
