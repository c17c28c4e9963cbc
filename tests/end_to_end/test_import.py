"""A file on its way in and out, over the local stack: S3, the queue, the importer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from tests.end_to_end.local_stack import PATIENCE

if TYPE_CHECKING:
    from tests.end_to_end.local_stack import LocalStack, Store

ROWS = "order_name;tracking_number;fulfilled_at\r\nสมหญิง;RR123456785CN;1.11.2026\r\nx;?;\r\n"


def test_an_uploaded_file_becomes_orders_that_can_be_exported(
    stack: LocalStack, store: Store
) -> None:
    stack.put("/_dev/clock", {"now": "2026-11-24T10:00:00Z"})
    content = ROWS.encode("cp874")
    begun = store.post("/v1/imports", {"size": len(content)}).json()

    sent = requests.put(begun["upload_url"], data=content, timeout=PATIENCE)
    assert sent.status_code == 200, sent.text
    assert store.post(f"/v1/imports/{begun['id']}/start").status_code == 202
    stack.drain()

    ended = store.get(f"/v1/imports/{begun['id']}").json()
    assert (ended["state"], ended["done"], ended["failed"]) == ("done", 1, 1)
    refused = requests.get(ended["refused_url"], timeout=PATIENCE)
    assert refused.content.startswith(b"\xef\xbb\xbfline,reason,order_name")
    exported = store.get("/v1/orders.csv")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    assert "สมหญิง" in exported.content.decode("utf-8-sig")
    assert "RR123456785CN,china-post,2026-11-01T00:00:00Z" in exported.text
