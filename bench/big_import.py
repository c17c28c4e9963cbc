"""A file of very many rows, imported to its end and then again: `make bench-import`.

The importer's handler as AWS would invoke it, with its 120 seconds and its queue, over an emulated
AWS in another process: what grows in this one is the importer's own.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import boto3
from botocore.client import BaseClient

import tests.conftest  # noqa: F401  credentials of nobody, and no network
from retrack.runtime import wiring
from retrack.storage.table import bind_table
from tests.architecture import template
from tests.functional.cloud import BUCKET, Cloud, Context, MovableClock
from tests.functional.gateway import Gateway
from tests.functional.pipeline import queue_record

FEW, MANY = 5_000, 50_000
SAMPLED = 200  # calls from one look at the memory to the next
WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
HEADER = (
    "order_id,order_name,processed_at,customer_name,customer_email,city,country_code,items,"
    "tracking_number,carrier"
)


def main(few: int, many: int) -> int:
    """Imports a small file, a large one, and the large one again; tells what that took."""
    with _emulated() as cloud, _counted() as calls:
        api = Gateway(cloud, cloud.new_store())
        files = {
            f"{few:,} rows": _rows(0, few),
            f"{many:,} rows": _rows(few, many),
            "the same again": _rows(few, many),
        }
        runs = {name: _timed(cloud, api, content, calls) for name, content in files.items()}
    for name, run in runs.items():
        print(f"{name}: " + ", ".join(f"{found:g} {what}" for what, found in run.items()))
    _, first, again = runs.values()
    is_whole = first["rows done"] == again["rows done"] == first["orders written"] == many
    return 0 if is_whole and not again["orders written"] + again["other writes"] else 1


@contextmanager
def _emulated() -> Iterator[Cloud]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "bench.emulator"]
    with (
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as emulator,
        Path(os.devnull).open("w") as nowhere,
    ):
        assert emulator.stdin
        assert emulator.stdout
        url = f"http://127.0.0.1:{int(emulator.stdout.readline())}"
        os.environ["AWS_ENDPOINT_URL"] = url
        clock = MovableClock()
        wiring.set_clock(clock)
        with mock.patch("tests.functional.cloud.bind_table", _bind_to(url)):
            cloud = Cloud(clock, {})
        with mock.patch.dict(cloud.variables), contextlib.redirect_stdout(nowhere):
            yield cloud
        emulator.stdin.close()


def _bind_to(url: str) -> Any:
    return lambda name: bind_table(name, region=os.environ["AWS_REGION"], endpoint=url)


@contextmanager
def _counted() -> Iterator[Counter[str]]:
    """How many calls are answered, which items are written, and the most memory meanwhile."""
    calls: Counter[str] = Counter()
    call = BaseClient._make_api_call  # type: ignore[attr-defined]  # noqa: SLF001

    def counting(self: Any, operation: str, wanted: Any) -> Any:
        answer = call(self, operation, wanted)  # what is refused, such as an order there is, raises
        calls["calls"] += 1
        if operation in WRITES:
            calls[wanted.get("Item", {}).get("type", {}).get("S", operation)] += 1
        if calls["calls"] % SAMPLED == 0:
            calls["memory"] = max(calls["memory"], _resident())
        return answer

    with mock.patch.object(BaseClient, "_make_api_call", counting):
        yield calls


def _rows(start: int, count: int) -> bytes:
    """A file in our plain format."""
    lines = [
        f"{10_000_000 + number},#{number},2026-11-20 10:30,Somchai J.,customer{number}@example.com,"
        f"Chiang Mai,TH,1 x Phone case [PC-1],LP{number:09d}TH,thailand-post"
        for number in range(start, start + count)
    ]
    return "\r\n".join([HEADER, *lines]).encode()


def _timed(cloud: Cloud, api: Gateway, content: bytes, calls: Counter[str]) -> dict[str, Any]:
    calls.clear()
    begun = time.monotonic()
    done = _import(cloud, api, content)
    seconds = time.monotonic() - begun
    written = {kind: n for kind, n in calls.items() if kind not in {"calls", "memory"}}
    checkpoints = written.pop("import")
    return {
        "rows done": done["done"],
        "refused": done["failed"],
        "messages": done["messages"],
        "seconds": round(seconds),
        "rows a second": round(done["done"] / seconds),
        "calls": calls["calls"],
        "orders written": written.pop("order", 0),
        "other writes": sum(written.values()),
        "checkpoints": checkpoints,
        "MB at most": round(calls["memory"] / 1e6, 1),
    }


def _import(cloud: Cloud, api: Gateway, content: bytes) -> dict[str, Any]:
    """Begun, uploaded, started and read to its end; and by how many messages."""
    begun = api.post("/v1/imports", {"size": len(content)}).body
    key = urlsplit(begun["upload_url"]).path.lstrip("/").removeprefix(f"{BUCKET}/")
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
    assert api.post(f"/v1/imports/{begun['id']}/start").status == 202
    messages = 0
    while received := _received(cloud):
        handler = cloud.function("importer").lambda_handler
        answer = handler({"Records": [received]}, Hurried("importer"))
        assert json.loads(json.dumps(answer)) == {"batchItemFailures": []}
        messages += 1
        _tell(f"message {messages}: {_resident() / 1e6:.1f} MB")
    shown: dict[str, Any] = api.get(f"/v1/imports/{begun['id']}").body
    assert shown["state"] == "done", shown
    return shown | {"messages": messages}


def _received(cloud: Cloud) -> dict[str, Any] | None:
    url = cloud.import_queue
    got = cloud.sqs.receive_message(
        QueueUrl=url, AttributeNames=["All"], MessageAttributeNames=["All"]
    )
    for raw in got.get("Messages", []):
        cloud.sqs.delete_message(QueueUrl=url, ReceiptHandle=raw["ReceiptHandle"])
        return queue_record(dict(raw), url)
    return None


class Hurried(Context):
    """A context whose time runs out, as Lambda's does."""

    def __init__(self, name: str) -> None:
        """From now on it runs."""
        super().__init__(name)
        declared: int = template.functions()["ImporterFunction"]["Timeout"]
        self._end = time.monotonic() + declared

    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override]
        """By the machine's clock."""
        return round((self._end - time.monotonic()) * 1000)


def _resident() -> int:
    """The memory that this process has, in bytes."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * int(os.sysconf("SC_PAGE_SIZE"))


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(*([int(count) for count in sys.argv[1:]] or [FEW, MANY])))
