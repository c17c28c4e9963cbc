"""The local stack itself: its calls under `/_dev`, how it starts and how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.local_stack import (
    PATIENCE,
    LocalStack,
    Store,
    end,
    free_ports,
    start_process,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDS_WITHIN = 60  # seconds; it takes one, and may wait for its turn on a busy machine
NUMBER = "RR123456785CN"


def _shipped(stack: LocalStack, store: Store, order_id: str, number: str = NUMBER) -> None:
    store.post("/v1/orders", {"id": order_id, "name": f"#{order_id}", "customer": CUSTOMER})
    store.post(f"/v1/orders/{order_id}/shipments", {"tracking_number": number})
    stack.drain()


CUSTOMER = {"name": "Somchai J.", "email": "s@example.com", "phone": "+66812345678"}


def test_info_tells_how_to_act_for_the_first_store(stack: LocalStack) -> None:
    assert set(stack.info) == {
        "api_key", "store_id", "email", "password", "shopify_secret", "seventeentrack_key",
        "easypost_key", "easypost_webhook_secret", "shop_domain", "shopify_token", "shopify_url",
        "shopify_client_id", "shopify_client_secret", "now",
    }  # fmt: skip


def test_another_store_sees_only_its_own_orders(stack: LocalStack, store: Store) -> None:
    store.post("/v1/orders", {"id": "1", "name": "#1"})

    assert stack.new_store("basic").get("/v1/orders").json()["items"] == []
    assert [o["id"] for o in store.get("/v1/orders").json()["items"]] == ["1"]


def test_a_message_put_off_for_minutes_is_not_waited_for(stack: LocalStack, store: Store) -> None:
    dead = {"url": f"http://127.0.0.1:{free_ports(1)[0]}/", "events": ["order.fulfilled"]}
    webhook = store.post("/v1/webhooks", dead).json()

    _shipped(stack, store, "1")

    (delivery,) = store.get(f"/v1/webhooks/{webhook['id']}/deliveries").json()["items"]
    assert (delivery["state"], delivery["attempts"]) == ("pending", 2)
    assert store.delete(f"/v1/webhooks/{webhook['id']}").status_code == 204  # it goes nowhere


def test_the_clock_ticks_on_from_where_it_was_put(stack: LocalStack) -> None:
    # In the past, so that no provider gives all parcels up, which takes a while to tell.
    answer = stack.put("/_dev/clock", {"now": "2021-05-06T07:08:09+07:00"})

    assert answer.json()["now"].startswith("2021-05-06T00:08:")
    assert stack.get("/_dev/info").json()["now"].startswith("2021-05-06T00:")


@pytest.mark.parametrize("hours", [72, -72, 0.5])
def test_the_clock_is_moved_forth_and_back(stack: LocalStack, hours: float) -> None:
    moved = datetime.fromisoformat(stack.put("/_dev/clock", {"advance_hours": hours}).json()["now"])

    ahead = moved - datetime.now(UTC)
    assert abs(ahead - timedelta(hours=hours)) < timedelta(minutes=10)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"now": "yesterday"}, 422),
        ({"now": "2026-11-24T00:00:00"}, 422),
        ({"now": 5}, 422),
        ({"now": "2026-11-24T00:00:00Z", "advance_hours": 1}, 422),
        ({"advance_hours": "1"}, 422),
        ({"advance_hours": True}, 422),
        ({"advance_hours": 1e300}, 422),
        ({"hours": 1}, 422),
        ([], 422),
    ],
)
def test_a_time_that_is_none_is_refused(stack: LocalStack, body: object, status: int) -> None:
    answer = stack.put("/_dev/clock", body)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_what_is_not_json_cannot_be_read(stack: LocalStack) -> None:
    assert stack.call("PUT", "/_dev/clock", data=b"{").status_code == 400


def test_a_customer_is_told_by_email_and_sms(stack: LocalStack, store: Store) -> None:
    _shipped(stack, store, "told")

    email, sms = sorted(stack.outbox("told"), key=lambda message: message["channel"])
    assert (email["channel"], email["to"], email["trigger"]) == (
        "email",
        "s@example.com",
        "shipped",
    )
    assert NUMBER in email["html"]
    assert NUMBER in email["text"]
    assert (sms["channel"], sms["to"], sms["trigger"]) == ("sms", "+66812345678", "shipped")
    assert NUMBER in sms["text"]
    assert NUMBER in stack.get("/_dev/outbox.html").text


def test_a_sweep_counts_what_it_did(stack: LocalStack, store: Store) -> None:
    _shipped(stack, store, "swept", "RR000000015CN")
    stack.put("/_dev/clock", {"advance_hours": 25})
    stack.sweep()
    stack.script("RR000000015CN", status="Delivered")
    stack.put("/_dev/clock", {"advance_hours": 24})

    swept = stack.sweep()

    assert swept["changed"] >= 1
    assert swept["checked"] >= 1
    assert swept["carrier_calls"] >= 1
    assert store.get("/v1/orders/swept").json()["status"] == "delivered"


def test_an_hour_that_comes_again_is_swept_again(stack: LocalStack, store: Store) -> None:
    number = "RR000000046CN"
    _shipped(stack, store, "again", number)
    for status in ("InTransit", "OutForDelivery"):
        stack.script(number, status=status)
        stack.put("/_dev/clock", {"advance_hours": 72})

        assert stack.sweep()["changed"] >= 1

        stack.delete("/_dev/clock")


def test_a_push_reaches_the_order(stack: LocalStack, store: Store) -> None:
    _shipped(stack, store, "pushed", "RR000000029CN")

    stack.script("RR000000029CN", status="OutForDelivery", push=True)
    stack.drain()

    assert store.get("/v1/orders/pushed").json()["status"] == "pick_up"


def test_a_story_that_cannot_be_meant_is_refused(stack: LocalStack) -> None:
    answer = stack.script(NUMBER, status="Teleported")

    assert answer.status_code == 422
    assert "InTransit" in answer.json()["detail"]


def test_usage_counts_one_order_from_zero(stack: LocalStack, store: Store) -> None:
    stack.drain()
    stack.delete("/_dev/usage")

    store.get("/v1/orders")

    usage = stack.get("/_dev/usage").json()
    assert usage["dynamodb"]["Query"] == {"calls": 1, "read_units": 0.5, "write_units": 0}
    assert usage["write_units"] == 0
    assert usage["carrier"]["calls"] == 0


def test_nothing_else_is_under_dev(stack: LocalStack) -> None:
    assert stack.get("/_dev/nothing").status_code == 404
    assert stack.put("/_dev/sweep").status_code == 404


def test_nobody_else_on_the_network_can_reach_it(stack: LocalStack) -> None:
    for url in (stack.url, stack.aws_url, stack.carrier_url):
        port = int(url.rpartition(":")[2])
        with socket.socket() as other:
            other.settimeout(1)
            # 127.0.0.2 is this machine too, but not the address that the stack listens on.
            assert other.connect_ex(("127.0.0.2", port)) != 0


# --------------------------------------------------------------------------- starting and ending


@pytest.fixture
def own_process() -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    ports = free_ports()
    process = start_process(ports)
    yield process, ports
    end(process)
    if process.stdout:
        process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_to_and_in_silence(
    own_process: tuple[subprocess.Popen[str], list[int]], number: signal.Signals
) -> None:
    process, ports = own_process
    assert process.stdout
    said = ""
    while "Ctrl-C stops it" not in said:
        said += process.stdout.readline()
        assert process.poll() is None, said

    os.killpg(process.pid, number)  # as a terminal does: everyone in the group hears of it
    code = process.wait(ENDS_WITHIN)

    assert code == 0
    assert "Traceback" not in process.stdout.read()  # and nobody holds the pipe open any longer
    for port in ports:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(("127.0.0.1", port))


def test_ctrl_c_is_heard_while_it_starts(
    own_process: tuple[subprocess.Popen[str], list[int]],
) -> None:
    process, _ = own_process
    assert process.stdout
    said = process.stdout.readline()
    assert "Starting" in said

    os.killpg(process.pid, signal.SIGINT)

    assert process.wait(ENDS_WITHIN) == 0
    assert "Traceback" not in process.stdout.read()


@pytest.mark.parametrize("taken", [0, 1, 2, 3])
def test_a_taken_port_is_named(taken: int) -> None:
    ports = free_ports()
    with socket.socket() as other:
        other.bind(("127.0.0.1", ports[taken]))
        other.listen()

        process = start_process(ports)
        said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert f"Port {ports[taken]} is taken" in said
    assert "Traceback" not in said


def test_a_port_that_is_none_is_named() -> None:
    process = start_process(["x", *map(str, free_ports(4))])  # type: ignore[list-item]  # on purpose
    said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 1
    assert "PORT=x is not a port" in said
