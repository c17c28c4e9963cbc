"""Posting to strangers' addresses, and to none that is ours."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address

import pytest

from retrack.senders.webhooks.addresses import addresses_of, is_public, target_of, unfit
from retrack.senders.webhooks.client import WebhookClient
from retrack.senders.webhooks.signing import signed_headers
from retrack.services.webhook_ports import NotReceived
from tests.builders import NOON
from tests.fakes.clock import FixedClock

SECRET = "whsec_" + "bm90LWEtcmVhbC1zZWNyZXQtb2YtYW55Ym9keSEhISE="

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
    "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "::ffff:0:127.0.0.1", "5f00::1", "3fff::1",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_public_internet_is_not_called(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_on_the_public_internet_is_called(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com", "file:///etc/passwd", "https://", "https:///x",
        "https://me@example.com", "https://example.com:22", "https://example.com:99999",
        "https://example.com:x", "https://exa mple.com", "https://example.com/\r\nX: y",
        "https://[::1", "https://127.0.0.1", "https://[::ffff:10.0.0.1]/x", "http://localhost",
        "http://a.localhost", "http://metadata.internal", "https://" + "a" * 500,
        "http://127.1", "http://2130706433", "http://0x7f000001/", "http://017700000001.", "http://0",
        "http://localhost.", "http://printer.local",
    ],
)  # fmt: skip
def test_an_address_that_we_would_not_call_is_refused_at_once(url: str) -> None:
    assert unfit(url, allow_private=False)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com:8080/a?b=c",
        "https://[2606:4700:4700::1111]/",
        "https://1.1.1.1/",
        "https://127.0.0.1.example.com./",
        "https://internal.example.com",
    ],
)
def test_an_address_on_the_public_internet_is_fit(url: str) -> None:
    assert unfit(url, allow_private=False) is None


def resolving_to(*addresses: str) -> tuple[list[str], object]:
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(f"{host}:{port}")
        return addresses

    return asked, resolve


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:10.0.0.1"])
def test_a_name_that_leads_to_us_is_refused_whatever_else_it_leads_to(address: str) -> None:
    target = target_of("https://example.com", allow_private=False)

    with pytest.raises(NotReceived) as refused:
        addresses_of(target, lambda host, port: ["8.8.8.8", address], allow_private=False)

    assert refused.value.problem == "address_refused"


def test_a_number_in_another_guise_is_refused_by_what_it_leads_to() -> None:
    """`http://2130706433/` is a name for us, and 127.0.0.1 for a resolver."""
    client = WebhookClient(FixedClock(), resolve=lambda host, port: ["127.0.0.1"])

    with pytest.raises(NotReceived, match="address_refused"):
        client.post("http://2130706433/", "msg_1", "{}", secret=SECRET)


@dataclass
class Wire:
    """A server that reads one request and answers with these bytes."""

    answer: bytes = b"HTTP/1.1 204 No Content\r\n\r\n"
    port: int = 0
    heard: bytes = b""
    connections: int = 0
    drips: bool = False
    done: threading.Event = field(default_factory=threading.Event)


def heard_all(connection: socket.socket) -> bytes:
    """A whole request, or what there was of it when whoever called had waited long enough."""
    heard = b""
    while not (b"\r\n\r\n" in heard and heard.endswith(b"}")):
        piece = connection.recv(4096)
        if not piece:
            break
        heard += piece
    return heard


@pytest.fixture
def wire() -> Iterator[Wire]:
    told = Wire()
    listening = socket.create_server(("127.0.0.1", 0))
    told.port = listening.getsockname()[1]

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                told.connections += 1
                told.heard += heard_all(connection)
                connection.sendall(told.answer)
                while told.drips and not told.done.wait(0.02):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        break
                if not told.answer.endswith(b"\r\n\r\n"):
                    told.done.wait(10)

    thread = threading.Thread(target=serve)
    thread.start()
    yield told
    told.done.set()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def client(**options: object) -> WebhookClient:
    return WebhookClient(FixedClock(), allow_private=True, **options)  # type: ignore[arg-type]  # by name


def test_a_name_is_looked_up_once_and_called_by_its_name(wire: Wire) -> None:
    asked, resolve = resolving_to("127.0.0.1")

    url = f"http://hooks.example.com:{wire.port}/a?b=c"
    status = client(resolve=resolve).post(url, "msg_1", '{"a":1}', secret=SECRET)

    assert status == 204
    assert asked == [f"hooks.example.com:{wire.port}"]
    lines = wire.heard.decode().split("\r\n")
    assert lines[0] == "POST /a?b=c HTTP/1.1"
    assert f"Host: hooks.example.com:{wire.port}" in lines
    assert json.loads(lines[-1]) == {"a": 1}


def test_a_name_that_changes_after_the_check_leads_nowhere_else(wire: Wire) -> None:
    """The second answer of the resolver is one that nobody asks for."""
    answers = [["127.0.0.1"], ["192.0.2.1"]]

    url = f"http://hooks.example.com:{wire.port}/"
    changing = client(resolve=lambda host, port: answers.pop(0))
    assert changing.post(url, "msg_1", "{}", secret=SECRET) == 204

    assert answers == [["192.0.2.1"]]


def test_a_redirect_is_an_answer_like_any_other(wire: Wire) -> None:
    wire.answer = b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"

    assert client().post(f"http://127.0.0.1:{wire.port}/", "msg_1", "{}", secret=SECRET) == 307

    assert wire.connections == 1


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_whoever_does_not_come_to_an_end_is_left(wire: Wire, answer: bytes) -> None:
    wire.answer = answer

    with pytest.raises(NotReceived, match="timeout"):
        client(seconds=0.2).post(f"http://127.0.0.1:{wire.port}/", "m", "{}", secret=SECRET)


def test_an_answer_drop_by_drop_comes_to_its_end(wire: Wire) -> None:
    """No single read takes long; together they would never end."""
    wire.answer, wire.drips = b"HTTP/1.1 200 OK\r\nX: ", True

    with pytest.raises(NotReceived, match="timeout"):
        client(seconds=0.3).post(f"http://127.0.0.1:{wire.port}/", "m", "{}", secret=SECRET)


def test_an_endless_answer_is_not_read(wire: Wire) -> None:
    wire.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nand so on"

    assert client().post(f"http://127.0.0.1:{wire.port}/", "m", "{}", secret=SECRET) == 200


def test_what_is_no_http_is_no_answer(wire: Wire) -> None:
    wire.answer = b"SSH-2.0\r\n\r\n"

    with pytest.raises(NotReceived, match="no_answer"):
        client().post(f"http://127.0.0.1:{wire.port}/", "m", "{}", secret=SECRET)


def test_a_name_of_nobody_is_no_answer() -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror

    with pytest.raises(NotReceived, match="no_such_host"):
        client(resolve=resolve).post("https://example.com", "m", "{}", secret=SECRET)


def test_a_signature_is_the_one_that_the_standard_shows() -> None:
    """The key, id, time and body of the example that the standard's libraries are tested with."""
    at = NOON.fromtimestamp(1614265330, tz=NOON.tzinfo)

    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        now=at,
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
