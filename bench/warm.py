"""Warm handlers: the CPU of a request, against the bare work that it cannot do without.

A stub answers for DynamoDB at once, in another process. Handler and floor run in turns within one
process, and the ratio of their medians is what counts.
"""

import http.client
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.budgets import Line, within
from bench.orders import START, example_orders
from retrack.domain.orders import Order
from retrack.services.order_row import RowReader, row_of

_ROUNDS = 60
_ROWS = 100
LIST_LIMIT, ONE_LIMIT = 3.0, 1.3


def lines() -> list[Line]:
    """A line for the list and one for a single order."""
    orders = example_orders(_ROWS)
    return [_list_of(orders), _one(orders[0])]


_PLAIN: dict[str, str] = {}


def _list_of(orders: list[Order]) -> Line:
    reader = RowReader(START, "http://www.17track.net/?nums=", "https://api.example.com")
    items = [{"processed_key": {"S": f"x#{o.id}"}, "row": {"S": row_of(o)}} for o in orders]
    with answering({"Items": items, "Count": len(items), "ScannedCount": len(items)}) as port:
        handler = handler_of("orders_api", port)
        event = event_of("GET", "/v1/orders", query={"limit": str(_ROWS)})
        _PLAIN.update({row_of(o): reader.json(row_of(o)) for o in orders})
        bare = _bare_list(port)
        assert len(json.loads(handler(event)["body"])["items"]) == _ROWS
        ratio = cpu_ratio(lambda: handler(event), bare)
    return within(
        f"list page of {_ROWS} orders, handler to JSON", ratio, LIST_LIMIT, unit=" x bare"
    )


def _bare_list(port: int) -> Callable[[], object]:
    """The floor: one request, its JSON and the rows' JSON read, and all of it written again."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    body = json.dumps({"TableName": "t", "IndexName": "by-processed-date", "Limit": _ROWS})

    def call() -> str:
        connection.request("POST", "/", body, {"X-Amz-Target": "DynamoDB_20120810.Query"})
        answer = json.loads(connection.getresponse().read())
        orders = [_bare_order(item["row"]["S"]) for item in answer["Items"]]
        return json.dumps({"items": orders})

    return call


def _bare_order(row: str) -> object:
    """The order of a row, from the plain JSON that a simpler design would have kept there."""
    return json.loads(_PLAIN[row])


def _one(order: Order) -> Line:
    from retrack.storage import keys  # noqa: PLC0415
    from retrack.storage.orders import item_of  # noqa: PLC0415
    from retrack.storage.table import query  # noqa: PLC0415

    item = item_of(order).to_dynamodb_dict()
    with answering({"Items": [item], "Count": 1, "ScannedCount": 1}) as port:
        handler = handler_of("orders_api", port)
        event = event_of("GET", f"/v1/orders/{order.id}")
        assert json.loads(handler(event)["body"])["id"] == order.id
        partition = keys.order(order.store_id, order.id).pk
        ratio = cpu_ratio(lambda: handler(event), lambda: list(query(partition)))
    return within("warm handler, one order", ratio, ONE_LIMIT, unit=" x its query")


@contextmanager
def answering(answer: dict[str, Any]) -> Iterator[int]:
    """The port of a stub that answers every request so."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.json"
        path.write_text(json.dumps(answer))
        command = [sys.executable, "-m", "bench.stub", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as stub:
            assert stub.stdout
            try:
                yield int(stub.stdout.readline())
            finally:
                stub.kill()


def handler_of(name: str, port: int) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A function's handler, with its table at the stub."""
    from retrack.storage.table import bind_table  # noqa: PLC0415

    os.environ.update(
        TABLE_NAME="t",
        AWS_ACCESS_KEY_ID="none",
        AWS_SECRET_ACCESS_KEY="none",
        AWS_DEFAULT_REGION="eu-central-1",
        AWS_EC2_METADATA_DISABLED="true",
        POWERTOOLS_SERVICE_NAME=name,
        POWERTOOLS_METRICS_DISABLED="true",
        POWERTOOLS_LOG_LEVEL="WARNING",
    )
    path = Path("functions") / name / "app.py"
    spec = importlib.util.spec_from_file_location(f"bench_{name}", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    bind_table("t", region="eu-central-1", endpoint=f"http://127.0.0.1:{port}")
    context = Context()
    handler: Callable[[dict[str, Any], object], dict[str, Any]] = module.lambda_handler
    return lambda event: handler(event, context)


class Context:
    """Lambda's, as far as anybody looks at it."""

    function_name = "bench"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:bench"
    aws_request_id = "bench"


def event_of(method: str, path: str, *, query: dict[str, str] | None = None) -> dict[str, Any]:
    """A request of a store's that was let in."""
    identity = {"store_id": "s1", "plan": "boss", "actor": "bench", "role": "owner"}
    store = {"time_zone": "UTC", "locale": "en", "cursor_key": "k"}
    store["tracking_url"] = "http://www.17track.net/?nums="
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"x-forwarded-proto": "https"},
        "queryStringParameters": query or {},
        "requestContext": {
            "domainName": "api.example.com",
            "http": {"method": method, "path": path, "sourceIp": "127.0.0.1"},
            "requestId": "bench",
            "stage": "$default",
            "authorizer": {"lambda": identity | store},
        },
        "isBase64Encoded": False,
    }


def cpu_ratio(measured: Callable[[], object], floor: Callable[[], object]) -> float:
    """Median CPU of the one over the median CPU of the other, run in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(5):  # warm both up
        measured()
        floor()
    for _ in range(_ROUNDS):
        for call, found in zip((measured, floor), times, strict=True):
            start = time.process_time()
            call()
            found.append(time.process_time() - start)
    return statistics.median(times[0]) / statistics.median(times[1])
