"""Settings > Webhooks: a secret is shown once, and what went wrong can be put right."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrack.domain.happenings import Happening, HappeningType
from retrack.domain.identifiers import OrderId, StoreId
from retrack.domain.webhooks import Delivery, DeliveryState, Webhook, WebhookState
from retrack.senders.webhooks.signing import signed_headers
from tests.builders import NOON
from tests.functional.web.connected_pages import ConnectedPages
from tests.functional.web.visitor import Visitor
from tests.functional.web.world import BOSS, OTHER, World

LIST = "/settings/webhooks"
URL = "https://example.com/hook"


@pytest.fixture(autouse=True)
def pages(world: World) -> ConnectedPages:
    return ConnectedPages(world)


def a_webhook(pages: ConnectedPages, store_id: StoreId = BOSS, **fields: object) -> Webhook:
    wanted = frozenset({HappeningType.SHIPMENT_STATUS_CHANGED})
    new = replace(Webhook("w1", store_id, URL, wanted, NOON), **fields)  # type: ignore[arg-type]  # as each test names them
    pages.webhooks.add(new)
    return new


def a_delivery(pages: ConnectedPages, **fields: object) -> Delivery:
    kind = HappeningType.SHIPMENT_STATUS_CHANGED
    happening = Happening("h1", kind, BOSS, OrderId("1001"), NOON - timedelta(hours=1))
    new = replace(Delivery("m1", "w1", happening), **fields)  # type: ignore[arg-type]  # as above
    return pages.webhooks.begin(new)


def test_there_is_none_at_first_and_a_form_for_one(mali: Visitor) -> None:
    page = mali.get(LIST).page

    assert "No webhook yet" in page.text
    assert len(page.all("input", name="events")) == 3


def test_the_code_that_developers_are_shown_tells_our_messages_from_others(mali: Visitor) -> None:
    shown = re.search('<code id="verify">(.*?)</code>', mali.get(LIST).text, re.DOTALL)
    assert shown
    names: dict[str, Callable[..., bool]] = {}
    exec(html.unescape(shown[1]), names)  # noqa: S102  as a developer would
    verify, secret, body = names["is_from_retrack"], "whsec_c2VjcmV0", b'{"type": "a"}'
    now = datetime.fromtimestamp(int(time.time()), UTC)
    headers = signed_headers("msg_1", body, secret=secret, now=now)
    old = signed_headers("msg_1", body, secret=secret, now=now - timedelta(minutes=30))

    assert verify(headers, body, secret)
    assert not verify(headers, body + b" ", secret)
    assert not verify(headers, body, "whsec_b3RoZXI=")
    assert not verify(old, body, secret)


def test_a_webhook_is_made_and_its_secret_shown_once(mali: Visitor, pages: ConnectedPages) -> None:
    answer = mali.submit(LIST, {"url": URL, "events": ["order.fulfilled", "order.needs_attention"]})

    (made,) = pages.webhooks.list(BOSS)
    assert (made.url, sorted(made.events)) == (URL, ["order.fulfilled", "order.needs_attention"])
    secret = answer.page.one("code", id="new-secret").text
    assert pages.secrets.read(f"stores/{BOSS}/webhooks/{made.id}") == secret
    for path in (LIST, f"{LIST}/{made.id}"):
        assert secret not in mali.get(path).text
        assert URL in mali.get(path).page.text


@pytest.mark.parametrize(
    ("url", "events", "field", "said"),
    [
        ("http://10.0.0.1/hook", ["order.fulfilled"], "about-url", "on the public internet"),
        ("example", ["order.fulfilled"], "about-url", "such as https://example.com/hook"),
        (URL, [], "about-events", "Choose at least one."),
    ],
)
def test_a_wrong_field_is_said_beside_it(
    mali: Visitor, pages: ConnectedPages, url: str, events: list[str], field: str, said: str
) -> None:
    answer = mali.submit(LIST, {"url": url, "events": events})

    assert answer.status == 422
    assert said in answer.page.one("p", id=field).text
    assert answer.page.one("input", name="url").attributes["value"] == url
    assert pages.webhooks.kept == {}


def test_the_eleventh_is_refused(mali: Visitor, pages: ConnectedPages) -> None:
    for number in range(10):
        a_webhook(pages, id=f"w{number}")

    assert "at most 10 webhooks" in mali.get(LIST).page.text
    answer = mali.submit(LIST, {"url": URL, "events": ["order.fulfilled"]})
    assert answer.status == 409
    assert "remove one first" in answer.page.text


def test_what_it_was_sent_is_shown_with_its_outcome(mali: Visitor, pages: ConnectedPages) -> None:
    a_webhook(pages)
    a_delivery(pages, state=DeliveryState.FAILED, attempts=8, problem="timeout", tried_at=NOON)
    a_delivery(pages, id="m2", state=DeliveryState.DELIVERED, attempts=1, answer=204, tried_at=NOON)

    page = mali.get(f"{LIST}/w1").page

    for words in ("Failed", "8 attempts", "no answer within 10 seconds", "Delivered", "204"):
        assert words in page.text
    assert page.all("a", href="/orders/1001")
    assert "hx-get" not in page.one("div", id="deliveries").attributes


def test_what_is_on_its_way_is_looked_after(mali: Visitor, pages: ConnectedPages) -> None:
    a_webhook(pages)
    a_delivery(pages, attempts=1, answer=500, next_at=NOON + timedelta(minutes=5))

    part = mali.part(f"{LIST}/w1")

    assert "<html" not in part.text
    assert part.page.one("div", id="deliveries").attributes["hx-trigger"] == "every 5s"
    assert "Next try" in part.page.text


def test_a_message_is_sent_again(mali: Visitor, pages: ConnectedPages) -> None:
    a_webhook(pages)
    a_delivery(pages, state=DeliveryState.FAILED, attempts=8)

    answer = mali.submit(f"{LIST}/w1/deliveries/m1/resend")

    assert "on its way again" in mali.follow(answer).page.text
    assert [task.delivery_id for task in pages.webhook_queue.tasks] == ["m1"]
    again = mali.submit(f"{LIST}/w1/deliveries/m1/resend")
    assert again.status == 409
    assert "on its way already" in again.page.text


@pytest.mark.parametrize(
    ("state", "why"),
    [(WebhookState.GONE, "it is gone (410)"), (WebhookState.FAILING, "failed for too long")],
)
def test_a_webhook_that_was_switched_off_says_why_and_is_switched_on_again(
    mali: Visitor, pages: ConnectedPages, state: WebhookState, why: str
) -> None:
    a_webhook(pages, state=state, failing_since=NOON, exhausted=10)
    page = mali.get(f"{LIST}/w1").page
    assert why in page.text
    assert "Switched off" in mali.get(LIST).page.text

    answer = mali.submit(f"{LIST}/w1/on")

    assert "The webhook is on again." in mali.follow(answer).page.text
    now = pages.webhooks.load(BOSS, "w1")
    assert (now.state, now.failing_since, now.exhausted) == (WebhookState.ON, None, 0)


def test_a_webhook_is_deleted(mali: Visitor, pages: ConnectedPages) -> None:
    a_webhook(pages)

    assert mali.submit(f"{LIST}/w1/remove").location == LIST

    assert pages.webhooks.kept == {}
    assert mali.get(f"{LIST}/w1").status == 404


def test_another_stores_webhook_is_not_there(mali: Visitor, pages: ConnectedPages) -> None:
    a_webhook(pages, OTHER)

    assert mali.get(f"{LIST}/w1").status == 404
    assert mali.submit(f"{LIST}/w1/on").status == 404
    mali.submit(f"{LIST}/w1/remove")
    assert pages.webhooks.list(OTHER)


def test_staff_neither_see_nor_change_webhooks(
    world: World, mali: Visitor, pages: ConnectedPages
) -> None:
    a_webhook(pages)
    a_delivery(pages, state=DeliveryState.FAILED)
    world.credentials.add_person("id of mali@example.com", BOSS, "staff")

    page = mali.get(LIST).page
    assert URL not in page.text
    assert "Only owners" in page.text
    assert mali.get(f"{LIST}/w1").status == 403
    for path in (LIST, f"{LIST}/w1/on", f"{LIST}/w1/remove", f"{LIST}/w1/deliveries/m1/resend"):
        assert mali.submit(path, {"url": URL, "events": ["order.fulfilled"]}).status == 403
    assert len(pages.webhooks.kept) == 1
    assert pages.webhook_queue.tasks == []
