"""One shop: its orders with their fulfilments, in the words of Shopify's REST payloads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from dev.shopify_simulator.budget import Bucket
from dev.shopify_simulator.payloads import (
    ADDRESS,
    CUSTOMER,
    FINANCIAL,
    NotSo,
    NotThere,
    Tree,
    line_items,
    moment_in,
    new_order,
    require,
    tracking,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dev.shopify_simulator.webhooks import Delivery

SCOPES: Final = ("read_orders", "write_fulfillments")


@dataclass(slots=True)
class Event:
    """What an app told of a fulfilment."""

    id: int
    fulfillment_id: int
    order_id: int
    status: str
    happened_at: datetime
    message: str | None
    received_at: datetime

    def shown(self) -> Tree:
        """As `/_dev` tells of it."""
        return {
            "id": self.id,
            "fulfillment_id": str(self.fulfillment_id),
            "order_id": str(self.order_id),
            "status": self.status,
            "happened_at": f"{self.happened_at:%Y-%m-%dT%H:%M:%SZ}",
            "message": self.message,
        }


@dataclass(slots=True)
class Order:
    """An order. `rest` is its payload without the fulfilments; `complete`: nothing is left."""

    rest: Tree
    processed_at: datetime
    updated_at: datetime
    fulfillments: dict[int, Tree] = field(default_factory=dict)
    complete: bool = False

    @property
    def id(self) -> int:
        """As in payloads."""
        return int(self.rest["id"])

    def payload(self) -> Tree:
        """As webhooks write it."""
        standing = [f for f in self.fulfillments.values() if f["status"] == "success"]
        word = "fulfilled" if self.complete else "partial"
        return self.rest | {
            "processed_at": written(self.processed_at),
            "updated_at": written(self.updated_at),
            "fulfillment_status": word if standing else None,
            "fulfillments": list(self.fulfillments.values()),
        }


@dataclass(slots=True)
class Shop:
    """A shop with the app in it, whose client secret is the `secret` that webhooks are signed with.

    `token` never ends; `issued` are those that the app asked for, with their ends. It gets none
    while `app_error` says why not, such as `app_not_installed`.
    `fault` is what its API does instead of its work, after `fault_after` calls, `fault_times` times
    or, if that is None, until it is mended.
    """

    domain: str
    token: str
    secret: str
    hook_url: str
    bucket: Bucket
    client_id: str = ""
    app_error: str | None = None
    issued: dict[str, datetime] = field(default_factory=dict)
    scopes: tuple[str, ...] = SCOPES
    orders: dict[int, Order] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    fault: str | None = None
    fault_after: int = 0
    fault_times: int | None = None
    calls: int = 0

    @property
    def id(self) -> int:
        """The shop's own number."""
        return sum(self.domain.encode()) + 690_933_000

    def put(self, order_id: int, given: Mapping[str, Any], now: datetime) -> Order:
        """Makes an order, or changes what is given of it.

        Raises:
            NotSo: it names what an order does not have.
        """
        there = self.orders.get(order_id)
        rest = dict(there.rest) if there else new_order(order_id, now)
        moment = {name: moment_in(given[name], name) for name in _TIMES & set(given)}
        require(sorted(set(given) - set(rest) - _TIMES - {"id"}), "an order has no such field")
        changed = {name: value for name, value in given.items() if name not in _TIMES}
        if changed.get("financial_status", "paid") not in FINANCIAL:
            msg = f"financial_status: one of {', '.join(FINANCIAL)}"
            raise NotSo(msg)
        for name, usual in (("customer", CUSTOMER), ("shipping_address", ADDRESS)):
            if isinstance(changed.get(name), dict):
                changed[name] = (there.rest[name] or {} if there else usual) | changed[name]
        if "line_items" in changed:
            changed["line_items"] = line_items(order_id, changed["line_items"])
        if "created_at" in moment:
            changed["created_at"] = written(moment["created_at"])
        processed = moment.get("processed_at") or (there.processed_at if there else now)
        updated = moment.get("updated_at") or (_after(there, now) if there else processed)
        if there:
            there.rest = rest | changed
            there.processed_at, there.updated_at = processed, updated
            return there
        rest["created_at"] = written(processed)
        self.orders[order_id] = Order(rest | changed, processed, updated)
        return self.orders[order_id]

    def order(self, order_id: int) -> Order:
        """An order of the shop.

        Raises:
            NotThere: it has none of this number.
        """
        if order_id not in self.orders:
            msg = f"The shop has no order {order_id}."
            raise NotThere(msg)
        return self.orders[order_id]

    def fulfil(self, order: Order, given: Mapping[str, Any], new_id: int, now: datetime) -> Tree:
        """A fulfilment more; `final`, as is usual, sends all that is left.

        Raises:
            NotSo: it names what a fulfilment does not have.
        """
        require(sorted(set(given) - _PARCEL - {"id", "final"}), "a fulfilment has no such field")
        made = moment_in(given["created_at"], "created_at") if "created_at" in given else now
        order.complete = bool(given.get("final", True))
        order.updated_at = _after(order, made)
        fulfillment = {
            "id": int(given.get("id", new_id)),
            "order_id": order.id,
            "name": f"{order.rest['name']}.{len(order.fulfillments) + 1}",
            "status": "success",
            "service": "manual",
            "location_id": 487838322,
            "shipment_status": None,
            "created_at": written(made),
            "updated_at": written(made),
            "line_items": order.rest["line_items"],
            "receipt": {},
            "email": order.rest["email"],
            **tracking(given.get("numbers", []), given.get("company")),
        }
        order.fulfillments[fulfillment["id"]] = fulfillment
        return fulfillment

    def change(
        self, order: Order, fulfillment_id: int, given: Mapping[str, Any], now: datetime
    ) -> Tree:
        """Other numbers, or another company; or its end, by `status`.

        Raises:
            NotSo: there is no such fulfilment, or it names what it does not have.
        """
        require(sorted(set(given) - _PARCEL - {"status"}), "a fulfilment has no such field")
        if fulfillment_id not in order.fulfillments:
            msg = f"The order has no fulfilment {fulfillment_id}."
            raise NotThere(msg)
        before = order.fulfillments[fulfillment_id]
        order.updated_at = _after(order, now)
        company = given.get("company", before["tracking_company"])
        numbers = given.get("numbers", before["tracking_numbers"])
        after = {
            **before,
            **tracking(numbers, company),
            "status": given.get("status", before["status"]),
            "updated_at": written(order.updated_at),
        }
        order.fulfillments[fulfillment_id] = after
        if after["status"] != "success":
            order.complete = False
        return after

    def holding(self, fulfillment_id: int) -> tuple[Order, Tree] | None:
        """The order that a fulfilment is of, with it."""
        for order in self.orders.values():
            if fulfillment_id in order.fulfillments:
                return order, order.fulfillments[fulfillment_id]
        return None


_TIMES: Final = {"created_at", "processed_at", "updated_at"}
_PARCEL: Final = {"numbers", "company", "created_at"}


def _after(order: Order, now: datetime) -> datetime:
    """When a change is made: no two within one second, so that each has a time of its own."""
    return max(now, order.updated_at + timedelta(seconds=1))
