"""What holds for the pages about shops, webhooks and orders by hand: headers, and every word."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId
from retrack.domain.shop_problems import ShopProblem
from retrack.domain.webhooks import Delivery, DeliveryState, Webhook, WebhookState
from retrack.services.shop_connections import ShopChange
from retrack.web import languages
from retrack.web.languages import Language
from tests.builders import NOON
from tests.functional.web.connected_pages import ConnectedPages
from tests.functional.web.test_answers import STRICT, _shown, _words_outside
from tests.functional.web.visitor import Answer, Visitor
from tests.functional.web.world import BOSS, World

SHOPIFY, HOOKS = "/settings/shops/shopify", "/settings/webhooks"
PAGES = (
    "/settings/shops", SHOPIFY, "/settings/shops/woocommerce", HOOKS, f"{HOOKS}/w1", "/new-order",
)  # fmt: skip
# What stands in the shops' own words, is an address, or is a name.
NOT_OURS = re.compile(
    r"Shopify|WooCommerce|https?://\S+|[a-z]+\.myshopify\.com|\b(?:order|shipment)\.\w+"
    r"|read_orders|write_fulfillments"
)
COUNTRIES_AND_CODE = re.compile("<select.*?</select>|<pre.*?</pre>", re.DOTALL)


@pytest.fixture
def pages(world: World) -> ConnectedPages:
    """With a shop that needs its merchant, an import, and a webhook that was switched off."""
    pages = ConnectedPages(world)
    change = ShopChange("a-secret-here", "doi.myshopify.com", "a-token-here")
    pages.connections.change(BOSS, "shopify", change)
    pages.connections.note(BOSS, "shopify", ShopProblem.SCOPE_MISSING)
    kind = HappeningType.SHIPMENT_STATUS_CHANGED
    url, off = "https://example.com/hook", WebhookState.FAILING
    pages.webhooks.add(
        Webhook("w1", BOSS, url, frozenset({kind}), NOON, state=off, failing_since=NOON)
    )
    sent = Delivery("m1", "w1", Happening("h1", kind, BOSS, OrderId("1001"), NOON))
    failed = DeliveryState.FAILED
    pages.webhooks.begin(replace(sent, state=failed, attempts=8, problem="timeout", tried_at=NOON))
    return pages


@pytest.mark.parametrize("path", PAGES)
def test_nothing_but_our_own_files_runs_on_a_page(
    pages: ConnectedPages, mali: Visitor, path: str
) -> None:
    answer = mali.get(path)

    assert answer.status == 200
    policy = answer.headers["content-security-policy"].split(";")
    assert dict(part.strip().split(" ", 1) for part in policy) == STRICT
    for element in answer.page.elements:
        assert "style" not in element.attributes
        assert not [name for name in element.attributes if name.startswith(("on", "hx-on"))]


@pytest.mark.parametrize("path", PAGES)
def test_every_word_of_ours_is_translated(
    pages: ConnectedPages, mali: Visitor, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a language that brackets everything, no word of ours is outside of brackets."""
    mali.submit(f"{SHOPIFY}/import")
    pseudo = Language("th", "th", lambda text: f"⟦{text}⟧", lambda one, many, n: f"⟦{many}⟧")
    monkeypatch.setattr(languages, "choose", lambda **_: pseudo)

    answer = mali.get(path)
    answer = Answer(answer.status, COUNTRIES_AND_CODE.sub("", answer.text), {}, ())

    assert not _words_outside(NOT_OURS.sub(" ", _shown(answer.page)))


def test_what_was_refused_is_said_in_the_readers_language(
    pages: ConnectedPages, mali: Visitor
) -> None:
    mali.post("/language", {"lang": "th", "next": "/"})

    for path, fields in (
        (SHOPIFY, {"domain": "example.com"}),
        (HOOKS, {"url": "ftp://x", "events": "order.fulfilled"}),
        ("/new-order", {"name": "", "customer_email": "x", "items": "0 x A"}),
    ):
        answer = mali.submit(path, fields)
        assert answer.status == 422
        told = [e.text for e in answer.page.all("p", class_="field-error")]
        assert told
        assert all(re.search("[\u0e00-\u0e7f]", text) for text in told)
