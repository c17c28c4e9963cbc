"""What customers were told, over the whole stack: listed, filed, tried out, forgotten."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.end_to_end.local_stack import LocalStack, Store

CUSTOMER = {"name": "Ann", "email": "ann@example.com", "locale": "en"}


def _listed(store: Store, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = store.get(f"/v1/notifications{query}").json()["items"]
    return items


def test_what_customers_were_told_is_listed_filed_and_forgotten(
    stack: LocalStack, store: Store
) -> None:
    orders = []
    for number in range(3):
        made = store.post("/v1/orders", {"name": f"=#{number}", "customer": CUSTOMER}).json()
        parcel = {"tracking_number": f"LP0098765432100{number}"}
        assert store.post(f"/v1/orders/{made['id']}/shipments", parcel).status_code == 201
        orders.append(made["id"])
    stack.drain()

    # Each order's email went out once; no text message did, and both are listed.
    assert [len(stack.outbox(order)) for order in orders] == [1, 1, 1]
    listed = _listed(store)
    assert {(m["order_id"], m["channel"], m["state"], m["reason"]) for m in listed} == {
        (order, *rest)
        for order in orders
        for rest in (("email", "sent", None), ("sms", "not_sent", "no_address"))
    }
    moments = [message["first_at"] for message in listed]
    assert moments == sorted(moments, reverse=True)

    # Page by page it is the same list, and so is one filter's file.
    seen, cursor = [], ""
    while True:
        page = store.get(f"/v1/notifications?limit=4{cursor}").json()
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == listed
    answer = store.get("/v1/notifications.csv?channel=email")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["order_id"] for row in rows} == set(orders)
    assert {row["order_name"][:3] for row in rows} == {"'=#"}
    assert CUSTOMER["email"] not in answer.content.decode()

    # A test goes to a number and is in no list.
    tried = {"channel": "sms", "to": "+66898765432"}
    assert store.post("/v1/settings/templates/test", tried).status_code == 202
    assert [m["to"] for m in stack.outbox() if m["to"] == tried["to"]] == [tried["to"]]
    assert _listed(store) == listed

    # What is erased is gone at once, what is over its time a little later.
    assert store.delete(f"/v1/orders/{orders[0]}").status_code == 204
    assert {m["order_id"] for m in _listed(store)} == set(orders[1:])
    kept = store.patch("/v1/settings", {"notifications": {"retention_days": 30}})
    assert kept.json()["notifications"]["retention_days"] == 30
    stack.put("/_dev/clock", {"advance_hours": 24 * 181})
    assert _listed(store) == []
