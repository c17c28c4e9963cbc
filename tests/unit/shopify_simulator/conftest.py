from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from dev.shopify_simulator import ShopifySimulator
from dev.shopify_simulator.shop import Shop

DOMAIN, TOKEN = "example.myshopify.com", "shpat_not-a-real-token"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


class SetClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


class App:
    """Calls the simulator as a shop's app does."""

    def __init__(self, simulator: ShopifySimulator, clock: SetClock) -> None:
        self.simulator, self.clock = simulator, clock
        self.shop: Shop = simulator.add_shop(
            DOMAIN,
            token=TOKEN,
            secret="not-a-secret",
            hook_url="http://127.0.0.1:1/",
            client_id="client-id",
        )

    def post(self, body: Any, *, token: str = TOKEN, domain: str = DOMAIN) -> requests.Response:
        url = self.simulator.url.replace("{domain}", domain)
        headers = {"X-Shopify-Access-Token": token}
        with requests.Session() as session:
            session.trust_env = False
            return session.post(url, json=body, headers=headers, timeout=60)

    def grant(self, **fields: str) -> requests.Response:
        """Asks for a token, as an app of the Dev Dashboard does."""
        url = self.simulator.url.partition("{domain}")[0] + f"{DOMAIN}/admin/oauth/access_token"
        app = {"client_id": "client-id", "client_secret": "not-a-secret"}
        form = {"grant_type": "client_credentials", **app, **fields}
        with requests.Session() as session:
            session.trust_env = False
            return session.post(url, data=form, timeout=60)

    def ask(self, query: str, /, **variables: Any) -> Any:
        answer = self.post({"query": query, "variables": variables})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sold(self, count: int) -> None:
        """So many orders, one a day, the newest first in number."""
        for number in range(1, count + 1):
            made = (NOW - timedelta(days=number)).isoformat()
            self.shop.put(number, {"processed_at": made}, NOW)

    def sent(self, order_id: int, *numbers: str) -> int:
        """The fulfilment's id."""
        order = self.shop.order(order_id)
        number = self.simulator.next_fulfillment()
        made = self.shop.fulfil(order, {"numbers": list(numbers)}, number, NOW)
        return int(made["id"])


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(clock: SetClock) -> Iterator[App]:
    simulator = ShopifySimulator(clock).start()
    yield App(simulator, clock)
    simulator.stop()
