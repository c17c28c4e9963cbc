"""How shops are called, and which secrets their messages may be signed with."""

from __future__ import annotations

import pytest

from retrack.domain.identifiers import StoreId
from retrack.domain.shop_problems import ShopProblem
from retrack.services.shop_connections import ShopChange, ShopConnections
from tests.fakes.parameters import MemorySecrets

STORE, SHOP = StoreId("s1"), "shopify"
SIGNS = "stores/s1/shopify"


@pytest.fixture
def secrets() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def connections(secrets: MemorySecrets) -> ShopConnections:
    return ShopConnections(secrets)


def app(secret: str, *, webhook_secret: str | None = None) -> ShopChange:
    return ShopChange(
        webhook_secret, "a.myshopify.com", client_id="client-id", client_secret=secret
    )


def refuse(connections: ShopConnections) -> None:
    called = connections.load(STORE, SHOP)
    assert called
    connections.refused(STORE, SHOP, called, ShopProblem.APP_REFUSED)


def test_a_client_secret_signs_too_and_its_rotation_leaves_the_one_before_good(
    connections: ShopConnections, secrets: MemorySecrets
) -> None:
    connections.change(STORE, SHOP, app("one"))
    connections.change(STORE, SHOP, app("two"))
    assert secrets.read(SIGNS) == "two\none"

    # Shopify refuses it, so that it is forgotten; the next one takes its place all the same.
    refuse(connections)
    connections.change(STORE, SHOP, app("three"))
    assert secrets.read(SIGNS) == "three\ntwo"


@pytest.mark.parametrize("together", [True, False])
def test_a_webhook_secret_that_was_named_is_not_pushed_out_by_client_secrets(
    connections: ShopConnections, secrets: MemorySecrets, together: bool
) -> None:
    if not together:
        connections.change(STORE, SHOP, ShopChange("of the shop"))
    connections.change(STORE, SHOP, app("one", webhook_secret="of the shop" if together else None))
    for secret in ("two", "three"):
        connections.change(STORE, SHOP, app(secret))

    assert secrets.read(SIGNS) == "of the shop"


def test_a_shop_that_refuses_its_app_keeps_the_id_and_not_the_secret(
    connections: ShopConnections,
) -> None:
    assert connections.change(STORE, SHOP, app("one")).may_be_told

    refuse(connections)

    kept = connections.load(STORE, SHOP)
    assert kept
    assert (kept.client_id, kept.client_secret, kept.may_be_called) == ("client-id", "", False)
    again = connections.change(STORE, SHOP, app("two"))
    assert (again.problem, again.may_be_told) == (None, True)


def test_other_changes_leave_the_app_as_it_is(connections: ShopConnections) -> None:
    before = connections.change(STORE, SHOP, app("one"))

    after = connections.change(STORE, SHOP, ShopChange(write_back=False))

    assert (after.client_id, after.client_secret) == (before.client_id, before.client_secret)
    assert connections.load(STORE, SHOP) == after


@pytest.mark.parametrize(
    "change",
    [
        app("the new one"),
        ShopChange(access_token="a token"),
        ShopChange(domain="b.myshopify.com"),
    ],
)
def test_what_a_merchant_corrects_while_the_shop_refuses_the_old_is_kept(
    connections: ShopConnections, change: ShopChange
) -> None:
    called = connections.change(STORE, SHOP, app("the old one"))
    corrected = connections.change(STORE, SHOP, change)

    connections.refused(STORE, SHOP, called, ShopProblem.APP_REFUSED)

    assert connections.load(STORE, SHOP) == corrected


@pytest.mark.parametrize(
    ("left", "connected"),
    [("a.myshopify.com", False), ("A.myshopify.com", False), ("b.myshopify.com", True)],
)
def test_a_shop_that_was_left_for_another_does_not_take_that_along(
    connections: ShopConnections, left: str, *, connected: bool
) -> None:
    connections.change(STORE, SHOP, app("one"))

    connections.left(STORE, SHOP, left)

    kept = connections.load(STORE, SHOP)
    assert kept
    assert kept.may_be_called is connected
