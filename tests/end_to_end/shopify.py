"""A shop at the simulated Shopify, as its merchant and its webhooks act."""

from __future__ import annotations

from typing import Any

from tests.end_to_end.local_stack import LocalStack, Store


class Shopify:
    """The shop of a store: see `/_dev/shopify`."""

    def __init__(self, stack: LocalStack, store: Store) -> None:
        self.stack, self.store = stack, store
        self.path = f"/_dev/shopify/{store.info['store_id']}"

    def connect(self, **fields: Any) -> dict[str, Any]:
        """Enters what a merchant enters."""
        wishes = {"access_token": self.store.info["shopify_token"], **fields}
        return self._connect(wishes)

    def connect_app(self, **fields: Any) -> dict[str, Any]:
        """Enters an app of the Dev Dashboard."""
        names = ("client_id", "client_secret")
        return self._connect({n: self.store.info[f"shopify_{n}"] for n in names} | fields)

    def _connect(self, fields: dict[str, Any]) -> dict[str, Any]:
        wishes = {"domain": self.store.info["shop_domain"], **fields}
        answer = self.store.put("/v1/shops/shopify", wishes)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def connection(self) -> dict[str, Any]:
        """As `/v1/shops` shows it."""
        shops = self.store.get("/v1/shops").json()["items"]
        shown: dict[str, Any] = next(shop for shop in shops if shop["shop"] == "shopify")
        return shown

    def begin_import(self) -> Any:
        return self.store.post("/v1/shops/shopify/import")

    def imported(self) -> dict[str, Any]:
        """The job, once nothing moves any more."""
        self.stack.drain()
        job: dict[str, Any] = self.store.get("/v1/jobs/shopify-import").json()
        return job

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.stack.call(method, f"{self.path}/{path}".rstrip("/"), json=body)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def put(self, order_id: int, **fields: Any) -> Any:
        return self.call("PUT", f"orders/{order_id}", fields)

    def fulfil(self, order_id: int, *numbers: str, **fields: Any) -> Any:
        wish = {"numbers": list(numbers), **fields}
        return self.call("POST", f"orders/{order_id}/fulfillments", wish)

    def fail(self, fault: str, **when: int) -> None:
        self.call("PUT", "fault", {"fault": fault, **when})

    def mend(self) -> None:
        self.call("DELETE", "fault")

    def send(self, topic: str = "", **wish: Any) -> int:
        """Sends a webhook; what was answered."""
        sent = self.call("POST", "webhooks", wish | ({"topic": topic} if topic else {}))
        answered: int = sent["answered"]
        return answered

    def told(self) -> list[tuple[str, str]]:
        """The fulfilment events that the shop was told: fulfilment and status."""
        events = self.call("GET", "events")
        return [(event["fulfillment_id"], event["status"]) for event in events]
