"""The way into the local stack, as a client on the network meets it."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.local_stack import PATIENCE

if TYPE_CHECKING:
    from tests.end_to_end.local_stack import LocalStack, Store

LARGEST = 10_000_000  # bytes


def _raw(stack: LocalStack, request: bytes) -> bytes:
    """What comes back for these bytes, until the server closes the connection."""
    port = int(stack.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        got = b""
        while piece := connection.recv(65536):
            got += piece
    return got


def test_whoever_has_no_key_is_answered_by_the_product(stack: LocalStack) -> None:
    answer = stack.get("/v1/orders")

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "BREW"])
def test_any_method_is_answered(stack: LocalStack, method: str) -> None:
    got = _raw(
        stack, f"{method} /v1/nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    )

    head, _, body = got.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 4")
    assert bool(body) == (method != "HEAD")


def test_a_body_may_come_in_chunks(stack: LocalStack, store: Store) -> None:
    key = store.info["api_key"]
    head = (
        f"POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    got = _raw(stack, head.encode() + b'8\r\n{"name":\r\n6;x=y\r\n"#77"}\r\n0\r\n\r\n')

    assert got.startswith(b"HTTP/1.1 201")
    assert b'"#77"' in got


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(
    stack: LocalStack, store: Store
) -> None:
    port = int(stack.url.rpartition(":")[2])
    body = b'{"name": "#78"}'
    head = (
        f"POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {store.info['api_key']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        "Expect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(head.encode())
        asked = connection.recv(100)
        connection.sendall(body)
        answer = connection.recv(65536)

    assert asked.startswith(b"HTTP/1.1 100")
    assert answer.startswith(b"HTTP/1.1 201")


def test_a_body_over_the_limit_is_refused(stack: LocalStack) -> None:
    head = f"POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST + 1}\r\n\r\n"

    assert _raw(stack, head.encode()).startswith(b"HTTP/1.1 413")


def test_an_event_over_the_limit_is_refused(store: Store) -> None:
    body = b'{"name": "' + b"x" * (7 * 1024 * 1024) + b'"}'
    headers = {"Content-Type": "application/json"}

    assert store.call("POST", "/v1/orders", data=body, headers=headers).status_code == 413


def test_a_connection_serves_many_requests(store: Store) -> None:
    for _ in range(3):
        assert store.get("/v1/orders").headers.get("connection") != "close"
